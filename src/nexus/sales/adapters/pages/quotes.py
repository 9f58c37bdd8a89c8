"""Pages of quotes: the list, a draft and its lines, and what became of it."""

from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.kernel.actor import Actor
from nexus.kernel.ids import CustomerId, ProjectId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.sales.adapters.pages.editor import Editor
from nexus.sales.adapters.pages.lines import (
    blank,
    counted,
    filled_at,
    priced,
    with_rows,
)
from nexus.sales.adapters.pages.places import find_quote, quote_path, words
from nexus.sales.domain.quote import QuoteStatus
from nexus.sales.messages.pricing import PreviewQuote, QuotePreview
from nexus.sales.messages.quote_views import QuoteView
from nexus.sales.messages.quotes import ChangeQuote, CreateQuote, ListQuotes, QuoteSort
from nexus.sales.service.pricing import PricingService
from nexus.sales.service.quotes import QuoteService

Service = NamedDependency[QuoteService]
Prices = NamedDependency[PricingService]
READ, WRITE = "quotes.read", "quotes.write"
Wanted = Annotated[str, QueryParameter(max_length=36)]


class QuotePages(Controller):
    path = "/quotes"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def quotes_page(
        self,
        quotes: Service,
        actor: Caller,
        show: Shown,
        status: FromQuery[QuoteStatus | None] = None,
        expiring: FromQuery[bool | None] = None,
        customer_id: FromQuery[CustomerId | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        search: Search = None,
        sort: FromQuery[QuoteSort] = "-created_at",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List quotes, each of their revisions."""
        if (away := show.opened()) is not None:
            return away
        wish = ListQuotes(
            status=status,
            expiring=expiring,
            customer_id=customer_id,
            project_id=project_id,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        page = quotes.page(actor, wish)
        return show("sales/quote_list.html", **words(show, page=page, wish=wish))

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_quote_page(
        self,
        pricing: Prices,
        actor: Caller,
        show: Shown,
        customer_id: Wanted = "",
        project_id: Wanted = "",
    ) -> Response[Any]:
        """Show an empty draft."""
        terms = pricing.terms(actor)
        form = show.form(
            [
                ("customer_id", customer_id),
                ("project_id", project_id),
                ("terms_days", str(terms.terms_days)),
                ("deposit_percent", show.formats.number(terms.deposit_percent)),
                ("prices_include_tax", "on" if terms.prices_include_tax else ""),
            ]
        )
        return _editor(show, pricing, actor, None).page(with_rows(form, [blank()]))

    @post("/new", permission=WRITE, sync_to_thread=True)
    def create_quote_page(
        self, quotes: Service, pricing: Prices, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Keep a new draft, or give the form back with its lines changed."""
        editor = _editor(show, pricing, actor, None)
        return editor.take(sent, CreateQuote, lambda wish: quotes.create(actor, wish))

    @post("/preview", permission=READ, sync_to_thread=True)
    def preview_quote_page(
        self, pricing: Prices, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Count what is being typed: the part of the page that has the sums."""
        told, fault = counted(
            sent, PreviewQuote, show.formats, lambda wish: pricing.quote(actor, wish)
        )
        at = filled_at(sent)
        return show("sales/_sums.html", counted=told, fault=fault, at=at, is_quote=True)

    @post("/bulk", permission=WRITE, sync_to_thread=True)
    def quotes_bulk_page(
        self, quotes: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Copy those that were picked, or throw them away as far as they are drafts."""
        act = quotes.delete if sent["act"] == "delete" else quotes.duplicate
        names: dict[str, str] = {}

        def do(id: str) -> Any:
            quote = find_quote(quotes, actor, id)
            names[id] = quote.number
            return act(actor, quote.id)

        return show.each(sent.all("picked"), do, lambda id: names.get(id, id))

    @get("/{code:str}", permission=READ, sync_to_thread=True)
    def quote_page(
        self, quotes: Service, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show a quote, and how its customer answered."""
        quote = find_quote(quotes, actor, code)
        history = quotes.page(actor, ListQuotes(number=quote.number, sort="-created_at")).items
        return show("sales/quote_show.html", **words(show, quote=quote, history=history))

    @get("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def edit_quote_page(
        self, quotes: Service, pricing: Prices, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of a draft."""
        quote = find_quote(quotes, actor, code)
        form = priced(show.filled(quote), quote.lines, show.formats)
        return _editor(show, pricing, actor, quote).page(form)

    @post("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def change_quote_page(
        self,
        quotes: Service,
        pricing: Prices,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        sent: Sent,
    ) -> Response[Any]:
        """Keep a draft as it was changed."""
        quote = find_quote(quotes, actor, code)
        return _editor(show, pricing, actor, quote).take(
            sent, ChangeQuote, lambda wish: quotes.change(actor, quote.id, wish, sent.version)
        )


def _editor(show: Show, pricing: PricingService, actor: Actor, quote: QuoteView | None) -> Editor:
    return Editor(
        show,
        pricing,
        actor,
        "sales/quote_edit.html",
        then="send",
        path=quote_path,
        quote=quote,
        counted=None if quote is None else QuotePreview.shown(quote),
        quote_path=quote_path,
    )
