"""Pages of quotes: the list, a draft and its lines, and what became of it."""

from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.kernel.actor import Actor
from nexus.kernel.ids import CustomerId, ProjectId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.sales.adapters.pages.lines import (
    blank,
    counted,
    filled_at,
    is_reshaping,
    priced,
    reshaped,
    tidied,
    with_rows,
)
from nexus.sales.adapters.pages.offers import offered
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
EDIT = "sales/quote_edit.html"


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
        return self._edit(show, pricing, actor, with_rows(form, [blank()]), None)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def create_quote_page(
        self, quotes: Service, pricing: Prices, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Keep a new draft, or give the form back with its lines changed."""
        if is_reshaping(sent["act"]):
            return self._reshaped(show, pricing, actor, sent, None)
        return self._attempt(
            show, pricing, actor, sent, CreateQuote, lambda wish: quotes.create(actor, wish), None
        )

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
        return show.each(
            sent.all("picked"), lambda id: act(actor, find_quote(quotes, actor, id).id)
        )

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
        return self._edit(show, pricing, actor, form, quote)

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
        if is_reshaping(sent["act"]):
            return self._reshaped(show, pricing, actor, sent, quote)
        return self._attempt(
            show,
            pricing,
            actor,
            sent,
            ChangeQuote,
            lambda wish: quotes.change(actor, quote.id, wish, sent.version),
            quote,
        )

    def _attempt(
        self,
        show: Show,
        pricing: PricingService,
        actor: Actor,
        sent: Form,
        kind: Any,
        act: Any,
        quote: QuoteView | None,
    ) -> Response[Any]:
        further = ("send",) if sent["act"] == "send" else ()
        return show.attempt(
            tidied(sent),
            kind,
            act,
            again=EDIT,
            then=lambda made: quote_path(made, *further),
            said="" if further else show.say("Saved."),
            **self._around(pricing, actor, quote),
        )

    def _reshaped(
        self, show: Show, pricing: PricingService, actor: Actor, sent: Form, quote: QuoteView | None
    ) -> Response[Any]:
        rows = offered(show, pricing, actor, sent)
        return self._edit(show, pricing, actor, reshaped(sent, sent["act"], rows), quote)

    def _edit(
        self, show: Show, pricing: PricingService, actor: Actor, form: Form, quote: QuoteView | None
    ) -> Response[Any]:
        return show(EDIT, form=form, **self._around(pricing, actor, quote))

    @staticmethod
    def _around(pricing: PricingService, actor: Actor, quote: QuoteView | None) -> dict[str, Any]:
        """Return what the editor needs beside the form."""
        return {
            "quote": quote,
            "counted": None if quote is None else QuotePreview.shown(quote),
            "terms": pricing.terms(actor),
            "quote_path": quote_path,
        }
