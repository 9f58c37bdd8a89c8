"""Activities: the same tasks, in the words of a calendar."""

from datetime import datetime
from typing import Literal, Self

from msgspec import UNSET, Struct, UnsetType

from nexus.kernel.ids import EmployeeId, ProjectId, TaskId, UserId
from nexus.kernel.text import Line, Name, Text
from nexus.tasks.domain import ActivityType, Priority, Status
from nexus.tasks.messages.tasks import Instant, TaskView

ActivitySort = Literal["created_at", "-created_at", "title", "-title"]


class CreateActivity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a project it belongs to the shop's own operations."""

    title: Name
    description: Text = ""
    type: ActivityType = ActivityType.OTHER
    priority: Priority = Priority.NORMAL
    start_time: Instant | None = None
    end_time: Instant | None = None
    assigned_to: EmployeeId | None = None
    project_id: ProjectId | None = None


class ChangeActivity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; null clears. Blocking and reopening need a `reason`."""

    title: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    type: ActivityType | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    reason: Line = ""
    priority: Priority | UnsetType = UNSET
    start_time: Instant | UnsetType | None = UNSET
    end_time: Instant | UnsetType | None = UNSET
    assigned_to: EmployeeId | UnsetType | None = UNSET


class ActivityView(Struct, frozen=True, kw_only=True):
    """`start_time` and `end_time` are the planned ones, or when it began and ended."""

    id: TaskId
    version: int
    project_id: ProjectId
    title: str
    description: str
    type: ActivityType
    type_label: str
    status: Status
    status_label: str
    priority: Priority
    priority_label: str
    start_time: datetime | None
    end_time: datetime | None
    assigned_to: EmployeeId | None
    created_by: UserId | None
    created_at: datetime

    @classmethod
    def of(cls, task: TaskView) -> Self:
        return cls(
            id=task.id,
            version=task.version,
            project_id=task.project_id,
            title=task.title,
            description=task.description,
            type=task.type,
            type_label=task.type.label,
            status=task.status,
            status_label=task.status_label,
            priority=task.priority,
            priority_label=task.priority.label,
            start_time=task.starts_at or task.started_at,
            end_time=task.ends_at or task.ended_at,
            assigned_to=task.assignee.employee_id if task.assignee else None,
            created_by=task.created_by_id,
            created_at=task.created_at,
        )


class Definition(Struct, frozen=True, kw_only=True):
    """A code with the label that people read; `allowed` are the verbs a status knows."""

    code: str
    label: str
    allowed: tuple[str, ...] = ()
