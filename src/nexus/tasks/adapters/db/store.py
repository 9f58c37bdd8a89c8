"""For changes: the repositories and the unit of work."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, attributes

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import (
    EmployeeId,
    ProjectId,
    ShopId,
    StageInstanceId,
    TaskId,
    TaskTemplateId,
)
from nexus.platform.columns import Utc
from nexus.platform.statements import prepared
from nexus.platform.uow import SqlRepository, SqlUnitOfWork
from nexus.tasks.adapters.db.sums import SqlHours
from nexus.tasks.adapters.db.tables import dependency, order, task, time_log, timer
from nexus.tasks.domain import (
    GAP,
    LONGEST_LOG,
    Dependency,
    Link,
    Place,
    Span,
    Status,
    Task,
    TimeLog,
    Timer,
)
from nexus.tasks.ports import Counted, Work


def _count_on(insert: Any) -> sa.Executable:
    shop_id: Any = sa.bindparam("of_shop")
    project_id: Any = sa.bindparam("of_project")
    more = sa.bindparam("more", type_=sa.BigInteger)
    last = sa.func.coalesce(sa.func.max(task.c.position), 0)
    mine = (task.c.shop_id == shop_id) & (task.c.project_id == project_id)
    here = sa.select(last + more).where(mine).scalar_subquery()
    new = insert(order).values(shop_id=shop_id, project_id=project_id, last=here)
    further = order.c.last + more
    furthest = sa.case((new.excluded.last > further, new.excluded.last), else_=further)
    keys = ["shop_id", "project_id"]
    moved: sa.Executable = new.on_conflict_do_update(
        index_elements=keys, set_={"last": furthest}
    ).returning(order.c.last)
    return moved


COUNT_ON = {"sqlite": _count_on(sqlite.insert), "postgresql": _count_on(postgresql.insert)}


@prepared
def waited_for(shop_id: Any, task_id: Any) -> sa.Select[Any]:
    its = (task.c.shop_id == dependency.c.shop_id) & (task.c.id == dependency.c.needs_id)
    return (
        sa.select(task.c.title)
        .join_from(dependency, task, its)
        .where(
            dependency.c.shop_id == shop_id,
            dependency.c.task_id == task_id,
            task.c.status != Status.DONE,
        )
        .order_by(task.c.position)
    )


class SqlTasks(SqlRepository[Task]):
    entity: ClassVar[type] = Task

    def remove(self, task: Task) -> None:
        of_others = sa.select(Dependency).where(
            dependency.c.shop_id == self.shop_id, dependency.c.needs_id == task.id
        )
        for link in self.session.scalars(of_others):
            self.session.delete(link)
        self.session.flush()
        self.session.delete(task)

    def positions(self, project_id: ProjectId, count: int = 1) -> Sequence[int]:
        """Count on from the last position, or from the rows' own if those are further on.

        The row of the order is locked by this, so no two writers ever get one position.
        """
        connection = self.session.connection()
        wish = {"of_shop": self.shop_id, "of_project": project_id, "more": count * GAP}
        end = int(connection.execute(COUNT_ON[connection.dialect.name], wish).scalar_one())
        return [end - GAP * behind for behind in reversed(range(count))]

    def hold(self, project_id: ProjectId) -> None:
        self.positions(project_id, 0)

    def places(self, project_id: ProjectId) -> Sequence[Place]:
        query = sa.select(task.c.id, task.c.position).where(self._of(project_id))
        found = self.session.execute(query.order_by(task.c.position))
        return [Place(id, position) for id, position in found]

    def spread(self, project_id: ProjectId) -> None:
        """Number anew beyond the last, where nothing clashes; a layout, and no change of a task."""
        ids = [place.id for place in self.places(project_id)]
        places = zip(ids, self.positions(project_id, len(ids)), strict=True)
        change = sa.update(task).where(
            task.c.shop_id == self.shop_id, task.c.id == sa.bindparam("_id")
        )
        self.session.connection().execute(
            change.values(position=sa.bindparam("_position")),
            [{"_id": id, "_position": position} for id, position in places],
        )

    def waits_for(self, task_id: TaskId) -> Sequence[str]:
        mine = {"shop_id": self.shop_id, "task_id": task_id}
        return self.session.scalars(waited_for, mine).all()

    def links(self, project_id: ProjectId) -> Sequence[Link]:
        query = (
            sa.select(dependency.c.task_id, dependency.c.needs_id)
            .join_from(dependency, task, self._needed)
            .where(dependency.c.shop_id == self.shop_id, task.c.project_id == project_id)
        )
        return self.session.execute(query).all()

    def are_of(self, project_id: ProjectId, ids: Sequence[TaskId]) -> bool:
        query = sa.select(sa.func.count()).where(self._of(project_id), task.c.id.in_(ids))
        return self.session.scalar(query) == len(set(ids))

    def templates_of(
        self, project_id: ProjectId, stage_id: StageInstanceId
    ) -> frozenset[TaskTemplateId]:
        query = sa.select(task.c.template_id).where(
            self._of(project_id), task.c.stage_id == stage_id, task.c.template_id.is_not(None)
        )
        return frozenset(self.session.scalars(query))

    def count(
        self,
        task_id: TaskId,
        more: timedelta,
        log: TimeLog | None = None,
        but: UUID | None = None,
    ) -> Counted:
        """The kept sum, beside the version, in one statement with all that a log needs to know."""
        change = {"of_shop": self.shop_id, "of_task": task_id, "more": more}
        # Without a person, or without a length, nothing overlaps.
        asks = bool(log and log.employee_id and log.span.started_at < log.span.ended_at)
        if log and asks:
            began, ended = log.span.started_at, log.span.ended_at
            change |= {"employee_id": log.employee_id, "began": began, "ended": ended}
            change |= {"since": began - LONGEST_LOG} | ({"but": but} if but else {})
        counting = _counting(asks, but is not None)
        row = self.session.connection().execute(counting, change).one_or_none()
        if row is None:
            raise NotFound("There is no such task.")
        loaded = self.session.identity_map.get(self._key(task_id))
        if loaded is not None:
            attributes.set_committed_value(loaded, "time_spent", row.time_spent)
        return Counted(row.project_id, row.assignee_station_id, row.time_spent, bool(row[3]))

    def _key(self, task_id: TaskId) -> Any:
        return sa.orm.util.identity_key(Task, (self.shop_id, task_id))

    def _of(self, project_id: ProjectId) -> sa.ColumnElement[bool]:
        return (task.c.shop_id == self.shop_id) & (task.c.project_id == project_id)

    @property
    def _needed(self) -> sa.ColumnElement[bool]:
        return (task.c.shop_id == dependency.c.shop_id) & (task.c.id == dependency.c.needs_id)


@cache
def _counting(asks: bool, but: bool) -> sa.Executable:
    """Build what counts time on a task; `asks`: and whether the person did something else then."""
    shop_id: Any = sa.bindparam("of_shop")
    employee_id: Any = sa.bindparam("employee_id")
    began, ended = sa.bindparam("began", type_=Utc), sa.bindparam("ended", type_=Utc)
    where = [
        time_log.c.shop_id == shop_id,
        time_log.c.employee_id == employee_id,
        time_log.c.started_at > sa.bindparam("since", type_=Utc),
        time_log.c.started_at < ended,
        time_log.c.ended_at > began,
        time_log.c.ended_at > time_log.c.started_at,
    ]
    runs = [
        timer.c.shop_id == shop_id,
        timer.c.employee_id == employee_id,
        timer.c.resumed_at < ended,
    ]
    if but:
        where.append(time_log.c.id != sa.bindparam("but"))
        runs.append(timer.c.id != sa.bindparam("but"))
    clash = sa.exists().where(*where) | sa.exists().where(*runs) if asks else sa.false()
    spent = task.c.time_spent + sa.bindparam("more", type_=task.c.time_spent.type)
    return (
        sa.update(task)
        .where(task.c.shop_id == shop_id, task.c.id == sa.bindparam("of_task"))
        .values(time_spent=spent)
        .returning(task.c.project_id, task.c.assignee_station_id, task.c.time_spent, clash)
    )


def overlapping(
    shop_id: ShopId, employee_id: EmployeeId, span: Span, but: UUID | None
) -> list[sa.ColumnElement[bool]]:
    """The lower bound of `started_at` follows from the longest log; the index needs it."""
    return [
        time_log.c.shop_id == shop_id,
        time_log.c.employee_id == employee_id,
        time_log.c.started_at > span.started_at - LONGEST_LOG,
        time_log.c.started_at < span.ended_at,
        time_log.c.ended_at > span.started_at,
        time_log.c.ended_at > time_log.c.started_at,
        *([time_log.c.id != but] if but else []),
    ]


def still_running(
    shop_id: ShopId, employee_id: EmployeeId, span: Span, but: UUID | None
) -> list[sa.ColumnElement[bool]]:
    return [
        timer.c.shop_id == shop_id,
        timer.c.employee_id == employee_id,
        timer.c.resumed_at < span.ended_at,
        *([timer.c.id != but] if but else []),
    ]


class SqlTimeLogs(SqlRepository[TimeLog]):
    entity: ClassVar[type] = TimeLog

    def get(self, id: UUID) -> TimeLog:
        found: TimeLog | None = self.session.get(TimeLog, (self.shop_id, id))
        if found is None:
            raise NotFound("There is no such time log.")
        return found

    def remove(self, log: TimeLog) -> None:
        self.session.delete(log)

    def around(self, employee_id: EmployeeId, span: Span) -> Sequence[TimeLog]:
        query = sa.select(TimeLog).where(
            time_log.c.shop_id == self.shop_id,
            time_log.c.employee_id == employee_id,
            time_log.c.started_at > span.started_at - 2 * LONGEST_LOG,
            time_log.c.started_at < span.ended_at + LONGEST_LOG,
            time_log.c.ended_at.is_not(None),
        )
        return self.session.scalars(query).all()

    def clash(self, employee_id: EmployeeId, span: Span, but: UUID | None) -> Work | None:
        logged = sa.select(
            time_log.c.id, time_log.c.task_id, time_log.c.started_at, time_log.c.ended_at
        ).where(*overlapping(self.shop_id, employee_id, span, but))
        running = sa.select(
            timer.c.id,
            timer.c.task_id,
            timer.c.resumed_at,
            sa.null().cast(time_log.c.ended_at.type),
        ).where(*still_running(self.shop_id, employee_id, span, but))
        work = sa.union_all(logged, running).subquery()
        its = (task.c.shop_id == self.shop_id) & (task.c.id == work.c.task_id)
        query = sa.select(
            work.c.id, work.c.task_id, task.c.title, work.c.started_at, work.c.ended_at
        ).join_from(work, task, its)
        row = self.session.execute(query.order_by(work.c.started_at).limit(1)).one_or_none()
        return Work(*row) if row else None

    def has_any(self, task_id: TaskId) -> bool:
        mine = (time_log.c.shop_id == self.shop_id) & (time_log.c.task_id == task_id)
        return bool(self.session.scalar(sa.select(sa.exists().where(mine))))


class SqlTimers(SqlRepository[Timer]):
    entity: ClassVar[type] = Timer

    def remove(self, timer: Timer) -> None:
        self.session.delete(timer)

    def of_person(self, employee_id: EmployeeId) -> Sequence[Timer]:
        return self._all(timer.c.employee_id == employee_id)

    def of_task(self, task_id: TaskId) -> Sequence[Timer]:
        return self._all(timer.c.task_id == task_id)

    def title(self, timer: Timer) -> str:
        its = (task.c.shop_id == self.shop_id) & (task.c.id == timer.task_id)
        return self.session.scalar(sa.select(task.c.title).where(its)) or ""

    def _all(self, which: sa.ColumnElement[bool]) -> Sequence[Timer]:
        query = sa.select(Timer).where(timer.c.shop_id == self.shop_id, which)
        return self.session.scalars(query.order_by(timer.c.employee_id, timer.c.id)).all()


class SqlTasksUnitOfWork(SqlUnitOfWork):
    tasks: SqlTasks
    logs: SqlTimeLogs
    timers: SqlTimers
    hours: SqlHours

    def open(self, session: Session) -> None:
        self.tasks = SqlTasks(session, self.shop_id)
        self.logs = SqlTimeLogs(session, self.shop_id)
        self.timers = SqlTimers(session, self.shop_id)
        self.hours = SqlHours(session.connection(), self.shop_id)

    def flush(self) -> None:
        self.session.flush()
