"""For looking: views straight from the rows, one statement each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import EmployeeId, ProjectId, StationId, TaskId
from nexus.kernel.page import Page
from nexus.platform.columns import Seconds
from nexus.platform.listing import page
from nexus.tasks.adapters.db.board import board_rows, read_board
from nexus.tasks.adapters.db.labour import labour, last_logged
from nexus.tasks.adapters.db.rows import SORTS, filters, row_of, rows, values_of
from nexus.tasks.adapters.db.tables import check_item, dependency, task
from nexus.tasks.adapters.db.time import TimeReading
from nexus.tasks.adapters.db.wall import read_wall, read_work_of
from nexus.tasks.domain import Status
from nexus.tasks.messages import (
    Board,
    CheckItemView,
    DependencyView,
    Labour,
    ListTasks,
    StageWork,
    TaskDetail,
    TaskRow,
    WallColumn,
)


class SqlTasksReading(TimeReading):
    def one(self, id: TaskId) -> TaskDetail:
        mine = (task.c.shop_id == self.shop_id) & (task.c.id == id)
        if (row := self.connection.execute(rows.where(mine)).one_or_none()) is None:
            raise NotFound("There is no such task.")
        items, needed = self._checklist(id), self._dependencies(id)
        return TaskDetail(checklist=items, dependencies=needed, **values_of(row))

    def page(
        self, wish: ListTasks, me: EmployeeId | None = None, today: date | None = None
    ) -> Page[TaskRow]:
        return page(
            self.connection,
            rows.where(task.c.shop_id == self.shop_id, *filters(wish, me, today)),
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

    def wall(
        self, wish: ListTasks, me: EmployeeId | None, today: date | None, since: datetime
    ) -> Sequence[WallColumn]:
        return read_wall(self.connection, self.shop_id, wish, today, me, since)

    def work_of(
        self, employee_id: EmployeeId, station_ids: Collection[StationId]
    ) -> Sequence[TaskRow]:
        return read_work_of(self.connection, self.shop_id, employee_id, station_ids)

    def has_open(self, project_id: ProjectId) -> bool:
        is_open = sa.exists().where(self._of(project_id), task.c.status != Status.DONE)
        return bool(self.connection.scalar(sa.select(is_open)))

    def count_at_station(self, id: StationId) -> int:
        mine = (task.c.shop_id == self.shop_id) & (task.c.assignee_station_id == id)
        query = sa.select(sa.func.count()).where(mine, task.c.status != Status.DONE)
        return self.connection.scalar(query) or 0

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
