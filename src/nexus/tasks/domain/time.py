"""Worked time: what a log is, how long it lasts, and how a clock runs into one.

Instants are aware UTC, cut to whole seconds; nothing here subtracts wall-clock times, so a
night on which the clocks change is as long as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.clock import day_of
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import (
    EmployeeId,
    ProjectId,
    StationId,
    TaskId,
    TimeLogId,
    TimerId,
    UserId,
)
from nexus.kernel.money import Money
from nexus.kernel.text import tidy
from nexus.tasks.domain.events import TimeLogged
from nexus.tasks.domain.words import Source

SECOND = timedelta(seconds=1)
LONGEST_LOG = timedelta(hours=24)
LONGEST_TIMER = timedelta(hours=16)  # a clock that runs longer was forgotten
GRACE = timedelta(minutes=1)  # by which the clocks of two devices may differ
OLDEST = timedelta(days=3653)
NO_TIME = timedelta()


class Overlap(Refused):
    """One person would have worked twice at once."""


class TimerRuns(Refused):
    """The person's clock runs already."""


class NoTimer(Refused):
    pass


def instant(at: datetime, field: str) -> datetime:
    """Return the instant in UTC, in whole seconds."""
    try:
        return at.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise Invalid("There is no such time.", field) from error


def month_of(at: datetime, zone: str) -> date:
    """Return the first day of the month that it is in the zone."""
    return day_of(at, zone).replace(day=1)


def start_of(day: date, zone: str, field: str) -> datetime:
    """Return the instant at which a day begins in the zone."""
    return instant(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)), field)


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A stretch of work: from when to when, or only how long on a day (`ended_at` is None)."""

    started_at: datetime
    ended_at: datetime | None
    duration: timedelta

    @classmethod
    def read(
        cls,
        now: datetime,
        started_at: datetime | None = None,
        ended_at: datetime | None = None,
        duration: timedelta | None = None,
        day_at: datetime | None = None,
    ) -> "Worked":
        """Take what is known; what is missing follows, and what contradicts is refused.

        `day_at` is an instant of the day on which a mere duration was worked; now if None.
        """
        start = None if started_at is None else instant(started_at, "started_at")
        end = None if ended_at is None else instant(ended_at, "ended_at")
        length = None if duration is None else _whole(duration)
        if start and end:
            if length is not None and length != end - start:
                raise Invalid("From, to and duration do not agree.", "duration")
            length = _whole(end - start, "ended_at")
        elif length is None:
            raise Invalid("Say how long, or from when to when.", "duration")
        elif start:
            end = _shifted(start, length, "started_at")
        elif end:
            start = _shifted(end, -length, "ended_at")
        begun = start or instant(day_at or now, "worked_on")
        worked = cls(started_at=begun, ended_at=end, duration=length)
        worked._check(now)
        return worked

    def _check(self, now: datetime) -> None:
        if (self.ended_at or self.started_at) > now + GRACE:
            raise Invalid(
                "Time is logged once it has been worked.",
                "ended_at" if self.ended_at else "worked_on",
            )
        if self.started_at < now - OLDEST:
            raise Invalid("That is more than ten years ago.", "started_at")


def _whole(duration: timedelta, field: str = "duration") -> timedelta:
    """Round to the second, which is the finest that is kept."""
    try:
        length = timedelta(seconds=round(duration.total_seconds()))
    except OverflowError:
        length = LONGEST_LOG + SECOND
    if not NO_TIME < length <= LONGEST_LOG:
        raise Invalid("A time log lasts longer than nothing and at most 24 hours.", field)
    return length


def _shifted(at: datetime, by: timedelta, field: str) -> datetime:
    try:
        return at + by
    except OverflowError as error:
        raise Invalid("There is no such time.", field) from error


@dataclass(eq=False, kw_only=True)
class TimeLog(Aggregate):
    """A stretch of work of one person, of a station, or of nobody named.

    `duration` is what counts: the whole stretch, or less where the person worked on several
    tasks at once and shares were made (see `shares`). Without `ended_at` it is hours of a day
    whose place is not known; it counts like any other and overlaps nothing.
    """

    id: TimeLogId
    task_id: TaskId
    started_at: datetime
    ended_at: datetime | None
    duration: timedelta
    created_at: datetime
    created_by_id: UserId | None = None
    employee_id: EmployeeId | None = None
    station_id: StationId | None = None
    source: Source = Source.MANUAL
    note: str = ""
    late: bool = False  # came in on a later day than it was worked
    auto_stopped: bool = False  # its end was not set by a person: somebody should look
    corrected_at: datetime | None = None
    correction: str = ""  # why it was corrected last
    hourly_rate: Money | None = None  # what an hour cost when it was worked

    def __post_init__(self) -> None:
        self.note = tidy(self.note)

    @property
    def has_place(self) -> bool:
        """Tell whether it is a person's from when to when, which may overlap."""
        return self.employee_id is not None and self.ended_at is not None

    @property
    def span(self) -> "Span":
        return Span(self.id, self.started_at, self.ended_at or self.started_at)

    def is_late(self, zone: str) -> bool:
        worked_on = day_of(self.ended_at or self.started_at, zone)
        return day_of(self.created_at, zone) > worked_on

    def is_of_today(self, now: datetime, zone: str) -> bool:
        return day_of(self.created_at, zone) == day_of(now, zone)

    def correct(self, worked: Worked, reason: str, at: datetime) -> None:
        self.started_at, self.ended_at = worked.started_at, worked.ended_at
        self.duration = worked.duration
        self.auto_stopped = False
        self.explain(reason, at)

    def explain(self, reason: str, at: datetime) -> None:
        if not tidy(reason):
            raise Invalid("Please say why.", "reason")
        self.correction, self.corrected_at = tidy(reason), at
        self._changed()

    def count_as(self, duration: timedelta) -> timedelta:
        """Let it count as much; return by how much that is more."""
        more = duration - self.duration
        if more:
            self.duration = duration
            self._changed()
        return more

    def logged(self, project_id: ProjectId, at: datetime, more: timedelta) -> TimeLogged:
        return TimeLogged(
            shop_id=self.shop_id,
            happened_at=at,
            task_id=self.task_id,
            project_id=project_id,
            seconds=more // SECOND,
            employee_id=self.employee_id,
            station_id=self.station_id,
        )


class Span(NamedTuple):
    id: UUID
    started_at: datetime
    ended_at: datetime

    def overlaps(self, other: "Span") -> bool:
        return self.started_at < other.ended_at and other.started_at < self.ended_at


def shares(spans: Sequence[Span]) -> dict[UUID, timedelta]:
    """Share one person's time among stretches that overlap: equally, at each moment.

    The rule: of the n stretches that cover a second, in the order of their ids, the second t
    (counted from 1970) goes to number t mod n. So each second is given once: the shares add up to
    the time between, never more; and what is far away in time plays no part in it.
    """
    given = {span.id: 0 for span in spans}
    edges = sorted({edge for span in spans for edge in (span.started_at, span.ended_at)})
    for start, end in pairwise(edges):
        at_work = sorted(s.id for s in spans if s.started_at <= start and end <= s.ended_at)
        first, last = int(start.timestamp()) - 1, int(end.timestamp()) - 1
        for turn, id in enumerate(at_work):
            among = len(at_work)
            given[id] += (last - turn) // among - (first - turn) // among
    return {id: timedelta(seconds=seconds) for id, seconds in given.items()}


@dataclass(eq=False, kw_only=True)
class Timer(Aggregate):
    """A person's clock on a task. It runs since `resumed_at`, or is paused.

    `counted` is what it has logged before the last pause. `running_as_id` makes the database
    refuse a second running clock: it is the person, or the task where several may run at once.
    """

    id: TimerId
    task_id: TaskId
    project_id: ProjectId
    employee_id: EmployeeId
    station_id: StationId | None = None
    started_at: datetime
    resumed_at: datetime | None = None
    counted: timedelta = NO_TIME
    running_as_id: UUID | None = None
    note: str = ""

    def __post_init__(self) -> None:
        self.note = tidy(self.note)

    @property
    def is_running(self) -> bool:
        return self.resumed_at is not None

    def elapsed(self, at: datetime) -> timedelta:
        """Return what the clock shows; less than nothing it never is."""
        running = at - self.resumed_at if self.resumed_at else NO_TIME
        return self.counted + timedelta(seconds=max(running, NO_TIME) // SECOND)

    def annotate(self, note: str) -> None:
        self.note = tidy(note)
        self._changed()

    def resume(self, at: datetime, *, alone: bool) -> None:
        if self.is_running:
            raise TimerRuns("This clock is running already.")
        self.resumed_at = instant(at, "at")
        self.running_as_id = self.employee_id if alone else self.task_id
        self._changed()

    def pause(self, at: datetime, forgotten_at: datetime | None = None) -> "Stretch | None":
        """Halt, and return what was worked since it began or was resumed.

        A stretch without a whole second is none. One without an end that can be believed (longer
        than a shift, or against the clock) gets one, and is marked for somebody to look at.
        `forgotten_at` is the end that Nexus sets for a clock that nobody stopped.
        """
        if self.resumed_at is None:
            return None
        start, now = self.resumed_at, instant(forgotten_at or at, "at")
        end = min(max(now, start), start + LONGEST_TIMER)
        doubtful = forgotten_at is not None or end != now
        self.resumed_at = self.running_as_id = None
        self.counted += end - start
        self._changed()
        return Stretch(start, end, doubtful) if end > start or doubtful else None

    def is_forgotten(
        self, now: datetime, shift_ended_at: datetime | None = None
    ) -> datetime | None:
        """Return when it should have been stopped; None if it may run on."""
        if self.resumed_at is None:
            return None
        latest = self.resumed_at + LONGEST_TIMER
        if shift_ended_at is not None and self.resumed_at < shift_ended_at <= now:
            return min(shift_ended_at, latest)
        return latest if now >= latest else None


class Stretch(NamedTuple):
    started_at: datetime
    ended_at: datetime
    doubtful: bool
