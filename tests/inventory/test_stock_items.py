"""Stock items on both databases: codes, costs, lists, what is to be ordered."""

from decimal import Decimal

import msgspec
import pytest

from nexus.inventory.messages.items import (
    ChangeItem,
    CreateItem,
    CreateMaterial,
    ListItems,
    ListReorder,
    MarkOrdered,
)
from nexus.inventory.messages.movements import (
    ListMovements,
    ListReservations,
)
from nexus.inventory.messages.places import (
    ListLots,
    ListRemnants,
)
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import new_id
from nexus.kernel.quantity import Unit

from tests.inventory.samples import buy, d, use

pytestmark = pytest.mark.usefixtures("promises")


def test_an_item_gets_the_next_code_of_the_shop_and_its_opening_stock(stock, actor, steel):
    assert (steel.code, steel.on_hand, steel.stock_value.amount) == ("STK-0001", 10, 5000)
    assert (steel.kind_label, steel.category_label, steel.unit_label) == (
        "Material",
        "Raw Material",
        "sheets",
    )
    other = stock.create(actor, CreateItem(name="Sandpaper", kind="consumable"))
    assert other.code == "STK-0002"


def test_a_code_is_given_once_in_whatever_spelling(stock, actor, steel):
    with pytest.raises(Refused, match="already"):
        stock.create(actor, CreateItem(name="Other", code="stk-1"))
    assert stock.by_code(actor, "stk-1").id == steel.id


def test_a_material_is_an_item_in_few_words(stock, actor):
    wish = CreateMaterial(name="Oak", unit=Unit.BOARD_FOOT, cost_per_unit=d(95))
    made = stock.create_material(actor, wish)
    assert (made.kind, made.unit_cost, made.on_hand) == ("material", 95, 0)


def test_changing_the_cost_is_told_by_the_ledger(stock, ledger, actor, steel):
    seen = stock.change(actor, steel.id, ChangeItem(unit_cost=d(510)), steel.version)
    assert (seen.unit_cost, seen.stock_value.amount) == (510, 5100)
    found = ledger.of_item(actor, steel.id, ListMovements(item_id=steel.id)).items
    assert [(it.quantity, it.value.amount) for it in found] == [(0, 100), (10, 5000)]
    with pytest.raises(Stale):
        stock.change(actor, steel.id, ChangeItem(name="X"), steel.version)


def test_items_are_found_filtered_and_sorted(stock, actor, steel, powder):
    def names(**wish):
        return [it.name for it in stock.page(actor, ListItems(**wish)).items]

    assert names() == ["Mild steel 3 mm", "RAL 9005 gloss"]
    assert names(search="mild 3") == ["Mild steel 3 mm"]
    assert names(kind="powder") == ["RAL 9005 gloss"]
    assert names(material_type="mild STEEL") == ["Mild steel 3 mm"]
    assert names(sort="-on_hand") == ["RAL 9005 gloss", "Mild steel 3 mm"]
    assert names(low=True) == []
    assert names(archived=True) == []


def test_costs_are_seen_by_whom_they_concern(stock, ledger, actor, steel, another_shop):
    blind = msgspec.structs.replace(actor, scopes=frozenset({"inventory.read", "inventory.move"}))
    seen = stock.one(blind, steel.id)
    assert (seen.unit_cost, seen.stock_value) == (msgspec.UNSET, msgspec.UNSET)
    moved = ledger.move(blind, steel.id, use(1))
    assert (moved.value, moved.unit_cost) == (msgspec.UNSET, msgspec.UNSET)
    with pytest.raises(NotAllowed):
        stock.page(blind, ListItems(sort="unit_cost"))
    with pytest.raises(NotFound):
        stock.one(another_shop.actor, steel.id)
    with pytest.raises(NotAllowed):
        stock.change(blind, steel.id, ChangeItem(name="X"))


def test_what_a_wish_names_is_there(stock, actor, steel):
    for field in ("location_id", "supplier_id"):
        with pytest.raises(Invalid) as invalid:
            stock.change(actor, steel.id, ChangeItem(**{field: new_id()}))
        assert invalid.value.field == field


def test_what_is_low_is_suggested_in_whole_lots_until_it_is_ordered(stock, ledger, actor, steel):
    wish = ChangeItem(reorder_level=d(12), reorder_quantity=d(5))
    assert stock.change(actor, steel.id, wish).is_low
    row = stock.reorder(actor, ListReorder()).items[0]
    assert (row.suggested, row.estimated_cost.amount) == (5, 2500)
    seen = stock.mark_ordered(actor, steel.id, MarkOrdered(quantity=d(5), reference="PO-1"))
    assert (seen.on_order, seen.order_reference, seen.is_low) == (5, "PO-1", True)
    assert stock.reorder(actor, ListReorder()).items == []
    ledger.move(actor, steel.id, buy(5, 500))
    seen = stock.one(actor, steel.id)
    assert (seen.on_order, seen.is_low, seen.ordered_at) == (0, False, None)


def test_no_more_is_taken_off_an_order_than_is_on_it(stock, actor, steel):
    with pytest.raises(Invalid):
        stock.mark_ordered(actor, steel.id, MarkOrdered(quantity=d(-1)))


def test_neighbours_are_told_of_items(store, stock, actor, steel, another_shop):
    answers = store.answers()
    card = answers.item(actor.shop_id, steel.id)
    assert (card.code, card.unit, card.unit_cost.amount, card.cost) == (
        "STK-0001",
        "sheet",
        500,
        500,
    )
    assert answers.has_item(actor.shop_id, steel.id)
    assert not answers.has_item(another_shop.id, steel.id)
    assert answers.available(actor.shop_id, [steel.id]) == {steel.id: 10}
    assert answers.items(actor.shop_id, []) == {}


def test_a_page_of_anything_is_one_statement(store, stock, ledger, actor, powder, statements):
    for ask in (
        lambda: stock.page(actor, ListItems(search="ral", total=True)),
        lambda: stock.reorder(actor, ListReorder(total=True)),
        lambda: ledger.page(actor, ListMovements(total=True)),
        lambda: store.places().lots(actor, ListLots(total=True)),
        lambda: store.remnants().page(actor, ListRemnants(total=True)),
        lambda: store.reservations().page(actor, ListReservations(total=True)),
    ):
        statements.clear()
        ask()
        assert len(statements) == 1


def test_a_price_below_a_cent_survives_the_database(stock, ledger, actor):
    item = stock.create(actor, CreateItem(name="Rivet", unit_cost=Decimal("0.0045")))
    ledger.move(actor, item.id, buy(12345, "0.0045"))
    seen = stock.one(actor, item.id)
    assert (seen.unit_cost, seen.stock_value.amount) == (d("0.0045"), d("55.55"))
