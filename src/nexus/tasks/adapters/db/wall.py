"""The wall: what is to do in the whole shop by status, the most urgent first, in one statement."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from nexus.kernel.ids import EmployeeId, ShopId, StationId
from nexus.platform.columns import Utc
from nexus.tasks.adapters.db.board import waits
from nexus.tasks.adapters.db.rows import NEVER, SORTS, filters, row_of, rows, urgency, values_of
from nexus.tasks.adapters.db.tables import task
from nexus.tasks.domain import Status
from nexus.tasks.messages import ListTasks, TaskRow, WallCard, WallColumn

OPEN = tuple(status for status in Status if status is not Status.DONE)
MOST_OF_ONE = 100  # tasks that a person is shown to have


def read_wall(
    connection: sa.Connection,
    shop_id: ShopId,
    wish: ListTasks,
    today: date | None,
    me: EmployeeId | None,
    since: datetime,
) -> Sequence[WallColumn]:
    """Return the columns with at most `limit` cards each; of what is done what was done since."""
    # Said so that each side finds an index: what was done is most of what there is.
    is_done = (task.c.status == Status.DONE) & (task.c.ended_at >= sa.literal(since, Utc))
    lately = task.c.status.in_(OPEN) | is_done
    numbered = (
        sa.select(
            task.c.id,
            sa.func.row_number().over(partition_by=task.c.status, order_by=_order(wish)).label("n"),
            sa.func.count().over(partition_by=task.c.status).label("total"),
        )
        .where(task.c.shop_id == shop_id, lately, *filters(wish, me, today))
        .subquery()
    )
    query = (
        rows.add_columns(
            numbered.c.total,
            (waits.correlate(task) & (task.c.status != Status.DONE)).label("waits"),
        )
        .join_from(numbered, task, (task.c.id == numbered.c.id) & (task.c.shop_id == shop_id))
        .where(numbered.c.n <= wish.limit)
        .order_by(numbered.c.n)
    )
    found: dict[Status, list[Any]] = {status: [] for status in Status}
    for row in connection.execute(query):
        found[row.status].append(row)
    return [_column(status, cards) for status, cards in found.items()]


def read_work_of(
    connection: sa.Connection,
    shop_id: ShopId,
    employee_id: EmployeeId,
    station_ids: Collection[StationId],
) -> Sequence[TaskRow]:
    """Return what is given to a person or to one of these stations, and not done."""
    query = (
        rows.where(
            task.c.shop_id == shop_id,
            task.c.status != Status.DONE,
            (task.c.assignee_employee_id == employee_id)
            | task.c.assignee_station_id.in_(station_ids),
        )
        .order_by(SORTS["due_on"], urgency.desc(), task.c.created_at, task.c.id)
        .limit(MOST_OF_ONE)
    )
    return [row_of(row) for row in connection.execute(query)]


def _order(wish: ListTasks) -> list[sa.ColumnElement[Any]]:
    """A project's own order; across projects what is due first, and what was done last."""
    if wish.project_id is not None:
        return [task.c.position.asc(), task.c.id.asc()]
    done = sa.case((task.c.status == Status.DONE, task.c.ended_at))
    due = sa.func.coalesce(task.c.due_on, sa.literal(NEVER, sa.Date))
    return [done.desc(), due.asc(), urgency.desc(), task.c.created_at.asc(), task.c.id.asc()]


def _column(status: Status, cards: Sequence[Any]) -> WallColumn:
    return WallColumn(
        status=status,
        total=cards[0].total if cards else 0,
        cards=[WallCard(waits=bool(row.waits), **values_of(row)) for row in cards],
    )
