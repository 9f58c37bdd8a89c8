"""The board: all tasks of a project in one statement, as fast as can be, as short as can be.

A board has hundreds of rows, so it is read in raw values: an id is made of those that are shown,
and what all tasks have in common is read once. The statement is put together once, too.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from nexus.kernel.ids import ProjectId
from nexus.tasks.adapters.db.tables import dependency, task
from nexus.tasks.adapters.db.time import employee, named, stage, station
from nexus.tasks.domain import NO_TIME, Priority, Status
from nexus.tasks.messages import Board, Card, Legend, StageLegend

needed = task.alias("needed")
# Asked for each task by itself: joined, the links lead PostgreSQL astray.
waits = sa.exists().where(
    dependency.c.shop_id == task.c.shop_id,
    dependency.c.task_id == task.c.id,
    needed.c.shop_id == dependency.c.shop_id,
    needed.c.id == dependency.c.needs_id,
    needed.c.status != Status.DONE,
)


# By the project too: PostgreSQL would rather read all stages of a small shop than 500 of them.
its_stage = named(stage, task.c.shop_id, task.c.stage_id) & (
    stage.c.project_id == task.c.project_id
)


def raw(column: sa.Column[Any], kind: type[sa.types.TypeEngine[Any]] = sa.String) -> Any:
    """Read a column as the driver gives it."""
    return sa.type_coerce(column, kind)


board_rows = (
    sa.select(
        raw(task.c.status),
        raw(task.c.id),
        task.c.title,
        raw(task.c.priority),
        task.c.due_on,
        raw(task.c.time_spent, sa.Integer),
        task.c.checklist_done,
        task.c.checklist_total,
        waits.correlate(task) & (task.c.status != Status.DONE),
        raw(task.c.stage_id),
        stage.c.name,
        raw(task.c.assignee_station_id),
        raw(task.c.assignee_employee_id),
        sa.func.coalesce(station.c.name, employee.c.name),
    )
    .select_from(task)
    .outerjoin(stage, its_stage)
    .outerjoin(station, named(station, task.c.shop_id, task.c.assignee_station_id))
    .outerjoin(employee, named(employee, task.c.shop_id, task.c.assignee_employee_id))
    .where(
        task.c.shop_id == sa.bindparam("shop_id", type_=sa.Uuid),
        task.c.project_id == sa.bindparam("project_id", type_=sa.Uuid),
    )
    .order_by(task.c.position)
)

PRIORITIES = {priority.value: priority for priority in Priority}


def read_board(project_id: ProjectId, found: Iterable[Any]) -> Board:
    """Give each assignee and stage a number, so that a card is short."""
    assignees, stages = _Numbers(), _Numbers()
    columns: dict[str, list[Card]] = {status.value: [] for status in Status}
    for status, *own, stage_id, stage_name, station_id, employee_id, assignee in found:
        whose = station_id or employee_id
        at = stages.number(stage_id, stage_id, stage_name)
        columns[status].append(
            _card(own, at, assignees.number(whose, station_id, employee_id, assignee))
        )
    return Board(
        project_id=project_id,
        assignees=[
            Legend(station_id=_uuid(station_id), employee_id=_uuid(employee_id), name=name)
            for station_id, employee_id, name in assignees.meanings
        ],
        stages=[StageLegend(id=_uuid(id), name=name) for id, name in stages.meanings],
        **columns,
    )


def _card(own: Sequence[Any], stage: int | None, assignee: int | None) -> Card:
    id, title, priority, due_on, spent, done, total, waiting = own
    return Card(
        id=_uuid(id),
        title=title,
        assignee=assignee,
        stage=stage,
        priority=PRIORITIES[priority],
        due_on=due_on,
        time_spent=timedelta(seconds=spent) if spent else NO_TIME,
        checklist=f"{done}/{total}" if total else "",
        waits=bool(waiting),
    )


class _Numbers:
    """Numbers from 0 for whatever comes, and what each stands for."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}
        self.meanings: list[tuple[Any, ...]] = []

    def number(self, key: Any, *meaning: Any) -> int | None:
        if key is None:
            return None
        if (number := self._numbers.get(key)) is None:
            number = self._numbers[key] = len(self.meanings)
            self.meanings.append(meaning)
        return number


def _uuid(value: Any) -> Any:
    """SQLite gives an id as text."""
    return UUID(value) if isinstance(value, str) else value
