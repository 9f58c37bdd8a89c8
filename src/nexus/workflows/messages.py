"""What crosses the module's border: commands in, views out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.kernel.ids import StageId, StationId, WorkflowId
from nexus.kernel.text import Name, Text
from nexus.workflows.domain import MOST_STAGES, Stage, StagePlan, Workflow

PERMISSIONS = {
    "workflows.read": "See workflows and their stages.",
    "workflows.manage": "Make, change, copy and archive workflows.",
}

Sort = Literal["name", "-name", "created_at", "-created_at"]
Stages = Annotated[list[StagePlan], Meta(max_length=MOST_STAGES)]


class CreateWorkflow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name
    description: Text = ""
    is_default: bool = False
    stages: Stages = []


class ChangeWorkflow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`stages` is the whole order: a stage with its id is kept, without one is new."""

    name: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET
    stages: Stages | UnsetType = UNSET


class ArrangeStages(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    stages: Stages


class CopyWorkflow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a name the copy is called after its original."""

    name: Name | None = None


class ListWorkflows(Struct, frozen=True, kw_only=True):
    archived: bool = False
    search: str | None = None
    sort: Sort = "name"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class StageView(Struct, frozen=True, kw_only=True):
    id: StageId
    name: str
    position: int
    station_id: StationId | None

    @classmethod
    def of(cls, stage: Stage) -> Self:
        return cls(
            id=stage.id,
            name=stage.name,
            position=stage.position,
            station_id=stage.station_id,
        )


class WorkflowView(Struct, frozen=True, kw_only=True):
    id: WorkflowId
    version: int
    name: str
    description: str
    is_default: bool
    created_at: datetime
    archived_at: datetime | None
    stages: Sequence[StageView]

    @classmethod
    def of(cls, workflow: Workflow) -> Self:
        return cls(
            id=workflow.id,
            version=workflow.version,
            name=workflow.name,
            description=workflow.description,
            is_default=workflow.is_default,
            created_at=workflow.created_at,
            archived_at=workflow.archived_at,
            stages=[StageView.of(stage) for stage in workflow.stages],
        )


class WorkflowRow(Struct, frozen=True, kw_only=True):
    """A workflow in a list: the number of its stages instead of the stages."""

    id: WorkflowId
    version: int
    name: str
    description: str
    is_default: bool
    created_at: datetime
    archived_at: datetime | None
    stage_count: int
