"""From an empty program to an invoice that is paid, by nothing but what the pages say.

Issue "Staff hub", Shows 7. The single journeys are walked to the cent beside this one.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.app.servers import serving
from tests.browser.acting import Hand, figure, somebody, way_in
from tests.browser.looking import PHONE

pytestmark = pytest.mark.slow

PASSWORD = "odd horses paint fences"
WITHOUT, WITH = figure("17250.00"), figure("17940.00")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The program as it comes: nobody is in it."""
    home = tmp_path_factory.mktemp("empty") / "home"
    with serving(home, environment="test", requests_per_minute=10**9) as server:
        yield server


def test_from_an_empty_folder_to_an_invoice_that_is_paid(server: Any, chromium: Browser) -> None:
    with (
        somebody(chromium, server.url) as owner,
        somebody(chromium, server.url, PHONE) as customer,
    ):
        set_up(owner, server)
        take_a_job_in(owner)
        accept(customer, send_a_quote(owner))
        bill(owner)


def set_up(owner: Hand, server: Any) -> None:
    """No default password, and nothing to read but the page."""
    owner.go(way_in(server.said))
    owner.tick("Laser")
    owner.write("Shop name", "Kestrel Fabrication")
    owner.write("Your name", "Mary Gray")
    owner.write("User name", "mary")
    owner.write("E-mail", "mary@kestrel.example")
    owner.write("Password", PASSWORD)
    owner.press("Open the shop")
    expect(owner.page.get_by_role("heading", name="First steps")).to_be_visible()


def take_a_job_in(owner: Hand) -> None:
    owner.menu("Clients")
    owner.follow("New Client")
    owner.write("Name", "ABC Manufacturing")
    owner.write("E-mail", "orders@abc.com")
    owner.press("Save")
    owner.sees("CL-0001")
    owner.follow("New Project")
    owner.write("Name", "Custom Metal Brackets")
    owner.press("Create project")
    owner.sees(re.compile(r"JB-\d{4}-\d\d-CL0001-001"), "Request")


def send_a_quote(owner: Hand) -> str:
    owner.follow("New quote")
    owner.write("Description", "Brackets, 200 off")
    owner.write("Price each", "15000")
    owner.sees(WITHOUT)
    owner.press("Add line")
    second = owner.page.get_by_role("group", name="Line 2")
    owner.write("Description", "Bend", within=second)
    owner.write("Price each", "600", within=second)
    owner.open("Unit, discount, tax, options", within=second)
    owner.tick("Optional", within=second)
    owner.press("Check and send")
    owner.is_at("Check and send")
    owner.press("Send for")
    return owner.page.get_by_role("textbox", name="Link").input_value()


def accept(customer: Hand, link: str) -> None:
    customer.go(link)
    customer.sees(WITHOUT)
    customer.tick("Bend")
    customer.sees(WITH)
    customer.write("Your full name", "Lindiwe Dube")
    customer.tick("I agree")
    customer.press("Accept for")
    customer.is_told("Thank you, Lindiwe Dube")


def bill(owner: Hand) -> None:
    owner.menu("Quotes")
    owner.follow(r"QU-\d{4}-001")
    owner.follow("Go to the Invoice")
    owner.follow("Check and issue")
    owner.press("Issue for")
    owner.sees(re.compile(r"INV-\d{4}-001"))
    owner.follow("Record payment")
    owner.write("Amount", "17940", within=owner.dialog)
    owner.press("Record it", within=owner.dialog)
    expect(owner.fact("Open")).to_have_text(figure("0.00"))
