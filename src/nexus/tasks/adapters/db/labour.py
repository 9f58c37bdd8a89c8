"""What was worked for jobs, for whoever bills it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from nexus.kernel.ids import ProjectId, ShopId
from nexus.kernel.money import Money
from nexus.tasks.adapters.db.tables import task, time_log
from nexus.tasks.adapters.db.time import employee, looked_up, stage
from nexus.tasks.messages import Labour

of_task = (task.c.shop_id == time_log.c.shop_id) & (task.c.id == time_log.c.task_id)


def last_logged(connection: sa.Connection, shop_id: ShopId) -> Mapping[ProjectId, datetime]:
    """Return when time was last written down for each project."""
    query = (
        sa.select(
            task.c.project_id, sa.func.max(time_log.c.created_at, type_=time_log.c.created_at.type)
        )
        .join(time_log, of_task)
        .where(time_log.c.shop_id == shop_id)
        .group_by(task.c.project_id)
    )
    return {ProjectId(id): at for id, at in connection.execute(query)}


def labour(
    connection: sa.Connection, shop_id: ShopId, project_id: ProjectId, since: datetime | None
) -> Sequence[Labour]:
    """Add up by stage, person and rate what was written down after an instant."""
    by = (
        *(task.c.shop_id, time_log.c.shop_id, task.c.stage_id, time_log.c.employee_id),
        *(time_log.c.hourly_rate_minor, time_log.c.hourly_rate_currency),
    )
    named = (
        looked_up(stage.c.name, task.c.stage_id).label("stage_name"),
        looked_up(employee.c.name, time_log.c.employee_id).label("employee_name"),
    )
    seconds = sa.func.sum(sa.type_coerce(time_log.c.duration, sa.Integer))
    query = (
        sa.select(*by[2:], *named, seconds.label("seconds"))
        .join(time_log, of_task)
        .where(task.c.shop_id == shop_id, task.c.project_id == project_id)
        .group_by(*by)
    )
    if since is not None:
        query = query.where(time_log.c.created_at > since)
    made = [
        Labour(
            stage_name=row.stage_name or "",
            employee_id=row.employee_id,
            employee_name=row.employee_name or "",
            hourly_rate=(
                None
                if row.hourly_rate_minor is None
                else Money.of(row.hourly_rate_minor, row.hourly_rate_currency)
            ),
            spent=timedelta(seconds=int(row.seconds)),
        )
        for row in connection.execute(query)
        if row.seconds
    ]
    return sorted(made, key=lambda it: (it.stage_name, it.employee_name, str(it.hourly_rate)))
