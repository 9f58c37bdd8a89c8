"""The use cases. Each is one transaction, asked for by one actor."""

from collections.abc import Callable, Sequence
from itertools import count

from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import ShopId, WorkflowId
from nexus.kernel.page import Page
from nexus.kernel.text import tidy
from nexus.workflows.domain import LONGEST_NAME, NameTaken, StagePlan, Workflow
from nexus.workflows.messages import (
    ChangeWorkflow,
    CopyWorkflow,
    CreateWorkflow,
    ListWorkflows,
    StageView,
    WorkflowRow,
    WorkflowView,
)
from nexus.workflows.ports import Stations, Workflows, WorkflowsReading, WorkflowsUnitOfWork


class WorkflowService:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], WorkflowsUnitOfWork],
        reading: Callable[[ShopId], WorkflowsReading],
        stations: Stations,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._stations = stations
        self._clock = clock

    def create(self, actor: Actor, wish: CreateWorkflow) -> WorkflowView:
        actor.require("workflows.manage")
        with self._unit_of_work(actor) as uow:
            self._check_name(uow, wish.name)
            self._check_stations(actor, wish.stages)
            workflow = Workflow.new(
                actor.shop_id,
                wish.name,
                self._clock(),
                description=wish.description,
                stages=wish.stages,
            )
            if wish.is_default:
                self._dethrone(uow)
                workflow.is_default = True
            uow.workflows.add(workflow)
            return WorkflowView.of(workflow)

    def change(
        self,
        actor: Actor,
        workflow_id: WorkflowId,
        wish: ChangeWorkflow,
        version: int | None = None,
    ) -> WorkflowView:
        actor.require("workflows.manage")
        with self._unit_of_work(actor) as uow:
            workflow = uow.workflows.get(workflow_id).expect(version)
            if wish.name is not UNSET and tidy(wish.name) != workflow.name:
                self._check_name(uow, wish.name, but=workflow)
                workflow.rename(wish.name)
            if wish.description is not UNSET:
                workflow.describe(wish.description)
            if wish.stages is not UNSET:
                self._check_stations(actor, wish.stages)
                workflow.arrange(wish.stages)
            if wish.is_default is True and not workflow.is_default:
                self._dethrone(uow)
                workflow.make_default()
            elif wish.is_default is False and workflow.is_default:
                workflow.stand_back()
            return WorkflowView.of(workflow)

    def copy(self, actor: Actor, workflow_id: WorkflowId, wish: CopyWorkflow) -> WorkflowView:
        """Make a second workflow with the same stages, to be changed by itself."""
        actor.require("workflows.manage")
        with self._unit_of_work(actor) as uow:
            original = uow.workflows.get(workflow_id)
            name = wish.name or _free_name(original.name, uow.workflows)
            self._check_name(uow, name)
            twin = original.copy(name, self._clock())
            uow.workflows.add(twin)
            return WorkflowView.of(twin)

    def archive(
        self, actor: Actor, workflow_id: WorkflowId, version: int | None = None
    ) -> WorkflowView:
        """Offer it to no new project. Projects that follow it go on as they are."""
        actor.require("workflows.manage")
        with self._unit_of_work(actor) as uow:
            workflow = uow.workflows.get(workflow_id).expect(version)
            workflow.archive(self._clock())
            return WorkflowView.of(workflow)

    def restore(
        self, actor: Actor, workflow_id: WorkflowId, version: int | None = None
    ) -> WorkflowView:
        actor.require("workflows.manage")
        with self._unit_of_work(actor) as uow:
            workflow = uow.workflows.get(workflow_id).expect(version)
            workflow.restore()
            return WorkflowView.of(workflow)

    def one(self, actor: Actor, workflow_id: WorkflowId) -> WorkflowView:
        actor.require("workflows.read")
        with self._reading(actor.shop_id) as look:
            return look.one(workflow_id)

    def page(self, actor: Actor, wish: ListWorkflows) -> Page[WorkflowRow]:
        actor.require("workflows.read")
        with self._reading(actor.shop_id) as look:
            return look.page(wish)

    def stages(self, actor: Actor, workflow_id: WorkflowId) -> Page[StageView]:
        """Return all stages in order; of archived workflows too."""
        return Page(items=list(self.one(actor, workflow_id).stages))

    def _check_name(self, uow: WorkflowsUnitOfWork, name: str, but: Workflow | None = None) -> None:
        if uow.workflows.has_name(name, but):
            raise NameTaken(tidy(name))

    def _dethrone(self, uow: WorkflowsUnitOfWork) -> None:
        """A shop has one default: the one before stands back first."""
        if (before := uow.workflows.default()) is not None:
            before.stand_back()
            uow.flush()

    def _check_stations(self, actor: Actor, plans: Sequence[StagePlan]) -> None:
        for station_id in {plan.station_id for plan in plans if plan.station_id is not None}:
            if not self._stations.has_station(actor.shop_id, station_id):
                raise Invalid("This shop has no such station.", "stages")


def _free_name(original: str, workflows: Workflows) -> str:
    """Return `Original (copy)`, or with a number if that is taken."""
    endings = (" (copy)" if n == 1 else f" (copy {n})" for n in count(1))
    names = (original[: LONGEST_NAME - len(ending)].rstrip() + ending for ending in endings)
    return next(name for name in names if not workflows.has_name(name))
