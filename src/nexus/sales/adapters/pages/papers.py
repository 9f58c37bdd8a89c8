"""Papers beside a page: as pictures, which every device shows, and to be opened by themselves."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from nexus.kernel.ids import QuoteId
from nexus.platform.http import Caller
from nexus.platform.turnstile import Gate, through
from nexus.platform.web.papers import PageNumber, picture
from nexus.sales.adapters.pages.places import find_quote, find_sale
from nexus.sales.service import SaleService
from nexus.sales.service.papers import PaperService
from nexus.sales.service.quotes import QuoteService

Papers = NamedDependency[PaperService]


class PaperPages(Controller):
    include_in_schema = False

    @get("/sales/{code:str}/paper", permission="sales.read", sync_to_thread=True)
    def sale_paper_page(
        self,
        papers: Papers,
        sales: NamedDependency[SaleService],
        actor: Caller,
        code: FromPath[str],
        page: PageNumber = 1,
    ) -> Response[bytes]:
        """Show a page of the paper of a sale."""
        return picture(papers.of_sale(actor, find_sale(sales, actor, code).id), page)

    @get("/quotes/{code:str}/paper", permission="quotes.read", sync_to_thread=True)
    def quote_paper_page(
        self,
        papers: Papers,
        quotes: NamedDependency[QuoteService],
        actor: Caller,
        code: FromPath[str],
        page: PageNumber = 1,
    ) -> Response[bytes]:
        """Show a page of the paper of a quote."""
        id = QuoteId(find_quote(quotes, actor, code).id)
        return picture(papers.of_quote(actor, id), page)

    @get("/q/{token:str}/paper", public=True, sync_to_thread=True)
    def public_quote_paper_page(
        self,
        papers: Papers,
        turnstile: Gate,
        request: Request[Any, Any, Any],
        token: FromPath[str],
    ) -> Response[bytes]:
        """Give the customer the quote as a file."""
        with through(turnstile, request, token):
            file = papers.of_public_quote(token)
        named = f'attachment; filename="{file.name.encode("ascii", "replace").decode()}"'
        return Response(file.content, media_type=file.kind, headers={"Content-Disposition": named})
