"""Queries of work: lead times, efficiency, production."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from nexus.analytics.adapters.db.tables import c, joined, number, t, total
from nexus.analytics.adapters.db.tallies import (
    MOST,
    EfficiencyTally,
    Job,
    Lead,
    LeadTally,
    Made,
    ProductionTally,
    Worked,
    spread,
)
from nexus.analytics.domain import Period, hours, mean, middle, percent
from nexus.analytics.messages import (
    Efficiency,
    LeadTime,
    Material,
    Production,
    ProductionReport,
)
from nexus.kernel.clock import day_of
from nexus.kernel.ids import EmployeeId, ProjectId, ShopId

EVER, NEVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def within(column: Any, period: Period) -> list[sa.ColumnElement[bool]]:
    """Tell that an instant lies in the period. With both bounds, SQLite takes the index of them."""
    return [column >= (period.since or EVER), column < (period.before or NEVER)]


def on_days(column: Any, period: Period) -> list[sa.ColumnElement[bool]]:
    """Tell that a day lies in the period."""
    return [column >= (period.first or date.min), column <= (period.last or date.max)]


def _completed(shop_id: ShopId, period: Period) -> list[sa.ColumnElement[bool]]:
    it = c("projects_project")
    return [
        it.shop_id == shop_id,
        it.status == "completed",
        *on_days(it.completion_on, period),
    ]


def leads(connection: sa.Connection, shop_id: ShopId, period: Period) -> LeadTally:
    it = c("projects_project")
    query = sa.select(
        it.workflow_id, it.created_at, it.started_at, it.completion_on, it.due_on
    ).where(*_completed(shop_id, period), it.kind == "job")
    zone = ZoneInfo(period.zone)
    found = LeadTally()
    for workflow_id, made, begun, done, due in connection.execute(query):
        lead = found.workflows.setdefault(str(workflow_id or ""), Lead())
        _count(lead.days, (done - made.astimezone(zone).date()).days)
        if begun:
            _count(lead.in_work, (done - begun.astimezone(zone).date()).days)
        if due:
            lead.on_time += done <= due
            lead.late += done > due
    return found


def _count(counts: dict[int, int], value: int) -> None:
    counts[value] = counts.get(value, 0) + 1


def lead_time_rows(
    connection: sa.Connection, shop_id: ShopId, found: LeadTally
) -> Sequence[LeadTime]:
    names = _names(connection, shop_id, "workflows_workflow", found.workflows)
    rows = [_lead(names.get(id, ""), lead) for id, lead in found.workflows.items()]
    return sorted(rows, key=lambda row: row.workflow)


def _lead(name: str, lead: Lead) -> LeadTime:
    days = list(spread(lead.days))
    return LeadTime(
        workflow=name,
        completed=len(days),
        mean_days=mean(days),
        median_days=middle(days),
        longest_days=max(days),
        mean_days_in_work=mean(spread(lead.in_work)),
        on_time=lead.on_time,
        late=lead.late,
        on_time_percent=percent(lead.on_time, lead.on_time + lead.late),
    )


def _names(
    connection: sa.Connection, shop_id: ShopId, table: str, ids: Iterable[str]
) -> dict[str, str]:
    of = c(table)
    query = sa.select(of.id, of.name).where(of.shop_id == shop_id, of.id.in_(_ids(ids)))
    return {str(row.id): row.name for row in connection.execute(query)}


def _ids(texts: Iterable[str]) -> list[UUID]:
    return [UUID(text) for text in texts if text]


def overruns(connection: sa.Connection, shop_id: ShopId, period: Period) -> EfficiencyTally:
    """Find the jobs completed then that had planned time, the largest overrun first."""
    it = c("projects_project")
    planned, worked = _planned("planned"), _planned("time_spent")
    times = (
        sa.select(it.id, planned.label("planned"), worked.label("worked"))
        .where(*_completed(shop_id, period))
        .subquery()
    )
    query = (
        sa.select(times, sa.func.count().over().label("size"))
        .where(times.c.planned.is_not(None))
        .order_by((times.c.worked - times.c.planned).desc(), times.c.id)
        .limit(MOST)
    )
    rows = connection.execute(query).all()
    jobs = [Job(row.id, row.planned, row.worked) for row in rows]
    return EfficiencyTally(jobs, rows[0].size if rows else 0)


def _planned(column: str) -> sa.ScalarSelect[Any]:
    """Add up a time of a job's tasks that were planned: job by job, as few are asked about."""
    task = c("tasks_task")
    return (
        sa.select(sa.cast(sa.func.sum(number(task[column])), sa.BigInteger))
        .where(joined("tasks_task", "projects_project", "project_id"), task.planned.is_not(None))
        .correlate(t("projects_project"))
        .scalar_subquery()
    )


def efficiency_rows(
    connection: sa.Connection, shop_id: ShopId, found: EfficiencyTally
) -> list[Efficiency]:
    jobs, of = found.first(), c("projects_project")
    query = sa.select(of.id, of.code, of.name).where(
        of.shop_id == shop_id, of.id.in_([job.id for job in jobs])
    )
    called = {row.id: (row.code, row.name) for row in connection.execute(query)}
    return [_efficient(job, *called[job.id]) for job in jobs if job.id in called]


def _efficient(job: Job, code: str, name: str) -> Efficiency:
    planned, worked = round(job.planned / 60), round(job.worked / 60)
    return Efficiency(
        project_id=ProjectId(job.id),
        code=code,
        name=name,
        planned_minutes=planned,
        worked_minutes=worked,
        variance_minutes=worked - planned,
        variance_percent=percent(job.worked - job.planned, job.planned, 2),
        efficiency_percent=percent(job.planned, job.worked, 2),
    )


def produced(connection: sa.Connection, shop_id: ShopId, period: Period) -> ProductionTally:
    people = _by_employee(connection, shop_id, period)
    return ProductionTally(people, _by_material(connection, shop_id, period))


def _by_employee(connection: sa.Connection, shop_id: ShopId, period: Period) -> dict[str, Worked]:
    log = c("tasks_time_log")
    query = (
        sa.select(
            log.employee_id, sa.func.count().label("logs"), total(log.duration).label("seconds")
        )
        .where(log.shop_id == shop_id, *within(log.started_at, period))
        .group_by(log.employee_id)
    )
    rows = connection.execute(query)
    return {str(row.employee_id or ""): Worked(row.logs, row.seconds) for row in rows}


def _by_material(connection: sa.Connection, shop_id: ShopId, period: Period) -> dict[str, Made]:
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
        .where(*_completed(shop_id, period), it.kind == "job")
        .subquery()
    )
    query = sa.select(
        done.c.material,
        sa.func.count().label("projects"),
        total(done.c.parts).label("parts"),
        total(done.c.sheets).label("sheets"),
        total(done.c.seconds).label("seconds"),
    ).group_by(done.c.material)
    rows = connection.execute(query)
    return {row.material: Made(row.projects, row.parts, row.sheets, row.seconds) for row in rows}


def production_report(
    connection: sa.Connection, shop_id: ShopId, period: Period, found: ProductionTally
) -> ProductionReport:
    names = _names(connection, shop_id, "accounts_employee", found.people)
    people = sorted(found.people.items(), key=lambda it: (-it[1].seconds, it[0]))
    materials = sorted(found.materials.items(), key=lambda it: (-it[1].projects, it[0]))
    made = found.materials.values()
    return ProductionReport(
        first=period.first,
        last=period.last,
        logs=sum(it.logs for _, it in people),
        hours=sum((hours(it.seconds) for _, it in people), hours(0)),
        completed_projects=sum(it.projects for it in made),
        parts=sum(it.parts for it in made),
        sheets=sum(it.sheets for it in made),
        by_employee=[
            Production(
                employee_id=EmployeeId(UUID(id)) if id else None,
                name=names.get(id, ""),
                logs=it.logs,
                hours=hours(it.seconds),
            )
            for id, it in people
        ],
        by_material=[
            Material(
                material_type=name,
                projects=it.projects,
                parts=it.parts,
                sheets=it.sheets,
                hours=hours(it.seconds),
            )
            for name, it in materials
        ],
    )


def begun_on(connection: sa.Connection, shop_id: ShopId, zone: str) -> date | None:
    """Return the day of the first time log or completed job."""
    log, it = c("tasks_time_log"), c("projects_project")
    worked = connection.scalar(sa.select(sa.func.min(log.started_at)).where(log.shop_id == shop_id))
    done = connection.scalar(
        sa.select(sa.func.min(it.completion_on)).where(
            it.shop_id == shop_id, it.status == "completed"
        )
    )
    days = [*([day_of(worked, zone)] if worked else []), *([done] if done else [])]
    return min(days, default=None)
