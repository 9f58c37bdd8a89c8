"""Stock items and movements for tests, in few words."""

from datetime import date
from decimal import Decimal

from nexus.inventory.domain import Ledger, MovementKind, Shelf, StockItem, Told
from nexus.inventory.messages.movements import MoveStock
from nexus.kernel.ids import ShopId, StockItemId, new_id
from nexus.kernel.quantity import Unit

from tests.conftest import NOW

SHOP = ShopId(new_id())


def an_item(**changes):
    said = {"name": "Mild steel 3 mm", "unit": Unit.SHEET, "currency": "ZAR"} | changes
    return StockItem(
        shop_id=SHOP, id=StockItemId(new_id()), code="STK-0001", created_at=NOW, **said
    )


def a_ledger(may_go_below=False, **changes):
    return Ledger(item=an_item(**changes), shelf=Shelf(), may_go_below=may_go_below)


def told(**about):
    return Told(happened_at=NOW, moved_on=date(2026, 3, 2), created_at=NOW, by="Ann", **about)


def d(text):
    return Decimal(str(text))


def use(quantity, **about):
    return MoveStock(kind=MovementKind.USAGE, quantity=d(quantity), **about)


def buy(quantity, cost, **about):
    return MoveStock(kind=MovementKind.PURCHASE, quantity=d(quantity), unit_cost=d(cost), **about)
