"""The ledger on both databases."""

from datetime import timedelta

import pytest

from nexus.inventory.domain import MovementKind, Short
from nexus.inventory.messages.items import (
    CreateItem,
)
from nexus.inventory.messages.movements import (
    ListMovements,
    MoveItem,
    MoveStock,
    UndoMovement,
)
from nexus.inventory.messages.places import (
    CreateLocation,
)
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import LocationId, LotId, ProjectId, StockItemId, TaskId, new_id
from nexus.kernel.quantity import Unit

from tests.conftest import NOW
from tests.inventory.samples import buy, d, use

pytestmark = pytest.mark.usefixtures("promises")
KIND = MovementKind


def test_fifty_are_bought_and_ten_are_used(stock, ledger, actor, job):
    item = stock.create(actor, CreateItem(name="Sheet", unit=Unit.SHEET)).id
    bought = ledger.move(actor, item, buy(50, 500, reference="PO-12345"))
    used = ledger.move(actor, item, use(-10, project_id=job, reference="JB-1"))
    assert (bought.kind_label, bought.quantity, bought.value.amount) == ("Purchase", 50, 25000)
    assert (used.kind_label, used.quantity, used.value.amount) == ("Usage", -10, -5000)
    assert stock.one(actor, item).on_hand == 40


def test_a_job_is_charged_what_it_used_less_what_came_back(store, ledger, actor, steel, job):
    ledger.move(actor, steel.id, use(4, project_id=job))
    back = MoveStock(kind=KIND.RETURN, quantity=d(1), project_id=job)
    ledger.move(actor, steel.id, back)
    (used,) = store.answers().used_by_project(actor.shop_id, job)
    assert (used.code, used.unit, used.quantity, used.value.amount) == (
        "STK-0001",
        "sheet",
        3,
        1500,
    )
    assert ledger.of_project(actor, job).items == [used]


def test_sheets_are_used_by_their_area(ledger, actor, steel):
    used = ledger.move(actor, steel.id, use("6.25", unit=Unit.SQUARE_METRE))
    assert (used.quantity, used.value.amount) == (-2, -1000)


def test_the_same_key_moves_once(ledger, stock, actor, steel):
    first = ledger.move(actor, steel.id, use(1, key="run-1"))
    assert ledger.move(actor, steel.id, use(1, key="run-1")).id == first.id
    assert stock.one(actor, steel.id).on_hand == 9
    with pytest.raises(Refused, match="another movement"):
        ledger.move(actor, steel.id, buy(1, 1, key="run-1"))


def test_undo_takes_back_once(ledger, stock, actor, steel, job):
    used = ledger.move(actor, steel.id, use(4, project_id=job))
    back = ledger.undo(actor, used.id, UndoMovement(reason="Wrong job"))
    assert (back.quantity, back.value.amount, back.reverses_id) == (4, 2000, used.id)
    assert ledger.one(actor, used.id).undone_by_id == back.id
    assert stock.one(actor, steel.id).on_hand == 10
    for id in (used.id, back.id):
        with pytest.raises(Refused):
            ledger.undo(actor, id, UndoMovement())


def test_several_items_are_moved_together_or_not_at_all(ledger, stock, actor, steel, powder):
    wishes = [
        MoveItem(item_id=steel.id, kind=KIND.USAGE, quantity=d(1)),
        MoveItem(item_id=powder.id, kind=KIND.USAGE, quantity=d(99)),
    ]
    with pytest.raises(Short):
        ledger.move_all(actor, wishes)
    assert stock.one(actor, steel.id).on_hand == 10
    assert len(ledger.move_all(actor, wishes[:1])) == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (use(0), "quantity"),
        (use("0.0000001"), "quantity"),
        (use("1e300"), "quantity"),
        (use("NaN"), "quantity"),
        (use(1, unit=Unit.KILOGRAM), "unit"),
        (use(1, unit_cost=d(5)), "unit_cost"),
        (buy(-1, 5), "quantity"),
        (buy(1, -5), "unit_cost"),
        (buy(10**9, 10**9), "quantity"),
        (MoveStock(kind=KIND.ADJUSTMENT, quantity=d(1)), "reason"),
        (MoveStock(kind=KIND.TRANSFER, quantity=d(1)), "to_location_id"),
        (
            MoveStock(kind=KIND.TRANSFER, quantity=d(1), to_location_id=LocationId(new_id())),
            "to_location_id",
        ),
        (MoveStock(kind=KIND.TRANSFER, quantity=d(1), to_lot_id=LotId(new_id())), "to_lot_id"),
        (use(1, to_location_id=LocationId(new_id())), "to_location_id"),
        (use(1, location_id=LocationId(new_id())), "location_id"),
        (use(1, lot_id=LotId(new_id())), "lot_id"),
        (use(1, lot_number="None such"), "lot_number"),
        (use(1, project_id=ProjectId(new_id())), "project_id"),
        (use(1, task_id=TaskId(new_id())), "task_id"),
        (use(1, happened_at=NOW + timedelta(minutes=1)), "happened_at"),
        (use(1, happened_at=NOW.replace(year=1900)), "happened_at"),
        (use(1, happened_at=NOW.replace(tzinfo=None)), "happened_at"),
    ],
)
def test_a_movement_that_makes_no_sense_is_invalid(ledger, stock, actor, steel, wish, field):
    with pytest.raises(Invalid) as invalid:
        ledger.move(actor, steel.id, wish)
    assert invalid.value.field == field
    assert stock.one(actor, steel.id).on_hand == 10


def test_stock_may_go_below_nothing_if_the_shop_says_so(store, ledger, stock, actor, steel):
    with pytest.raises(Short):
        ledger.move(actor, steel.id, use(11))
    terms = store.settings().terms(actor.shop_id)

    class Lenient:
        def terms(self, shop_id):
            return Below()

    class Below:
        currency, timezone = terms.currency, terms.timezone
        numbering, allow_negative_stock = terms.numbering, True

    store.desk()._settings = Lenient()
    moved = ledger.move(actor, steel.id, use(11))
    assert (moved.balance, moved.is_flagged) == (-1, True)
    seen = stock.one(actor, steel.id)
    assert (seen.is_negative, seen.stock_value.amount) == (True, -500)
    flagged = ledger.page(actor, ListMovements(flagged=True)).items
    assert [it.id for it in flagged] == [moved.id]


def test_stock_is_transferred_between_places(ledger, stock, places, actor, steel):
    rack = places.create(actor, CreateLocation(name="Rack A"))
    move = MoveStock(kind=KIND.TRANSFER, quantity=d(4), to_location_id=rack.id)
    away = ledger.move(actor, steel.id, move)
    assert (away.quantity, away.location) == (-4, "")
    assert stock.one(actor, steel.id).on_hand == 10
    assert places.one(actor, rack.id).items == 1
    with pytest.raises(Refused, match="Transfer it first"):
        places.archive(actor, rack.id)
    with pytest.raises(Short):
        ledger.move(actor, steel.id, use(5, location_id=rack.id))
    back = ledger.undo(actor, away.id, UndoMovement())
    assert back.quantity == 4
    with pytest.raises(Refused, match="takes back another"):
        ledger.undo(actor, back.id, UndoMovement())
    assert places.archive(actor, rack.id).is_archived


def test_movements_are_filtered(ledger, actor, steel, powder, job):
    ledger.move(actor, steel.id, use(1, project_id=job, reference="JB-7"))

    def kinds(**wish):
        return [it.kind for it in ledger.page(actor, ListMovements(**wish)).items]

    assert kinds(project_id=job) == ["usage"]
    assert kinds(search="jb-7") == ["usage"]
    assert kinds(item_id=powder.id) == ["purchase"]
    assert kinds(kind=KIND.ADJUSTMENT) == ["adjustment"]
    assert kinds(since=NOW.date() + timedelta(days=1)) == []
    assert len(kinds(until=NOW.date())) == 3
    with pytest.raises(NotFound):
        ledger.of_item(actor, StockItemId(new_id()), ListMovements(item_id=StockItemId(new_id())))
