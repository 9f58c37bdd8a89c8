"""REST of papers: PDF and electronic invoices, as files to save."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from nexus.kernel.ids import CustomerId, DeliveryId, QuoteId, SaleId
from nexus.kernel.papers import PDF
from nexus.platform.downloads import sent
from nexus.platform.http import Caller
from nexus.platform.turnstile import Gate, through
from nexus.sales.adapters.rest.public_quotes import Revision
from nexus.sales.adapters.rest.statements import CurrencyCode, First, Last
from nexus.sales.messages.papers import EInvoiceCheck
from nexus.sales.service.papers import XML, PaperService

Service = NamedDependency[PaperService]
Stamped = Annotated[
    bool, QueryParameter(description="A copy that shows what became of it, instead of the paper.")
]
READ, QUOTES = "sales.read", "quotes.read"


class SalePaperApi(Controller):
    path = "/api/sales/{id:uuid}"
    tags = ("papers",)

    @get("/pdf", permission=READ, media_type=PDF, refuses=True, sync_to_thread=True)
    def show_sale_pdf(
        self, papers: Service, actor: Caller, id: FromPath[SaleId], stamped: Stamped = False
    ) -> Response[bytes]:
        """Show the paper: of an invoice always the same bytes, of a draft as it is now."""
        return sent(papers.of_sale(actor, id, is_stamped=stamped))

    @get("/cii", permission=READ, media_type=XML, refuses=True, sync_to_thread=True)
    def show_sale_cii(
        self, papers: Service, actor: Caller, id: FromPath[SaleId]
    ) -> Response[bytes]:
        """Show an invoice as CII, by EN 16931."""
        return sent(papers.cii(actor, id))

    @get("/ubl", permission=READ, media_type=XML, refuses=True, sync_to_thread=True)
    def show_sale_ubl(
        self, papers: Service, actor: Caller, id: FromPath[SaleId]
    ) -> Response[bytes]:
        """Show an invoice as UBL 2.1, by EN 16931."""
        return sent(papers.ubl(actor, id))

    @get("/einvoice-check", permission=READ, refuses=True, sync_to_thread=True)
    def check_einvoice(self, papers: Service, actor: Caller, id: FromPath[SaleId]) -> EInvoiceCheck:
        """Tell whether a sale is an electronic invoice, and what it misses if not."""
        return papers.einvoice_check(actor, id)


class QuotePaperApi(Controller):
    path = "/api/quotes/{id:uuid}/pdf"
    tags = ("papers",)

    @get("/", permission=QUOTES, media_type=PDF, refuses=True, sync_to_thread=True)
    def show_quote_pdf(
        self, papers: Service, actor: Caller, id: FromPath[QuoteId], stamped: Stamped = False
    ) -> Response[bytes]:
        """Show the paper: of a sent quote always the same bytes, of a draft as it is now."""
        return sent(papers.of_quote(actor, id, is_stamped=stamped))


class PublicQuotePaperApi(Controller):
    path = "/api/public/quotes/{token:str}/pdf"
    tags = ("public quotes",)
    response_headers = (ResponseHeader(name="X-Robots-Tag", value="noindex, nofollow"),)

    @get("/", public=True, media_type=PDF, refuses=True, sync_to_thread=True)
    def show_public_quote_pdf(
        self,
        papers: Service,
        turnstile: Gate,
        request: Request[Any, Any, Any],
        token: FromPath[str],
        revision: Revision = None,
    ) -> Response[bytes]:
        """Show the paper of the quote that a link leads to."""
        with through(turnstile, request, token):
            return sent(papers.of_public_quote(token, revision))


class DeliveryPaperApi(Controller):
    path = "/api/deliveries/{id:uuid}/pdf"
    tags = ("papers",)

    @get("/", permission=READ, media_type=PDF, refuses=True, sync_to_thread=True)
    def show_delivery_pdf(
        self, papers: Service, actor: Caller, id: FromPath[DeliveryId]
    ) -> Response[bytes]:
        """Show the delivery note: of what was delivered always the same bytes."""
        return sent(papers.of_delivery(actor, id))


class StatementPaperApi(Controller):
    path = "/api/customers/{customer_id:uuid}/statement/pdf"
    tags = ("papers",)

    @get("/", permission=READ, media_type=PDF, refuses=True, sync_to_thread=True)
    def show_statement_pdf(
        self,
        papers: Service,
        actor: Caller,
        customer_id: FromPath[CustomerId],
        first: First = None,
        last: Last = None,
        currency: CurrencyCode = None,
    ) -> Response[bytes]:
        """Show a customer's statement as it is now."""
        return sent(papers.of_account(actor, customer_id, first, last, currency))


HANDLERS: list[Any] = [
    *(SalePaperApi, QuotePaperApi, PublicQuotePaperApi, DeliveryPaperApi, StatementPaperApi)
]
