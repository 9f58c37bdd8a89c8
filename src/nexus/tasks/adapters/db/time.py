"""Looking at worked time: logs, clocks and totals."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import EmployeeId, TaskId, TimeLogId
from nexus.kernel.page import Page
from nexus.platform.columns import Seconds
from nexus.platform.db import beside
from nexus.platform.listing import page
from nexus.platform.transaction import SqlReading
from nexus.tasks.adapters.db.tables import hours, task, time_log, timer
from nexus.tasks.domain import LONGEST_TIMER, NO_TIME, SECOND, Status, next_month
from nexus.tasks.messages import (
    AskTotals,
    EmployeeMonths,
    ListTimeLogs,
    ListTimers,
    MonthlyHours,
    TimeLogRow,
    TimerRow,
    TimeTotal,
    plain_log,
)

project = beside("projects_project", sa.column("code", sa.String), sa.column("name", sa.String))
stage = beside("projects_stage", sa.column("project_id", sa.Uuid), sa.column("name", sa.String))
station = beside("accounts_station", sa.column("name", sa.String))
employee = beside("accounts_employee", sa.column("name", sa.String))

NOBODY = UUID(int=0)
LEAST_ID = 1_000_000  # below are nobody and the months


def named(
    table: Any, shop_id: sa.ColumnElement[Any], id: sa.ColumnElement[Any]
) -> sa.ColumnElement[bool]:
    """Tie a row to the neighbour's that it points to."""
    tie: sa.ColumnElement[bool] = (table.c.shop_id == shop_id) & (table.c.id == id)
    return tie


def looked_up(column: Any, id: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    """Read a column of the row that `id` points to, by its key, for the rows of the page only.

    As a join, PostgreSQL may read all of a neighbour's rows for it: behind the wall between shops
    it cannot tell how many there are.
    """
    tie = named(column.table, id.table.c.shop_id, id)
    return sa.select(column).where(tie).correlate(id.table).scalar_subquery()


log_rows = sa.select(
    time_log,
    looked_up(task.c.project_id, time_log.c.task_id).label("project_id"),
    looked_up(task.c.title, time_log.c.task_id).label("task_title"),
    looked_up(employee.c.name, time_log.c.employee_id).label("employee_name"),
    looked_up(station.c.name, time_log.c.station_id).label("station_name"),
)
timer_rows = sa.select(
    timer,
    looked_up(task.c.title, timer.c.task_id).label("task_title"),
    looked_up(employee.c.name, timer.c.employee_id).label("employee_name"),
)
# What a total goes by: the column, and where it gets its name.
BY: dict[str, tuple[sa.ColumnElement[Any], Any, sa.ColumnElement[Any]]] = {
    "employee": (time_log.c.employee_id, employee, employee.c.name),
    "station": (time_log.c.station_id, station, station.c.name),
    "stage": (task.c.stage_id, stage, stage.c.name),
    "project": (task.c.project_id, project, project.c.name),
    "task": (task.c.id, task, task.c.title),
}


def log_row(row: sa.Row[Any]) -> TimeLogRow:
    return TimeLogRow(
        project_id=row.project_id,
        task_title=row.task_title,
        employee_name=row.employee_name,
        station_name=row.station_name,
        **plain_log(row),
    )


class TimeReading(SqlReading):
    """Half of the module's reading; the other half is beside."""

    def log(self, id: TimeLogId) -> TimeLogRow:
        mine = (time_log.c.shop_id == self.shop_id) & (time_log.c.id == id)
        if (row := self.connection.execute(log_rows.where(mine)).one_or_none()) is None:
            raise NotFound("There is no such time log.")
        return log_row(row)

    def logs(
        self, wish: ListTimeLogs, first: datetime | None, last: datetime | None
    ) -> Page[TimeLogRow]:
        equal = {
            time_log.c.task_id: wish.task_id,
            time_log.c.employee_id: wish.employee_id,
            time_log.c.station_id: wish.station_id,
            time_log.c.auto_stopped: wish.doubtful,
        }
        wanted = [column == value for column, value in equal.items() if value is not None]
        if wish.project_id is not None:
            its = (task.c.shop_id == self.shop_id) & (task.c.project_id == wish.project_id)
            wanted.append(time_log.c.task_id.in_(sa.select(task.c.id).where(its)))
        return page(
            self.connection,
            log_rows.where(time_log.c.shop_id == self.shop_id, *wanted, *_within(first, last)),
            log_row,
            sorts={"started_at": time_log.c.started_at, "duration": time_log.c.duration},
            id=time_log.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def timers(self, wish: ListTimers, at: datetime) -> Page[TimerRow]:
        wanted: list[sa.ColumnElement[bool]] = [timer.c.shop_id == self.shop_id]
        if wish.employee_id is not None:
            wanted.append(timer.c.employee_id == wish.employee_id)
        if wish.task_id is not None:
            wanted.append(timer.c.task_id == wish.task_id)
        if wish.running is not None:
            halted = timer.c.resumed_at.is_(None)
            wanted.append(~halted if wish.running else halted)
        return page(
            self.connection,
            timer_rows.where(*wanted),
            lambda row: _timer_row(row, at),
            sorts={"started_at": timer.c.started_at},
            id=timer.c.id,
            sort="started_at",
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def forgotten(
        self, now: datetime, shift_ended_at: datetime | None
    ) -> Sequence[tuple[TaskId, EmployeeId]]:
        too_long = timer.c.resumed_at <= now - LONGEST_TIMER
        if shift_ended_at is not None and shift_ended_at <= now:
            too_long |= timer.c.resumed_at < shift_ended_at
        query = sa.select(timer.c.task_id, timer.c.employee_id).where(
            timer.c.shop_id == self.shop_id, too_long
        )
        return [(task_id, employee_id) for task_id, employee_id in self.connection.execute(query)]

    def totals(
        self,
        wish: AskTotals,
        first: datetime | None,
        last: datetime | None,
        months: Sequence[tuple[date, datetime]],
    ) -> Page[TimeTotal]:
        summed = self._summed(wish, first, last, months)
        return page(
            self.connection,
            sa.select(summed).select_from(summed),
            _total,
            sorts={
                # A sum of durations outgrows a duration's column.
                "time_spent": sa.type_coerce(summed.c.time_spent, sa.BigInteger),
                "name": summed.c.name,
            },
            id=summed.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def monthly(self, first: date, last: date) -> MonthlyHours:
        sums = (
            sa.select(
                hours.c.employee_id,
                hours.c.month_on,
                sa.func.sum(hours.c.time_spent).label("time_spent"),
            )
            .where(hours.c.shop_id == self.shop_id, hours.c.month_on.between(first, last))
            .group_by(hours.c.employee_id, hours.c.month_on)  # as the key has them in order
            .subquery()
        )
        tie = named(employee, sa.literal(self.shop_id, sa.Uuid), sums.c.employee_id)
        query = sa.select(sums, employee.c.name).join_from(sums, employee, tie)
        return _pivot(first, last, self.connection.execute(query).all())

    def worked_by(self, employee_id: EmployeeId, first: date) -> Mapping[date, timedelta]:
        query = (
            sa.select(hours.c.month_on, sa.func.sum(hours.c.time_spent).label("spent"))
            .where(
                hours.c.shop_id == self.shop_id,
                hours.c.employee_id == employee_id,
                hours.c.month_on >= first,
            )
            .group_by(hours.c.month_on)
        )
        found = self.connection.execute(query)
        return {it.month_on: timedelta(seconds=int(it.spent)) for it in found}

    def done_by(
        self, employee_id: EmployeeId, since: datetime
    ) -> Sequence[tuple[datetime, date | None]]:
        worked_on = sa.select(time_log.c.task_id).where(
            time_log.c.shop_id == self.shop_id, time_log.c.employee_id == employee_id
        )
        query = sa.select(task.c.ended_at, task.c.due_on).where(
            task.c.shop_id == self.shop_id,
            task.c.status == Status.DONE,
            task.c.ended_at >= since,
            (task.c.assignee_employee_id == employee_id) | task.c.id.in_(worked_on),
        )
        return [(at, due_on) for at, due_on in self.connection.execute(query)]

    def _summed(
        self,
        wish: AskTotals,
        first: datetime | None,
        last: datetime | None,
        months: Sequence[tuple[date, datetime]],
    ) -> sa.Subquery:
        """Sum up first and name afterwards: there are many logs, and few names."""
        column = _month(months) if wish.by == "month" else BY[wish.by][0]
        each = (
            sa.select(column.label("id"), time_log.c.duration)
            .select_from(_source(wish))
            .where(time_log.c.shop_id == self.shop_id, *_asked(wish), *_within(first, last))
            .subquery()
        )
        sums = (
            sa.select(
                each.c.id,
                sa.func.sum(each.c.duration, type_=Seconds).label("time_spent"),
                sa.func.count().label("logs"),
            )
            .group_by(each.c.id)
            .subquery()
        )
        if wish.by == "month":
            names = {month_id(day): f"{day:%Y-%m}" for day, _ in months}
            name: Any = sa.case(names, value=sums.c.id, else_="") if names else sa.literal("")
            source: Any = sums
        else:
            neighbour, name = BY[wish.by][1:]
            tie = named(neighbour, sa.literal(self.shop_id, sa.Uuid), sums.c.id)
            source = sa.outerjoin(sums, neighbour, tie)
        whose = sa.func.coalesce(sums.c.id, sa.literal(NOBODY, sa.Uuid)).label("id")
        columns = whose, sa.func.coalesce(name, "").label("name"), sums.c.time_spent, sums.c.logs
        return sa.select(*columns).select_from(source).subquery()


def _source(wish: AskTotals) -> Any:
    """Look at tasks only where they are asked about."""
    if wish.by in ("employee", "station", "month") and wish.project_id is None:
        return time_log
    return sa.join(time_log, task, named(task, time_log.c.shop_id, time_log.c.task_id))


def _asked(wish: AskTotals) -> list[sa.ColumnElement[bool]]:
    equal = {
        task.c.project_id: wish.project_id,
        time_log.c.employee_id: wish.employee_id,
        time_log.c.station_id: wish.station_id,
    }
    return [column == value for column, value in equal.items() if value is not None]


def _within(first: datetime | None, last: datetime | None) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if first is not None:
        found.append(time_log.c.started_at >= first)
    if last is not None:
        found.append(time_log.c.started_at < last)
    return found


def month_id(month: date) -> UUID:
    """Name a month by an id, as all that totals go by has one."""
    return UUID(int=month.year * 100 + month.month)


def _month(months: Sequence[tuple[date, datetime]]) -> sa.ColumnElement[Any]:
    """Find the month that a log began in; when each begins in the shop's zone was reckoned."""
    later = list(reversed(months))
    whens = [(time_log.c.started_at >= at, sa.literal(month_id(day), sa.Uuid)) for day, at in later]
    return sa.case(*whens, else_=sa.literal(NOBODY, sa.Uuid))


def _total(row: sa.Row[Any]) -> TimeTotal:
    return TimeTotal(
        id=None if row.id.int < LEAST_ID else row.id,
        name=row.name or None,
        time_spent=row.time_spent,
        logs=row.logs,
    )


def _timer_row(row: sa.Row[Any], at: datetime) -> TimerRow:
    running = max(at - row.resumed_at, NO_TIME) if row.resumed_at else NO_TIME
    return TimerRow(
        id=row.id,
        version=row.version,
        task_id=row.task_id,
        project_id=row.project_id,
        employee_id=row.employee_id,
        station_id=row.station_id,
        state="running" if row.resumed_at else "paused",
        started_at=row.started_at,
        resumed_at=row.resumed_at,
        at=at,
        elapsed=row.counted + timedelta(seconds=running // SECOND),
        note=row.note,
        task_title=row.task_title,
        employee_name=row.employee_name,
    )


def _pivot(first: date, last: date, found: Sequence[Any]) -> MonthlyHours:
    months = [first]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    spent: dict[tuple[str, UUID], dict[date, int]] = {}
    for row in found:
        spent.setdefault((row.name, row.employee_id), {})[row.month_on] = row.time_spent
    return MonthlyHours(
        months=[f"{month:%Y-%m}" for month in months],
        employees=[
            EmployeeMonths(
                employee_id=EmployeeId(id),
                name=name,
                time_spent=[timedelta(seconds=int(by_month.get(m, 0))) for m in months],
            )
            for (name, id), by_month in sorted(spent.items())
        ],
    )
