"""What can be told of a project afterwards."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from nexus.kernel.events import Event
from nexus.kernel.ids import CustomerId, ProductId, ProjectId, StageInstanceId, StationId
from nexus.projects.domain.status import Status


class ProjectEvent(Event, frozen=True, kw_only=True):
    project_id: ProjectId

    @property
    def about(self) -> UUID:
        return self.project_id


class ProjectCreated(ProjectEvent, frozen=True, kw_only=True):
    customer_id: CustomerId | None


class PlannedWork(Struct, frozen=True, kw_only=True):
    """A task that comes with a product, in the stage of the job that it belongs to."""

    title: str
    description: str
    planned: timedelta | None
    stage_id: StageInstanceId | None
    station_id: StationId | None


class ProjectPlanned(ProjectEvent, frozen=True, kw_only=True):
    """A job began with a product, and took over the work that this takes."""

    product_id: ProductId
    tasks: Sequence[PlannedWork]


class ProjectDeleted(ProjectEvent, frozen=True, kw_only=True):
    pass


class ProjectStatusChanged(ProjectEvent, frozen=True, kw_only=True):
    before: Status
    after: Status
    reason: str


class ProjectStarted(ProjectEvent, frozen=True, kw_only=True):
    """Work has begun, for the first time."""


class ProjectCompleted(ProjectEvent, frozen=True, kw_only=True):
    completed_on: date


class PaymentProven(ProjectEvent, frozen=True, kw_only=True):
    """The customer showed that the money is on its way; once per project."""

    received_on: date
    deadline_on: date


class StageEntered(ProjectEvent, frozen=True, kw_only=True):
    """Told every time, also when a job comes back to a stage."""

    stage_id: StageInstanceId
    station_id: StationId | None
