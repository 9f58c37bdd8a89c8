"""What must hold in any shop's purchasing; each yields a sentence for every breach."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from nexus.inventory.adapters.db.purchasing_tables import line, order, receipt, receipt_line
from nexus.inventory.adapters.db.tables import movement
from nexus.inventory.domain.purchasing import OrderStatus
from nexus.kernel.ids import ShopId

of_receipt = (receipt.c.shop_id == receipt_line.c.shop_id) & (
    receipt.c.id == receipt_line.c.receipt_id
)
of_order = (line.c.shop_id == order.c.shop_id) & (line.c.order_id == order.c.id)
stands = receipt.c.undone_at.is_(None)


def wrong_orders(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Tell of orders whose lines have received something else than their receipts say, or whose
    status does not follow from it."""
    came = (
        sa.select(sa.func.coalesce(sa.func.sum(receipt_line.c.quantity), 0))
        .join_from(receipt_line, receipt, of_receipt)
        .where(receipt_line.c.shop_id == line.c.shop_id, receipt_line.c.line_id == line.c.id)
        .where(stands)
        .scalar_subquery()
    )
    differs = sa.exists().where(of_order, _plain(line.c.received) != came)
    query = sa.select(order.c.number, order.c.status != _follows(), differs).where(
        order.c.shop_id == shop_id
    )
    for number, wrong_status, wrong_sum in connection.execute(query.order_by(order.c.number)):
        if wrong_sum:
            yield f"Order {number} has received something else than its receipts say."
        if wrong_status:
            yield f"Order {number} has a status that does not follow from what came in."


def unbooked_receipts(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Tell of goods that were received, or given back, and are not so in the ledger."""
    for column, sign, is_there in (
        (receipt_line.c.movement_id, 1, sa.true()),
        (receipt_line.c.undo_movement_id, -1, sa.not_(stands)),
    ):
        its = (movement.c.shop_id == receipt_line.c.shop_id) & (movement.c.id == column)
        same = (
            (movement.c.item_id == line.c.item_id)
            & (_plain(movement.c.quantity) == sign * _plain(receipt_line.c.quantity))
            & (movement.c.value_minor == sign * receipt_line.c.value_minor)
        )
        query = (
            sa.select(order.c.number)
            .join_from(receipt_line, receipt, of_receipt)
            .join(line, _its(line, receipt_line.c.line_id))
            .join(order, _its(order, line.c.order_id))
            .outerjoin(movement, its)
            .where(receipt_line.c.shop_id == shop_id, line.c.item_id.is_not(None), is_there)
            .where(sa.not_(sa.func.coalesce(same, sa.false())))
            .order_by(order.c.number)
        )
        for number in connection.scalars(query):
            yield f"What came in on order {number} is not so in the ledger."


def _its(table: sa.Table, id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return (table.c.shop_id == receipt_line.c.shop_id) & (table.c.id == id)


def _follows() -> sa.ColumnElement[Any]:
    came = sa.exists().where(of_order, _plain(line.c.received) != 0)
    is_open = sa.exists().where(of_order, line.c.received < line.c.quantity)
    return sa.case(
        (order.c.cancelled_at.is_not(None), _status(OrderStatus.CANCELLED)),
        (order.c.closed_at.is_not(None), _status(OrderStatus.CLOSED)),
        (order.c.ordered_at.is_(None), _status(OrderStatus.DRAFT)),
        (sa.not_(came), _status(OrderStatus.ORDERED)),
        (is_open, _status(OrderStatus.PARTIALLY_RECEIVED)),
        else_=_status(OrderStatus.RECEIVED),
    )


def _status(status: OrderStatus) -> sa.ColumnElement[Any]:
    return sa.literal(status, order.c.status.type)


def _plain(column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """Compare as the whole numbers that are stored."""
    return sa.type_coerce(column, sa.BigInteger)
