"""What rows of tasks are read from, and what they are found by."""

from datetime import date, timedelta
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from nexus.kernel.ids import EmployeeId
from nexus.platform.listing import holds
from nexus.tasks.adapters.db.tables import task
from nexus.tasks.adapters.db.time import employee, looked_up, project, stage, station
from nexus.tasks.domain import Assignee, Priority, Status
from nexus.tasks.messages import ListTasks, TaskRow

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


def values_of(row: sa.Row[Any]) -> dict[str, Any]:
    ids = row.assignee_station_id, row.assignee_employee_id
    values = dict(zip(NAMES, _named(row), strict=True))
    values["assignee"] = Assignee(*ids) if any(ids) else None
    values["status_label"] = row.status.label
    return values


def row_of(row: sa.Row[Any]) -> TaskRow:
    return TaskRow(**values_of(row))


def filters(
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
