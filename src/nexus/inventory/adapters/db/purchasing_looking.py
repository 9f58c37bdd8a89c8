"""Suppliers and purchase orders: for looking."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from msgspec import structs

from nexus.inventory.adapters.db.looking_items import on_its_way, suggested
from nexus.inventory.adapters.db.on_order import of_order, on_order
from nexus.inventory.adapters.db.purchasing_tables import (
    line,
    order,
    receipt,
    receipt_line,
    supplier,
    supplier_item,
)
from nexus.inventory.adapters.db.tables import item, location
from nexus.inventory.domain.purchase_parts import PurchaseLine, Receipt, ReceiptLine
from nexus.inventory.domain.purchasing import WAITING, OrderStatus, PurchaseOrder
from nexus.inventory.messages.purchasing import (
    STATUS_LABELS,
    ListPurchaseOrders,
    PurchaseOrderRow,
    PurchaseOrderView,
)
from nexus.inventory.messages.suppliers import (
    ListSupplierItems,
    ListSuppliers,
    SellerView,
    SupplierItemView,
    SupplierView,
    plain,
)
from nexus.inventory.ports.purchasing import ItemCard, LowItem
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import (
    LocationId,
    PurchaseOrderId,
    StockItemId,
    SupplierId,
    SupplierItemId,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.text import code_key
from nexus.platform.listing import holds, page
from nexus.platform.search import found
from nexus.platform.transaction import SqlReading

OPEN = (OrderStatus.DRAFT, *WAITING)
NEVER = sa.literal(date.max, sa.Date)  # where an order that expects nothing sorts

SUPPLIER_SORTS: dict[str, sa.ColumnElement[Any]] = {
    "name": supplier.c.name_key,
    "code": supplier.c.code_key,
    "created_at": supplier.c.created_at,
}
ITEM_SORTS: dict[str, sa.ColumnElement[Any]] = {
    "item_name": item.c.name_key,
    "item_code": item.c.code_key,
}
ORDER_SORTS: dict[str, sa.ColumnElement[Any]] = {
    "number": order.c.number_key,
    "expected_on": sa.func.coalesce(order.c.expected_on, NEVER),
    "created_at": order.c.created_at,
    "total_cost": order.c.total_minor,
}

of_supplier = (supplier.c.shop_id == supplier_item.c.shop_id) & (
    supplier.c.id == supplier_item.c.supplier_id
)
of_item = (item.c.shop_id == supplier_item.c.shop_id) & (item.c.id == supplier_item.c.item_id)
offers = (
    sa.select(
        supplier_item,
        supplier.c.currency,
        item.c.unit,
        item.c.code.label("item_code"),
        item.c.name.label("item_name"),
    )
    .join_from(supplier_item, supplier, of_supplier)
    .join(item, of_item)
)

by_supplier = (supplier.c.shop_id == order.c.shop_id) & (supplier.c.id == order.c.supplier_id)
orders = sa.select(
    order, supplier.c.code.label("supplier_code"), supplier.c.name.label("supplier_name")
).join_from(order, supplier, by_supplier)


class SqlPurchasingReading(SqlReading):
    # Suppliers

    def supplier(self, id: SupplierId) -> SupplierView:
        query = sa.select(supplier).where(supplier.c.shop_id == self.shop_id, supplier.c.id == id)
        if (row := self.connection.execute(query).one_or_none()) is None:
            raise NotFound("There is no such supplier.")
        return supplier_of(row)

    def supplier_of(self, code: str) -> SupplierId:
        query = sa.select(supplier.c.id).where(
            supplier.c.shop_id == self.shop_id, supplier.c.code_key == code_key(code)
        )
        if (id := self.connection.scalar(query)) is None:
            raise NotFound("There is no supplier of that code.")
        return SupplierId(id)

    def suppliers(self, wish: ListSuppliers) -> Page[SupplierView]:
        c = supplier.c
        query = sa.select(supplier).where(
            c.shop_id == self.shop_id,
            c.archived_at.is_not(None) if wish.archived else c.archived_at.is_(None),
        )
        if wish.item_id is not None:
            has_it = of_supplier & (supplier_item.c.item_id == wish.item_id)
            query = query.where(sa.exists().where(has_it))
        if wish.search:
            query = query.where(found(self.shop_id, supplier, wish.search))
        return page(
            self.connection,
            query,
            supplier_of,
            sorts=SUPPLIER_SORTS,
            id=c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def has_supplier(self, id: SupplierId) -> bool:
        c = supplier.c
        alive = (c.shop_id == self.shop_id) & (c.id == id) & c.archived_at.is_(None)
        return bool(self.connection.scalar(sa.select(sa.exists().where(alive))))

    def offers(self, id: SupplierId, wish: ListSupplierItems) -> Page[SupplierItemView]:
        c = supplier_item.c
        query = offers.where(c.shop_id == self.shop_id, c.supplier_id == id)
        if wish.search:
            query = query.where(holds(wish.search, item.c.name_key, item.c.code_key))
        found = page(
            self.connection,
            query,
            offer_of,
            sorts=ITEM_SORTS,
            id=c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )
        if not found.items:
            self.supplier(id)
        return found

    def offers_of_item(self, id: StockItemId) -> Sequence[SellerView]:
        c = supplier_item.c
        query = (
            offers.add_columns(
                supplier.c.code.label("seller_code"), supplier.c.name.label("seller_name")
            )
            .where(c.shop_id == self.shop_id, c.item_id == id, supplier.c.archived_at.is_(None))
            .order_by(c.is_preferred.desc(), supplier.c.name_key, c.id)
        )
        return [
            SellerView(
                **structs.asdict(offer_of(row)),
                seller_code=row.seller_code,
                seller_name=row.seller_name,
            )
            for row in self.connection.execute(query)
        ]

    def offer(self, id: SupplierItemId) -> SupplierItemView:
        c = supplier_item.c
        query = offers.where(c.shop_id == self.shop_id, c.id == id)
        return offer_of(self.connection.execute(query).one())

    # Items and places

    def items(self, ids: Sequence[StockItemId]) -> Mapping[StockItemId, ItemCard]:
        mine = (item.c.shop_id == self.shop_id) & item.c.id.in_(ids)
        columns = (item.c[name] for name in ItemCard.__struct_fields__)
        rows = self.connection.execute(sa.select(*columns).where(mine))
        return {row.id: card_of(row) for row in rows}

    def has_location(self, id: LocationId) -> bool:
        mine = (location.c.shop_id == self.shop_id) & (location.c.id == id)
        return bool(self.connection.scalar(sa.select(sa.exists().where(mine))))

    def on_order(self, ids: Sequence[StockItemId]) -> Mapping[StockItemId, Decimal]:
        mine = (item.c.shop_id == self.shop_id) & item.c.id.in_(ids)
        query = sa.select(item.c.id, on_order).where(mine)
        return {id: plain(amount) for id, amount in self.connection.execute(query)}

    def low(self) -> Sequence[LowItem]:
        preferred = (
            sa.select(supplier_item.c.supplier_id)
            .where(of_item, supplier_item.c.is_preferred)
            .order_by(supplier_item.c.id)
            .limit(1)
            .scalar_subquery()
        )
        drafted = (
            sa.select(sa.func.min(order.c.number))
            .join_from(line, order, of_order)
            .where(
                line.c.shop_id == item.c.shop_id,
                line.c.item_id == item.c.id,
                order.c.status == OrderStatus.DRAFT,
            )
            .scalar_subquery()
        )
        query = (
            sa.select(
                *(item.c[name] for name in ItemCard.__struct_fields__),
                item.c.unit_cost,
                item.c.unit_cost_currency,
                item.c.reorder_level,
                item.c.reorder_quantity,
                on_its_way.label("expected"),
                sa.func.coalesce(preferred, item.c.supplier_id).label("supplier_id"),
                drafted.label("drafted_on"),
            )
            .where(
                item.c.shop_id == self.shop_id,
                sa.not_(item.c.is_archived),
                item.c.reorder_level.is_not(None),
                on_its_way <= item.c.reorder_level,
            )
            .order_by(item.c.name_key, item.c.id)
        )
        return [low_of(row) for row in self.connection.execute(query)]

    # Orders

    def order(self, id: PurchaseOrderId) -> PurchaseOrderView:
        query = sa.select(order).where(order.c.shop_id == self.shop_id, order.c.id == id)
        if (row := self.connection.execute(query).one_or_none()) is None:
            raise NotFound("There is no such order.")
        its_lines = self._parts(line, id).order_by(line.c.position)
        lines = [
            PurchaseLine(**kept(PurchaseLine, it)) for it in self.connection.execute(its_lines)
        ]
        whole = PurchaseOrder(**kept(PurchaseOrder, row), lines=lines, receipts=self._receipts(id))
        return PurchaseOrderView.of(whole)

    def order_of(self, number: str) -> PurchaseOrderId:
        query = sa.select(order.c.id).where(
            order.c.shop_id == self.shop_id, order.c.number_key == code_key(number)
        )
        if (id := self.connection.scalar(query)) is None:
            raise NotFound("There is no order of that number.")
        return PurchaseOrderId(id)

    def orders(self, wish: ListPurchaseOrders, today: date | None) -> Page[PurchaseOrderRow]:
        return page(
            self.connection,
            orders.where(order.c.shop_id == self.shop_id, *self._filters(wish, today)),
            order_row,
            sorts=ORDER_SORTS,
            id=order.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def _filters(
        self, wish: ListPurchaseOrders, today: date | None
    ) -> Sequence[sa.ColumnElement[bool]]:
        given: list[sa.ColumnElement[bool]] = []
        if wish.status is not None:
            given.append(order.c.status == wish.status)
        if wish.supplier_id is not None:
            given.append(order.c.supplier_id == wish.supplier_id)
        if wish.item_id is not None:
            given.append(sa.exists().where(of_order, line.c.item_id == wish.item_id))
        if wish.is_open is not None:
            is_open = order.c.status.in_(OPEN)
            given.append(is_open if wish.is_open else sa.not_(is_open))
        if wish.late is not None:
            is_late = order.c.status.in_(WAITING) & (order.c.expected_on < today)
            late = sa.func.coalesce(is_late, sa.false())
            given.append(late if wish.late else sa.not_(late))
        if wish.search:
            given.append(found(self.shop_id, order, wish.search))
        return given

    def _receipts(self, id: PurchaseOrderId) -> list[Receipt]:
        found = self.connection.execute(
            self._parts(receipt, id).order_by(receipt.c.recorded_at, receipt.c.id)
        )
        receipts = {row.id: Receipt(**kept(Receipt, row)) for row in found}
        if receipts:
            mine = receipt_line.c.shop_id == self.shop_id
            its = receipt_line.c.receipt_id.in_(receipts)
            query = sa.select(receipt_line).where(mine, its).order_by(receipt_line.c.position)
            for row in self.connection.execute(query):
                value = Money.of(row.value_minor, row.value_currency)
                its_line = ReceiptLine(**kept(ReceiptLine, row), value=value)
                receipts[row.receipt_id].lines.append(its_line)
        return list(receipts.values())

    def _parts(self, table: sa.Table, id: PurchaseOrderId) -> sa.Select[Any]:
        return sa.select(table).where(table.c.shop_id == self.shop_id, table.c.order_id == id)


def kept(entity: type[Any], row: sa.Row[Any]) -> dict[str, Any]:
    """Return the row's values by the entity's fields; it is read, never stored again."""
    values = row._mapping
    return {field.name: values[field.name] for field in fields(entity) if field.name in values}


def supplier_of(row: sa.Row[Any]) -> SupplierView:
    return SupplierView(**{name: getattr(row, name) for name in SupplierView.__struct_fields__})


def offer_of(row: sa.Row[Any]) -> SupplierItemView:
    price = row.unit_cost
    told: dict[str, Any] = {
        "unit": str(row.unit),
        "unit_cost": None if price is None else plain(price),
        "pack_size": plain(row.pack_size),
        "minimum": plain(row.minimum),
    }
    names = (name for name in SupplierItemView.__struct_fields__ if name not in told)
    return SupplierItemView(**told, **{name: getattr(row, name) for name in names})


def card_of(row: sa.Row[Any]) -> ItemCard:
    return ItemCard(
        id=row.id, code=row.code, name=row.name, unit=str(row.unit), is_archived=row.is_archived
    )


def low_of(row: Any) -> LowItem:
    """Order as the reorder list suggests, and one at least."""
    return LowItem(
        item=card_of(row),
        quantity=suggested(row.reorder_level - row.expected, row.reorder_quantity) or Decimal(1),
        last_cost=row.unit_cost,
        currency=row.unit_cost_currency,
        supplier_id=row.supplier_id,
        drafted_on=row.drafted_on or "",
    )


def order_row(row: sa.Row[Any]) -> PurchaseOrderRow:
    told: dict[str, Any] = {
        "status_label": STATUS_LABELS[row.status],
        "total_cost": Money.of(row.total_minor, row.currency),
    }
    names = (name for name in PurchaseOrderRow.__struct_fields__ if name not in told)
    return PurchaseOrderRow(**told, **{name: getattr(row, name) for name in names})
