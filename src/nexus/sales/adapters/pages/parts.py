"""What is delivered and invoiced of a sale by parts, and when."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from nexus.kernel.errors import Refused
from nexus.kernel.ids import FileId, MilestoneId
from nexus.platform.http import Caller
from nexus.platform.uploads import Arrived
from nexus.platform.web.pages import Sent, Shown
from nexus.platform.web.taking import Enclosed, said_with
from nexus.sales.adapters.pages.lines import with_quantity
from nexus.sales.adapters.pages.places import find_sale, sale_path
from nexus.sales.adapters.pages.sale_steps import ask, take
from nexus.sales.messages.deliveries import CreateDelivery
from nexus.sales.messages.progress import DrawInvoice, PlanMilestones, ReachMilestone
from nexus.sales.messages.proofs import ProofView, RecordProof
from nexus.sales.service import SaleService
from nexus.sales.service.deliveries import DeliveryService
from nexus.sales.service.papers import PaperService
from nexus.sales.service.progress import ProgressService
from nexus.sales.service.proofs import ProofService

Service = NamedDependency[SaleService]
Progress = NamedDependency[ProgressService]
Code = FromPath[str]
WRITE, DELIVER, PAY = "sales.write", "sales.deliver", "sales.pay"


class SalePartPages(Controller):
    path = "/sales/{code:str}"
    include_in_schema = False

    @get("/draw", permission=WRITE, sync_to_thread=True)
    def draw_invoice_form_page(
        self, sales: Service, progress: Progress, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Ask how much of an order is invoiced now."""
        sale = find_sale(sales, actor, code)
        return ask(show, sale, "draw", progress=progress.progress(actor, sale.id))

    @post("/draw", permission=WRITE, sync_to_thread=True)
    def draw_invoice_page(
        self, sales: Service, progress: Progress, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Draft an invoice for a part of an order."""
        sale = find_sale(sales, actor, code)
        return take(
            show,
            with_quantity(sent),
            DrawInvoice,
            lambda wish: progress.draw(actor, sale.id, wish, sent.version),
            sale,
            "draw",
            show.say("Drafted. Check it and issue it."),
            progress=progress.progress(actor, sale.id),
        )

    @post("/undo-order", permission=WRITE, sync_to_thread=True)
    def undo_order_page(
        self, sales: Service, progress: Progress, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Make an order an ordinary draft again."""
        made = progress.undo(actor, find_sale(sales, actor, code).id, sent.version)
        return show.go(sale_path(made), show.say("It is an ordinary draft again."))

    @get("/plan", permission=DELIVER, sync_to_thread=True)
    def plan_milestones_form_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Ask by which milestones an order is invoiced."""
        form = show.form(
            [(f"milestones[{at}].percent", said) for at, said in enumerate(("30", "40", "30"))]
        )
        return ask(show, find_sale(sales, actor, code), "plan", form)

    @post("/plan", permission=DELIVER, sync_to_thread=True)
    def plan_milestones_page(
        self, sales: Service, progress: Progress, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Plan by which milestones an order is invoiced."""
        sale = find_sale(sales, actor, code)
        sent.said["sale_id"] = [str(sale.id)]
        return take(
            show,
            sent,
            PlanMilestones,
            lambda wish: progress.plan(actor, _project(sale), wish),
            sale,
            "plan",
            show.say("Planned."),
            then=lambda made: sale_path(sale),
        )

    @post("/milestones/{id:uuid}/reach", permission=DELIVER, sync_to_thread=True)
    def reach_milestone_page(
        self,
        progress: Progress,
        actor: Caller,
        show: Shown,
        code: Code,
        id: FromPath[MilestoneId],
        sent: Sent,
    ) -> Response[Any]:
        """Note that a milestone was reached, and go to its draft."""
        made = progress.reach(actor, id, ReachMilestone(), sent.version)
        path = f"/sales/{made.invoice_id}" if made.invoice_id else f"/sales/{code}"
        return show.go(path, show.say("Reached. Its invoice waits as a draft."))

    @get("/deliver", permission=DELIVER, sync_to_thread=True)
    def deliver_sale_form_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Ask what is delivered of a sale."""
        return ask(show, find_sale(sales, actor, code), "deliver")

    @post("/deliver", permission=DELIVER, sync_to_thread=True)
    def deliver_sale_page(
        self,
        sales: Service,
        deliveries: NamedDependency[DeliveryService],
        actor: Caller,
        show: Shown,
        code: Code,
        sent: Sent,
    ) -> Response[Any]:
        """Write a delivery note for what is left of a sale, or for a part of that."""
        sale = find_sale(sales, actor, code)
        form = with_quantity(sent)
        form.said["sale_id"] = [str(sale.id)]
        return take(
            show,
            form,
            CreateDelivery,
            lambda wish: deliveries.create(actor, wish),
            sale,
            "deliver",
            show.say("The delivery note is written."),
            then=lambda made: f"/sales/deliveries/{made.id}",
        )

    @get("/proof", permission=PAY, sync_to_thread=True)
    def sale_proof_form_page(
        self, sales: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Ask what the customer showed as proof of a payment."""
        form = show.form([("pop_received_date", str(show.formats.today()))])
        return ask(show, find_sale(sales, actor, code), "proof", form)

    @post(
        "/proof",
        permission=PAY,
        sync_to_thread=True,
        request_max_body_size=None,
        optional_file=True,
    )
    def sale_proof_page(
        self,
        sales: Service,
        proofs: NamedDependency[ProofService],
        actor: Caller,
        show: Shown,
        code: Code,
        received: Arrived,
        enclosures: Enclosed,
    ) -> Response[Any]:
        """Record a proof of payment, with the paper; the project of the sale goes on by it."""
        sale = find_sale(sales, actor, code)

        def record(wish: RecordProof, file_id: FileId | None) -> ProofView:
            return proofs.record_pop(actor, _project(sale), replace(wish, file_id=file_id))

        return take(
            show,
            said_with(received),
            RecordProof,
            lambda wish: enclosures.take(
                actor, received, "sale", sale.id, lambda file_id: record(wish, file_id)
            ),
            sale,
            "proof",
            show.say("The proof of payment is recorded."),
            then=lambda made: sale_path(sale),
        )

    @get("/einvoice", permission="sales.read", sync_to_thread=True)
    def einvoice_page(
        self,
        sales: Service,
        papers: NamedDependency[PaperService],
        actor: Caller,
        show: Shown,
        code: Code,
    ) -> Response[Any]:
        """Tell whether an invoice is an electronic one, and give it."""
        sale = find_sale(sales, actor, code)
        return ask(show, sale, "einvoice", told=papers.einvoice_check(actor, sale.id))


def _project(sale: Any) -> Any:
    if sale.project_id is None:
        raise Refused("This sale is of no project.")
    return sale.project_id
