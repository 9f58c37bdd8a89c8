"""What belongs to a sale, as changes and lists ask for it alike."""

from typing import Any

import sqlalchemy as sa

from nexus.kernel.ids import (
    SaleId,
    ShopId,
)
from nexus.kernel.quantity import DIGITS
from nexus.platform.columns import Scaled
from nexus.sales.adapters.db.fulfilment import delivery, delivery_line
from nexus.sales.adapters.db.tables import sale
from nexus.sales.domain import Kind
from nexus.sales.domain.delivery import DeliveryStatus

part = sale.alias("part")


def delivered_of(shop_id: ShopId, sale_id: SaleId) -> sa.Select[Any]:
    """Select how much of each line of a sale was delivered."""
    quantity = sa.type_coerce(sa.func.sum(delivery_line.c.quantity), Scaled(DIGITS))
    return (
        sa.select(delivery_line.c.sale_line_id, quantity)
        .join(
            delivery,
            (delivery.c.shop_id == delivery_line.c.shop_id)
            & (delivery.c.id == delivery_line.c.delivery_id),
        )
        .where(
            delivery.c.shop_id == shop_id,
            delivery.c.sale_id == sale_id,
            delivery.c.status == DeliveryStatus.DELIVERED,
            delivery_line.c.sale_line_id.is_not(None),
        )
        .group_by(delivery_line.c.sale_line_id)
    )


def drawn_from(order_id: SaleId) -> sa.ColumnElement[bool]:
    """Tell of a sale whether it is an invoice for a part of the order."""
    return (sale.c.order_id == order_id) & (sale.c.kind == Kind.INVOICE)


def notes_on(shop_id: ShopId, order_id: SaleId) -> sa.ColumnElement[bool]:
    """Tell of a sale whether it corrects an invoice for a part of the order."""
    parts = sa.select(part.c.id).where(
        part.c.shop_id == shop_id,
        part.c.order_id == order_id,
        part.c.kind == Kind.INVOICE,
    )
    return sale.c.corrects_id.in_(parts)
