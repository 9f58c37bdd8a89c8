"""REST of quotes and deposits, for the shop's own people."""

from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.kernel.ids import CustomerId, ProjectId, QuoteId, QuoteLineId, SaleId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.sales.domain.quote import QuoteStatus
from nexus.sales.messages import SaleView
from nexus.sales.messages.pricing import PreviewQuote, QuotePreview
from nexus.sales.messages.quote_views import DepositsView, QuoteRow, QuoteView, SentQuote
from nexus.sales.messages.quotes import (
    AskDeposit,
    ChangeQuote,
    ChangeQuoteLine,
    CreateQuote,
    ListQuotes,
    QuoteSort,
    RecordAcceptance,
    RenewLink,
    ReviseQuote,
    SendQuote,
    WithdrawQuote,
    WriteOptions,
    WriteQuoteLine,
)
from nexus.sales.service.acceptance import AcceptanceService
from nexus.sales.service.deposits import DepositService
from nexus.sales.service.pricing import PricingService
from nexus.sales.service.quotes import QuoteService

Service = NamedDependency[QuoteService]
Prices = NamedDependency[PricingService]
Expiring = Annotated[
    bool | None, QueryParameter(description="Waits for an answer, for three more days at most.")
]
Revision = Annotated[int | None, QueryParameter(ge=1, le=10_000, description="The newest if not.")]
Number = Annotated[
    str | None, QueryParameter(max_length=200, description="All revisions of one quote.")
]
READ, WRITE, SEND, ACCEPT = "quotes.read", "quotes.write", "quotes.send", "quotes.accept"


class QuoteApi(Controller):
    path = "/api/quotes"
    tags = ("quotes",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_quotes(
        self,
        quotes: Service,
        actor: Caller,
        status: FromQuery[QuoteStatus | None] = None,
        customer_id: FromQuery[CustomerId | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        expiring: Expiring = None,
        number: Number = None,
        search: Search = None,
        sort: FromQuery[QuoteSort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[QuoteRow]:
        """List quotes, each of their revisions."""
        wish = ListQuotes(
            status=status,
            customer_id=customer_id,
            project_id=project_id,
            expiring=expiring,
            number=number,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return quotes.page(actor, wish)

    @post("/", permission=WRITE, sync_to_thread=True)
    def create_quote(
        self, quotes: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateQuote]
    ) -> Response[QuoteView]:
        """Begin a quote, with its lines and options."""
        return once(lambda: quotes.create(actor, data))

    @post("/preview", permission=READ, status_code=200, sync_to_thread=True)
    def preview_quote(
        self, pricing: Prices, actor: Caller, data: JSONBody[PreviewQuote]
    ) -> QuotePreview:
        """Count what a quote would come to with what is chosen of it, and keep nothing."""
        return pricing.quote(actor, data)

    @get("/by-number/{number:path}", permission=READ, sync_to_thread=True)
    def show_quote_by_number(
        self, quotes: Service, actor: Caller, number: FromPath[str], revision: Revision = None
    ) -> Response[QuoteView]:
        """Show the quote of a number, its newest revision unless told."""
        return tagged(quotes.by_number(actor, number.removeprefix("/"), revision))

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_quote(
        self, quotes: Service, actor: Caller, id: FromPath[QuoteId]
    ) -> Response[QuoteView]:
        """Show a quote with its lines, options and links, and how it was accepted."""
        return tagged(quotes.one(actor, id))

    @patch("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_quote(
        self,
        quotes: Service,
        actor: Caller,
        id: FromPath[QuoteId],
        if_match: IfMatch,
        data: JSONBody[ChangeQuote],
    ) -> Response[QuoteView]:
        """Change a quote that has not been sent. One that was is revised."""
        return tagged(quotes.change(actor, id, data, if_match))

    @delete("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def delete_quote(
        self, quotes: Service, actor: Caller, id: FromPath[QuoteId], if_match: IfMatch
    ) -> None:
        """Throw a quote away that has not been sent."""
        quotes.delete(actor, id, if_match)

    @post("/{id:uuid}/lines", permission=WRITE, sync_to_thread=True)
    def add_quote_line(
        self,
        quotes: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[QuoteId],
        if_match: IfMatch,
        data: JSONBody[WriteQuoteLine],
    ) -> Response[QuoteView]:
        """Add a line at the end, fixed or optional."""
        return once(lambda: quotes.add_line(actor, id, data, if_match))

    @patch("/{id:uuid}/lines/{line_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_quote_line(
        self,
        quotes: Service,
        actor: Caller,
        id: FromPath[QuoteId],
        line_id: FromPath[QuoteLineId],
        if_match: IfMatch,
        data: JSONBody[ChangeQuoteLine],
    ) -> Response[QuoteView]:
        """Change a line or option, or move it."""
        return tagged(quotes.change_line(actor, id, line_id, data, if_match))

    @delete(
        "/{id:uuid}/lines/{line_id:uuid}", permission=WRITE, status_code=200, sync_to_thread=True
    )
    def remove_quote_line(
        self,
        quotes: Service,
        actor: Caller,
        id: FromPath[QuoteId],
        line_id: FromPath[QuoteLineId],
        if_match: IfMatch,
    ) -> Response[QuoteView]:
        """Take a line or option out."""
        return tagged(quotes.remove_line(actor, id, line_id, if_match))

    @post("/{id:uuid}/options", permission=WRITE, sync_to_thread=True)
    def add_quote_options(
        self,
        quotes: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[QuoteId],
        if_match: IfMatch,
        data: JSONBody[WriteOptions],
    ) -> Response[QuoteView]:
        """Add lines of which the customer chooses one."""
        return once(lambda: quotes.add_options(actor, id, data, if_match))

    @post("/{id:uuid}/duplicate", permission=WRITE, sync_to_thread=True)
    def duplicate_quote(
        self, quotes: Service, actor: Caller, once: OncePerKey, id: FromPath[QuoteId]
    ) -> Response[QuoteView]:
        """Begin another quote that says the same."""
        return once(lambda: quotes.duplicate(actor, id))

    @post("/{id:uuid}/revise", permission=WRITE, sync_to_thread=True)
    def revise_quote(
        self,
        quotes: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[QuoteId],
        if_match: IfMatch,
        data: JSONBody[ReviseQuote],
    ) -> Response[QuoteView]:
        """Begin the next revision, which takes this one's place when it is sent."""
        return once(lambda: quotes.revise(actor, id, data, if_match))


class QuoteStepApi(Controller):
    """What tells a token is not kept for repetition: it is told once."""

    path = "/api/quotes/{id:uuid}"
    tags = ("quotes",)

    @post("/send", permission=SEND, status_code=200, sync_to_thread=True)
    def send_quote(
        self,
        quotes: Service,
        actor: Caller,
        id: FromPath[QuoteId],
        if_match: IfMatch,
        data: JSONBody[SendQuote],
    ) -> Response[SentQuote]:
        """Send a quote: it gets a link for the customer, told here once."""
        return tagged(quotes.send(actor, id, data, if_match))

    @post("/link", permission=SEND, sync_to_thread=True)
    def renew_quote_link(
        self,
        quotes: Service,
        actor: Caller,
        id: FromPath[QuoteId],
        if_match: IfMatch,
        data: JSONBody[RenewLink],
    ) -> Response[SentQuote]:
        """Give a new link, told here once; those before are good no more."""
        return tagged(quotes.renew_link(actor, id, data, if_match), 201)

    @delete("/link", permission=SEND, status_code=200, sync_to_thread=True)
    def revoke_quote_link(
        self, quotes: Service, actor: Caller, id: FromPath[QuoteId], if_match: IfMatch
    ) -> Response[QuoteView]:
        """Let no link lead to the quote any more."""
        return tagged(quotes.revoke_links(actor, id, if_match))

    @post("/withdraw", permission=SEND, status_code=200, sync_to_thread=True)
    def withdraw_quote(
        self,
        quotes: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[QuoteId],
        if_match: IfMatch,
        data: JSONBody[WithdrawQuote],
    ) -> Response[QuoteView]:
        """Take a quote back; an accepted one with its draft, if nothing came of it yet."""
        return once(lambda: quotes.withdraw(actor, id, data, if_match), 200)

    @post("/record-acceptance", permission=ACCEPT, status_code=200, sync_to_thread=True)
    def record_quote_acceptance(
        self,
        acceptance: NamedDependency[AcceptanceService],
        actor: Caller,
        once: OncePerKey,
        id: FromPath[QuoteId],
        if_match: IfMatch,
        data: JSONBody[RecordAcceptance],
    ) -> Response[QuoteView]:
        """Record that the customer accepted by an order of their own."""
        return once(lambda: acceptance.record(actor, id, data, if_match), 200)

    @post("/deposit", permission="sales.write", sync_to_thread=True)
    def ask_deposit_of_quote(
        self,
        deposits: NamedDependency[DepositService],
        actor: Caller,
        once: OncePerKey,
        id: FromPath[QuoteId],
        if_match: IfMatch,
        data: JSONBody[AskDeposit],
    ) -> Response[SaleView]:
        """Ask for a deposit on what was accepted."""
        return once(lambda: deposits.of_quote(actor, id, data, if_match))


class DepositApi(Controller):
    path = "/api/sales/{id:uuid}"
    tags = ("sales",)

    @post("/deposit", permission="sales.write", sync_to_thread=True)
    def ask_deposit(
        self,
        deposits: NamedDependency[DepositService],
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SaleId],
        if_match: IfMatch,
        data: JSONBody[AskDeposit],
    ) -> Response[SaleView]:
        """Ask for a deposit on a draft."""
        return once(lambda: deposits.of_sale(actor, id, data, if_match))

    @get("/deposits", permission="sales.read", sync_to_thread=True)
    def list_sale_deposits(
        self, deposits: NamedDependency[DepositService], actor: Caller, id: FromPath[SaleId]
    ) -> DepositsView:
        """List a sale's deposits, and what of them it deducts or would deduct."""
        return deposits.around(actor, id)


class CustomerQuotesApi(Controller):
    path = "/api/customers/{customer_id:uuid}"
    tags = ("quotes",)

    @get("/quotes", permission=READ, sync_to_thread=True)
    def list_customer_quotes(
        self,
        quotes: Service,
        actor: Caller,
        customer_id: FromPath[CustomerId],
        status: FromQuery[QuoteStatus | None] = None,
        expiring: Expiring = None,
        search: Search = None,
        sort: FromQuery[QuoteSort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[QuoteRow]:
        """List a customer's quotes."""
        wish = ListQuotes(
            customer_id=customer_id,
            status=status,
            expiring=expiring,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return quotes.of_customer(actor, customer_id, wish)


class ProjectQuotesApi(Controller):
    path = "/api/projects/{project_id:uuid}"
    tags = ("quotes",)

    @get("/quotes", permission=READ, sync_to_thread=True)
    def list_project_quotes(
        self,
        quotes: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        status: FromQuery[QuoteStatus | None] = None,
        expiring: Expiring = None,
        search: Search = None,
        sort: FromQuery[QuoteSort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[QuoteRow]:
        """List a project's quotes."""
        wish = ListQuotes(
            project_id=project_id,
            status=status,
            expiring=expiring,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return quotes.of_project(actor, project_id, wish)
