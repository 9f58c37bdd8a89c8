"""Queries of what waits, at stations and for people."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from nexus.analytics.adapters.db.tables import c, count_if, joined, number, t, total
from nexus.analytics.domain import hours
from nexus.analytics.messages import Load, Workload
from nexus.kernel.ids import ShopId

OPEN_TASKS = ("todo", "in_progress", "blocked")
COUNTS = ("open_tasks", "in_progress", "blocked", "overdue")
TIMES = {"planned": "planned_hours", "worked": "worked_hours", "left": "hours_left"}


def workload(connection: sa.Connection, shop_id: ShopId, today: date) -> Workload:
    """Return what waits where: of tasks in projects that are open. Every station is told of."""
    groups = connection.execute(_load(shop_id, today)).all()
    return Workload(
        by_station=_by(connection, shop_id, groups, "station_id", "accounts_station", idle=True),
        by_employee=_by(connection, shop_id, groups, "employee_id", "accounts_employee"),
        unassigned=_added([it for it in groups if not (it.station_id or it.employee_id)], name=""),
    )


def _load(shop_id: ShopId, today: date) -> sa.Select[Any]:
    """Count by station and employee: some hundred groups, of however many tasks."""
    task, it = c("tasks_task"), c("projects_project")
    planned, spent = number(task.planned), number(task.time_spent)
    left = sa.case((planned > spent, planned - spent), else_=0)
    ids = (task.assignee_station_id, task.assignee_employee_id)
    return (
        sa.select(
            ids[0].label("station_id"),
            ids[1].label("employee_id"),
            sa.func.count().label("open_tasks"),
            count_if(task.status == "in_progress").label("in_progress"),
            count_if(task.status == "blocked").label("blocked"),
            count_if(task.due_on < today).label("overdue"),
            total(task.planned).label("planned"),
            total(task.time_spent).label("worked"),
            total(left).label("left"),
        )
        .select_from(
            t("tasks_task").join(
                t("projects_project"), joined("tasks_task", "projects_project", "project_id")
            )
        )
        .where(
            task.shop_id == shop_id,
            task.status.in_(OPEN_TASKS),
            it.status.not_in(["completed", "cancelled"]),
        )
        .group_by(*ids)
    )


def _by(
    connection: sa.Connection,
    shop_id: ShopId,
    groups: Sequence[Any],
    by: str,
    table: str,
    *,
    idle: bool = False,
) -> list[Load]:
    """Return who has something open, by name; with who is `idle`, also who has nothing."""
    of = c(table)
    found: dict[Any, list[Any]] = {}
    for group in groups:
        if (id := getattr(group, by)) is not None:
            found.setdefault(id, []).append(group)
    told = of.id.in_(list(found))
    query = sa.select(of.id, of.name, of.is_active).where(
        of.shop_id == shop_id, told | of.is_active if idle else told
    )
    rows = connection.execute(query.order_by(of.name, of.id))
    return [_loaded(found.get(row.id, []), row, by) for row in rows]


def _loaded(groups: Sequence[Any], row: Any, by: str) -> Load:
    load = _added(groups, name=row.name, **{by: row.id})
    return replace(load, is_free=bool(row.is_active) and not load.in_progress)


def _added(groups: Sequence[Any], **about: Any) -> Load:
    about |= {name: sum(getattr(it, name) for it in groups) for name in COUNTS}
    for name, shown in TIMES.items():
        about[shown] = hours(sum(getattr(it, name) for it in groups))
    return Load(**about)
