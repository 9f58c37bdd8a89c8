"""Journeys through an empty program, by role and name, as a new owner and a customer take them.

Issue "Staff hub": J12 step 1, J1 steps 1-4 and 10, J6 steps 3-5, and Shows 7: the first quote is
sent by nothing but what the pages say.
"""

import re
from collections.abc import Iterator
from typing import Any

import ezdxf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.servers import serving
from tests.browser.looking import PHONE, WIDE, Eye

pytestmark = pytest.mark.slow

PASSWORD = "odd horses paint fences"
MAIN = "main"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The program as it comes: nobody is in it."""
    home = tmp_path_factory.mktemp("empty") / "home"
    with serving(home, environment="test", requests_per_minute=10**9) as server:
        yield server


def anybody(chromium: Browser, server: Any, size: tuple[int, int] = WIDE) -> Eye:
    """Come with a browser of one's own."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    return Eye(context.new_page(), server.url)


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(f"^{name}", re.I)).first.click()


def link(page: Page, name: str) -> None:
    page.get_by_role(MAIN).get_by_role("link", name=re.compile(f"^{name}", re.I)).first.click()


def write(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.get_by_role("textbox", name=name.replace("_", " ")).first.fill(text)


def drawing(folder: Any) -> Any:
    """A plate of 100 x 100 mm with two holes."""
    made = ezdxf.new(units=4)
    made.modelspace().add_lwpolyline([(0, 0), (100, 0), (100, 100), (0, 100)], close=True)
    for x in (30, 70):
        made.modelspace().add_circle((x, 50), 5)
    made.saveas(folder / "bracket_design.dxf")
    return folder / "bracket_design.dxf"


def set_up(page: Page, server: Any) -> None:
    """J12 step 1: no default password, and nothing to read but the page."""
    page.goto(re.search(r"http\S+/setup\?code=\S+", server.said)[0])
    page.get_by_role("checkbox", name=re.compile("^Laser")).check()
    write(page, Shop_name="Kestrel Fabrication", Your_name="Mary Gray", User_name="mary")
    page.get_by_role("textbox", name="E-mail").fill("mary@kestrel.example")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    button(page, "Open the shop")
    expect(page.get_by_role("heading", name="First steps")).to_be_visible()


def take_a_job_in(page: Page, folder: Any) -> None:
    """J1 steps 1 to 3."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Clients").click()
    link(page, "New Client")
    write(page, Name="ABC Manufacturing")
    page.get_by_role("textbox", name="E-mail").fill("orders@abc.com")
    button(page, "Save")
    expect(page.get_by_role(MAIN)).to_contain_text("CL-0001")
    link(page, "New Project")
    write(page, Name="Custom Metal Brackets")
    button(page, "Create project")
    expect(page.get_by_role(MAIN)).to_contain_text(re.compile(r"JB-\d{4}-\d\d-CL0001-001"))
    expect(page.get_by_role(MAIN)).to_contain_text("Request")

    link(page, "Edit")
    write(page, Material="Mild Steel", Thickness="3", Sheets="50", Parts="200")
    write(page, Estimated_cut_time="120")
    button(page, "Save")
    expect(page.get_by_role(MAIN)).to_contain_text("Mild Steel 3 mm")
    page.get_by_role("navigation", name="Project").get_by_role("link", name="Files").click()
    page.locator("input[type=file]").first.set_input_files(drawing(folder))
    link(page, "bracket_design.dxf")
    heading(page).wait_for()
    drawn = page.get_by_role("img", name=re.compile("Arrows move it"))
    for _ in range(20):  # the worker draws it
        page.wait_for_timeout(500)
        if drawn.count():
            break
        page.reload()
    expect(drawn).to_be_visible()
    page.get_by_role(MAIN).get_by_role("link", name="Custom Metal Brackets").click()
    button(page, "Status")
    button(page, "Quote & Approval")
    expect(page.get_by_role(MAIN)).to_contain_text("Quote & Approval")


def send_a_quote(page: Page) -> str:
    """J1 step 4, with what the customer may choose (J6 step 3); return the link."""
    link(page, "New quote")
    write(page, Description="Brackets, 200 off", Price_each="15000")
    expect(page.get_by_role(MAIN)).to_contain_text(re.compile("17.250,00"))
    button(page, "Add line")
    second = page.get_by_role("group", name="Line 2")
    second.get_by_role("textbox", name="Description").fill("Bend")
    second.get_by_role("textbox", name="Price each").fill("600")
    second.get_by_text("Unit, discount, tax, options").click()
    second.get_by_role("checkbox", name="Optional").check()
    button(page, "Check and send")
    expect(heading(page)).to_have_text("Check and send")
    button(page, "Send for")
    return page.get_by_role("textbox", name="Link").input_value()


def accept(page: Page, there: str) -> None:
    """J6 steps 3 and 5, on a phone."""
    page.goto(there)
    expect(page.get_by_role(MAIN)).to_contain_text(re.compile("17.250,00"))
    page.get_by_role("checkbox", name=re.compile("Bend")).check()
    expect(page.get_by_role(MAIN)).to_contain_text(re.compile("17.940,00"))
    write(page, Your_full_name="Lindiwe Dube")
    page.get_by_role("checkbox", name=re.compile("I agree")).check()
    button(page, "Accept for")
    expect(page.get_by_role("status")).to_contain_text("Thank you, Lindiwe Dube")
    page.goto(there)
    expect(page.get_by_role("status")).to_contain_text("Accepted")
    expect(page.get_by_role("button", name=re.compile("^Accept"))).to_have_count(0)


def bill(page: Page) -> None:
    """J1 step 10."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Quotes").click()
    link(page, r"QU-\d{4}-001")
    link(page, "Go to the Invoice")
    link(page, "Check and issue")
    button(page, "Issue for")
    expect(page.get_by_role(MAIN)).to_contain_text(re.compile(r"INV-\d{4}-001"))
    link(page, "Record payment")
    page.get_by_role("textbox", name="Amount").fill("17940")
    button(page, "Record it")
    expect(page.get_by_role(MAIN)).to_contain_text("Paid")


def test_from_an_empty_folder_to_an_invoice_that_is_paid(
    server: Any, chromium: Browser, tmp_path: Any
):
    owner, customer = anybody(chromium, server), anybody(chromium, server, PHONE)
    set_up(owner.page, server)
    take_a_job_in(owner.page, tmp_path)
    there = send_a_quote(owner.page)
    accept(customer.page, there)
    bill(owner.page)
    assert not owner.faults
    assert not customer.faults
