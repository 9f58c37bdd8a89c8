"""Queries of work: lead times, efficiency, production, workload."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from nexus.analytics.adapters.db.tables import c, count_if, joined, number, t, total
from nexus.analytics.domain import Period, hours, mean, middle, percent
from nexus.analytics.messages import (
    Efficiency,
    LeadTime,
    Load,
    Material,
    Production,
    ProductionReport,
    Workload,
)
from nexus.kernel.ids import ShopId

OPEN_TASKS = ("todo", "in_progress", "blocked")
MOST = 500  # rows of a report that lists jobs


def within(column: Any, period: Period) -> list[sa.ColumnElement[bool]]:
    """Tell that an instant lies in the period."""
    since, before = period.since, period.before
    return [
        *([column >= since] if since is not None else []),
        *([column < before] if before is not None else []),
    ]


def on_days(column: Any, period: Period) -> list[sa.ColumnElement[bool]]:
    return [
        *([column >= period.first] if period.first is not None else []),
        *([column <= period.last] if period.last is not None else []),
    ]


def lead_times(
    connection: sa.Connection, shop_id: ShopId, period: Period
) -> Sequence[tuple[str, Any, Any, date, date | None]]:
    """Return workflow, created, started, completed and due of what was completed then."""
    it, workflow = c("projects_project"), c("workflows_workflow")
    query = (
        sa.select(workflow.name, it.created_at, it.started_at, it.completion_on, it.due_on)
        .select_from(
            t("projects_project").outerjoin(
                t("workflows_workflow"),
                joined("projects_project", "workflows_workflow", "workflow_id"),
            )
        )
        .where(
            it.shop_id == shop_id,
            it.kind == "job",
            it.status == "completed",
            it.completion_on.is_not(None),
            *on_days(it.completion_on, period),
        )
    )
    return [tuple(row) for row in connection.execute(query)]


def lead_time_rows(found: Sequence[Sequence[Any]], zone: Any) -> list[LeadTime]:
    groups: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for name, *rest in found:
        groups[name or ""].append(tuple(rest))
    return [_lead(name, rows, zone) for name, rows in sorted(groups.items())]


def _lead(name: str, rows: Sequence[Any], zone: Any) -> LeadTime:
    days = [(done - created.astimezone(zone).date()).days for created, _, done, _ in rows]
    in_work = [(done - begun.astimezone(zone).date()).days for _, begun, done, _ in rows if begun]
    due = [done <= by for _, _, done, by in rows if by is not None]
    return LeadTime(
        workflow=name,
        completed=len(rows),
        mean_days=mean(days),
        median_days=middle(days),
        longest_days=max(days),
        mean_days_in_work=mean(in_work),
        on_time=sum(due),
        late=len(due) - sum(due),
        on_time_percent=percent(sum(due), len(due)),
    )


def efficiency(connection: sa.Connection, shop_id: ShopId, period: Period) -> list[Efficiency]:
    """Return the jobs completed then that had planned time, the largest overrun first."""
    it, task = c("projects_project"), c("tasks_task")
    planned, worked = total(task.planned), total(task.time_spent)
    query = (
        sa.select(it.id, it.code, it.name, planned.label("planned"), worked.label("worked"))
        .select_from(
            t("projects_project").join(
                t("tasks_task"), joined("tasks_task", "projects_project", "project_id")
            )
        )
        .where(
            it.shop_id == shop_id,
            it.status == "completed",
            task.planned.is_not(None),
            *on_days(it.completion_on, period),
        )
        .group_by(it.id, it.code, it.name)
        .order_by((worked - planned).desc(), it.id)
        .limit(MOST)
    )
    return [_efficient(row) for row in connection.execute(query)]


def _efficient(row: Any) -> Efficiency:
    planned, worked = round(row.planned / 60), round(row.worked / 60)
    return Efficiency(
        project_id=row.id,
        code=row.code,
        name=row.name,
        planned_minutes=planned,
        worked_minutes=worked,
        variance_minutes=worked - planned,
        variance_percent=percent(row.worked - row.planned, row.planned, 2),
        efficiency_percent=percent(row.planned, row.worked, 2),
    )


def production(connection: sa.Connection, shop_id: ShopId, period: Period) -> ProductionReport:
    people = _by_employee(connection, shop_id, period)
    materials = _by_material(connection, shop_id, period)
    return ProductionReport(
        first=period.first,
        last=period.last,
        logs=sum(it.logs for it in people),
        hours=sum((it.hours for it in people), hours(0)),
        completed_projects=sum(it.projects for it in materials),
        parts=sum(it.parts for it in materials),
        sheets=sum(it.sheets for it in materials),
        by_employee=people,
        by_material=materials,
    )


def _by_employee(connection: sa.Connection, shop_id: ShopId, period: Period) -> list[Production]:
    log, person, task = c("tasks_time_log"), c("accounts_employee"), c("tasks_task")
    seconds = total(log.duration)
    query = (
        sa.select(
            log.employee_id,
            person.name,
            sa.func.count().label("logs"),
            sa.func.count(log.task_id.distinct()).label("tasks"),
            sa.func.count(task.project_id.distinct()).label("projects"),
            seconds.label("seconds"),
        )
        .select_from(
            t("tasks_time_log")
            .join(t("tasks_task"), joined("tasks_time_log", "tasks_task", "task_id"))
            .outerjoin(
                t("accounts_employee"), joined("tasks_time_log", "accounts_employee", "employee_id")
            )
        )
        .where(log.shop_id == shop_id, *within(log.started_at, period))
        .group_by(log.employee_id, person.name)
        .order_by(seconds.desc())
    )
    return [
        Production(
            employee_id=row.employee_id,
            name=row.name or "",
            logs=row.logs,
            tasks=row.tasks,
            projects=row.projects,
            hours=hours(row.seconds),
        )
        for row in connection.execute(query)
    ]


def _by_material(connection: sa.Connection, shop_id: ShopId, period: Period) -> list[Material]:
    it, task = c("projects_project"), c("tasks_task")
    spent = (
        sa.select(total(task.time_spent))
        .where(joined("tasks_task", "projects_project", "project_id"))
        .correlate(t("projects_project"))
        .scalar_subquery()
    )
    done = (
        sa.select(
            sa.func.coalesce(it.material_type, "").label("material"),
            it.parts_quantity.label("parts"),
            it.material_quantity_sheets.label("sheets"),
            spent.label("seconds"),
        )
        .where(
            it.shop_id == shop_id,
            it.kind == "job",
            it.status == "completed",
            *on_days(it.completion_on, period),
        )
        .subquery()
    )
    query = (
        sa.select(
            done.c.material,
            sa.func.count().label("projects"),
            total(done.c.parts).label("parts"),
            total(done.c.sheets).label("sheets"),
            total(done.c.seconds).label("seconds"),
        )
        .group_by(done.c.material)
        .order_by(sa.func.count().desc(), done.c.material)
    )
    return [
        Material(
            material_type=row.material,
            projects=row.projects,
            parts=row.parts,
            sheets=row.sheets,
            hours=hours(row.seconds),
        )
        for row in connection.execute(query)
    ]


def workload(connection: sa.Connection, shop_id: ShopId, today: date) -> Workload:
    """Return what waits where: of tasks in projects that are open."""
    stations = _loads(connection, shop_id, today, "assignee_station_id", "accounts_station")
    people = _loads(connection, shop_id, today, "assignee_employee_id", "accounts_employee")
    task = c("tasks_task")
    nobody = task.assignee_station_id.is_(None) & task.assignee_employee_id.is_(None)
    row = connection.execute(_load(shop_id, today).where(nobody)).one()
    return Workload(
        by_station=[_load_of(it, station_id=it.id) for it in stations],
        by_employee=[_load_of(it, employee_id=it.id) for it in people],
        unassigned=_load_of(row, name=""),
    )


def _load(shop_id: ShopId, today: date, *columns: Any) -> sa.Select[Any]:
    task, it = c("tasks_task"), c("projects_project")
    planned, spent = number(task.planned), number(task.time_spent)
    left = sa.case((planned > spent, planned - spent), else_=0)
    return (
        sa.select(
            *columns,
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
    )


def _loads(
    connection: sa.Connection, shop_id: ShopId, today: date, by: str, table: str
) -> Sequence[Any]:
    who = c(table)
    query = _load(shop_id, today, who.id, who.name).join(t(table), joined("tasks_task", table, by))
    return connection.execute(query.group_by(who.id, who.name).order_by(who.name)).all()


def _load_of(row: Any, name: str | None = None, **ids: Any) -> Load:
    return Load(
        name=row.name if name is None else name,
        open_tasks=row.open_tasks,
        in_progress=row.in_progress,
        blocked=row.blocked,
        overdue=row.overdue,
        planned_hours=hours(row.planned),
        worked_hours=hours(row.worked),
        hours_left=hours(row.left),
        **ids,
    )
