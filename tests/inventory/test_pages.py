"""The pages of stock through the whole application."""

import re
from decimal import Decimal
from html import unescape

import pytest
import sqlalchemy as sa

from tests.accounts.conftest import (
    PASSWORD,
    browser,
    elsewhere,
    founded,
    nexus,
    programs,
    watch,
    web,
)
from tests.app.test_pages import EVIL, look, send

__all__ = ["browser", "elsewhere", "founded", "nexus", "programs", "watch", "web"]

STEEL = {
    "name": "Mild steel 3 mm",
    "kind": "material",
    "unit": "sheet",
    "length": "2500",
    "width": "1250",
    "category": "Sheet metal",
    "unit_cost": "1 850",
    "opening_quantity": "12",
    "reorder_level": "15",
    "reorder_quantity": "20",
}


@pytest.fixture
def desk(web, founded):
    """A browser that logged in by the page."""
    return logged_in(web, founded.admin)


def logged_in(web, person):
    answer = send(web, "/login", "", username=person.username, password=PASSWORD, next="/ui")
    assert answer.status_code == 303
    return web


def made(answer):
    """Return where a form led."""
    assert answer.status_code == 303, unescape(answer.text)
    return answer.headers["location"]


def version_of(page):
    return re.search(r'name="_version" value="(\d+)"', page.text)[1]


def chosen(page, field, text):
    """Return the value of the option that says so."""
    select = re.search(rf'<select[^>]*name="{field}".*?</select>', page.text, re.S)[0]
    found = [
        value for value, said in re.findall(r'value="([^"]*)"[^>]*>([^<]*)', select) if text in said
    ]
    return found[0]


@pytest.fixture
def steel(desk):
    return made(send(desk, "/inventory/new", **STEEL))


@pytest.fixture
def job(nexus, founded):
    from nexus.customers import CreateCustomer  # noqa: PLC0415
    from nexus.projects import CreateProject  # noqa: PLC0415

    customer = nexus.customers.service().create(founded.founder, CreateCustomer(name="Anvil"))
    wish = CreateProject(name="Gate", customer_id=customer.id, workflow_id=None)
    return nexus.projects.service().create(founded.founder, wish)


# Items and their ledger


def test_stock_is_received_used_by_a_job_corrected_and_taken_back(desk, steel, job):
    assert steel == "/inventory/STK-0001"
    page = look(desk, steel)
    assert "Runs low" in page.text
    form = look(desk, f"{steel}/move/usage")
    project_id = chosen(form, "project_id", "Gate")
    key = re.search(r'name="key" value="([^"]+)"', form.text)[1]
    said = {"quantity": "3", "unit": "sheet", "project_id": project_id, "key": key}
    for _ in range(2):  # sent twice, used once
        assert made(send(desk, f"{steel}/move/usage", **said)) == steel
    bought = {"quantity": "10", "unit": "sheet", "unit_cost": "1900.50", "lot_number": "HT-1"}
    made(send(desk, f"{steel}/move/purchase", **bought))
    less = {"quantity": "1", "unit": "sheet", "way": "out", "reason": "Bent at the dock"}
    made(send(desk, f"{steel}/move/adjustment", **less))
    text = look(desk, steel).text
    for told in ("18 <", job.code[-7:], "Bent at the dock", "HT-1", "−3", "+10"):  # noqa: RUF001
        assert told in text, told
    undo = re.search(rf'action="({steel}/movements/[^"]+)"', text)[1]
    made(send(desk, undo))
    assert "Undone" in look(desk, steel).text


def test_what_is_wrong_with_a_movement_stands_on_its_form(desk, steel):
    answer = send(desk, f"{steel}/move/usage", quantity="", unit="sheet")
    assert answer.status_code == 422
    assert 'id="e-quantity"' in answer.text
    answer = send(desk, f"{steel}/move/usage", quantity="500", unit="sheet", notes="Keep me")
    assert answer.status_code in (409, 422)
    assert "There is not enough" in answer.text
    assert "Keep me" in answer.text
    assert look(desk, f"{steel}/move/burn").status_code == 404
    assert send(desk, f"{steel}/move/usage", quantity="1", unit="rubbish").status_code == 422


def test_stock_is_reserved_used_and_let_go(desk, steel, job):
    form = look(desk, f"{steel}/reserve")
    said = {
        "project_id": chosen(form, "project_id", "Gate"),
        "unit": "sheet",
    }
    short = send(desk, f"{steel}/reserve", quantity="13", **said)
    assert short.status_code in (409, 422)
    made(send(desk, f"{steel}/reserve", quantity="5", **said))
    held = re.search(rf'href="({steel}/reservations/[^"]+)"', look(desk, steel).text)[1]
    form = look(desk, held)
    said = {"quantity": "2", "_version": version_of(form)}
    made(send(desk, f"{held}/use", **said))
    assert send(desk, f"{held}/use", **said).status_code == 412
    page = look(desk, steel)
    assert "3 reserved" in page.text
    form = look(desk, held)
    made(send(desk, f"{held}/release", _version=version_of(form), quantity="3"))
    assert "reservations/" not in look(desk, steel).text


def test_an_item_is_changed_archived_and_found_among_the_archived(desk, steel):
    form = look(desk, f"{steel}/edit")
    version = version_of(form)
    answer = send(desk, f"{steel}/edit", reorder_level="soon", _version=version)
    assert answer.status_code == 422
    assert 'id="e-reorder_level"' in answer.text
    said = {"name": "Steel, 3 mm", "unit": "sheet", "kind": "material", "reorder_level": ""}
    made(send(desk, f"{steel}/edit", **said, _version=version))
    assert send(desk, f"{steel}/edit", **said, _version=version).status_code == 412
    assert "Runs low" not in look(desk, steel).text
    made(send(desk, f"{steel}/archive"))
    assert "There is stock" in look(desk, steel).text or "12" in look(desk, steel).text
    less = {"quantity": "12", "unit": "sheet", "way": "out", "reason": "Sold"}
    made(send(desk, f"{steel}/move/adjustment", **less))
    made(send(desk, "/inventory/bulk", act="archive", picked="STK-0001"))
    assert "STK-" not in look(desk, "/inventory?search=steel").text
    assert "Steel, 3 mm" in look(desk, "/inventory?archived=true").text
    made(send(desk, f"{steel}/restore"))


def test_the_list_of_stock_is_filtered_and_takes_few_statements(desk, steel, nexus):
    for n in range(12):
        send(desk, "/inventory/new", name=f"Screw {n}", kind="consumable", unit="box")
    for query in ("kind=material", "category=Sheet+metal", "low=true", "search=mild"):
        text = look(desk, f"/inventory?{query}").text
        assert "Mild steel" in text
        assert "Screw 1" not in text
    assert "Nothing fits" in look(desk, "/inventory?kind=tool").text
    assert statements(nexus, lambda: look(desk, "/inventory")) <= 8


def statements(nexus, act):
    said = []

    def note(_connection, _cursor, statement, *_more):
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            said.append(statement)

    engine = nexus.engine()
    act()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        assert act().status_code == 200
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len(said)


# Who may, and what is shown of what people type


def test_what_people_type_about_stock_is_shown_and_never_run(desk):
    made(
        send(
            desk, "/inventory/new", name=EVIL, kind="material", unit="pc", notes=EVIL, category="x"
        )
    )
    for path in ("/inventory", "/inventory/STK-0001", "/inventory/STK-0001/edit"):
        text = look(desk, path).text
        assert EVIL in unescape(text)
        assert "<img" not in text
        assert "<script>alert" not in text


def test_a_viewer_sees_stock_without_costs_and_moves_none(web, founded, nexus):
    from nexus.inventory import CreateItem  # noqa: PLC0415

    item = nexus.inventory.stock().create(
        founded.founder, CreateItem(name="Oak", unit_cost=Decimal(95))
    )
    desk = logged_in(web, founded.user("viewer"))
    page = look(desk, f"/inventory/{item.code}")
    assert "Oak" in page.text
    assert "/move/" not in page.text
    assert "New stock item" not in look(desk, "/inventory").text
    for path in (f"/inventory/{item.code}/move/usage", "/inventory/new"):
        assert look(desk, path).status_code == 403
        assert send(desk, path, quantity="1", unit="pc", name="x").status_code == 403


def test_another_shops_stock_is_not_there(desk, elsewhere, nexus):
    from nexus.inventory import CreateItem  # noqa: PLC0415

    wish = CreateItem(name="Secret", code="SECRET-1")
    nexus.inventory.stock().create(elsewhere.founder, wish)
    assert look(desk, "/inventory/SECRET-1").status_code == 404
