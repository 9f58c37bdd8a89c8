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
    assert answer.status_code == 303, re.findall(r'class="summary.*?</div>', answer.text, re.S)
    return answer.headers["location"]


def version_of(page):
    return re.search(r'name="_version" value="(\d+)"', page.text)[1]


def chosen(page, field, text):
    """Return the value of the option that says so."""
    select = re.search(rf'<select[^>]*name="{re.escape(field)}".*?</select>', page.text, re.S)[0]
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


def test_a_job_uses_several_items_at_once_or_none(desk, steel, job):
    made(send(desk, "/inventory/new", name="Blade", kind="tool", unit="pc", opening_quantity="5"))
    held = {"quantity": "4", "unit": "sheet", "project_id": str(job.id)}
    made(send(desk, f"{steel}/reserve", **held))
    form = look(desk, f"/inventory/use?project_id={job.id}")
    assert re.search(r'name="lines\[0\]\.quantity" value="4"|value="4"', form.text)
    said = {
        "project_id": str(job.id),
        "key": re.search(r'name="key" value="([^"]+)"', form.text)[1],
        "lines[0].item_id": chosen(form, "lines[0].item_id", "Mild steel"),
        "lines[0].quantity": "4",
        "lines[2].item_id": chosen(form, "lines[2].item_id", "Blade"),
        "lines[2].quantity": "6",
    }
    assert "not enough Blade" in send(desk, "/inventory/use", **said).text
    assert "12 <" in look(desk, steel).text  # nothing was written down
    wrong = send(desk, "/inventory/use", **said | {"lines[2].quantity": "some"})
    assert 'id="e-lines[2].quantity"' in wrong.text
    assert send(desk, "/inventory/use", **said | {"project_id": ""}).status_code == 422
    there = made(send(desk, "/inventory/use", **said | {"lines[2].quantity": "1"}))
    assert "Blade" in look(desk, there).text
    text = look(desk, steel).text
    assert "8 <" in text
    assert "reservations/" not in text


def test_powder_is_weighed_by_its_lot_which_is_known_better_later(desk):
    page = made(
        send(desk, "/inventory/new", name="RAL 9005", kind="powder", unit="kg", density="1.5")
    )
    bought = {"quantity": "18.4", "unit": "kg", "lot_number": "PB-1"}
    made(send(desk, f"{page}/move/purchase", **bought))
    assert f"{page}/weigh" in look(desk, page).text
    form = look(desk, f"{page}/weigh")
    said = {"lot_id": chosen(form, "lot_id", "PB-1"), "before": "18.4", "after": "17,9"}
    assert send(desk, f"{page}/weigh", **said | {"after": "20"}).status_code == 422
    assert 'id="e-lot_id"' in send(desk, f"{page}/weigh", **said | {"lot_id": "x"}).text
    made(send(desk, f"{page}/weigh", **said))
    assert re.search(r"17[.,]9 <", look(desk, page).text)
    lot = re.search(rf'href="({page}/lots/[^"]+)"', look(desk, page).text)[1]
    version = version_of(look(desk, lot))
    assert send(desk, lot, expires_on="soon", _version=version).status_code == 422
    made(send(desk, lot, number="PB-1a", expires_on="2027-01-01", _version=version))
    assert "PB-1a" in look(desk, page).text


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


# Places, counting


def test_a_place_is_added_renamed_and_closed(desk):
    made(send(desk, "/inventory/locations/new", name="Rack A"))
    assert send(desk, "/inventory/locations/new", name="").status_code == 422
    assert "already" in send(desk, "/inventory/locations/new", name="rack a").text
    page = re.search(r'href="(/inventory/locations/[0-9a-f-]{36})"', look(desk, LOCATIONS).text)[1]
    version = version_of(look(desk, page))
    made(send(desk, page, name="Rack B", _version=version))
    assert send(desk, page, name="Rack C", _version=version).status_code == 412
    made(send(desk, f"{page}/archive"))
    assert "Rack B" not in look(desk, LOCATIONS).text
    made(send(desk, f"{page}/restore"))
    assert "Rack B" in look(desk, f"{LOCATIONS}?search=rack").text


LOCATIONS = "/inventory/locations"


def test_stock_is_counted_and_the_books_are_corrected(desk, steel):
    made(send(desk, "/inventory/new", name="Blade", kind="tool", unit="pc", opening_quantity="5"))
    there = made(send(desk, "/inventory/stock-takes/new", name="November")).split("?")[0]
    sheet = look(desk, f"{there}?counted=false")
    ids = re.findall(r'name="counts\[\d+\]\.id" value="([^"]+)"', sheet.text)
    rows = {f"counts[{n}].id": id for n, id in enumerate(ids)}
    nothing = send(desk, there, **rows)
    assert nothing.status_code == 422
    wrong = send(desk, there, **rows | {"counts[1].counted": "many"})
    assert wrong.status_code == 422
    assert 'id="e-counts[1].counted"' in wrong.text  # where it was typed, not where it was read
    assert 'value="many"' in wrong.text
    made(send(desk, there, **rows | {"counts[1].counted": "10"}))
    page = look(desk, f"{there}?differs=true")
    assert "1 differs" in page.text
    found = {
        "counts[0].item_id": chosen(look(desk, f"{there}/found"), "counts[0].item_id", "Blade")
    }
    assert send(desk, f"{there}/found", **found).status_code == 422
    made(send(desk, f"{there}/found", **found | {"counts[0].counted": "4"}))
    made(send(desk, f"{there}/close", _version=version_of(look(desk, there))))
    assert "10 <" in look(desk, steel).text
    told = look(desk, made(send(desk, f"{there}/cancel", _version="1")))
    assert "has changed since" in told.text
    assert "November" in look(desk, "/inventory/stock-takes").text


def test_an_offcut_is_kept_found_by_size_and_used(desk, steel):
    assert send(desk, f"{steel}/offcut", length="1200", width="").status_code == 422
    made(send(desk, f"{steel}/offcut", length="1200", width="800"))
    assert "Nothing fits" in look(desk, "/inventory/offcuts?fits_length=1300").text
    assert look(desk, "/inventory/offcuts?fits_length=long").status_code == 200
    text = look(desk, "/inventory/offcuts?fits_length=700&fits_width=1100").text
    page = re.search(r'href="(/inventory/offcuts/[^"]+)"', text)[1]
    made(send(desk, f"{page}/discard", reason="Rust", _version=version_of(look(desk, page))))
    made(send(desk, f"{page}/put-back"))
    made(send(desk, f"{page}/use", project_id="", _version=version_of(look(desk, page))))
    assert "Mild steel" in look(desk, "/inventory/offcuts?status=used").text


# Buying


def test_what_runs_low_is_ordered_received_in_parts_and_taken_back(desk, steel):
    supplier = made(send(desk, "/inventory/suppliers/new", name="Highveld Steel", currency="EUR"))
    item = chosen(look(desk, f"{supplier}/items/new"), "item_id", "Mild steel")
    assert send(desk, f"{supplier}/items/new", item_id="", unit_cost="x").status_code == 422
    offer = {"item_id": item, "unit_cost": "1 820,50", "pack_size": "5", "minimum": "0"}
    made(send(desk, f"{supplier}/items/new", **offer))
    change = f"{supplier}/items/{item}"
    said = {"pack_size": "10", "unit_cost": "1800", "_version": version_of(look(desk, change))}
    made(send(desk, change, **said, is_preferred="on"))
    assert "Mild steel" in look(desk, "/inventory/reorder").text
    made(
        send(
            desk,
            f"{steel}/ordered",
            quantity="1",
            _version=version_of(look(desk, steel + "/ordered")),
        )
    )
    order = made(send(desk, "/inventory/reorder", picked=item))
    assert order.startswith("/inventory/orders/PO-")
    assert "Highveld Steel" in look(desk, supplier).text
    made(send(desk, f"{order}/order", _version=version_of(look(desk, order))))
    form = look(desk, f"{order}/receive")
    line = re.search(r'name="lines\[0\]\.line_id" value="([^"]+)"', form.text)[1]
    said = {"lines[0].line_id": line, "_version": version_of(form), "exchange_rate": "20"}
    assert send(desk, f"{order}/receive", **said | {"lines[0].quantity": ""}).status_code == 422
    bad = send(desk, f"{order}/receive", **said | {"lines[0].quantity": "abc"})
    assert 'id="e-lines[0].quantity"' in bad.text
    made(
        send(
            desk,
            f"{order}/receive",
            **said | {"lines[0].quantity": "8", "lines[0].lot_number": "L1"},
        )
    )
    page = look(desk, order)
    assert "Partially received" in page.text
    assert "20 <" in look(desk, steel).text
    undo = re.search(rf'href="({order}/receipts/[^"]+)"', page.text)[1]
    assert send(desk, undo, reason="", _version=version_of(page)).status_code == 422
    made(send(desk, undo, reason="Wrong order", _version=version_of(page)))
    cancel = f"{order}/cancel"
    made(send(desk, cancel, reason="Too late", _version=version_of(look(desk, cancel))))
    assert "Cancelled" in look(desk, order).text


def test_an_order_is_written_line_by_line(desk, steel):
    supplier = made(send(desk, "/inventory/suppliers/new", name="Depot"))
    form = look(desk, "/inventory/orders/new")
    head = {"supplier_id": chosen(form, "supplier_id", "Depot")}
    line = {"lines[0].description": "Delivery", "lines[0].quantity": "1"}
    for wrong in (line, line | {"lines[0].unit_cost": "much"}, {"lines[1].item_id": "rubbish"}):
        answer = send(desk, "/inventory/orders/new", **head | wrong)
        assert answer.status_code == 422
    order = made(send(desk, "/inventory/orders/new", **head | line | {"lines[0].unit_cost": "450"}))
    form = look(desk, f"{order}/edit")
    assert 'value="Delivery"' in form.text
    said = {"_version": version_of(form), "reference": "Q-7"}
    item = {"lines[1].item_id": chosen(form, "lines[1].item_id", "Mild steel")}
    item |= {"lines[1].quantity": "2", "lines[1].unit_cost": "10"}
    made(send(desk, f"{order}/edit", **said | line | {"lines[0].unit_cost": "450"} | item))
    page = look(desk, order)
    assert "Q-7" in page.text
    assert "Mild steel" in page.text
    made(send(desk, f"{order}/order", _version="1"))  # an older one
    assert "has changed since" in look(desk, order).text
    made(send(desk, f"{order}/order", _version=version_of(page)))
    assert order.rpartition("/")[2] in look(desk, "/inventory/orders?is_open=true").text
    made(send(desk, "/inventory/suppliers/bulk", act="archive", picked=supplier.rpartition("/")[2]))


# Machines


def test_a_machine_is_kept_by_its_plans(desk):
    page = made(send(desk, f"{MACHINES}/new", name="Bandsaw", hours_a_day="8", cost="21 000"))
    version = version_of(look(desk, f"{page}/plans/new"))
    wrong = send(desk, f"{page}/plans/new", title="Grease", _version=version)
    assert wrong.status_code == 422
    made(
        send(
            desk,
            f"{page}/plans/new",
            title="Grease",
            every_days="7",
            starts_on="2026-01-01",
            _version=version,
        )
    )
    assert "Grease" in look(desk, f"{MACHINES}/due").text
    assert "due within a week" in look(desk, MACHINES).text
    plan = re.search(rf'href="({page}/plans/[0-9a-f-]+)"', look(desk, page).text)[1]
    made(send(desk, f"{page}/log", plan_id=plan.rpartition("/")[2], minutes="20", notes="All well"))
    assert send(desk, f"{page}/log", minutes="-1").status_code == 422
    text = look(desk, page).text
    assert "All well" in text
    form = look(desk, plan)
    made(send(desk, plan, title="Grease it", every_days="14", _version=version_of(form)))
    assert "Inactive" in look(desk, page).text
    made(send(desk, f"{page}/meter", hours="120", _version=version_of(look(desk, f"{page}/meter"))))
    status = f"{page}/status"
    made(send(desk, status, status="down", reason="Belt", _version=version_of(look(desk, status))))
    assert "Belt" in look(desk, page).text
    form = look(desk, f"{page}/edit")
    made(send(desk, f"{page}/edit", name="Bandsaw 2", hours_a_day="4", _version=version_of(form)))
    entry = re.search(rf'action="({page}/log/[^"]+)"', look(desk, page).text)[1]
    made(send(desk, entry))
    assert "Bandsaw 2" in look(desk, f"{MACHINES}?status=down").text


MACHINES = "/inventory/equipment"


# All lists


def test_lists_take_few_statements_and_teach_while_they_are_empty(desk, nexus):
    for room, says in ROOMS.items():
        assert says in look(desk, f"/inventory/{room}").text
        assert statements(nexus, lambda path=f"/inventory/{room}": look(desk, path)) <= 8


ROOMS = {
    "movements": "Nothing moved yet",
    "reorder": "Nothing to order",
    "locations": "No locations yet",
    "offcuts": "No offcuts yet",
    "stock-takes": "Nothing counted yet",
    "suppliers": "No suppliers yet",
    "orders": "No orders yet",
    "equipment": "No equipment yet",
    "equipment/due": "Nothing is due",
}


def test_what_was_sold_over_the_counter_is_taken_off_the_shelf_once(desk, steel, nexus, founded):
    from nexus.customers import CreateCustomer  # noqa: PLC0415
    from nexus.sales import CreateSale, IssueSale, WriteLine  # noqa: PLC0415

    founder, sales = founded.founder, nexus.sales.service()
    customer = nexus.customers.service().create(founder, CreateCustomer(name="Anvil"))
    item = nexus.inventory.stock().by_code(founder, "STK-0001")
    line = WriteLine(
        description="Sheet", unit_price=Decimal(9), quantity=Decimal(2), stock_item_id=item.id
    )
    sale = sales.create(founder, CreateSale(customer_id=customer.id, lines=[line]))
    path = f"/inventory/use/sales/{sale.id}"
    assert look(desk, path).status_code == 404  # a draft sold nothing yet
    number = sales.issue(founder, sale.id, IssueSale()).number
    assert path in look(desk, f"/sales/{number}").text
    form = look(desk, path)
    assert "0 of 2 taken" in form.text
    said = {"lines[0].item_id": str(item.id), "_version": version_of(form)}
    wrong = send(desk, path, **said, **{"lines[0].quantity": "0"})
    assert wrong.status_code == 422
    assert 'id="e-lines[0].quantity"' in unescape(wrong.text)
    taken = said | {"lines[0].quantity": "2"}
    assert made(send(desk, path, **taken)) == f"/sales/{number}"
    assert send(desk, path, **taken).status_code == 412
    assert "2 of 2 taken" in look(desk, path).text
    assert number in look(desk, steel).text
