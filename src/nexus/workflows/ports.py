"""What the workflows module needs from the world, in its own words."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from nexus.kernel.ids import ShopId, StationId, WorkflowId
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork
from nexus.workflows.domain import Workflow
from nexus.workflows.messages import ListWorkflows, StageView, WorkflowRow, WorkflowView


class Workflows(Protocol):
    """For changes: whole workflows, each with its rules."""

    def add(self, entity: Workflow) -> None: ...

    def get(self, id: UUID) -> Workflow:
        """Return the shop's workflow or raise NotFound."""

    def has_name(self, name: str, but: Workflow | None = None) -> bool:
        """Tell whether a workflow, archived or not, is called so in any spelling."""

    def default(self) -> Workflow | None: ...


class WorkflowsUnitOfWork(UnitOfWork, Protocol):
    @property
    def workflows(self) -> Workflows: ...

    def flush(self) -> None:
        """Write what was changed so far, so that what follows may take its place."""


class WorkflowsReading(Reading, Protocol):
    """For looking: views straight from the rows, one statement each."""

    def one(self, id: WorkflowId) -> WorkflowView:
        """Return the shop's workflow or raise NotFound."""

    def page(self, wish: ListWorkflows) -> Page[WorkflowRow]: ...

    def has(self, id: WorkflowId) -> bool:
        """Tell whether the shop has it and it is not archived."""

    def stages(self, id: WorkflowId) -> Sequence[StageView]:
        """Return the stages in order; none of an archived or unknown workflow."""

    def default(self) -> WorkflowId | None: ...

    def count_at_station(self, id: StationId) -> int:
        """Return how many workflows that are not archived have a stage there."""


class Stations(Protocol):
    """Answered by accounts."""

    def has_station(self, shop_id: ShopId, station_id: StationId) -> bool: ...
