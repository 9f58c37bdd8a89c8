"""REST of invoicing by parts."""

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from nexus.kernel.ids import MilestoneId, ProjectId, SaleId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, IfMatch, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.sales.messages import SaleView
from nexus.sales.messages.progress import (
    DrawInvoice,
    MilestoneView,
    PlanMilestones,
    PlanView,
    ProgressView,
    ReachMilestone,
)
from nexus.sales.service.progress import ProgressService

Service = NamedDependency[ProgressService]
READ, WRITE, DELIVER = "sales.read", "sales.write", "sales.deliver"


class ProgressApi(Controller):
    path = "/api/sales/{id:uuid}/progress"
    tags = ("sales",)

    @get("/", permission=READ, sync_to_thread=True)
    def show_progress(
        self, progress: Service, actor: Caller, id: FromPath[SaleId]
    ) -> Response[ProgressView]:
        """Show how much of what was ordered is delivered and invoiced."""
        return tagged(progress.progress(actor, id))

    @post("/", permission=WRITE, sync_to_thread=True)
    def draw_invoice(
        self,
        progress: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        if_match: IfMatch,
        data: JSONBody[DrawInvoice],
    ) -> Response[SaleView]:
        """Draft an invoice for a part of what was ordered."""
        return once(lambda: progress.draw(actor, id, data, if_match))

    @delete("/", permission=WRITE, status_code=200, sync_to_thread=True)
    def take_order_back(
        self, progress: Service, actor: Caller, id: FromPath[SaleId], if_match: IfMatch
    ) -> Response[SaleView]:
        """Make an order, of which no part is invoiced, a draft again; its plan is dropped."""
        return tagged(progress.undo(actor, id, if_match))


class ProjectMilestoneApi(Controller):
    path = "/api/projects/{project_id:uuid}/milestones"
    tags = ("sales",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_milestones(
        self, progress: Service, actor: Caller, project_id: FromPath[ProjectId]
    ) -> Page[MilestoneView]:
        """List the milestones a project is invoiced by."""
        return progress.milestones(actor, project_id)

    @post("/", permission=DELIVER, sync_to_thread=True)
    def plan_milestones(
        self,
        progress: Service,
        actor: Caller,
        once: OncePerKey,
        project_id: FromPath[ProjectId],
        data: JSONBody[PlanMilestones],
    ) -> Response[PlanView]:
        """Plan by which milestones an order is invoiced; they come to the whole of it."""
        return once(lambda: progress.plan(actor, project_id, data))


class MilestoneApi(Controller):
    path = "/api/milestones"
    tags = ("sales",)

    @post("/{id:uuid}/reach", permission=DELIVER, status_code=200, sync_to_thread=True)
    def reach_milestone(
        self,
        progress: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[MilestoneId],
        if_match: IfMatch,
        data: JSONBody[ReachMilestone],
    ) -> Response[MilestoneView]:
        """Note that a milestone was reached; its invoice is drafted."""
        return once(lambda: progress.reach(actor, id, data, if_match), 200)
