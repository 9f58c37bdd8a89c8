"""The page of a quote for its customer, who comes by a link: on a phone, and without a script."""

from collections.abc import Callable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from nexus.kernel.errors import NexusError, NotFound, TooMany
from nexus.platform.turnstile import Gate, through
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, House, Sent, Show, status_of
from nexus.platform.web.words import PSEUDO, languages
from nexus.sales.adapters.pages.choosing import chosen
from nexus.sales.messages.pricing import Counter
from nexus.sales.messages.quote_views import PublicQuoteView
from nexus.sales.messages.quotes import AcceptQuote, PreviewChoices, RejectQuote, RequestChange
from nexus.sales.service.acceptance import AcceptanceService, Visitor
from nexus.sales.service.pricing import PricingService

Service = NamedDependency[AcceptanceService]
Prices = NamedDependency[PricingService]
Porch = NamedDependency[Show]
Asked = Request[Any, Any, Any]
Token = FromPath[str]
PAGE = "sales/public_quote.html"


class PublicQuotePages(Controller):
    """Nothing here is for search engines, and looking changes nothing: scanners follow links."""

    path = "/q/{token:str}"
    include_in_schema = False
    response_headers = (ResponseHeader(name="X-Robots-Tag", value="noindex, nofollow"),)

    @get("/", public=True, sync_to_thread=True)
    def public_quote_page(
        self,
        acceptance: Service,
        pricing: Prices,
        turnstile: Gate,
        request: Asked,
        porch: Porch,
        token: Token,
    ) -> Response[Any]:
        """Show the quote that a link leads to, in its newest version if it was changed."""
        try:
            with through(turnstile, request, token):
                made_for, quote = led_to(acceptance, token)
        except (NotFound, TooMany) as error:
            return _gone(porch, error)
        show = _here(porch, pricing.counter(token))
        return _shown(show, pricing, token, quote, porch.form(), made_for=made_for)

    @post("/", public=True, sync_to_thread=True)
    def answer_public_quote_page(
        self,
        acceptance: Service,
        pricing: Prices,
        turnstile: Gate,
        request: Asked,
        porch: Porch,
        token: Token,
        sent: Sent,
    ) -> Response[Any]:
        """Count the choices anew, or take the customer's answer."""
        try:
            with through(turnstile, request, token):
                made_for, quote = led_to(acceptance, token)
        except (NotFound, TooMany) as error:
            return _gone(porch, error)
        show = _here(porch, pricing.counter(token))
        form = chosen(sent, quote.lines)
        # What is answered is what was seen: it may have been replaced since.
        seen = quote.revision if sent["revision"] in ("", str(quote.revision)) else made_for
        answers = _answers(acceptance, token, request)
        kind, act = answers.get(sent["act"], answers["preview"])
        try:
            made = act(form.read(kind, show.formats, revision=seen))
        except ON_FORM as error:
            again = _suggested(acceptance, token, quote, form, show)
            form = form.wrong(error)
            status = status_of(error)
            return _shown(show, pricing, token, again, form, sent["act"], status, made_for)
        if isinstance(made, PublicQuoteView) and kind is PreviewChoices:
            return _shown(show, pricing, token, made, form, made_for=made_for)
        return show.go(f"/q/{token}")

    @post("/opened", public=True, status_code=204, sync_to_thread=True)
    def public_quote_opened_page(
        self, acceptance: Service, turnstile: Gate, request: Asked, token: Token
    ) -> None:
        """Note that somebody has looked at it: a script of the page says so."""
        with through(turnstile, request, token):
            acceptance.opened(token)


def led_to(acceptance: AcceptanceService, token: str) -> tuple[int, PublicQuoteView]:
    """Return the version that the link was made for, and the newest that was sent."""
    quote = acceptance.look(token)
    if quote.newest_revision > quote.revision:
        return quote.revision, acceptance.look(token, quote.newest_revision)
    return quote.revision, quote


def _answers(
    acceptance: AcceptanceService, token: str, request: Asked
) -> dict[str, tuple[Any, Callable[[Any], Any]]]:
    ip = request.client.host if request.client else ""
    visitor = Visitor(ip=ip, user_agent=request.headers.get("user-agent", ""))
    return {
        "preview": (PreviewChoices, lambda wish: acceptance.preview(token, wish)),
        "accept": (AcceptQuote, lambda wish: acceptance.accept(token, wish, visitor)),
        "reject": (RejectQuote, lambda wish: acceptance.reject(token, wish)),
        "change": (RequestChange, lambda wish: acceptance.request_change(token, wish)),
    }


def _suggested(
    acceptance: AcceptanceService, token: str, quote: PublicQuoteView, form: Form, show: Show
) -> PublicQuoteView:
    """Return the quote with what was chosen so far, if that can be counted."""
    try:
        wish = form.read(PreviewChoices, show.formats, revision=quote.revision)
        return acceptance.preview(token, wish)
    except ON_FORM:
        return quote


def _shown(
    show: Show,
    pricing: PricingService,
    token: str,
    quote: PublicQuoteView,
    form: Form,
    act: str = "",
    status: int = 200,
    made_for: int = 0,
) -> Response[Any]:
    told = {"quote": quote, "token": token, "form": form, "act": act, "made_for": made_for}
    return show(PAGE, status=status, counter=pricing.counter(token), **told)


def _gone(porch: Show, error: NexusError) -> Response[Any]:
    """Tell that a link leads nowhere: to whom is not known."""
    house = replace(porch.house, language=_language(porch, porch.house.locale))
    show = Show(porch.request, porch.actor, house)
    return show("sales/public_gone.html", status=status_of(error), said=error.message)


def _here(porch: Show, at: Counter) -> Show:
    """Return what renders pages as the shop writes them, for somebody who is not of it."""
    house = House(
        shop=at.shop,
        words={},
        features={},
        locale=at.locale,
        language=_language(porch, at.locale),
        timezone=at.timezone,
        currency=at.currency,
        nav=(),
        person="",
        role="",
        csrf="",
    )
    return Show(porch.request, porch.actor, house)


def _language(porch: Show, locale: str) -> str:
    """Return the language of the shop, or the pseudo language if a test asks for it."""
    if porch.request.cookies.get("nexus-language") == PSEUDO:
        return PSEUDO
    own = locale.split("-")[0]
    return own if own in languages() else porch.house.language
