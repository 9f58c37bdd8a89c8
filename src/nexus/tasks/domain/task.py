"""A task: what it is, who does it, and how it goes from to do to done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import (
    CheckItemId,
    EmployeeId,
    ProjectId,
    StageInstanceId,
    StationId,
    TaskId,
    TaskTemplateId,
    UserId,
    new_id,
)
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text
from nexus.tasks.domain.events import (
    TaskBlocked,
    TaskCompleted,
    TaskEvent,
    TaskReopened,
    TaskStarted,
    TaskUnblocked,
)
from nexus.tasks.domain.words import ActivityType, Priority, Status

LONGEST_PLAN = timedelta(days=366)
MOST_ITEMS = 200
MOST_DEPENDENCIES = 100

# Which verbs a task knows in each status. Ticking off what was never started is common.
MOVES = {
    Status.TODO: ("start", "block", "complete"),
    Status.IN_PROGRESS: ("block", "complete"),
    Status.BLOCKED: ("unblock", "start"),
    Status.DONE: ("reopen",),
}
NOW_LABELS = {status: status.label.lower() for status in Status}
PAST_LABELS = {
    "start": "started",
    "block": "blocked",
    "unblock": "unblocked",
    "complete": "completed",
    "reopen": "reopened",
    "put_back": "put back",
}


def reaches(status: Status, *, started: bool) -> tuple[Status, ...]:
    """Return where the card of a task may be dropped: what is done is taken up before all else."""
    if status is Status.TODO:
        return Status.IN_PROGRESS, Status.BLOCKED, Status.DONE
    if status is Status.IN_PROGRESS:
        return Status.BLOCKED, Status.DONE
    return (Status.IN_PROGRESS,) if started else (Status.TODO, Status.IN_PROGRESS)


class WrongStatus(Refused):
    def __init__(self, task: "Task", verb: str) -> None:
        super().__init__(
            phrase(
                "A task that is %(is_now)s cannot be %(past)s.",
                is_now=phrase(NOW_LABELS[task.status]),
                past=phrase(PAST_LABELS[verb]),
            ),
            allowed=list(MOVES[task.status]),
        )


class Waiting(Refused):
    """The task depends on others that are not done yet."""

    def __init__(self, waits_for: Sequence[str]) -> None:
        first = ", ".join(waits_for[:3])
        if waits_for[3:]:
            first = phrase("%(names)s and others", names=first)
        super().__init__(
            phrase(
                "This waits for: %(first)s. Force it with a reason to go on all the same.",
                first=first,
            ),
            waits_for=list(waits_for),
        )


class Assignee(Struct, frozen=True, forbid_unknown_fields=True):
    """A station or an employee: an assignment target and nothing more."""

    station_id: StationId | None = None
    employee_id: EmployeeId | None = None

    def __post_init__(self) -> None:
        if (self.station_id is None) == (self.employee_id is None):
            raise Invalid("A task is assigned to a station or to an employee.", "assignee")

    def __composite_values__(self) -> tuple[StationId | None, EmployeeId | None]:
        """The columns it is stored in; the mapper asks by this name."""
        return self.station_id, self.employee_id


@dataclass(frozen=True)
class Why:
    """A reason, and whether to go over open dependencies with it."""

    reason: str = ""
    force: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", tidy(self.reason))
        if self.force and not self.reason:
            raise Invalid("Please say why this cannot wait.", "reason")


@dataclass(eq=False, kw_only=True)
class CheckItem:
    id: CheckItemId
    text: str
    done: bool = False
    position: int

    def __post_init__(self) -> None:
        self.text = tidy(self.text)


@dataclass(eq=False, kw_only=True)
class Dependency:
    """The task cannot start before `needs_id` is done."""

    id: UUID
    needs_id: TaskId


@dataclass(eq=False, kw_only=True)
class Task(Aggregate):
    """A work item of one project. Each move returns the event that tells of it.

    `position` orders the tasks of a project and leaves gaps. `starts_at` and `ends_at` are when it
    is meant to happen, `started_at` and `ended_at` when it did. `time_spent` is the sum of its time
    logs, kept beside the version: logging time is no edit, so nobody's edit goes stale by it.
    """

    id: TaskId
    project_id: ProjectId
    title: str
    position: int
    created_at: datetime
    created_by_id: UserId | None = None
    stage_id: StageInstanceId | None = None
    description: str = ""
    assignee: Assignee | None = None
    status: Status = Status.TODO
    status_reason: str = ""
    priority: Priority = Priority.NORMAL
    type: ActivityType = ActivityType.PRODUCTION
    planned: timedelta | None = None
    due_on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    template_id: TaskTemplateId | None = None
    time_spent: timedelta = timedelta()
    checklist_done: int = 0
    checklist_total: int = 0
    checklist: list[CheckItem] = field(default_factory=list)
    dependencies: list[Dependency] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tidy()

    @property
    def is_open(self) -> bool:
        return self.status is not Status.DONE

    def change(self, **values: Any) -> None:
        """Take new values of its plain fields; what is the same already is no change."""
        news = {name: new for name, new in values.items() if getattr(self, name) != new}
        for name, new in news.items():
            setattr(self, name, new)
        if news:
            self._tidy()
            self._changed()

    def place(self, position: int) -> None:
        if position != self.position:
            self.position = position
            self._changed()

    def start(
        self, at: datetime, waits_for: Sequence[str] = (), why: Why | None = None
    ) -> TaskStarted:
        """Begin, or resume after a block. `waits_for` names the open dependencies."""
        self._allow("start")
        why = self._patient(waits_for, why)
        self.started_at = self.started_at or at
        self._become(Status.IN_PROGRESS, why.reason if waits_for else "")
        return TaskStarted(**self._fact(at))

    def block(self, at: datetime, why: Why | None = None) -> TaskBlocked:
        self._allow("block")
        reason = _needed(why, "Please say what it waits for.")
        self._become(Status.BLOCKED, reason)
        return TaskBlocked(reason=reason, **self._fact(at))

    def unblock(self, at: datetime) -> TaskUnblocked:
        """Go back to what it was before."""
        self._allow("unblock")
        self._become(self._before)
        return TaskUnblocked(**self._fact(at))

    def complete(
        self, at: datetime, waits_for: Sequence[str] = (), why: Why | None = None
    ) -> TaskCompleted:
        self._allow("complete")
        why = self._patient(waits_for, why)
        self.ended_at = at
        self._become(Status.DONE, why.reason if waits_for else "")
        return TaskCompleted(**self._fact(at))

    def reopen(self, at: datetime, why: Why | None = None) -> TaskReopened:
        """Take a done task up again: it goes back to what it was before."""
        self._allow("reopen")
        reason = _needed(why, "Please say why it is not done after all.")
        self.ended_at = None
        self._become(self._before, reason)
        return TaskReopened(reason=reason, **self._fact(at))

    def become(
        self, status: Status, at: datetime, waits_for: Sequence[str] = (), why: Why | None = None
    ) -> list[TaskEvent]:
        """Go to a status by the verbs that lead there, as when a card is dropped in a column."""
        if status is self.status:
            return []
        if self.status is Status.DONE:
            return [self.reopen(at, why), *self.become(status, at, waits_for, why)]
        if status is Status.TODO:
            if self.status is Status.BLOCKED and self._before is Status.TODO:
                return [self.unblock(at)]
            raise WrongStatus(self, "put_back")
        if status is Status.IN_PROGRESS:
            return [self.start(at, waits_for, why)]
        if status is Status.BLOCKED:
            return [self.block(at, why)]
        return [self.complete(at, waits_for, why)]

    def add_item(self, text: str) -> CheckItem:
        if len(self.checklist) >= MOST_ITEMS:
            raise Refused(phrase("A checklist has at most %(most)s items.", most=MOST_ITEMS))
        last = max((item.position for item in self.checklist), default=0)
        item = CheckItem(id=CheckItemId(new_id()), text=text, position=last + 1)
        self.checklist.append(item)
        self._checked()
        return item

    def change_item(
        self, id: CheckItemId, text: str | None = None, done: bool | None = None
    ) -> None:
        item = self._item(id)
        item.text = item.text if text is None else tidy(text)
        item.done = item.done if done is None else done
        self._checked()

    def remove_item(self, id: CheckItemId) -> None:
        self.checklist.remove(self._item(id))
        self._checked()

    def depend_on(self, needs: Iterable[TaskId]) -> None:
        """Wait for exactly these; whether that goes round in a circle, `find_circle` tells."""
        wanted = dict.fromkeys(needs)
        if self.id in wanted:
            raise Invalid("A task does not wait for itself.", "ids")
        if len(wanted) > MOST_DEPENDENCIES:
            raise Invalid(
                phrase("A task waits for at most %(most)s others.", most=MOST_DEPENDENCIES), "ids"
            )
        kept = [link for link in self.dependencies if link.needs_id in wanted]
        new = wanted.keys() - {link.needs_id for link in kept}
        links = [Dependency(id=new_id(), needs_id=id) for id in wanted if id in new]
        self.dependencies[:] = [*kept, *links]
        self._changed()

    def _item(self, id: CheckItemId) -> CheckItem:
        for item in self.checklist:
            if item.id == id:
                return item
        raise NotFound("There is no such item on the checklist.")

    def _checked(self) -> None:
        self.checklist_total = len(self.checklist)
        self.checklist_done = sum(item.done for item in self.checklist)
        self._changed()

    @property
    def _before(self) -> Status:
        return Status.IN_PROGRESS if self.started_at else Status.TODO

    def _allow(self, verb: str) -> None:
        if verb not in MOVES[self.status]:
            raise WrongStatus(self, verb)

    def _patient(self, waits_for: Sequence[str], why: Why | None) -> Why:
        why = why or Why()
        if waits_for and not why.force:
            raise Waiting(waits_for)
        return why

    def _become(self, status: Status, reason: str = "") -> None:
        self.status, self.status_reason = status, reason
        self._changed()

    def _fact(self, at: datetime) -> dict[str, Any]:
        return {
            "shop_id": self.shop_id,
            "happened_at": at,
            "task_id": self.id,
            "project_id": self.project_id,
        }

    def _tidy(self) -> None:
        self.title, self.description = tidy(self.title), tidy_text(self.description)
        if not self.title:
            raise Invalid("A task needs a title.", "title")
        if self.planned is not None and not timedelta(0) <= self.planned <= LONGEST_PLAN:
            raise Invalid(
                "A task is planned for no less than nothing and at most a year.", "planned"
            )
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise Invalid("It cannot end before it starts.", "ends_at")


class Link(Protocol):
    """`task_id` waits for `needs_id`."""

    @property
    def task_id(self) -> TaskId: ...

    @property
    def needs_id(self) -> TaskId: ...


def find_circle(task_id: TaskId, needs: Iterable[TaskId], links: Iterable[Link]) -> bool:
    """Tell whether the task would come to wait for itself, by way of others' dependencies."""
    waits: dict[TaskId, list[TaskId]] = {}
    for link in links:
        waits.setdefault(link.task_id, []).append(link.needs_id)
    waits[task_id] = list(needs)
    ahead, seen = list(waits[task_id]), set[TaskId]()
    while ahead:
        if (id := ahead.pop()) == task_id:
            return True
        if id not in seen:
            seen.add(id)
            ahead += waits.get(id, ())
    return False


def _needed(why: Why | None, plea: str) -> str:
    if why is None or not why.reason:
        raise Invalid(plea, "reason")
    return why.reason
