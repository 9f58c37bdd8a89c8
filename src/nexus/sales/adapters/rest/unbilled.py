"""REST of what is not invoiced yet."""

from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from nexus.kernel.ids import ProjectId
from nexus.platform.http import Caller
from nexus.platform.idempotency import OncePerKey
from nexus.sales.messages import SaleView
from nexus.sales.messages.unbilled import InvoiceUnbilled, UnbilledView
from nexus.sales.service.unbilled import UnbilledService

Service = NamedDependency[UnbilledService]
InProgress = Annotated[
    bool, QueryParameter(description="Work in progress too, that has no price yet.")
]


class UnbilledApi(Controller):
    path = "/api/sales/unbilled"
    tags = ("sales",)

    @get("/", permission="sales.read", sync_to_thread=True)
    def list_unbilled(
        self, unbilled: Service, actor: Caller, in_progress: InProgress = False
    ) -> UnbilledView:
        """List what was ordered, worked, used or finished, and is on no invoice."""
        return unbilled.everything(actor, in_progress=in_progress)


class ProjectUnbilledApi(Controller):
    path = "/api/projects/{project_id:uuid}"
    tags = ("sales",)

    @get("/unbilled", permission="sales.read", sync_to_thread=True)
    def show_unbilled(
        self, unbilled: Service, actor: Caller, project_id: FromPath[ProjectId]
    ) -> UnbilledView:
        """Show what of a project is on no invoice."""
        return unbilled.of_project(actor, project_id)

    @post("/invoice-unbilled", permission="sales.write", sync_to_thread=True)
    def invoice_unbilled(
        self,
        unbilled: Service,
        actor: Caller,
        once: OncePerKey,
        project_id: FromPath[ProjectId],
        data: JSONBody[InvoiceUnbilled],
    ) -> Response[SaleView]:
        """Draft an invoice for what of a project is on none."""
        return once(lambda: unbilled.invoice(actor, project_id, data))
