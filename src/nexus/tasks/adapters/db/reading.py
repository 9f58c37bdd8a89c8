"""For looking: views straight from the rows, one statement each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import EmployeeId, ProjectId, TaskId
from nexus.kernel.page import Page
from nexus.platform.columns import Seconds
from nexus.platform.listing import holds, page
from nexus.tasks.adapters.db.board import board_rows, read_board
from nexus.tasks.adapters.db.labour import labour, last_logged
from nexus.tasks.adapters.db.tables import check_item, dependency, task
from nexus.tasks.adapters.db.time import (
    TimeReading,
    employee,
    looked_up,
    project,
    stage,
    station,
)
from nexus.tasks.domain import Assignee, Priority, Status
from nexus.tasks.messages import (
    Board,
    CheckItemView,
    DependencyView,
    Labour,
    ListTasks,
    StageWork,
    TaskDetail,
    TaskRow,
)

NEVER = date(9999, 12, 31)
urgency = sa.case(
    {priority: rank for rank, priority in enumerate(Priority)}, value=task.c.priority, else_=0
)
SORTS: dict[str, sa.ColumnElement[Any]] = {
    "position": task.c.position,
    "title": task.c.title_key,
    "created_at": task.c.created_at,
    "due_on": sa.func.coalesce(task.c.due_on, sa.literal(NEVER, sa.Date)),
    "priority": urgency,
    "time_spent": task.c.time_spent,
}
rows = sa.select(
    task,
    looked_up(project.c.code, task.c.project_id).label("project_code"),
    looked_up(project.c.name, task.c.project_id).label("project_name"),
    looked_up(stage.c.name, task.c.stage_id).label("stage_name"),
    sa.func.coalesce(
        looked_up(station.c.name, task.c.assignee_station_id),
        looked_up(employee.c.name, task.c.assignee_employee_id),
    ).label("assignee_name"),
)

# What a row and a view call the same, read in one go.
NAMES = [name for name in TaskRow.__struct_fields__ if name not in ("assignee", "status_label")]
_named = attrgetter(*NAMES)


def _values(row: sa.Row[Any]) -> dict[str, Any]:
    ids = row.assignee_station_id, row.assignee_employee_id
    values = dict(zip(NAMES, _named(row), strict=True))
    values["assignee"] = Assignee(*ids) if any(ids) else None
    values["status_label"] = row.status.label
    return values


def row_of(row: sa.Row[Any]) -> TaskRow:
    return TaskRow(**_values(row))


class SqlTasksReading(TimeReading):
    def one(self, id: TaskId) -> TaskDetail:
        mine = (task.c.shop_id == self.shop_id) & (task.c.id == id)
        if (row := self.connection.execute(rows.where(mine)).one_or_none()) is None:
            raise NotFound("There is no such task.")
        items, needed = self._checklist(id), self._dependencies(id)
        return TaskDetail(checklist=items, dependencies=needed, **_values(row))

    def page(
        self, wish: ListTasks, me: EmployeeId | None = None, today: date | None = None
    ) -> Page[TaskRow]:
        return page(
            self.connection,
            rows.where(task.c.shop_id == self.shop_id, *_filters(wish, me, today)),
            row_of,
            sorts=SORTS,
            id=task.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def board(self, project_id: ProjectId) -> Board:
        which = {"shop_id": self.shop_id, "project_id": project_id}
        return read_board(project_id, self.connection.execute(board_rows, which).all())

    def has_open(self, project_id: ProjectId) -> bool:
        is_open = sa.exists().where(self._of(project_id), task.c.status != Status.DONE)
        return bool(self.connection.scalar(sa.select(is_open)))

    def has_any(self, project_id: ProjectId) -> bool:
        return bool(self.connection.scalar(sa.select(sa.exists().where(self._of(project_id)))))

    def time_spent(self, project_id: ProjectId) -> timedelta:
        spent = sa.func.coalesce(sa.func.sum(task.c.time_spent), 0, type_=Seconds)
        found: timedelta = self.connection.execute(
            sa.select(spent).where(self._of(project_id))
        ).scalar_one()
        return found

    def _checklist(self, id: TaskId) -> Sequence[CheckItemView]:
        query = (
            sa.select(check_item.c.id, check_item.c.text, check_item.c.done, check_item.c.position)
            .where(check_item.c.shop_id == self.shop_id, check_item.c.task_id == id)
            .order_by(check_item.c.position)
        )
        found = self.connection.execute(query).mappings()
        return [CheckItemView(**row) for row in found]

    def labour(self, project_id: ProjectId, since: datetime | None) -> Sequence[Labour]:
        return labour(self.connection, self.shop_id, project_id, since)

    def last_logged(self) -> Mapping[ProjectId, datetime]:
        return last_logged(self.connection, self.shop_id)

    def work(self, project_id: ProjectId) -> Sequence[StageWork]:
        query = sa.select(
            task.c.title, task.c.description, task.c.stage_id, task.c.planned, task.c.time_spent
        ).where(self._of(project_id))
        return [
            StageWork(
                title=it.title,
                description=it.description,
                stage_id=it.stage_id,
                planned=it.planned,
                spent=it.time_spent,
            )
            for it in self.connection.execute(query.order_by(task.c.position))
        ]

    def _dependencies(self, id: TaskId) -> Sequence[DependencyView]:
        query = (
            sa.select(task.c.id, task.c.title, task.c.status)
            .join_from(dependency, task, _is(task, dependency.c.needs_id))
            .where(dependency.c.shop_id == self.shop_id, dependency.c.task_id == id)
            .order_by(task.c.position)
        )
        return [DependencyView(**row) for row in self.connection.execute(query).mappings()]

    def _of(self, project_id: ProjectId) -> sa.ColumnElement[bool]:
        return (task.c.shop_id == self.shop_id) & (task.c.project_id == project_id)


def _is(which: Any, id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    result: sa.ColumnElement[bool] = (which.c.shop_id == dependency.c.shop_id) & (which.c.id == id)
    return result


def _filters(
    wish: ListTasks, me: EmployeeId | None, today: date | None
) -> list[sa.ColumnElement[bool]]:
    equal = {
        task.c.project_id: wish.project_id,
        task.c.status: wish.status,
        task.c.stage_id: wish.stage_id,
        task.c.assignee_station_id: wish.station_id,
        task.c.assignee_employee_id: wish.employee_id,
        task.c.type: wish.type,
        task.c.priority: wish.priority,
    }
    found: list[sa.ColumnElement[bool]] = [
        column == value for column, value in equal.items() if value is not None
    ]
    if wish.open is not None:
        done = task.c.status == Status.DONE
        found.append(~done if wish.open else done)
    if wish.mine:
        found.append(task.c.assignee_employee_id == me if me else sa.false())
    if wish.due and today:
        found += [_due(wish.due, today), task.c.status != Status.DONE]
    if wish.search:
        found.append(holds(wish.search, task.c.title_key))
    return found


def _due(due: str, today: date) -> sa.ColumnElement[bool]:
    if due == "overdue":
        return task.c.due_on < today
    if due == "today":
        return task.c.due_on == today
    return task.c.due_on.between(today, today + timedelta(days=6))
