"""Queries of stock."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from nexus.analytics.adapters.db.tables import c, count_if, joined, t, total
from nexus.analytics.adapters.db.work import on_days
from nexus.analytics.domain import Period
from nexus.analytics.messages import Flow, LowStock, Moved, StockCategory, StockReport
from nexus.kernel.ids import ShopId
from nexus.kernel.money import Money

LAST = 50  # movements (L-092)
MOST_LOW = 200


def low() -> sa.ColumnElement[bool]:
    """L-064: at the reorder level or below it."""
    item = c("inventory_item")
    condition: sa.ColumnElement[bool] = item.on_hand <= item.reorder_level
    return condition


def stock(connection: sa.Connection, shop_id: ShopId, period: Period, currency: str) -> StockReport:
    categories = _categories(connection, shop_id)
    value = sum(row.value for row in categories)
    return StockReport(
        first=period.first,
        last=period.last,
        items=sum(row.items for row in categories),
        value_cost=Money.of(value, currency),
        by_category=[
            StockCategory(
                category=row.category,
                items=row.items,
                low=row.low,
                value_cost=Money.of(row.value, currency),
            )
            for row in categories
        ],
        low=_low(connection, shop_id),
        flows=_flows(connection, shop_id, period, currency),
        last_movements=_last(connection, shop_id),
    )


def _categories(connection: sa.Connection, shop_id: ShopId) -> Sequence[Any]:
    item = c("inventory_item")
    query = (
        sa.select(
            item.category,
            sa.func.count().label("items"),
            count_if(low()).label("low"),
            total(item.value_minor).label("value"),
        )
        .where(item.shop_id == shop_id, item.is_archived.is_(False))
        .group_by(item.category)
        .order_by(item.category)
    )
    return connection.execute(query).all()


def _low(connection: sa.Connection, shop_id: ShopId) -> list[LowStock]:
    item = c("inventory_item")
    names = ("id", "code", "name", "unit", "on_hand", "reserved", "reorder_level")
    query = (
        sa.select(*(item[name] for name in names))
        .where(item.shop_id == shop_id, item.is_archived.is_(False), low())
        .order_by(item.code_key)
        .limit(MOST_LOW)
    )
    return [LowStock(**row._mapping) for row in connection.execute(query)]


def _flows(connection: sa.Connection, shop_id: ShopId, period: Period, currency: str) -> list[Flow]:
    moved = c("inventory_movement")
    query = (
        sa.select(
            moved.kind,
            sa.func.count().label("movements"),
            total(moved.value_minor).label("value"),
        )
        .where(moved.shop_id == shop_id, *on_days(moved.moved_on, period))
        .group_by(moved.kind)
        .order_by(moved.kind)
    )
    return [
        Flow(kind=row.kind, movements=row.movements, value_cost=Money.of(row.value, currency))
        for row in connection.execute(query)
    ]


def _last(connection: sa.Connection, shop_id: ShopId) -> list[Moved]:
    moved, item = c("inventory_movement"), c("inventory_item")
    query = (
        sa.select(
            moved.moved_on,
            item.code,
            item.name,
            moved.kind,
            moved.quantity,
            item.unit,
            moved.reference,
            moved.value_minor,
            moved.value_currency,
        )
        .select_from(
            t("inventory_movement").join(
                t("inventory_item"), joined("inventory_movement", "inventory_item", "item_id")
            )
        )
        .where(moved.shop_id == shop_id)
        .order_by(moved.happened_at.desc(), moved.id.desc())
        .limit(LAST)
    )
    return [
        Moved(
            moved_on=row.moved_on,
            item_code=row.code,
            item_name=row.name,
            kind=row.kind,
            quantity=row.quantity,
            unit=row.unit,
            reference=row.reference,
            value_cost=Money.of(row.value_minor, row.value_currency),
        )
        for row in connection.execute(query)
    ]
