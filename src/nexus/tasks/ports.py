"""What the tasks module needs from the world, in its own words.

A port that a neighbour answers speaks kernel and built-in types only: then the neighbour's
answers fit as they stand, and neither module imports the other.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from nexus.kernel.ids import (
    EmployeeId,
    ProjectId,
    ShopId,
    StageInstanceId,
    StationId,
    TaskId,
    TaskTemplateId,
    TimeLogId,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork
from nexus.tasks.domain import Link, Place, Span, Task, TimeLog, Timer
from nexus.tasks.messages import (
    AskTotals,
    Board,
    Labour,
    ListTasks,
    ListTimeLogs,
    ListTimers,
    MonthlyHours,
    StageWork,
    TaskDetail,
    TaskRow,
    TimeLogRow,
    TimerRow,
    TimeTotal,
    WallColumn,
)


class Counted(NamedTuple):
    """A task whose time was counted. `clashes` tells of other work at the same time."""

    project_id: ProjectId
    station_id: StationId | None
    time_spent: timedelta
    clashes: bool


class Work(NamedTuple):
    """What a person was doing: a log, or a clock that still runs (`ended_at` is None)."""

    id: UUID
    task_id: TaskId
    title: str
    started_at: datetime
    ended_at: datetime | None


class Tasks(Protocol):
    """For changes: whole tasks, each with its rules."""

    def add(self, entity: Task) -> None: ...

    def get(self, id: UUID) -> Task:
        """Return the shop's task or raise NotFound."""

    def remove(self, task: Task) -> None:
        """Delete it with its checklist, and let nobody wait for it any more."""

    def positions(self, project_id: ProjectId, count: int = 1) -> Sequence[int]:
        """Return positions after the last, one more each; whoever asks next waits for us."""

    def hold(self, project_id: ProjectId) -> None:
        """Let nobody else change the project's order or dependencies until the end."""

    def places(self, project_id: ProjectId) -> Sequence[Place]:
        """Return all of the project, in order."""

    def spread(self, project_id: ProjectId) -> None:
        """Make room between the positions again."""

    def waits_for(self, task_id: TaskId) -> Sequence[str]:
        """Name the open tasks that must be done before."""

    def links(self, project_id: ProjectId) -> Sequence[Link]: ...

    def are_of(self, project_id: ProjectId, ids: Sequence[TaskId]) -> bool: ...

    def templates_of(
        self, project_id: ProjectId, stage_id: StageInstanceId
    ) -> frozenset[TaskTemplateId]:
        """Return the standard tasks that the stage has already."""

    def count(
        self,
        task_id: TaskId,
        more: timedelta,
        log: TimeLog | None = None,
        but: UUID | None = None,
    ) -> Counted:
        """Add to the time spent. Given a log, tell whether the person did something else then.

        `but` is the clock that the log came from. Raise NotFound if there is no such task.
        """


class TimeLogs(Protocol):
    def add(self, entity: TimeLog) -> None: ...

    def get(self, id: UUID) -> TimeLog:
        """Return the shop's log or raise NotFound."""

    def remove(self, log: TimeLog) -> None: ...

    def around(self, employee_id: EmployeeId, span: Span) -> Sequence[TimeLog]:
        """Return all that may share time with whatever overlaps the span, and more."""

    def clash(self, employee_id: EmployeeId, span: Span, but: UUID | None) -> Work | None:
        """Return what else the person did then, running clocks included."""

    def has_any(self, task_id: TaskId) -> bool: ...


class Timers(Protocol):
    def add(self, entity: Timer) -> None: ...

    def remove(self, timer: Timer) -> None: ...

    def of_person(self, employee_id: EmployeeId) -> Sequence[Timer]: ...

    def of_task(self, task_id: TaskId) -> Sequence[Timer]:
        """Return the clocks of all persons on a task."""

    def title(self, timer: Timer) -> str:
        """Name its task."""


class Hours(Protocol):
    """The kept sums by employee and month."""

    def hold(self, employee_id: EmployeeId, months: Mapping[date, timedelta], zone: str) -> None:
        """Add to these months, and let nobody else place this person's work until the end."""

    def add(self, employee_id: EmployeeId, month: date, more: timedelta, zone: str) -> None:
        """Add to a month, beside others who do."""

    def rebuild(self, zone: str) -> None:
        """Count everything anew."""


class TasksUnitOfWork(UnitOfWork, Protocol):
    @property
    def tasks(self) -> Tasks: ...

    @property
    def logs(self) -> TimeLogs: ...

    @property
    def timers(self) -> Timers: ...

    @property
    def hours(self) -> Hours: ...

    def flush(self) -> None:
        """Write what was changed so far, so that the next question sees it."""


class TasksReading(Reading, Protocol):
    """For looking: views straight from the rows, one statement each."""

    def one(self, id: TaskId) -> TaskDetail:
        """Return the shop's task or raise NotFound."""

    def page(
        self, wish: ListTasks, me: EmployeeId | None = None, today: date | None = None
    ) -> Page[TaskRow]: ...

    def board(self, project_id: ProjectId) -> Board: ...

    def wall(
        self, wish: ListTasks, me: EmployeeId | None, today: date | None, since: datetime
    ) -> Sequence[WallColumn]:
        """Return all columns with their first cards; of what is done what was done since."""

    def work_of(
        self, employee_id: EmployeeId, station_ids: Collection[StationId]
    ) -> Sequence[TaskRow]:
        """Return the first open tasks of a person or these stations, the most urgent first."""

    def log(self, id: TimeLogId) -> TimeLogRow:
        """Return the shop's log or raise NotFound."""

    def logs(
        self, wish: ListTimeLogs, first: datetime | None, last: datetime | None
    ) -> Page[TimeLogRow]:
        """Take what began from the first instant on and before the last."""

    def timers(self, wish: ListTimers, at: datetime) -> Page[TimerRow]: ...

    def forgotten(
        self, now: datetime, shift_ended_at: datetime | None
    ) -> Sequence[tuple[TaskId, EmployeeId]]:
        """Return whose clocks on which tasks may have been forgotten."""

    def totals(
        self,
        wish: AskTotals,
        first: datetime | None,
        last: datetime | None,
        months: Sequence[tuple[date, datetime]],
    ) -> Page[TimeTotal]:
        """Sum up; `months` say when each begins, if it goes by months."""

    def monthly(self, first: date, last: date) -> MonthlyHours: ...

    def worked_by(self, employee_id: EmployeeId, first: date) -> Mapping[date, timedelta]:
        """Return a person's hours from a month on, from the kept sums."""

    def done_by(
        self, employee_id: EmployeeId, since: datetime
    ) -> Sequence[tuple[datetime, date | None]]:
        """Return when tasks were completed that a person had or worked on, and when due."""

    def has_open(self, project_id: ProjectId) -> bool: ...

    def count_at_station(self, id: StationId) -> int:
        """Return how many tasks that are not done are given to the station."""

    def has_any(self, project_id: ProjectId) -> bool: ...

    def time_spent(self, project_id: ProjectId) -> timedelta: ...

    def work(self, project_id: ProjectId) -> Sequence[StageWork]:
        """Return what each task was planned to take and took, in the project's order."""

    def labour(self, project_id: ProjectId, since: datetime | None) -> Sequence[Labour]:
        """Add up what was written down after an instant."""

    def last_logged(self) -> Mapping[ProjectId, datetime]:
        """Return when time was last written down for each project."""


class Directory(Protocol):
    """Answered by accounts."""

    def has_station(self, shop_id: ShopId, station_id: StationId) -> bool: ...

    def has_employee(self, shop_id: ShopId, employee_id: EmployeeId) -> bool: ...

    def stations_of(self, shop_id: ShopId, employee_id: EmployeeId) -> frozenset[StationId]:
        """Return where somebody works."""

    def hourly_rate(self, shop_id: ShopId, employee_id: EmployeeId) -> Money | None:
        """Return None where the shop's own rate counts."""


class Projects(Protocol):
    """Answered by projects."""

    def has_project(self, shop_id: ShopId, project_id: ProjectId) -> bool: ...

    def is_open(self, shop_id: ShopId, project_id: ProjectId) -> bool: ...

    def has_stage(
        self, shop_id: ShopId, project_id: ProjectId, stage_id: StageInstanceId
    ) -> bool: ...

    def stages_of(
        self, shop_id: ShopId, project_id: ProjectId
    ) -> Sequence[tuple[StageInstanceId, str]]:
        """Return what the stages of a project are called, in order."""

    def operations(self, shop_id: ShopId) -> ProjectId | None:
        """Return the shop's own project, for work that is done for no customer."""


class Terms(Protocol):
    """How the shop reckons time; `time_overlap` is `refuse` or `split`."""

    @property
    def hourly_rate(self) -> Money: ...

    @property
    def timezone(self) -> str: ...

    @property
    def time_overlap(self) -> str: ...


class StandardTask(Protocol):
    @property
    def id(self) -> TaskTemplateId: ...

    @property
    def title(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def planned(self) -> timedelta | None: ...


class PlannedWork(Protocol):
    """A task that a job takes over from the product that it makes."""

    @property
    def title(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def planned(self) -> timedelta | None: ...

    @property
    def stage_id(self) -> StageInstanceId | None: ...

    @property
    def station_id(self) -> StationId | None: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...

    def standard_tasks(self, shop_id: ShopId, station_id: StationId) -> Sequence[StandardTask]:
        """Return the station's standard tasks, in order."""
