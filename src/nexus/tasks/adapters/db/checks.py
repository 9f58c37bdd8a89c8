"""What must hold in any shop's tasks and worked time, asked by `nexus verify`."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from nexus.kernel.ids import ShopId, TaskId
from nexus.platform.checks import Check
from nexus.tasks.adapters.db.tables import dependency, hours, task, time_log, timer
from nexus.tasks.domain import SECOND, Span, Status, find_circle, shares


def miscounted_tasks(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of tasks whose kept time is not the sum of their logs."""
    logged = (
        sa.select(time_log.c.task_id, sa.func.sum(time_log.c.duration).label("spent"))
        .where(time_log.c.shop_id == shop_id)
        .group_by(time_log.c.task_id)
        .subquery()
    )
    spent = sa.func.coalesce(logged.c.spent, 0)
    kept = sa.type_coerce(task.c.time_spent, sa.Integer)
    query = (
        sa.select(task.c.id, kept, spent)
        .outerjoin_from(task, logged, logged.c.task_id == task.c.id)
        .where(task.c.shop_id == shop_id, kept != spent)
    )
    for id, kept_sum, right in connection.execute(query):
        yield f"Task {id} keeps {kept_sum} s, and its time logs are {right} s."


def miscounted_hours(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of months whose kept hours are not those of the logs, and of time in no month."""
    months = (
        sa.select(
            *(hours.c.employee_id, hours.c.month_on, hours.c.starts_at, hours.c.ends_at),
            sa.func.sum(hours.c.time_spent).label("kept"),
        )
        .where(hours.c.shop_id == shop_id)
        .group_by(hours.c.employee_id, hours.c.month_on, hours.c.starts_at, hours.c.ends_at)
        .subquery()
    )
    seconds = sa.type_coerce(time_log.c.duration, sa.Integer)
    right = (
        sa.select(sa.func.coalesce(sa.func.sum(seconds), 0))
        .where(
            time_log.c.shop_id == shop_id,
            time_log.c.employee_id == months.c.employee_id,
            time_log.c.started_at >= months.c.starts_at,
            time_log.c.started_at < months.c.ends_at,
        )
        .scalar_subquery()
    )
    query = sa.select(months.c.employee_id, months.c.month_on, months.c.kept, right)
    total = 0
    for id, month, kept, spent in connection.execute(query):
        total += kept
        if kept != spent:
            yield f"Employee {id} has {kept} s in {month:%Y-%m}, and the logs are {spent} s."
    logged = sa.select(sa.func.coalesce(sa.func.sum(seconds), 0)).where(
        time_log.c.shop_id == shop_id, time_log.c.employee_id.is_not(None)
    )
    if (whole := connection.execute(logged).scalar_one()) != total:
        yield f"The kept hours are {total} s, and the time logs are {whole} s."


def doubled_time(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of persons whose logs add up to more than the clock, or to less than they share."""
    query = (
        sa.select(
            *(time_log.c.employee_id, time_log.c.id, time_log.c.started_at, time_log.c.ended_at),
            time_log.c.duration,
        )
        .where(
            time_log.c.shop_id == shop_id,
            time_log.c.employee_id.is_not(None),
            time_log.c.ended_at > time_log.c.started_at,
        )
        .order_by(time_log.c.employee_id, time_log.c.started_at)
        .execution_options(yield_per=1000)
    )
    cluster: list[Any] = []
    until = None
    for row in connection.execute(query):
        apart = cluster and cluster[0].employee_id != row.employee_id
        if apart or until is None or row.started_at >= until:
            yield from _unfair(cluster)
            cluster, until = [], row.ended_at
        cluster.append(row)
        until = max(until, row.ended_at)
    yield from _unfair(cluster)


def _unfair(cluster: list[Any]) -> Iterator[str]:
    due = shares([Span(row.id, row.started_at, row.ended_at) for row in cluster])
    for row in cluster:
        if row.duration != due[row.id]:
            counts, share = row.duration // SECOND, due[row.id] // SECOND
            yield f"Time log {row.id} counts {counts} s, and its share of the clock is {share} s."


def circles(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of tasks that wait for themselves, by way of others."""
    query = sa.select(dependency.c.task_id, dependency.c.needs_id)
    links = connection.execute(query.where(dependency.c.shop_id == shop_id)).all()
    needs: dict[TaskId, list[TaskId]] = {}
    for link in links:
        needs.setdefault(link.task_id, []).append(link.needs_id)
    for id, wanted in needs.items():
        if find_circle(id, wanted, links):
            yield f"Task {id} waits for itself."


def clocks_on_done_tasks(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    its = (task.c.shop_id == timer.c.shop_id) & (task.c.id == timer.c.task_id)
    query = sa.select(timer.c.id).join_from(timer, task, its)
    for id in connection.scalars(
        query.where(timer.c.shop_id == shop_id, task.c.status == Status.DONE)
    ):
        yield f"Clock {id} is on a task that is done."


CHECKS = [
    Check("The time spent on a task is the sum of its time logs.", miscounted_tasks),
    Check("The hours of each employee and month are the sum of the logs.", miscounted_hours),
    Check("Nobody's worked time is more than the clock's.", doubled_time),
    Check("No task waits for itself.", circles),
    Check("No clock is on a task that is done.", clocks_on_done_tasks),
]
