"""The kept sums: hours by employee and month, and how they are counted anew.

They are derived, so they are written by plain statements, past the aggregates and the activity
log. `CHECKS` proves them against the time logs.
"""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from nexus.kernel.ids import EmployeeId, ShopId
from nexus.platform import statements
from nexus.tasks.adapters.db.tables import hours, task, time_log
from nexus.tasks.domain import SECOND, month_of, next_month, start_of

SLOTS = 8  # how many may add to one sum at a time
PLACED = 0  # the slot of work that has a place in time
KEY = ["shop_id", "employee_id", "month_on", "slot"]


ADD = statements.upsert(hours, KEY, lambda new: {"time_spent": hours.c.time_spent + new.time_spent})


class SqlHours:
    def __init__(self, connection: sa.Connection, shop_id: ShopId) -> None:
        self._connection = connection
        self._shop_id = shop_id

    def hold(self, employee_id: EmployeeId, months: Mapping[date, timedelta], zone: str) -> None:
        """Two stretches of one person that overlap share a month, so one of them waits here."""
        found = sorted(months.items())  # in one order, so that no two wait for each other
        self._add([self._row(employee_id, month, PLACED, m, zone) for month, m in found])

    def add(self, employee_id: EmployeeId, month: date, more: timedelta, zone: str) -> None:
        self._add([self._row(employee_id, month, random.randrange(1, SLOTS), more, zone)])

    def rebuild(self, zone: str) -> None:
        recount(self._connection, self._shop_id, zone)

    def _add(self, rows: list[dict[str, Any]]) -> None:
        add = ADD[self._connection.dialect.name]
        self._connection.execute(add, rows if len(rows) > 1 else rows[0])

    def _row(
        self, employee_id: EmployeeId, month: date, slot: int, more: timedelta, zone: str
    ) -> dict[str, Any]:
        start, end = bounds(month, zone)
        return {
            "shop_id": self._shop_id,
            "employee_id": employee_id,
            "month_on": month,
            "slot": slot,
            "starts_at": start,
            "ends_at": end,
            "time_spent": more // SECOND,
        }


def upsert(connection: sa.Connection, table: sa.Table) -> Any:
    """Return the dialect's insert, which knows what to do on a conflict."""
    on_sqlite = connection.dialect.name == "sqlite"
    return (sqlite.insert if on_sqlite else postgresql.insert)(table)


def bounds(month: date, zone: str) -> tuple[datetime, datetime]:
    return start_of(month, zone, "month"), start_of(next_month(month), zone, "month")


def recount(connection: sa.Connection, shop_id: ShopId, zone: str) -> None:
    """Count all kept sums anew from the time logs: after a bulk load, or a new time zone."""
    spent = (
        sa.select(sa.func.coalesce(sa.func.sum(time_log.c.duration), 0))
        .where(time_log.c.shop_id == task.c.shop_id, time_log.c.task_id == task.c.id)
        .scalar_subquery()
    )
    mine = task.c.shop_id == shop_id
    connection.execute(
        sa.update(task).where(mine, task.c.time_spent != spent).values(time_spent=spent)
    )
    connection.execute(sa.delete(hours).where(hours.c.shop_id == shop_id))
    first, last = connection.execute(
        sa.select(sa.func.min(time_log.c.started_at), sa.func.max(time_log.c.started_at)).where(
            time_log.c.shop_id == shop_id
        )
    ).one()
    month = month_of(first, zone) if first else None
    while month is not None and month <= month_of(last, zone):
        _count_month(connection, shop_id, month, zone)
        month = next_month(month)


def _count_month(connection: sa.Connection, shop_id: ShopId, month: date, zone: str) -> None:
    start, end = bounds(month, zone)
    counted = (
        sa.select(
            time_log.c.shop_id,
            time_log.c.employee_id,
            sa.literal(month, sa.Date),
            sa.literal(PLACED, sa.SmallInteger),
            sa.literal(start, hours.c.starts_at.type),
            sa.literal(end, hours.c.ends_at.type),
            sa.func.sum(time_log.c.duration),
        )
        .where(
            time_log.c.shop_id == shop_id,
            time_log.c.employee_id.is_not(None),
            time_log.c.started_at >= start,
            time_log.c.started_at < end,
        )
        .group_by(time_log.c.shop_id, time_log.c.employee_id)
    )
    names = [*KEY, "starts_at", "ends_at", "time_spent"]
    connection.execute(sa.insert(hours).from_select(names, counted))
