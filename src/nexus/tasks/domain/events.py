"""What the module tells the others, after the fact."""

from uuid import UUID

from nexus.kernel.events import Event
from nexus.kernel.ids import EmployeeId, ProjectId, StationId, TaskId


class TaskEvent(Event, frozen=True, kw_only=True):
    task_id: TaskId
    project_id: ProjectId

    @property
    def about(self) -> UUID:
        return self.task_id


class TaskStarted(TaskEvent, frozen=True, kw_only=True):
    """Work began, or went on after it was blocked."""


class TaskBlocked(TaskEvent, frozen=True, kw_only=True):
    reason: str


class TaskUnblocked(TaskEvent, frozen=True, kw_only=True):
    pass


class TaskCompleted(TaskEvent, frozen=True, kw_only=True):
    pass


class TaskReopened(TaskEvent, frozen=True, kw_only=True):
    reason: str


class TimerStarted(TaskEvent, frozen=True, kw_only=True):
    employee_id: EmployeeId


class TimeLogged(TaskEvent, frozen=True, kw_only=True):
    """`seconds` is what the task's time grew by; a correction may make it less."""

    seconds: int
    employee_id: EmployeeId | None
    station_id: StationId | None
