"""REST of credit notes and customers' credit."""

from datetime import date
from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.kernel.ids import CustomerId, ProjectId, SaleId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total
from nexus.platform.idempotency import OncePerKey
from nexus.sales.domain import EntryKind, Kind
from nexus.sales.messages import ListSales, PreviewView, SaleRow, SaleView, Sort
from nexus.sales.messages.credit import (
    CreditEntryRow,
    CreditSale,
    CreditView,
    EntrySort,
    ListCredit,
    PayOutCredit,
)
from nexus.sales.service.corrections import CorrectionService

Service = NamedDependency[CorrectionService]
IssuedFrom = Annotated[date | None, QueryParameter(description="The first issue date.")]
IssuedTo = Annotated[date | None, QueryParameter(description="The last issue date.")]
CurrencyCode = Annotated[
    str | None, QueryParameter(pattern="^[A-Z]{3}$", description="Such as ZAR.")
]
READ, ISSUE, PAY = "sales.read", "sales.issue", "sales.pay"


class SaleCreditApi(Controller):
    path = "/api/sales/{id:uuid}/credit-notes"
    tags = ("sales",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_notes_of_sale(
        self,
        corrections: Service,
        actor: Caller,
        id: FromPath[SaleId],
        sort: FromQuery[Sort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[SaleRow]:
        """List the credit notes of an invoice."""
        wish = ListSales(
            kind=Kind.CREDIT_NOTE,
            corrects_id=id,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return corrections.notes(actor, wish)

    @post("/", permission=ISSUE, sync_to_thread=True)
    def credit_sale(
        self,
        corrections: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        if_match: IfMatch,
        data: JSONBody[CreditSale],
    ) -> Response[SaleView]:
        """Issue a credit note: the invoice stays as it is, and is settled by it."""
        return once(lambda: corrections.credit(actor, id, data, if_match))

    @post("/preview", permission=READ, status_code=200, sync_to_thread=True)
    def preview_credit_note(
        self, corrections: Service, actor: Caller, id: FromPath[SaleId], data: JSONBody[CreditSale]
    ) -> PreviewView:
        """Count what a credit note would come to, and keep nothing."""
        return corrections.preview(actor, id, data)


class CreditNoteApi(Controller):
    path = "/api/credit-notes"
    tags = ("sales",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_credit_notes(
        self,
        corrections: Service,
        actor: Caller,
        customer_id: FromQuery[CustomerId | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        issued_from: IssuedFrom = None,
        issued_to: IssuedTo = None,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[SaleRow]:
        """List credit notes."""
        wish = ListSales(
            kind=Kind.CREDIT_NOTE,
            customer_id=customer_id,
            project_id=project_id,
            issued_from=issued_from,
            issued_to=issued_to,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return corrections.notes(actor, wish)


class CustomerCreditApi(Controller):
    path = "/api/customers/{customer_id:uuid}/credit"
    tags = ("sales",)

    @get("/", permission=READ, sync_to_thread=True)
    def show_customer_credit(
        self, corrections: Service, actor: Caller, customer_id: FromPath[CustomerId]
    ) -> CreditView:
        """Show what a customer has in hand."""
        return corrections.in_hand(actor, customer_id)

    @get("/entries", permission=READ, sync_to_thread=True)
    def list_credit_entries(
        self,
        corrections: Service,
        actor: Caller,
        customer_id: FromPath[CustomerId],
        currency: CurrencyCode = None,
        kind: FromQuery[EntryKind | None] = None,
        sort: FromQuery[EntrySort] = "-made_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[CreditEntryRow]:
        """List what moved a customer's credit."""
        wish = ListCredit(
            customer_id=customer_id,
            currency=currency,
            kind=kind,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return corrections.entries(actor, wish)

    @post("/pay-out", permission=PAY, sync_to_thread=True)
    def pay_credit_out(
        self,
        corrections: Service,
        actor: Caller,
        once: OncePerKey,
        customer_id: FromPath[CustomerId],
        data: JSONBody[PayOutCredit],
    ) -> Response[CreditView]:
        """Record that a customer's credit was given back in money."""
        return once(lambda: corrections.pay_out(actor, customer_id, data))
