"""In-memory stand-ins for the ports of the tasks module."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.events import Event
from nexus.kernel.ids import (
    EmployeeId,
    ProjectId,
    ShopId,
    StageInstanceId,
    StationId,
    TaskId,
    TaskTemplateId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.tasks.domain import GAP, NO_TIME, Place, Span, Status, Task, TimeLog, Timer
from nexus.tasks.messages import ListTasks, TaskDetail, TaskRow, TaskView
from nexus.tasks.ports import Counted, Work


class FakeTasks:
    def __init__(self, store: "FakeStore", shop_id: ShopId) -> None:
        self._store, self._shop_id = store, shop_id

    def add(self, entity: Task) -> None:
        self._store.rows[entity.shop_id, entity.id] = entity

    def get(self, id: UUID) -> Task:
        if (self._shop_id, id) not in self._store.rows:
            raise NotFound("There is no such task.")
        return self._store.rows[self._shop_id, id]

    def remove(self, task: Task) -> None:
        del self._store.rows[task.shop_id, task.id]

    def of(self, project_id: ProjectId) -> list[Task]:
        mine = [it for (shop_id, _), it in self._store.rows.items() if shop_id == self._shop_id]
        return sorted((t for t in mine if t.project_id == project_id), key=lambda t: t.position)

    def positions(self, project_id: ProjectId, count: int = 1) -> Sequence[int]:
        last = max((task.position for task in self.of(project_id)), default=0)
        return [last + GAP * n for n in range(1, count + 1)]

    def hold(self, project_id: ProjectId) -> None:
        pass

    def places(self, project_id: ProjectId) -> Sequence[Place]:
        return [Place(task.id, task.position) for task in self.of(project_id)]

    def spread(self, project_id: ProjectId) -> None:
        for task, position in zip(
            self.of(project_id), self.positions(project_id, 99), strict=False
        ):
            task.position = position

    def waits_for(self, task_id: TaskId) -> Sequence[str]:
        needs = [self.get(link.needs_id) for link in self.get(task_id).dependencies]
        return [task.title for task in needs if task.is_open]

    def links(self, project_id: ProjectId) -> Sequence["Link"]:
        return [Link(t.id, k.needs_id) for t in self.of(project_id) for k in t.dependencies]

    def are_of(self, project_id: ProjectId, ids: Sequence[TaskId]) -> bool:
        return set(ids) <= {task.id for task in self.of(project_id)}

    def templates_of(
        self, project_id: ProjectId, stage_id: StageInstanceId
    ) -> frozenset[TaskTemplateId]:
        there = [task for task in self.of(project_id) if task.stage_id == stage_id]
        return frozenset(task.template_id for task in there if task.template_id)

    def count(
        self,
        task_id: TaskId,
        more: timedelta,
        log: TimeLog | None = None,
        but: UUID | None = None,
    ) -> Counted:
        task = self.get(task_id)
        task.time_spent += more
        clash = log and log.employee_id and self._store.logs.clash(log.employee_id, log.span, but)
        station_id = task.assignee.station_id if task.assignee else None
        return Counted(task.project_id, station_id, task.time_spent, bool(clash))


@dataclass(frozen=True)
class Link:
    task_id: TaskId
    needs_id: TaskId


class FakeLogs:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store
        self.rows: dict[UUID, TimeLog] = {}

    def add(self, entity: TimeLog) -> None:
        self.rows[entity.id] = entity

    def get(self, id: UUID) -> TimeLog:
        if id not in self.rows:
            raise NotFound("There is no such time log.")
        return self.rows[id]

    def remove(self, log: TimeLog) -> None:
        del self.rows[log.id]

    def around(self, employee_id: EmployeeId, span: Span) -> Sequence[TimeLog]:
        return [it for it in self.rows.values() if it.employee_id == employee_id and it.has_place]

    def clash(self, employee_id: EmployeeId, span: Span, but: UUID | None) -> Work | None:
        for log in self.around(employee_id, span):
            if log.id != but and log.span.overlaps(span):
                title = self._store.tasks.get(log.task_id).title
                return Work(log.id, log.task_id, title, log.started_at, log.ended_at)
        for timer in self._store.timers.of_person(employee_id):
            if timer.id != but and timer.resumed_at and timer.resumed_at < span.ended_at:
                title = self._store.timers.title(timer)
                return Work(timer.id, timer.task_id, title, timer.resumed_at, None)
        return None

    def has_any(self, task_id: TaskId) -> bool:
        return any(log.task_id == task_id for log in self.rows.values())


class FakeTimers:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store
        self.rows: dict[UUID, Timer] = {}

    def add(self, entity: Timer) -> None:
        self.rows[entity.id] = entity

    def remove(self, timer: Timer) -> None:
        del self.rows[timer.id]

    def of_person(self, employee_id: EmployeeId) -> Sequence[Timer]:
        return [timer for timer in self.rows.values() if timer.employee_id == employee_id]

    def of_task(self, task_id: TaskId) -> Sequence[Timer]:
        return [timer for timer in self.rows.values() if timer.task_id == task_id]

    def title(self, timer: Timer) -> str:
        return self._store.tasks.get(timer.task_id).title


class FakeHours:
    def __init__(self) -> None:
        self.kept: dict[tuple[EmployeeId, date], timedelta] = {}

    def hold(self, employee_id: EmployeeId, months: Mapping[date, timedelta], zone: str) -> None:
        for month, more in months.items():
            self.add(employee_id, month, more, zone)

    def add(self, employee_id: EmployeeId, month: date, more: timedelta, zone: str) -> None:
        self.kept[employee_id, month] = self.kept.get((employee_id, month), NO_TIME) + more

    def rebuild(self, zone: str) -> None:
        raise NotImplementedError("Counting anew is tested against the database.")


class FakeStore:
    """Both ways in, for changes and for looking; called like the real ones."""

    def __init__(self) -> None:
        self.rows: dict[tuple[ShopId, UUID], Task] = {}
        self.recorded: list[Event] = []
        self.logs, self.timers, self.hours = FakeLogs(self), FakeTimers(self), FakeHours()
        self._depth = 0

    def __call__(self, who: Actor | UUID) -> Self:
        self.tasks = FakeTasks(self, who.shop_id if isinstance(who, Actor) else ShopId(who))
        return self

    def __enter__(self) -> Self:
        if self._depth == 0:
            held = self.rows, self.logs.rows, self.timers.rows, self.hours.kept
            self._before = deepcopy(held)
        self._depth += 1
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._depth -= 1
        if error and self._depth == 0:
            self.rows, self.logs.rows, self.timers.rows, self.hours.kept = self._before
            self.recorded.clear()

    def flush(self) -> None:
        pass

    def record(self, *events: Event) -> None:
        self.recorded += events

    def one(self, id: TaskId) -> TaskDetail:
        row = self._row(self.tasks.get(id))
        values = {name: getattr(row, name) for name in row.__struct_fields__}
        return TaskDetail(checklist=[], dependencies=[], **values)

    def page(
        self, wish: ListTasks, me: EmployeeId | None = None, today: date | None = None
    ) -> Page[TaskRow]:
        assert wish.project_id is not None
        return Page(items=[self._row(task) for task in self.tasks.of(wish.project_id)])

    def _row(self, task: Task) -> TaskRow:
        view = TaskView.of(task)
        values = {name: getattr(view, name) for name in view.__struct_fields__}
        names = dict(project_code="JB-1", project_name="Chair", stage_name=None)
        return TaskRow(assignee_name=None, **names, **values)

    def forgotten(
        self, now: datetime, shift_ended_at: datetime | None
    ) -> Sequence[tuple[TaskId, EmployeeId]]:
        return [(timer.task_id, timer.employee_id) for timer in self.timers.rows.values()]

    def has_open(self, project_id: ProjectId) -> bool:
        return any(task.status is not Status.DONE for task in self.tasks.of(project_id))

    def count_at_station(self, id: StationId) -> int:
        raise NotImplementedError("Counting is tested against the database.")

    def has_any(self, project_id: ProjectId) -> bool:
        return bool(self.tasks.of(project_id))

    def time_spent(self, project_id: ProjectId) -> timedelta:
        return sum((task.time_spent for task in self.tasks.of(project_id)), NO_TIME)


class FakeDirectory:
    def __init__(self, *ids: UUID) -> None:
        self.ids = ids
        self.rates: dict[UUID, Money] = {}

    def has_station(self, shop_id: ShopId, station_id: StationId) -> bool:
        return station_id in self.ids

    def has_employee(self, shop_id: ShopId, employee_id: EmployeeId) -> bool:
        return employee_id in self.ids

    def stations_of(self, shop_id: ShopId, employee_id: EmployeeId) -> frozenset[StationId]:
        return frozenset()

    def hourly_rate(self, shop_id: ShopId, employee_id: EmployeeId) -> Money | None:
        return self.rates.get(employee_id)


class FakeProjects:
    def __init__(self, *open_projects: ProjectId) -> None:
        self.open_projects = open_projects
        self.closed: set[ProjectId] = set()
        self.own: ProjectId | None = None

    def has_project(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        return project_id in self.open_projects or project_id in self.closed

    def is_open(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        return project_id in self.open_projects and project_id not in self.closed

    def has_stage(self, shop_id: ShopId, project_id: ProjectId, stage_id: StageInstanceId) -> bool:
        return False

    def stages_of(
        self, shop_id: ShopId, project_id: ProjectId
    ) -> Sequence[tuple[StageInstanceId, str]]:
        return []

    def operations(self, shop_id: ShopId) -> ProjectId | None:
        return self.own


@dataclass(frozen=True)
class FakeTerms:
    timezone: str = "Africa/Johannesburg"
    time_overlap: str = "refuse"
    hourly_rate: Money = field(default_factory=lambda: Money.of(350_00, "ZAR"))


@dataclass(frozen=True)
class Standard:
    id: TaskTemplateId
    title: str
    description: str = ""
    planned: timedelta | None = None


class FakeSettings:
    def __init__(self, *titles: str) -> None:
        self.rules = FakeTerms()
        self.standard = [Standard(TaskTemplateId(new_id()), title) for title in titles]

    def terms(self, shop_id: ShopId) -> FakeTerms:
        return self.rules

    def standard_tasks(self, shop_id: ShopId, station_id: StationId) -> Sequence[Standard]:
        return self.standard
