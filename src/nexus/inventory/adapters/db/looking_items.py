"""Looking at stock items, and at what is to be ordered."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import sqlalchemy as sa

from nexus.inventory.adapters.db.on_order import on_order
from nexus.inventory.adapters.db.purchasing_tables import supplier
from nexus.inventory.adapters.db.tables import item, location
from nexus.inventory.domain import UNIT_LABELS, plain
from nexus.inventory.messages.items import (
    ItemView,
    ListItems,
    ListReorder,
    ReorderView,
    StockCard,
    or_none,
)
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import StockItemId, SupplierId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import code_key, key
from nexus.platform.columns import Scaled
from nexus.platform.listing import page
from nexus.platform.search import found
from nexus.platform.statements import prepared
from nexus.platform.transaction import SqlReading

ZERO = Decimal(0)

rows = sa.select(
    *(column for column in item.c if column is not item.c.on_order),
    on_order.label("on_order"),
    item.c.unit_cost_currency.label("currency"),
    location.c.name.label("location"),
).outerjoin(
    location,
    (location.c.shop_id == item.c.shop_id) & (location.c.id == item.c.location_id),
)
SORTS: dict[str, sa.ColumnElement[Any]] = {
    "name": item.c.name_key,
    "code": item.c.code_key,
    "category": item.c.category_key,
    "on_hand": item.c.on_hand,
    "created_at": item.c.created_at,
    "unit_cost": item.c.unit_cost,
}
is_low = sa.func.coalesce(item.c.on_hand <= item.c.reorder_level, sa.false())
on_its_way = sa.type_coerce(item.c.on_hand - item.c.reserved + on_order, Scaled(DIGITS))


@prepared
def one_item(shop_id: Any, id: Any) -> sa.Select[Any]:
    return rows.where(item.c.shop_id == shop_id, item.c.id == id)


def item_view(row: sa.Row[Any]) -> ItemView:
    return ItemView.filled(row._mapping)


def reorder_view(row: sa.Row[Any]) -> ReorderView:
    available = row.on_hand - row.reserved
    amount = suggested(row.reorder_level - available - row.on_order, row.reorder_quantity)
    cost = Money.of(row.unit_cost_minor, row.currency)
    exact = Fraction(row.unit_cost) * Fraction(amount) * Fraction(_per_unit(cost))
    same = ("id", "version", "code", "name", "unit", "order_reference", "ordered_at")
    supplied = ("supplier_id", "supplier_name", "supplier_contact")
    return ReorderView(
        **{name: row._mapping[name] for name in (*same, *supplied)},
        unit_label=UNIT_LABELS[row.unit],
        on_hand=plain(row.on_hand),
        reserved=plain(row.reserved),
        available=plain(available),
        on_order=plain(row.on_order),
        reorder_level=plain(row.reorder_level),
        reorder_quantity=or_none(row.reorder_quantity),
        suggested=amount,
        estimated_cost=Money.of(round(exact), row.currency),
    )


def suggested(missing: Decimal, lot: Decimal | None) -> Decimal:
    """Return what to order: what is missing to the level, in whole lots of the usual size.

    At the level nothing is missing yet, and one lot is due.
    """
    if not lot:
        return plain(max(missing, ZERO))
    return plain(lot * max(ceil(Fraction(missing) / Fraction(lot)), 1))


def _per_unit(money: Money) -> int:
    """Return how many minor units one of its currency has."""
    return Money(Decimal(1), money.currency).minor


class ItemsLooking(SqlReading):
    def item(self, id: StockItemId) -> ItemView:
        row = self.connection.execute(one_item, {"shop_id": self.shop_id, "id": id}).one_or_none()
        if row is None:
            raise NotFound("There is no such stock item.")
        return item_view(row)

    def item_id_of(self, code: str) -> StockItemId:
        mine = (item.c.shop_id == self.shop_id) & (item.c.code_key == code_key(code))
        if (id := self.connection.scalar(sa.select(item.c.id).where(mine))) is None:
            raise NotFound("There is no stock item of that code.")
        return StockItemId(id)

    def items(self, wish: ListItems) -> Page[ItemView]:
        return page(
            self.connection,
            rows.where(item.c.shop_id == self.shop_id, *self._wished(wish)),
            item_view,
            sorts=SORTS,
            id=item.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def categories(self) -> Sequence[str]:
        mine = (item.c.shop_id == self.shop_id) & item.c.is_archived.is_(False)
        query = (
            sa.select(sa.func.min(item.c.category))
            .where(mine, item.c.category_key != "")
            .group_by(item.c.category_key)
            .order_by(item.c.category_key)
        )
        return list(self.connection.scalars(query))

    def _wished(self, wish: ListItems) -> Sequence[sa.ColumnElement[bool]]:
        given: list[sa.ColumnElement[bool]] = [item.c.is_archived.is_(wish.archived)]
        if wish.kind is not None:
            given.append(item.c.kind == wish.kind)
        if wish.category is not None:
            given.append(item.c.category_key == key(wish.category))
        if wish.material_type is not None:
            given.append(item.c.material_type_key == key(wish.material_type))
        if wish.supplier_id is not None:
            given.append(item.c.supplier_id == wish.supplier_id)
        if wish.location_id is not None:
            given.append(item.c.location_id == wish.location_id)
        if wish.low is not None:
            given.append(is_low if wish.low else sa.not_(is_low))
        if wish.search:
            given.append(found(self.shop_id, item, wish.search))
        return given

    def reorder(self, wish: ListReorder) -> Page[ReorderView]:
        """List what is at its reorder level, with what comes in and goes out already counted."""
        due = item.c.reorder_level.is_not(None) & (on_its_way <= item.c.reorder_level)
        query = rows.where(item.c.shop_id == self.shop_id, item.c.is_archived.is_(False), due)
        if wish.supplier_id is not None:
            query = query.where(item.c.supplier_id == wish.supplier_id)
        return page(
            self.connection,
            query,
            reorder_view,
            sorts=SORTS,
            id=item.c.id,
            sort="name",
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def cards(self, ids: Sequence[StockItemId]) -> Mapping[StockItemId, StockCard]:
        return {StockItemId(row.id): _card(row) for row in self._of(ids)}

    def available(self, ids: Sequence[StockItemId]) -> Mapping[StockItemId, Decimal]:
        return {StockItemId(row.id): plain(row.on_hand - row.reserved) for row in self._of(ids)}

    def has_supplier(self, id: SupplierId) -> bool:
        mine = (supplier.c.shop_id == self.shop_id) & (supplier.c.id == id)
        there = sa.exists().where(mine, supplier.c.archived_at.is_(None))
        return bool(self.connection.scalar(sa.select(there)))

    def _of(self, ids: Sequence[StockItemId]) -> Sequence[sa.Row[Any]]:
        if not ids:
            return []
        mine = (item.c.shop_id == self.shop_id) & item.c.id.in_(set(ids))
        return self.connection.execute(sa.select(item).where(mine)).all()


def _card(row: sa.Row[Any]) -> StockCard:
    return StockCard(
        id=StockItemId(row.id),
        code=row.code,
        name=row.name,
        kind=row.kind,
        unit=row.unit.value,
        unit_cost=Money.of(row.unit_cost_minor, row.unit_cost_currency),
        cost=plain(row.unit_cost),
        currency=row.unit_cost_currency,
        density=or_none(row.density),
        material_type=row.material_type,
        thickness=or_none(row.thickness),
        length=or_none(row.length),
        width=or_none(row.width),
        is_archived=row.is_archived,
    )
