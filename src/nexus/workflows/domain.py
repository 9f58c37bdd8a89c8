"""A workflow and its stages: what they are and how they may be arranged."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

import msgspec

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import ShopId, StageId, StationId, WorkflowId, new_id
from nexus.kernel.phrase import phrase
from nexus.kernel.text import Name, tidy, tidy_text

LONGEST_NAME = 200
MOST_STAGES = 100


class NameTaken(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(phrase("There is a workflow “%(name)s” already.", name=name), field="name")


class StagePlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a stage shall be. With an id it is the workflow's own stage, without one it is new."""

    name: Name
    id: StageId | None = None
    station_id: StationId | None = None


@dataclass(eq=False, kw_only=True)
class Stage:
    """One step of the work. `position` counts from 1 without gaps."""

    id: StageId
    name: str
    position: int
    station_id: StationId | None = None


@dataclass(eq=False, kw_only=True)
class Workflow(Aggregate):
    id: WorkflowId
    name: str
    created_at: datetime
    description: str = ""
    is_default: bool = False
    archived_at: datetime | None = None
    stages: list[Stage] = field(default_factory=list)

    @classmethod
    def new(
        cls,
        shop_id: ShopId,
        name: str,
        at: datetime,
        *,
        description: str = "",
        stages: Sequence[StagePlan] = (),
    ) -> Self:
        return cls(
            id=WorkflowId(new_id()),
            shop_id=shop_id,
            name=tidy(name),
            created_at=at,
            description=tidy_text(description),
            stages=_placed(stages, {}),
        )

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def rename(self, name: str) -> None:
        self.name = tidy(name)
        self._changed()

    def describe(self, description: str) -> None:
        self.description = tidy_text(description)
        self._changed()

    def arrange(self, plans: Sequence[StagePlan]) -> None:
        """Let the stages be these, in this order; stages that are not among them go."""
        self.stages = _placed(plans, {stage.id: stage for stage in self.stages})
        self._changed()

    def copy(self, name: str, at: datetime) -> "Workflow":
        """Return a new workflow with the same stages; it is nobody's default."""
        plans = [StagePlan(name=it.name, station_id=it.station_id) for it in self.stages]
        return Workflow.new(self.shop_id, name, at, description=self.description, stages=plans)

    def make_default(self) -> None:
        if self.is_archived:
            raise Refused("An archived workflow cannot be the default. Restore it first.")
        self.is_default = True
        self._changed()

    def stand_back(self) -> None:
        """Be the default no longer."""
        self.is_default = False
        self._changed()

    def archive(self, at: datetime) -> None:
        """Offer it to no new project; once is enough, so a second time changes nothing."""
        if not self.is_archived:
            self.archived_at, self.is_default = at, False
            self._changed()

    def restore(self) -> None:
        if self.is_archived:
            self.archived_at = None
            self._changed()


def _placed(plans: Sequence[StagePlan], mine: dict[StageId, Stage]) -> list[Stage]:
    """Return the stages as planned, and in that order, out of those there are and new ones."""
    named = [plan.id for plan in plans if plan.id is not None]
    if not mine.keys() >= set(named):
        raise Invalid("A stage with an id is one that the workflow has.", "stages")
    if len(named) != len(set(named)):
        raise Invalid("A stage has one place in its workflow.", "stages")
    stages = []
    for position, plan in enumerate(plans, start=1):
        stage = mine[plan.id] if plan.id else Stage(id=StageId(new_id()), name="", position=0)
        stage.name, stage.position, stage.station_id = tidy(plan.name), position, plan.station_id
        stages.append(stage)
    return stages
