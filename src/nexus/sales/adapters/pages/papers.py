"""Papers beside a page: as pictures, which every device shows, and to be opened by themselves."""

from io import BytesIO
from threading import Lock
from typing import Annotated, Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from nexus.kernel.ids import QuoteId
from nexus.platform.http import Caller
from nexus.platform.turnstile import Gate, through
from nexus.sales.adapters.pages.places import find_quote, find_sale
from nexus.sales.messages.papers import File
from nexus.sales.service import SaleService
from nexus.sales.service.papers import PaperService
from nexus.sales.service.quotes import QuoteService

Papers = NamedDependency[PaperService]
Page = Annotated[int, QueryParameter(ge=1, le=200)]
WIDTH = 1190  # pixels: A4 at 144 dpi
DRAWING = Lock()  # the library that draws serves one at a time


class PaperPages(Controller):
    include_in_schema = False

    @get("/sales/{code:str}/paper", permission="sales.read", sync_to_thread=True)
    def sale_paper_page(
        self,
        papers: Papers,
        sales: NamedDependency[SaleService],
        actor: Caller,
        code: FromPath[str],
        page: Page = 1,
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
        page: Page = 1,
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


def picture(file: File, number: int) -> Response[bytes]:
    """Draw a page of a PDF; the last one if there are fewer."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  (heavy)

    kept = BytesIO()
    with DRAWING:
        document = pypdfium2.PdfDocument(file.content)
        try:
            page = document[min(number, len(document)) - 1]
            drawn = page.render(scale=WIDTH / page.get_width()).to_pil()
        finally:
            document.close()
    drawn.save(kept, "WEBP", quality=90, method=2)
    return Response(kept.getvalue(), media_type="image/webp")
