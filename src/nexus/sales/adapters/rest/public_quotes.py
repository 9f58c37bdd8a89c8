"""REST for customers who come by a link: no login, one quote, and a limit of its own."""

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from nexus.platform.turnstile import Gate, through
from nexus.sales.messages.quote_views import AcceptanceAnswer, PublicQuoteView
from nexus.sales.messages.quotes import AcceptQuote, PreviewChoices, RejectQuote, RequestChange
from nexus.sales.service.acceptance import AcceptanceService, Visitor

Service = NamedDependency[AcceptanceService]
Revision = Annotated[
    int | None, QueryParameter(ge=1, le=10_000, description="A newer one than the link's.")
]


class PublicQuoteApi(Controller):
    """Nothing here is for search engines, and a GET changes nothing: scanners follow links."""

    path = "/api/public/quotes/{token:str}"
    tags = ("public quotes",)
    response_headers = (ResponseHeader(name="X-Robots-Tag", value="noindex, nofollow"),)

    @get("/", public=True, sync_to_thread=True)
    def show_public_quote(
        self,
        acceptance: Service,
        turnstile: Gate,
        request: Request[Any, Any, Any],
        token: FromPath[str],
        revision: Revision = None,
    ) -> PublicQuoteView:
        """Show the quote that a link leads to."""
        with through(turnstile, request, token):
            return acceptance.look(token, revision)

    @post("/opened", public=True, status_code=200, sync_to_thread=True)
    def open_public_quote(
        self,
        acceptance: Service,
        turnstile: Gate,
        request: Request[Any, Any, Any],
        token: FromPath[str],
    ) -> PublicQuoteView:
        """Note that the customer has opened the quote."""
        with through(turnstile, request, token):
            return acceptance.opened(token)

    @post("/preview", public=True, status_code=200, sync_to_thread=True)
    def preview_public_quote(
        self,
        acceptance: Service,
        turnstile: Gate,
        request: Request[Any, Any, Any],
        token: FromPath[str],
        data: JSONBody[PreviewChoices],
    ) -> PublicQuoteView:
        """Count what the quote comes to with some options, and keep nothing."""
        with through(turnstile, request, token):
            return acceptance.preview(token, data)

    @post("/accept", public=True, status_code=200, sync_to_thread=True)
    def accept_public_quote(
        self,
        acceptance: Service,
        turnstile: Gate,
        request: Request[Any, Any, Any],
        token: FromPath[str],
        data: JSONBody[AcceptQuote],
    ) -> AcceptanceAnswer:
        """Accept the quote with the chosen options. A second time tells of the first."""
        with through(turnstile, request, token):
            return acceptance.accept(token, data, _visitor(request))

    @post("/reject", public=True, status_code=200, sync_to_thread=True)
    def reject_public_quote(
        self,
        acceptance: Service,
        turnstile: Gate,
        request: Request[Any, Any, Any],
        token: FromPath[str],
        data: JSONBody[RejectQuote],
    ) -> PublicQuoteView:
        """Decline the quote."""
        with through(turnstile, request, token):
            return acceptance.reject(token, data)

    @post("/request-change", public=True, status_code=200, sync_to_thread=True)
    def request_public_quote_change(
        self,
        acceptance: Service,
        turnstile: Gate,
        request: Request[Any, Any, Any],
        token: FromPath[str],
        data: JSONBody[RequestChange],
    ) -> PublicQuoteView:
        """Ask for a change of the quote."""
        with through(turnstile, request, token):
            return acceptance.request_change(token, data)


def _visitor(request: Request[Any, Any, Any]) -> Visitor:
    ip = request.client.host if request.client else ""
    return Visitor(ip=ip, user_agent=request.headers.get("user-agent", ""))
