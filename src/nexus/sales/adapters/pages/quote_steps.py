"""What is done with a quote: sending, a new version, the customer's order, taking it back."""

from collections.abc import Callable
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from nexus.kernel.ids import FileId
from nexus.platform.http import Caller
from nexus.platform.uploads import Arrived
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.platform.web.taking import Enclosed, said_with
from nexus.sales.adapters.pages.choosing import chosen
from nexus.sales.adapters.pages.places import find_quote, quote_path, words
from nexus.sales.messages.quote_views import QuoteView
from nexus.sales.messages.quotes import (
    RecordAcceptance,
    RenewLink,
    ReviseQuote,
    SendQuote,
    WithdrawQuote,
)
from nexus.sales.service.acceptance import AcceptanceService
from nexus.sales.service.quotes import QuoteService

Service = NamedDependency[QuoteService]
Code = FromPath[str]
WRITE, SEND, ACCEPT = "quotes.write", "quotes.send", "quotes.accept"
STEP = "sales/quote_step.html"


class QuoteStepPages(Controller):
    path = "/quotes/{code:str}"
    include_in_schema = False

    @get("/send", permission=SEND, sync_to_thread=True)
    def send_quote_form_page(
        self, quotes: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Show a draft once more before it goes out."""
        quote = find_quote(quotes, actor, code)
        if quote.sent_at is not None:
            return show.go(quote_path(quote))
        return _ask(show, quote, "send", show.form([("link_days", "30")]))

    @post("/send", permission=SEND, sync_to_thread=True)
    def send_quote_page(
        self, quotes: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Offer it. The link is shown on the page that follows, and never again."""
        quote = find_quote(quotes, actor, code)
        return _told_once(
            show,
            sent,
            SendQuote,
            lambda wish: quotes.send(actor, quote.id, wish, sent.version),
            quote,
            "send",
        )

    @post("/link", permission=SEND, sync_to_thread=True)
    def renew_quote_link_page(
        self, quotes: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Make a new link, and let those before lead nowhere."""
        quote = find_quote(quotes, actor, code)
        return _told_once(
            show,
            sent,
            RenewLink,
            lambda wish: quotes.renew_link(actor, quote.id, wish, sent.version),
            quote,
            "send",
        )

    @post("/revoke", permission=SEND, sync_to_thread=True)
    def revoke_quote_links_page(
        self, quotes: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Let no link lead to it any more."""
        made = quotes.revoke_links(actor, find_quote(quotes, actor, code).id, sent.version)
        return show.go(quote_path(made), show.say("No link leads to it any more."))

    @post("/revise", permission=WRITE, sync_to_thread=True)
    def revise_quote_page(
        self, quotes: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Begin the next version."""
        quote = find_quote(quotes, actor, code)
        made = quotes.revise(actor, quote.id, ReviseQuote(), sent.version)
        return show.go(quote_path(made, "edit"), show.say("A new version, to be changed."))

    @post("/duplicate", permission=WRITE, sync_to_thread=True)
    def duplicate_quote_page(
        self, quotes: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Begin another quote that says the same."""
        made = quotes.duplicate(actor, find_quote(quotes, actor, code).id)
        return show.go(quote_path(made, "edit"), show.say("A copy, to be changed."))

    @post("/delete", permission=WRITE, sync_to_thread=True)
    def delete_quote_page(
        self, quotes: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Throw a draft away."""
        quotes.delete(actor, find_quote(quotes, actor, code).id, sent.version)
        return show.go("/quotes", show.say("The draft is gone."))

    @get("/withdraw", permission=SEND, sync_to_thread=True)
    def withdraw_quote_form_page(
        self, quotes: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Ask why a quote is taken back."""
        return _ask(show, find_quote(quotes, actor, code), "withdraw")

    @post("/withdraw", permission=SEND, sync_to_thread=True)
    def withdraw_quote_page(
        self, quotes: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Take a quote back."""
        quote = find_quote(quotes, actor, code)
        return _take(
            show,
            sent,
            WithdrawQuote,
            lambda wish: quotes.withdraw(actor, quote.id, wish, sent.version),
            quote,
            "withdraw",
            show.say("Withdrawn."),
        )

    @get("/accept", permission=ACCEPT, sync_to_thread=True)
    def accept_quote_form_page(
        self, quotes: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Ask for the customer's order."""
        form = show.form([("date", str(show.formats.today()))])
        return _ask(show, find_quote(quotes, actor, code), "accept", form)

    @post(
        "/accept",
        permission=ACCEPT,
        sync_to_thread=True,
        request_max_body_size=None,
        optional_file=True,
    )
    def accept_quote_page(
        self,
        quotes: Service,
        acceptance: NamedDependency[AcceptanceService],
        actor: Caller,
        show: Shown,
        code: Code,
        received: Arrived,
        enclosures: Enclosed,
    ) -> Response[Any]:
        """Record that the customer accepted by an order of their own, with its paper."""
        quote, sent = find_quote(quotes, actor, code), said_with(received)

        def record(wish: RecordAcceptance, file_id: FileId | None) -> QuoteView:
            said = replace(wish, order_file_id=file_id)
            return acceptance.record(actor, quote.id, said, sent.version)

        return _take(
            show,
            chosen(sent, quote.lines),
            RecordAcceptance,
            lambda wish: enclosures.take(
                actor, received, "quote", quote.id, lambda file_id: record(wish, file_id)
            ),
            quote,
            "accept",
            show.say("Accepted. The invoice waits as a draft."),
        )


def _ask(show: Show, quote: QuoteView, step: str, form: Form | None = None) -> Response[Any]:
    return show(STEP, form=form or show.form(), **words(show, quote=quote, step=step))


def _take(
    show: Show,
    sent: Form,
    kind: Any,
    act: Callable[[Any], Any],
    quote: QuoteView,
    step: str,
    said: str,
) -> Response[Any]:
    told = words(show, quote=quote, step=step)
    return show.attempt(sent, kind, act, again=STEP, then=quote_path, said=said, **told)


def _told_once(
    show: Show, sent: Form, kind: Any, act: Callable[[Any], Any], quote: QuoteView, step: str
) -> Response[Any]:
    """Show the link that was made: it is nowhere to be read again, so no other page follows."""
    made: list[Any] = []
    answer = show.attempt(
        sent,
        kind,
        lambda wish: made.append(act(wish)),
        again=STEP,
        then=lambda nothing: quote_path(quote),
        **words(show, quote=quote, step=step),
    )
    if not made:
        return answer
    link = f"{str(show.request.base_url).rstrip('/')}/q/{made[0].token}"
    told = words(show, quote=made[0].quote, link=link, until=made[0].link_expires_at)
    return show("sales/quote_sent.html", **told)
