"""REST of drafts, invoices and payments."""

from datetime import date
from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.kernel.ids import CustomerId, PaymentId, ProductId, ProjectId, SaleId, SaleLineId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.sales.domain import Kind, Status
from nexus.sales.messages import (
    ApplyCredit,
    CancelSale,
    ChangeLine,
    ChangeSale,
    CreateSale,
    CustomerBalance,
    IssueSale,
    ListSales,
    PaymentView,
    PreviewSale,
    PreviewView,
    RecordPayment,
    RefundPayment,
    SaleRow,
    SaleView,
    Sort,
    VoidPayment,
    WriteLine,
)
from nexus.sales.service import SaleService

Service = NamedDependency[SaleService]
Overdue = Annotated[bool | None, QueryParameter(description="Past the due day and not paid.")]
Unpaid = Annotated[bool | None, QueryParameter(description="Something of it is open.")]
IssuedFrom = Annotated[date | None, QueryParameter(description="The first issue date.")]
IssuedTo = Annotated[date | None, QueryParameter(description="The last issue date.")]
READ, WRITE, ISSUE, PAY = "sales.read", "sales.write", "sales.issue", "sales.pay"


class SaleApi(Controller):
    path = "/api/sales"
    tags = ("sales",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_sales(
        self,
        sales: Service,
        actor: Caller,
        status: FromQuery[Status | None] = None,
        kind: FromQuery[Kind | None] = None,
        customer_id: FromQuery[CustomerId | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        overdue: Overdue = None,
        unpaid: Unpaid = None,
        issued_from: IssuedFrom = None,
        issued_to: IssuedTo = None,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[SaleRow]:
        """List drafts, invoices and the other documents; of one kind if that is asked."""
        return sales.page(
            actor,
            ListSales(
                status=status,
                kind=kind,
                customer_id=customer_id,
                project_id=project_id,
                overdue=overdue,
                unpaid=unpaid,
                issued_from=issued_from,
                issued_to=issued_to,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=WRITE, sync_to_thread=True)
    def create_sale(
        self, sales: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateSale]
    ) -> Response[SaleView]:
        """Begin a draft, with its lines."""
        return once(lambda: sales.create(actor, data))

    @post("/preview", permission=READ, status_code=200, sync_to_thread=True)
    def preview_sale(
        self, sales: Service, actor: Caller, data: JSONBody[PreviewSale]
    ) -> PreviewView:
        """Count what a sale would come to, and keep nothing."""
        return sales.preview(actor, data)

    @get("/by-number/{number:path}", permission=READ, sync_to_thread=True)
    def show_sale_by_number(
        self, sales: Service, actor: Caller, number: FromPath[str]
    ) -> Response[SaleView]:
        """Show the invoice of a number."""
        return tagged(sales.by_number(actor, number.removeprefix("/")))

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_sale(self, sales: Service, actor: Caller, id: FromPath[SaleId]) -> Response[SaleView]:
        """Show a sale with its lines, taxes and payments."""
        return tagged(sales.one(actor, id))

    @patch("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_sale(
        self,
        sales: Service,
        actor: Caller,
        id: FromPath[SaleId],
        if_match: IfMatch,
        data: JSONBody[ChangeSale],
    ) -> Response[SaleView]:
        """Change a draft. An invoice that was issued stays as it is."""
        return tagged(sales.change(actor, id, data, if_match))

    @delete("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def delete_sale(
        self, sales: Service, actor: Caller, id: FromPath[SaleId], if_match: IfMatch
    ) -> None:
        """Throw a draft away."""
        sales.delete(actor, id, if_match)

    @post("/{id:uuid}/lines", permission=WRITE, sync_to_thread=True)
    def add_sale_line(
        self,
        sales: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        if_match: IfMatch,
        data: JSONBody[WriteLine],
    ) -> Response[SaleView]:
        """Add a line at the end of a draft."""
        return once(lambda: sales.add_line(actor, id, data, if_match))

    @patch("/{id:uuid}/lines/{line_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_sale_line(
        self,
        sales: Service,
        actor: Caller,
        id: FromPath[SaleId],
        line_id: FromPath[SaleLineId],
        if_match: IfMatch,
        data: JSONBody[ChangeLine],
    ) -> Response[SaleView]:
        """Change a line of a draft, or move it."""
        return tagged(sales.change_line(actor, id, line_id, data, if_match))

    @delete(
        "/{id:uuid}/lines/{line_id:uuid}", permission=WRITE, status_code=200, sync_to_thread=True
    )
    def remove_sale_line(
        self,
        sales: Service,
        actor: Caller,
        id: FromPath[SaleId],
        line_id: FromPath[SaleLineId],
        if_match: IfMatch,
    ) -> Response[SaleView]:
        """Take a line out of a draft."""
        return tagged(sales.remove_line(actor, id, line_id, if_match))

    @post("/{id:uuid}/issue", permission=ISSUE, status_code=200, sync_to_thread=True)
    def issue_sale(
        self,
        sales: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        if_match: IfMatch,
        data: JSONBody[IssueSale],
    ) -> Response[SaleView]:
        """Make a draft an invoice: it gets its number and never changes again."""
        return once(lambda: sales.issue(actor, id, data, if_match), 200)

    @post("/{id:uuid}/cancel", permission=ISSUE, status_code=200, sync_to_thread=True)
    def cancel_sale(
        self,
        sales: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        if_match: IfMatch,
        data: JSONBody[CancelSale],
    ) -> Response[SaleView]:
        """Cancel an invoice that nothing has been paid on. It keeps its number."""
        return once(lambda: sales.cancel(actor, id, data, if_match), 200)

    @get("/{id:uuid}/payments", permission=READ, sync_to_thread=True)
    def list_sale_payments(
        self, sales: Service, actor: Caller, id: FromPath[SaleId]
    ) -> Page[PaymentView]:
        """List a sale's payments, and what was taken back of them."""
        return sales.payments(actor, id)

    @post("/{id:uuid}/payments", permission=PAY, sync_to_thread=True)
    def record_payment(
        self,
        sales: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        if_match: IfMatch,
        data: JSONBody[RecordPayment],
    ) -> Response[SaleView]:
        """Record a payment. What is over becomes the customer's credit."""
        return once(lambda: sales.pay(actor, id, data, if_match))

    @post("/{id:uuid}/payments/{payment_id:uuid}/void", permission=PAY, sync_to_thread=True)
    def void_payment(
        self,
        sales: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        payment_id: FromPath[PaymentId],
        if_match: IfMatch,
        data: JSONBody[VoidPayment],
    ) -> Response[SaleView]:
        """Take back a payment that was entered by mistake."""
        return once(lambda: sales.void_payment(actor, id, payment_id, data, if_match))

    @post("/{id:uuid}/payments/{payment_id:uuid}/refund", permission=PAY, sync_to_thread=True)
    def refund_payment(
        self,
        sales: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        payment_id: FromPath[PaymentId],
        if_match: IfMatch,
        data: JSONBody[RefundPayment],
    ) -> Response[SaleView]:
        """Record that a payment, or a part of it, went back to the customer."""
        return once(lambda: sales.refund_payment(actor, id, payment_id, data, if_match))

    @post("/{id:uuid}/apply-credit", permission=PAY, sync_to_thread=True)
    def apply_credit(
        self,
        sales: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        if_match: IfMatch,
        data: JSONBody[ApplyCredit],
    ) -> Response[SaleView]:
        """Pay out of the customer's credit."""
        return once(lambda: sales.apply_credit(actor, id, data, if_match))


class CustomerSalesApi(Controller):
    path = "/api/customers/{customer_id:uuid}"
    tags = ("sales",)

    @get("/sales", permission=READ, sync_to_thread=True)
    def list_customer_sales(
        self,
        sales: Service,
        actor: Caller,
        customer_id: FromPath[CustomerId],
        status: FromQuery[Status | None] = None,
        kind: FromQuery[Kind | None] = None,
        overdue: Overdue = None,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[SaleRow]:
        """List a customer's sales."""
        wish = ListSales(
            customer_id=customer_id,
            status=status,
            kind=kind,
            overdue=overdue,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return sales.of_customer(actor, customer_id, wish)

    @get("/balance", permission=READ, sync_to_thread=True)
    def show_customer_balance(
        self, sales: Service, actor: Caller, customer_id: FromPath[CustomerId]
    ) -> CustomerBalance:
        """Show what a customer was billed, has paid, owes, and has in hand."""
        return sales.balance(actor, customer_id)


class ProductSalesApi(Controller):
    path = "/api/products/templates/{id:uuid}"
    tags = ("sales",)

    @get("/sales", permission=READ, sync_to_thread=True)
    def list_product_sales(
        self,
        sales: Service,
        actor: Caller,
        id: FromPath[ProductId],
        status: FromQuery[Status | None] = None,
        kind: FromQuery[Kind | None] = None,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[SaleRow]:
        """List the sales with a line of a product."""
        wish = ListSales(
            product_template_id=id,
            status=status,
            kind=kind,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return sales.of_product(actor, id, wish)


class ProjectSalesApi(Controller):
    path = "/api/projects/{project_id:uuid}"
    tags = ("sales",)

    @get("/sales", permission=READ, sync_to_thread=True)
    def list_project_sales(
        self,
        sales: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        status: FromQuery[Status | None] = None,
        kind: FromQuery[Kind | None] = None,
        overdue: Overdue = None,
        search: Search = None,
        sort: FromQuery[Sort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[SaleRow]:
        """List a project's sales, also those with single lines for it."""
        wish = ListSales(
            project_id=project_id,
            status=status,
            kind=kind,
            overdue=overdue,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return sales.of_project(actor, project_id, wish)
