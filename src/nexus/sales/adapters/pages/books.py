"""Pages around invoices: accounts of customers, and what was done and is on no invoice."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.kernel.ids import CustomerId, ProjectId
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.sales.adapters.pages.places import sale_path, words
from nexus.sales.messages.unbilled import InvoiceUnbilled
from nexus.sales.service.pricing import PricingService
from nexus.sales.service.statements import StatementService
from nexus.sales.service.unbilled import UnbilledService

Unbilled = NamedDependency[UnbilledService]
First = Annotated[date | None, QueryParameter(name="from")]
Last = Annotated[date | None, QueryParameter(name="to")]
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
        id = _id(code)
        customer_id = CustomerId(id) if id else pricing.customer(actor, code)
        told = statements.statement(actor, customer_id, first, last)
        dates = [("from", str(told.from_day)), ("to", str(told.to_day))]
        return show("sales/statement.html", **words(show, told=told, form=show.form(dates)))

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


def _id(code: str) -> UUID | None:
    try:
        return UUID(code)
    except ValueError:
        return None
