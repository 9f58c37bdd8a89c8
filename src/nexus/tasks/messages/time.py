"""Worked time as it crosses the border."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, Self
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from nexus.kernel.ids import EmployeeId, ProjectId, StationId, TaskId, TimeLogId, TimerId, UserId
from nexus.kernel.text import Line, Name
from nexus.tasks.domain import Source, TimeLog, Timer
from nexus.tasks.messages.tasks import Instant

By = Literal["employee", "station", "stage", "task", "project", "month"]
LogSort = Literal["started_at", "-started_at", "duration", "-duration"]
TotalSort = Literal["time_spent", "-time_spent", "name", "-name"]


class LogTime(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From and to, one of them with a duration, or a duration alone, if need be of another day.

    `duration` travels as ISO 8601, for example `PT1H30M`. Without an employee the time is the
    actor's; without a station it is the one the task is assigned to.
    """

    started_at: Instant | None = None
    ended_at: Instant | None = None
    duration: timedelta | None = None
    worked_on: date | None = None
    employee_id: EmployeeId | None = None
    station_id: StationId | None = None
    note: Line = ""


class CorrectTime(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays, null clears. The reason is kept with the log."""

    reason: Name
    started_at: Instant | UnsetType = UNSET
    ended_at: Instant | UnsetType | None = UNSET
    duration: timedelta | UnsetType = UNSET
    employee_id: EmployeeId | UnsetType | None = UNSET
    station_id: StationId | UnsetType | None = UNSET
    note: Line | UnsetType = UNSET


class StartTimer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without an employee it is the actor's clock. `force` goes over open dependencies."""

    employee_id: EmployeeId | None = None
    station_id: StationId | None = None
    note: Line = ""
    force: bool = False
    reason: Line = ""


class WhoseTimer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    employee_id: EmployeeId | None = None
    note: Line | None = None


class StopForgotten(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With the end of a shift, what began before it is stopped at it."""

    shift_ended_at: Instant | None = None


class ListTimeLogs(Struct, frozen=True, kw_only=True):
    """`first` and `last` are days of the shop, both included."""

    task_id: TaskId | None = None
    project_id: ProjectId | None = None
    employee_id: EmployeeId | None = None
    station_id: StationId | None = None
    mine: bool = False
    doubtful: bool | None = None
    first: date | None = None
    last: date | None = None
    sort: LogSort = "-started_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListTimers(Struct, frozen=True, kw_only=True):
    mine: bool = False
    employee_id: EmployeeId | None = None
    task_id: TaskId | None = None
    running: bool | None = None
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class AskTotals(Struct, frozen=True, kw_only=True):
    by: By
    project_id: ProjectId | None = None
    employee_id: EmployeeId | None = None
    station_id: StationId | None = None
    first: date | None = None
    last: date | None = None
    sort: TotalSort = "-time_spent"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class TimeLogView(Struct, frozen=True, kw_only=True):
    """`duration` is what counts; less than from-to if shared with other tasks."""

    id: TimeLogId
    version: int
    task_id: TaskId
    employee_id: EmployeeId | None
    station_id: StationId | None
    started_at: datetime
    ended_at: datetime | None
    duration: timedelta
    source: Source
    note: str
    late: bool
    auto_stopped: bool
    corrected_at: datetime | None
    correction: str
    created_at: datetime
    created_by_id: UserId | None

    @classmethod
    def of(cls, log: TimeLog, **more: Any) -> Self:
        return cls(**plain_log(log), **more)


LOG_FIELDS = TimeLogView.__struct_fields__


def plain_log(source: TimeLog | Any) -> dict[str, Any]:
    return {name: getattr(source, name) for name in LOG_FIELDS}


class LoggedTime(TimeLogView, frozen=True, kw_only=True):
    """`time_spent` is the task's, with this."""

    project_id: ProjectId
    time_spent: timedelta


class TimeLogRow(TimeLogView, frozen=True, kw_only=True):
    project_id: ProjectId
    task_title: str
    employee_name: str | None
    station_name: str | None


class TimerView(Struct, frozen=True, kw_only=True):
    """`elapsed` is what the clock showed at `at`, by the server's time; pauses are not in it.

    `time_log_id` is the log that this pause or stop has made.
    """

    id: TimerId
    version: int
    task_id: TaskId
    project_id: ProjectId
    employee_id: EmployeeId
    station_id: StationId | None
    state: Literal["running", "paused", "stopped"]
    started_at: datetime
    resumed_at: datetime | None
    at: datetime
    elapsed: timedelta
    note: str
    time_log_id: TimeLogId | None = None

    @classmethod
    def of(
        cls,
        timer: Timer,
        at: datetime,
        log: TimeLog | None = None,
        state: Literal["running", "paused", "stopped"] | None = None,
    ) -> Self:
        return cls(
            id=timer.id,
            version=timer.version,
            task_id=timer.task_id,
            project_id=timer.project_id,
            employee_id=timer.employee_id,
            station_id=timer.station_id,
            state=state or ("running" if timer.is_running else "paused"),
            started_at=timer.started_at,
            resumed_at=timer.resumed_at,
            at=at,
            elapsed=timer.elapsed(at),
            note=timer.note,
            time_log_id=log.id if log else None,
        )


class TimerRow(TimerView, frozen=True, kw_only=True):
    task_title: str
    employee_name: str


class Stopped(Struct, frozen=True, kw_only=True):
    stopped: int


class TimeTotal(Struct, frozen=True, kw_only=True):
    """`id` is the employee's, station's, stage's, task's or project's; None is nobody's.

    By month, `name` is the month, such as 2026-03.
    """

    id: UUID | None
    name: str | None
    time_spent: timedelta
    logs: int


class MonthOfWork(Struct, frozen=True, kw_only=True):
    """What a person did in a month. `due` counts what was completed and had a day to be done by."""

    month: date
    time_spent: timedelta
    completed: int
    due: int
    on_time: int


class EmployeeMonths(Struct, frozen=True, kw_only=True):
    employee_id: EmployeeId
    name: str
    time_spent: Sequence[timedelta]  # one for each month, in order


class MonthlyHours(Struct, frozen=True, kw_only=True):
    months: Sequence[str]
    employees: Sequence[EmployeeMonths]
