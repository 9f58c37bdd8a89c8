"""Journey 3, step 5: what has an order is put in order by the keyboard alone.

The queue of the machines comes with production; cards on the board, the stages of a workflow and
the lines of a document move by the same keys.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.acting import Hand, somebody
from tests.browser.keys import Keys
from tests.browser.trades import Trades

pytestmark = pytest.mark.slow


@pytest.fixture
def manager(trades: Trades, chromium: Browser) -> Iterator[Hand]:
    with somebody(chromium, trades.url) as manager:
        manager.log_in("kestrel-manager")
        yield manager


@pytest.fixture
def keys(manager: Hand) -> Iterator[Keys]:
    keys = Keys(manager.page)
    yield keys
    assert not keys.unseen, "\n".join(sorted(keys.unseen))


def said(manager: Hand, text: str) -> None:
    """What is heard by who does not see the page."""
    live = manager.main.locator("[aria-live=assertive]")
    expect(live).to_have_text(text)
    expect(live).to_have_attribute("role", "status")


def test_stages_of_a_workflow(manager: Hand, keys: Keys) -> None:
    manager.go("/workflows")
    manager.follow("Laser cutting")
    manager.follow("Edit")
    rows = manager.main.get_by_role("listitem").filter(has=manager.page.get_by_role("textbox"))
    names = ["Design", "Programming", "Cutting", "Deburring", "QA", "Dispatch"]
    in_order(rows, names)
    grip = keys.to("button", "Move this stage", within=rows.nth(4))
    keys.press("ArrowUp")
    in_order(rows, names)  # nothing moves that was not lifted
    keys.press("Space")
    expect(grip).to_have_attribute("aria-pressed", "true")
    said(manager, lifted("QA", 5, 6))
    keys.press("ArrowUp", "ArrowUp")
    said(manager, "Place 3 of 6")
    keys.press("Escape")
    said(manager, "QA is back at place 5 of 6.")
    in_order(rows, names)
    keys.press("Space", "ArrowUp", "ArrowUp", "Space")
    said(manager, "QA is now 3 of 6.")
    names = ["Design", "Programming", "QA", "Cutting", "Deburring", "Dispatch"]
    in_order(rows, names)
    keys.do("button", "Save")
    manager.is_at("Laser cutting")
    stages = manager.main.get_by_role("list").get_by_role("listitem")
    expect(stages.filter(has_text=re.compile("|".join(names)))).to_have_text(
        [re.compile(rf"^{n}\s*{name}") for n, name in enumerate(names, 1)]
    )


def lifted(name: str, place: int, count: int) -> str:
    keys = "Arrows carry it, Space puts it down, Escape puts it back."
    return f"{name} is lifted, place {place} of {count}. {keys}"


def in_order(rows: Locator, names: list[str]) -> None:
    expect(rows).to_have_count(len(names))
    for n, name in enumerate(names):
        expect(rows.nth(n).get_by_role("textbox").first).to_have_value(name)


def test_lines_of_an_invoice(manager: Hand, keys: Keys) -> None:
    manager.go("/sales/new")
    for n, name in enumerate(("Cut", "Bend", "Coat")):
        if n:
            manager.press("Add line")
        line = manager.page.get_by_role("group", name=f"Line {n + 1}")
        manager.write("Description", name, within=line)
    lines = manager.main.get_by_role("group", name=re.compile(r"^Line \d"))
    keys.to("button", "Move this line", within=lines.nth(2))
    keys.press("Space")
    said(manager, lifted("Coat", 3, 3))
    keys.press("ArrowUp", "ArrowUp", "Escape")
    said(manager, "Coat is back at place 3 of 3.")
    in_order(lines, ["Cut", "Bend", "Coat"])
    keys.press("Space", "ArrowUp", "ArrowUp", "Space")
    said(manager, "Coat is now 1 of 3.")
    in_order(lines, ["Coat", "Cut", "Bend"])


def test_cards_of_a_column(trades: Trades, manager: Hand, keys: Keys) -> None:
    with trades.rest("kestrel") as rest:
        customer = rest.post("/api/customers", json={"name": "Order & Co"}).json()["id"]
        wish = {"name": "Put in order", "customer_id": customer}
        project = rest.post("/api/projects", json=wish).json()
        for title in ("Third", "Second", "First"):
            path = f"/api/projects/{project['id']}/tasks"
            rest.post(path, json={"title": title}).raise_for_status()
    manager.go(f"/tasks?project_id={project['id']}")
    cards = manager.page.get_by_role("region", name="To do").get_by_role("article")
    expect(cards).to_have_count(3)
    names = [it.get_by_role("link").first.inner_text() for it in cards.all()]
    last = names[2]
    keys.to("button", f"Move {last}")
    board = "Arrows carry it, Space puts it down, Escape puts it back."
    keys.press("Space")
    said(manager, f"{last} is lifted: To do, place 3 of 3. {board}")
    keys.press("ArrowUp", "ArrowUp")
    said(manager, "To do, place 1 of 3")
    keys.press("Escape")
    said(manager, f"{last} is back in To do.")
    heads = cards.get_by_role("heading")
    expect(heads).to_have_text(names)
    with manager.page.expect_response(re.compile("/move$")):
        keys.press("Space", "ArrowUp", "ArrowUp", "Space")
    said(manager, f"{last} is in To do.")
    expect(heads).to_have_text([last, *names[:2]])
    manager.page.reload()
    expect(heads).to_have_text([last, *names[:2]])
