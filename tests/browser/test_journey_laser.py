"""Journey 1, from the enquiry to the invoice that is paid, as the manager of a laser shop goes it.

The quote goes out by the link that is shown: e-mail comes with communications. What the queue of
the machines and the accounting program take over between the quote and the invoice comes with them.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import ezdxf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acting import Hand, figure, somebody
from tests.browser.trades import Trades, today

pytestmark = pytest.mark.slow

QUOTE, INVOICE = re.compile(r"QU-\d{4}-001"), re.compile(r"INV-\d{4}-001")


def drawing(folder: Path) -> Path:
    """A plate of 100 x 100 mm with two holes."""
    made = ezdxf.new(units=4)
    made.modelspace().add_lwpolyline([(0, 0), (100, 0), (100, 100), (0, 100)], close=True)
    for x in (30, 70):
        made.modelspace().add_circle((x, 50), 5)
    made.saveas(folder / "bracket_design.dxf")
    return folder / "bracket_design.dxf"


def test_an_enquiry_becomes_an_invoice_that_is_paid(
    trades: Trades, chromium: Browser, tmp_path: Path
) -> None:
    with somebody(chromium, trades.url) as manager:
        a_client_asks(manager)
        the_client_is_listed_once(trades)
        a_project_is_begun(manager)
        a_drawing_is_sent_and_drawn(manager, drawing(tmp_path))
        what_it_is_made_of_is_said(manager)
        a_quote_is_sent(manager)
        the_quote_is_accepted(manager)
        an_invoice_is_issued_and_paid(manager)


def a_client_asks(manager: Hand) -> None:
    """J1.1."""
    manager.log_in("osprey-manager")
    expect(manager.page).to_have_url(f"{manager.url}/")
    manager.menu("Clients")
    manager.follow("New Client")
    manager.write("Name", "ABC Manufacturing")
    manager.write("E-mail", "orders@abc.com")
    manager.press("Save")
    manager.is_at("ABC Manufacturing")
    manager.sees("CL-0001")


def the_client_is_listed_once(trades: Trades) -> None:
    with trades.rest("osprey") as rest:
        listed = rest.get("/api/customers/").raise_for_status().json()["items"]
    assert [(it["name"], it["code"]) for it in listed] == [("ABC Manufacturing", "CL-0001")]


def a_project_is_begun(manager: Hand) -> None:
    """J1.2."""
    manager.follow("New Project")
    manager.write("Name", "Custom Metal Brackets")
    manager.press("Create project")
    manager.is_at("Custom Metal Brackets")
    manager.sees(f"JB-{today():%Y-%m}-CL0001-001", "Request")


def a_drawing_is_sent_and_drawn(manager: Hand, drawing: Path) -> None:
    """J1.3."""
    manager.tab("Files", of="Project")
    with manager.page.expect_file_chooser() as chooser:
        manager.main.get_by_text("Choose files or drop them here").click()
    chooser.value.set_files(drawing)
    manager.follow("bracket_design.dxf")
    manager.is_at("bracket_design.dxf")
    expect(drawn(manager.page)).to_be_visible()
    manager.follow("Custom Metal Brackets")


def drawn(page: Page) -> Any:
    return page.get_by_role("img", name=re.compile("Arrows move it"))


def what_it_is_made_of_is_said(manager: Hand) -> None:
    manager.follow("Edit")
    for name, said in {
        "Material": "Mild Steel",
        "Thickness": "3",
        "Sheets": "50",
        "Parts": "200",
        "Estimated cut time": "120",
    }.items():
        manager.write(name, said)
    manager.press("Save")
    manager.sees(re.compile(r"Mild Steel\s+3 mm"), "120 min")
    expect(manager.fact("Sheets")).to_contain_text("50")
    expect(manager.fact("Parts")).to_contain_text("200")
    manager.press("Status")
    manager.press("Quote & Approval")
    manager.sees("Quote & Approval")


def a_quote_is_sent(manager: Hand) -> None:
    """J1.4."""
    manager.tab("Money", of="Project")
    manager.follow("New quote")
    manager.write("Description", "Custom Metal Brackets, 200 off")
    manager.write("Price each", "15000")
    manager.open("Unit, discount, tax")
    manager.pick("Tax", "Zero, 0 %")
    manager.write("Valid until", str(today() + timedelta(days=14)))
    manager.sees(figure("15000.00"))
    manager.press("Check and send")
    manager.is_at("Check and send")
    manager.press("Send for")
    link = manager.page.get_by_role("textbox", name="Link").input_value()
    assert link.startswith(f"{manager.url}/q/")
    manager.follow("Back to the quote")
    manager.sees(QUOTE, "Sent")
    expires = manager.fact("Valid until").get_by_role("time")
    expect(expires).to_have_attribute("datetime", str(today() + timedelta(days=14)))
    expect(manager.fact("Total")).to_contain_text(figure("15000.00"))


def the_quote_is_accepted(manager: Hand) -> None:
    manager.follow("Record acceptance")
    manager.write("Who gave the order", "Lindiwe Dube")
    manager.write("Their order number", "PO 4711")
    manager.press("Record acceptance")
    manager.sees("Accepted", "PO 4711")


def an_invoice_is_issued_and_paid(manager: Hand) -> None:
    """J1.10."""
    manager.follow("Go to the Invoice")
    manager.follow("Check and issue")
    manager.press("Issue for")
    manager.is_at("Invoice for ABC Manufacturing")
    manager.sees(INVOICE, "Issued")
    manager.follow("Record payment")
    pay = manager.dialog
    expect(pay.get_by_role("textbox", name="Amount")).to_have_value(figure("15000.00"))
    manager.write("Amount", "15000.00", within=pay)
    manager.press("Record it", within=pay)
    manager.sees("Paid")
    expect(manager.fact("Open")).to_contain_text(figure("0.00"))
