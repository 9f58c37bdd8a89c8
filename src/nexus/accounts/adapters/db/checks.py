"""What must hold in any shop's accounts; for `nexus verify`."""

from collections.abc import Iterator

import sqlalchemy as sa

from nexus.accounts.adapters.db.tables import employee, membership
from nexus.kernel.ids import ShopId
from nexus.platform.checks import Check


def _unbound(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Tell of memberships whose employee is not the active one that names their user."""
    active = (employee.c.shop_id == membership.c.shop_id) & employee.c.is_active
    linked = active & (employee.c.user_id == membership.c.user_id)
    query = (
        sa.select(membership.c.user_id)
        .select_from(membership)
        .outerjoin(employee, linked)
        .where(
            membership.c.shop_id == shop_id,
            membership.c.employee_id.is_distinct_from(employee.c.id),
        )
    )
    for user_id in connection.scalars(query):
        yield f"User {user_id} is bound to another employee than the one who names them."


CHECKS = [Check("Each user works as the active employee who names them.", _unbound)]
