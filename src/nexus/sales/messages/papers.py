"""What papers are made of, and what is told about them."""

from collections.abc import Sequence

from msgspec import Struct

from nexus.kernel.papers import Letterhead
from nexus.sales.domain.einvoice import Bill
from nexus.sales.messages.deliveries import DeliveryView
from nexus.sales.messages.quote_views import QuoteView
from nexus.sales.messages.statements import StatementView
from nexus.sales.messages.views import SaleView


class SaleSheet(Struct, frozen=True, kw_only=True):
    """`bill` says why there is no tax where there is none; `is_electronic`: it travels inside.

    `is_stamped` shows what was paid since.
    """

    head: Letterhead
    sale: SaleView
    bill: Bill | None = None
    is_electronic: bool = False
    is_stamped: bool = False


class QuoteSheet(Struct, frozen=True, kw_only=True):
    """`is_stamped` shows what became of it."""

    head: Letterhead
    quote: QuoteView
    is_stamped: bool = False


class DeliverySheet(Struct, frozen=True, kw_only=True):
    head: Letterhead
    delivery: DeliveryView


class StatementSheet(Struct, frozen=True, kw_only=True):
    head: Letterhead
    statement: StatementView


class Missing(Struct, frozen=True, kw_only=True):
    """`field` says where to write it: in the settings, at the customer, in the sale."""

    field: str
    message: str


class EInvoiceCheck(Struct, frozen=True, kw_only=True):
    """Whether a sale is an electronic invoice by EN 16931, and what it misses if not."""

    valid: bool
    profile: str
    missing: Sequence[Missing]
