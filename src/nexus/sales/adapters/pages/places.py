"""Where quotes and sales have their pages, and which of them an address means."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from nexus.kernel.actor import Actor
from nexus.kernel.ids import QuoteId, SaleId, read_id
from nexus.platform.web.pages import Show
from nexus.sales.messages import SaleView
from nexus.sales.messages.quote_views import QuoteView
from nexus.sales.service import SaleService
from nexus.sales.service.quotes import QuoteService


def sale_path(sale: Any, *more: str) -> str:
    """Return where a sale is: by its number, a draft by its id."""
    return "/".join(("/sales", _named(sale.number, sale.id), *more))


def quote_path(it: Any, *more: str) -> str:
    """Return where a revision of a quote is: QU-2026-001, and then QU-2026-001@2."""
    named = _named(it.number, it.id)
    later = f"@{it.revision}" if it.revision > 1 and named != str(it.id) else ""
    return "/".join(("/quotes", f"{named}{later}", *more))


def sale_name(show: Show, sale: SaleView) -> str:
    """Return what a sale is called: its number, or of a draft its customer and sum."""
    return sale.number or f"{sale.customer.name}, {show.formats.sum(sale.total)}"


def find_sale(sales: SaleService, actor: Actor, code: str) -> SaleView:
    id = read_id(code)
    return sales.one(actor, SaleId(id)) if id else sales.by_number(actor, code)


def find_quote(quotes: QuoteService, actor: Actor, code: str) -> QuoteView:
    if id := read_id(code):
        return quotes.one(actor, QuoteId(id))
    number, _, revision = code.rpartition("@")
    if number and revision.isdecimal() and len(revision) < 6:
        return quotes.by_number(actor, number, int(revision))
    return quotes.by_number(actor, code, 1)


def words(show: Show, **more: Any) -> dict[str, Any]:
    """Return what all templates of sales are told."""
    return {"sale_path": sale_path, "quote_path": quote_path} | more


def _named(number: str | None, id: UUID) -> str:
    """Return the number unless a path cannot carry it."""
    return quote(number) if number and "/" not in number and read_id(number) is None else str(id)
