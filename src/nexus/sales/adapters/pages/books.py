"""Pages around invoices: accounts of customers, and what was done and is on no invoice."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.kernel.actor import Actor
from nexus.kernel.ids import CustomerId, ProjectId, read_id
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.sales.adapters.pages.places import sale_path, words
from nexus.sales.messages.credit import PayOutCredit
from nexus.sales.messages.unbilled import InvoiceUnbilled
from nexus.sales.service.corrections import CorrectionService
from nexus.sales.service.pricing import PricingService
from nexus.sales.service.statements import StatementService
from nexus.sales.service.unbilled import UnbilledService

Unbilled = NamedDependency[UnbilledService]
First = Annotated[date | None, QueryParameter(name="from")]
Last = Annotated[date | None, QueryParameter(name="to")]
ACCOUNT = "sales/statement.html"
INVOICE = "sales/unbilled_invoice.html"


class BookPages(Controller):
    path = "/sales"
    include_in_schema = False

    @get("/statements/{code:str}", permission="sales.read", sync_to_thread=True)
    def statement_page(
        self,
        statements: NamedDependency[StatementService],
        pricing: NamedDependency[PricingService],
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        first: First = None,
        last: Last = None,
    ) -> Response[Any]:
        """Show what a customer was billed and paid over a time, and what is open by age."""
        told = statements.statement(actor, _customer(pricing, actor, code), first, last)
        return show(ACCOUNT, form=show.form(), **words(show, told=told))

    @post("/statements/{code:str}", permission="sales.pay", sync_to_thread=True)
    def pay_credit_out_page(
        self,
        statements: NamedDependency[StatementService],
        corrections: NamedDependency[CorrectionService],
        pricing: NamedDependency[PricingService],
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        sent: Sent,
    ) -> Response[Any]:
        """Record that a customer's credit was given back in money."""
        customer_id = _customer(pricing, actor, code)
        return show.attempt(
            sent,
            PayOutCredit,
            lambda wish: corrections.pay_out(actor, customer_id, wish),
            again=ACCOUNT,
            then=lambda made: f"/sales/statements/{quote(code)}",
            said=show.say("Paid out."),
            **words(show, told=statements.statement(actor, customer_id)),
        )

    @get("/unbilled", permission="sales.read", sync_to_thread=True)
    def unbilled_page(
        self, unbilled: Unbilled, actor: Caller, show: Shown, in_progress: FromQuery[bool] = False
    ) -> Response[Any]:
        """List what was ordered, worked, used or finished, and is on no invoice."""
        told = unbilled.everything(actor, in_progress=in_progress)
        return show("sales/unbilled.html", **words(show, told=told, in_progress=in_progress))

    @get("/unbilled/{project_id:uuid}", permission="sales.write", sync_to_thread=True)
    def invoice_unbilled_form_page(
        self, unbilled: Unbilled, actor: Caller, show: Shown, project_id: FromPath[ProjectId]
    ) -> Response[Any]:
        """Ask at which prices what was done is invoiced."""
        told = unbilled.of_project(actor, project_id)
        form = Form.of(InvoiceUnbilled(), show.formats)
        return show(INVOICE, form=form, **_one(show, told))

    @post("/unbilled/{project_id:uuid}", permission="sales.write", sync_to_thread=True)
    def invoice_unbilled_page(
        self,
        unbilled: Unbilled,
        actor: Caller,
        show: Shown,
        project_id: FromPath[ProjectId],
        sent: Sent,
    ) -> Response[Any]:
        """Draft an invoice for what of a project is on none."""
        return show.attempt(
            sent,
            InvoiceUnbilled,
            lambda wish: unbilled.invoice(actor, project_id, wish),
            again=INVOICE,
            then=sale_path,
            said=show.say("Drafted. Check it and issue it."),
            **_one(show, unbilled.of_project(actor, project_id)),
        )


def _one(show: Show, told: Any) -> dict[str, Any]:
    job = told.projects[0] if told.projects else None
    parts = job.parts if job else []
    priced = any(it.kind in ("time", "material", "never_invoiced") for it in parts)
    return words(show, job=job, priced=priced, nothing=Decimal(0))


def _customer(pricing: PricingService, actor: Actor, code: str) -> CustomerId:
    id = read_id(code)
    return CustomerId(id) if id else pricing.customer(actor, code)
