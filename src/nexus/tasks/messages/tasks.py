"""Tasks as they cross the border."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.kernel.ids import (
    CheckItemId,
    EmployeeId,
    ProjectId,
    StageInstanceId,
    StationId,
    TaskId,
    TaskTemplateId,
    UserId,
)
from nexus.kernel.sight import Cost
from nexus.kernel.text import Line, Name, Text
from nexus.tasks.domain import (
    NO_TIME,
    ActivityType,
    Assignee,
    Priority,
    Status,
    Task,
    Why,
    reaches,
)

Instant = Annotated[datetime, Meta(tz=True)]
Sort = Literal[
    "created_at",
    "-created_at",
    "title",
    "-title",
    "due_on",
    "-due_on",
    "priority",
    "-priority",
    "time_spent",
    "-time_spent",
]
ProjectSort = Literal["position", "-position"] | Sort
Due = Literal["overdue", "today", "week"]


class CreateTask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`planned` travels as ISO 8601, for example `PT1H30M`; `due_on` is a day of the shop."""

    title: Name
    description: Text = ""
    stage_id: StageInstanceId | None = None
    assignee: Assignee | None = None
    priority: Priority = Priority.NORMAL
    type: ActivityType = ActivityType.PRODUCTION
    planned: timedelta | None = None
    due_on: date | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None


class ChangeTask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; null clears.

    `status` moves the task as its verbs do, with `reason` and `force` where they need them.
    """

    title: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    stage_id: StageInstanceId | UnsetType | None = UNSET
    assignee: Assignee | UnsetType | None = UNSET
    priority: Priority | UnsetType = UNSET
    type: ActivityType | UnsetType = UNSET
    planned: timedelta | UnsetType | None = UNSET
    due_on: date | UnsetType | None = UNSET
    starts_at: Instant | UnsetType | None = UNSET
    ends_at: Instant | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET
    reason: Line = ""
    force: bool = False


class Reason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Name

    @property
    def why(self) -> Why:
        return Why(self.reason)


class Force(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`force` goes over open dependencies, for a `reason`."""

    force: bool = False
    reason: Line = ""

    @property
    def why(self) -> Why:
        return Why(self.reason, self.force)


class MoveTask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to in the project's order: exactly one of the three; `position` counts from 1."""

    before: TaskId | None = None
    after: TaskId | None = None
    position: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None


class AddCheckItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Name


class ChangeCheckItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Name | UnsetType = UNSET
    done: bool | UnsetType = UNSET


class SetDependencies(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All tasks of the same project that must be done before this one starts."""

    ids: Annotated[list[TaskId], Meta(max_length=100)]


class ListTasks(Struct, frozen=True, kw_only=True):
    """`mine` is what is assigned to the actor; `due` counts by the shop's day."""

    project_id: ProjectId | None = None
    status: Status | None = None
    open: bool | None = None
    stage_id: StageInstanceId | None = None
    station_id: StationId | None = None
    employee_id: EmployeeId | None = None
    type: ActivityType | None = None
    priority: Priority | None = None
    mine: bool = False
    due: Due | None = None
    search: str | None = None
    sort: ProjectSort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class TaskView(Struct, frozen=True, kw_only=True):
    id: TaskId
    version: int
    project_id: ProjectId
    stage_id: StageInstanceId | None
    title: str
    description: str
    position: int
    assignee: Assignee | None
    status: Status
    status_label: str
    status_reason: str
    priority: Priority
    type: ActivityType
    planned: timedelta | None
    due_on: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    template_id: TaskTemplateId | None
    checklist_done: int
    checklist_total: int
    time_spent: timedelta
    created_at: datetime
    created_by_id: UserId | None

    @classmethod
    def of(cls, task: Task) -> Self:
        return cls(status_label=task.status.label, **plain(task))


PLAIN = [name for name in TaskView.__struct_fields__ if name != "status_label"]


def plain(source: Task | Any) -> dict[str, Any]:
    """Read what a task and a row of one call the same."""
    return {name: getattr(source, name) for name in PLAIN}


class TaskRow(TaskView, frozen=True, kw_only=True):
    """A task with what its neighbours are called."""

    project_code: str
    project_name: str
    stage_name: str | None
    assignee_name: str | None


class WallCard(TaskRow, frozen=True, kw_only=True):
    """`waits` tells that others must be done before."""

    waits: bool

    @property
    def reaches(self) -> Sequence[Status]:
        return reaches(self.status, started=self.started_at is not None)


class WallColumn(Struct, frozen=True, kw_only=True):
    """The first tasks of a status, and how many there are."""

    status: Status
    total: int
    cards: Sequence[WallCard]


class StageWork(Struct, frozen=True, kw_only=True):
    """For neighbours: what a task was planned to take, and what it took."""

    title: str
    description: str
    stage_id: StageInstanceId | None
    planned: timedelta | None
    spent: timedelta


class Labour(Struct, frozen=True, kw_only=True):
    """For sales: what somebody worked at a stage, at what an hour of it cost."""

    stage_name: str
    employee_id: EmployeeId | None
    employee_name: str
    hourly_rate: Cost
    spent: timedelta


class CheckItemView(Struct, frozen=True, kw_only=True):
    id: CheckItemId
    text: str
    done: bool
    position: int


class DependencyView(Struct, frozen=True, kw_only=True):
    id: TaskId
    title: str
    status: Status


class TaskDetail(TaskRow, frozen=True, kw_only=True):
    """One task whole: `dependencies` are the tasks that it waits for."""

    checklist: Sequence[CheckItemView]
    dependencies: Sequence[DependencyView]

    @property
    def reaches(self) -> Sequence[Status]:
        return reaches(self.status, started=self.started_at is not None)


class Legend(Struct, frozen=True, kw_only=True):
    """What a number on the board stands for: the place in this list."""

    station_id: StationId | None = None
    employee_id: EmployeeId | None = None
    name: str = ""


class StageLegend(Struct, frozen=True, kw_only=True):
    id: StageInstanceId
    name: str


class Card(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A task on the board, as short as it can be said: what is usual is left out.

    `assignee` and `stage` are places, from 0, in the board's lists of them.
    """

    id: TaskId
    title: str
    assignee: int | None = None
    stage: int | None = None
    priority: Priority = Priority.NORMAL
    due_on: date | None = None
    time_spent: timedelta = NO_TIME  # the very object: what is usual is told by identity
    checklist: str = ""  # 2/5
    waits: bool = False  # for a task that is not done


class Board(Struct, frozen=True, kw_only=True):
    """All tasks of a project by status, each column in the project's order."""

    project_id: ProjectId
    assignees: Sequence[Legend]
    stages: Sequence[StageLegend]
    todo: Sequence[Card]
    in_progress: Sequence[Card]
    blocked: Sequence[Card]
    done: Sequence[Card]
