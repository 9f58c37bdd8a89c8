"""Issue "Staff hub", Shows 5: a day's work by the keyboard alone, and the focus always visible."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.keys import Keys
from tests.browser.looking import WIDE, looking
from tests.browser.stage import ADMIN, Stage

pytestmark = pytest.mark.slow


@pytest.fixture
def keys(stage: Stage, chromium: Any, record_property: Any) -> Iterator[Keys]:
    size = {"width": WIDE[0], "height": WIDE[1]}
    with looking(chromium, stage.url, stage.state(ADMIN), viewport=size) as eye:
        hand = Keys(eye.page)
        eye.page.goto(stage.url)
        yield hand
        record_property("stops of the focus", hand.stops)
    assert not hand.unseen, "\n".join(sorted(hand.unseen))
    assert not eye.faults


def test_a_customer_and_a_project_are_made(keys: Keys):
    keys.press("g", "c")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("Clients")
    keys.press("n")
    keys.type("textbox", re.compile("^Name"), "Keyboard Works")
    keys.type("textbox", re.compile("^E-mail"), "keys@example.com")
    keys.do("button", "Save")
    expect(keys.page.get_by_role("heading", level=1)).to_contain_text("Keyboard Works")

    keys.press("g", "p")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("Projects")
    keys.press("n")
    keys.type("textbox", re.compile("^Name"), "Gate by keys")
    keys.choose("Client", "Keyboard Works")
    keys.do("button", "Create project")
    expect(keys.page.get_by_role("heading", level=1)).to_contain_text("Gate by keys")


def test_a_card_is_carried_to_another_column(keys: Keys):
    page = keys.page
    keys.press("g", "t")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tasks")
    todo = page.get_by_role("region", name="To do")
    name = todo.get_by_role("article").first.get_by_role("link").inner_text()
    keys.to("button", f"Move {name}", within=todo)
    keys.press("Space")
    expect(page.locator("[data-board-said]")).to_contain_text("is lifted")
    keys.press("ArrowRight", "Escape")
    expect(page.locator("[data-board-said]")).to_contain_text("is back in To do")
    keys.press("Space", "ArrowRight", "Space")
    expect(page.locator("[data-board-said]")).to_contain_text("is in In progress")
    page.reload()
    doing = page.get_by_role("region", name="In progress")
    expect(doing.get_by_role("link", name=name)).to_be_visible()


def test_time_is_logged(keys: Keys):
    page = keys.page
    keys.press("g", "t")
    doing = page.get_by_role("region", name="In progress")
    keys.do("link", doing.get_by_role("article").first.get_by_role("link").inner_text())
    keys.do("link", "Log time")
    keys.type("textbox", re.compile("^How long"), "1:30")
    keys.choose("Who", "John")
    keys.do("button", "Log time", within=page.locator("form", has_text="How long"))
    expect(page.get_by_role("status")).to_contain_text("Time logged.")
    expect(page.get_by_role("main")).to_contain_text("1:30")


def test_an_invoice_is_written_and_issued(keys: Keys):
    page = keys.page
    keys.press("g", "s")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    keys.press("n")
    keys.choose("Client", "ABC")
    keys.do("button", "Add line")
    keys.type("textbox", "Description", "Brackets")
    keys.type("textbox", "Quantity", "3")
    keys.type("textbox", "Price each", "150")
    keys.do("button", "Check and issue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check and issue")
    keys.do("button", re.compile("^Issue for"))
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"INV-\d{4}-\d{3}"))
