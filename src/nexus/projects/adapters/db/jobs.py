"""Jobs that may have to be billed, for sales."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from nexus.kernel.ids import ProjectId, ShopId
from nexus.kernel.money import Money
from nexus.projects.adapters.db.tables import project
from nexus.projects.domain import Kind, Status
from nexus.projects.messages import JobToBill


def jobs_to_bill(
    connection: sa.Connection, shop_id: ShopId, ids: Collection[ProjectId], *, completed: bool
) -> Sequence[JobToBill]:
    """Return customers' projects of these ids, and all that are completed if that is asked."""
    wanted: sa.ColumnElement[bool] = project.c.id.in_(ids)
    if completed:
        wanted |= project.c.status == Status.COMPLETED
    query = (
        sa.select(project)
        .where(project.c.shop_id == shop_id, project.c.kind != Kind.INTERNAL, wanted)
        .order_by(project.c.code_key, project.c.id)
    )
    return [
        JobToBill(
            id=row.id,
            code=row.code,
            name=row.name,
            customer_id=row.customer_id,
            is_completed=row.status is Status.COMPLETED,
            estimated_price=(
                None
                if row.estimated_price_minor is None
                else Money.of(row.estimated_price_minor, row.estimated_price_currency)
            ),
        )
        for row in connection.execute(query)
    ]
