"""For looking: views straight from the rows, one statement each."""

from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import EmployeeId, ProjectId, TaskId
from nexus.kernel.page import Page
from nexus.platform.columns import Seconds
from nexus.platform.listing import holds, page
from nexus.tasks.adapters.db.tables import check_item, dependency, task
from nexus.tasks.adapters.db.time import TimeReading, employee, named, project, stage, station
from nexus.tasks.domain import NO_TIME, Assignee, Priority, Status
from nexus.tasks.messages import (
    Board,
    Card,
    CheckItemView,
    DependencyView,
    Legend,
    ListTasks,
    StageLegend,
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
assignee_name = sa.func.coalesce(station.c.name, employee.c.name)
rows = (
    sa.select(
        task,
        project.c.code.label("project_code"),
        project.c.name.label("project_name"),
        stage.c.name.label("stage_name"),
        assignee_name.label("assignee_name"),
    )
    .join_from(task, project, named(project, task.c.shop_id, task.c.project_id))
    .outerjoin(stage, named(stage, task.c.shop_id, task.c.stage_id))
    .outerjoin(station, named(station, task.c.shop_id, task.c.assignee_station_id))
    .outerjoin(employee, named(employee, task.c.shop_id, task.c.assignee_employee_id))
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
        """Ask the links of each task by themselves: joined, they lead PostgreSQL astray."""
        needed = task.alias("needed")
        waits = sa.exists().where(
            dependency.c.shop_id == task.c.shop_id,
            dependency.c.task_id == task.c.id,
            needed.c.shop_id == dependency.c.shop_id,
            needed.c.id == dependency.c.needs_id,
            needed.c.status != Status.DONE,
        )
        query = (
            sa.select(
                *(task.c.id, task.c.title, task.c.status, task.c.priority, task.c.due_on),
                *(task.c.time_spent, task.c.checklist_done, task.c.checklist_total),
                *(task.c.stage_id, task.c.assignee_station_id, task.c.assignee_employee_id),
                stage.c.name.label("stage_name"),
                assignee_name.label("assignee_name"),
                waits.correlate(task).label("waits"),
            )
            .select_from(task)
            .outerjoin(stage, named(stage, task.c.shop_id, task.c.stage_id))
            .outerjoin(station, named(station, task.c.shop_id, task.c.assignee_station_id))
            .outerjoin(employee, named(employee, task.c.shop_id, task.c.assignee_employee_id))
            .where(task.c.shop_id == self.shop_id, task.c.project_id == project_id)
            .order_by(task.c.position)
        )
        return _board(project_id, self.connection.execute(query).all())

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


def _board(project_id: ProjectId, found: Sequence[Any]) -> Board:
    """Give each assignee and stage a number, so that a card is short."""
    assignees: dict[tuple[Any, Any], tuple[int, Legend]] = {}
    stages: dict[Any, tuple[int, StageLegend]] = {}
    columns: dict[Status, list[Card]] = {status: [] for status in Status}
    for row in found:
        whose = row.assignee_station_id, row.assignee_employee_id
        if any(whose) and whose not in assignees:
            legend = Legend(station_id=whose[0], employee_id=whose[1], name=row.assignee_name)
            assignees[whose] = (len(assignees), legend)
        if row.stage_id is not None and row.stage_id not in stages:
            stages[row.stage_id] = (len(stages), StageLegend(id=row.stage_id, name=row.stage_name))
        card = Card(
            id=row.id,
            title=row.title,
            assignee=assignees[whose][0] if any(whose) else None,
            stage=stages[row.stage_id][0] if row.stage_id is not None else None,
            priority=row.priority,
            due_on=row.due_on,
            time_spent=row.time_spent or NO_TIME,
            checklist=f"{row.checklist_done}/{row.checklist_total}" if row.checklist_total else "",
            waits=bool(row.waits) and row.status is not Status.DONE,
        )
        columns[row.status].append(card)
    return Board(
        project_id=project_id,
        assignees=[legend for _, legend in assignees.values()],
        stages=[legend for _, legend in stages.values()],
        **{status.value: cards for status, cards in columns.items()},
    )
