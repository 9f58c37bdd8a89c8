"""REST of papers: PDF and electronic invoices, as files to save."""

from typing import Annotated
from urllib.parse import quote

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from nexus.kernel.ids import SaleId
from nexus.platform.http import Caller
from nexus.sales.messages.papers import EInvoiceCheck, File
from nexus.sales.service.papers import PaperService

Service = NamedDependency[PaperService]
Stamped = Annotated[
    bool, QueryParameter(description="A copy that shows what was paid since, instead of the paper.")
]
READ = "sales.read"


class SalePaperApi(Controller):
    path = "/api/sales/{id:uuid}"
    tags = ("sales",)

    @get("/pdf", permission=READ, media_type="application/pdf", sync_to_thread=True)
    def show_sale_pdf(
        self, papers: Service, actor: Caller, id: FromPath[SaleId], stamped: Stamped = False
    ) -> Response[bytes]:
        """Show the paper: of an invoice always the same bytes, of a draft as it is now."""
        return sent(papers.of_sale(actor, id, is_stamped=stamped))

    @get("/cii", permission=READ, media_type="application/xml", sync_to_thread=True)
    def show_sale_cii(
        self, papers: Service, actor: Caller, id: FromPath[SaleId]
    ) -> Response[bytes]:
        """Show an invoice as CII, by EN 16931."""
        return sent(papers.cii(actor, id))

    @get("/ubl", permission=READ, media_type="application/xml", sync_to_thread=True)
    def show_sale_ubl(
        self, papers: Service, actor: Caller, id: FromPath[SaleId]
    ) -> Response[bytes]:
        """Show an invoice as UBL 2.1, by EN 16931."""
        return sent(papers.ubl(actor, id))

    @get("/einvoice-check", permission=READ, sync_to_thread=True)
    def check_einvoice(self, papers: Service, actor: Caller, id: FromPath[SaleId]) -> EInvoiceCheck:
        """Tell whether a sale is an electronic invoice, and what it misses if not."""
        return papers.einvoice_check(actor, id)


def sent(file: File) -> Response[bytes]:
    """Answer with a file to save under its name (RFC 6266)."""
    plain = file.name.encode("ascii", "replace").decode().replace("?", "-")
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name)}"
    return Response(file.content, media_type=file.kind, headers={"Content-Disposition": named})
