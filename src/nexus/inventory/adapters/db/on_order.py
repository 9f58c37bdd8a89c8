"""What is still to come of an item: the open lines of purchase orders that are on their way."""

from typing import Any

import sqlalchemy as sa

from nexus.inventory.adapters.db.purchasing_tables import line, order
from nexus.inventory.adapters.db.tables import item
from nexus.inventory.domain.purchasing import WAITING
from nexus.kernel.quantity import DIGITS
from nexus.platform.columns import Scaled

of_order = (line.c.shop_id == order.c.shop_id) & (line.c.order_id == order.c.id)
still_open = sa.case(
    (line.c.quantity > line.c.received, line.c.quantity - line.c.received), else_=0
)
to_come: sa.ScalarSelect[Any] = (
    sa.select(sa.func.coalesce(sa.func.sum(still_open), 0, type_=Scaled(DIGITS)))
    .join_from(line, order, of_order)
    .where(
        line.c.shop_id == item.c.shop_id,
        line.c.item_id == item.c.id,
        order.c.status.in_(WAITING),
    )
    .scalar_subquery()
)
# And what somebody has marked as ordered, who ordered it elsewhere.
on_order = sa.type_coerce(item.c.on_order + to_come, Scaled(DIGITS))
