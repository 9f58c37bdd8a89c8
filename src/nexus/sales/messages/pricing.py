"""How the shop prices, for who writes a document; and what a quote would come to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from msgspec import Struct

from nexus.kernel.money import Money
from nexus.sales.domain.quote import Quote
from nexus.sales.messages.commands import PreviewSale
from nexus.sales.messages.quote_views import OptionView, QuoteSums, QuoteView
from nexus.sales.messages.quotes import QuoteLines


class RateView(Struct, frozen=True, kw_only=True):
    code: str
    percent: Decimal


class PricingView(Struct, frozen=True, kw_only=True):
    """What a new document begins with."""

    currency: str
    prices_include_tax: bool
    rates: Sequence[RateView]
    default_tax: str
    terms_days: int
    quote_days: int
    deposit_percent: Decimal | None


class PreviewQuote(PreviewSale, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a quote would come to, with what is chosen of it."""

    deposit_percent: Decimal | None = None
    deposit_amount: Decimal | None = None
    lines: QuoteLines = []  # type: ignore[assignment]  # noqa: RUF012  (a struct copies it)


class QuotePreview(QuoteSums, frozen=True, kw_only=True):
    lines: Sequence[OptionView]

    @classmethod
    def of(cls, quote: Quote) -> Self:
        lines = [OptionView.of(line, quote.currency) for line in quote.lines]
        return cls(**QuoteSums.said(quote), lines=lines)

    @classmethod
    def shown(cls, quote: QuoteView) -> Self:
        """Return what is known of a quote already."""
        said = {name: getattr(quote, name) for name in QuoteSums.__struct_fields__}
        return cls(**said, lines=quote.lines)


class Offer(Struct, frozen=True, kw_only=True):
    """What a line says at first of a product. Without a price the shop writes one."""

    name: str
    unit_price: Decimal | None = None


class Counter(Struct, frozen=True, kw_only=True):
    """Where a customer stands who came by a link: in which shop, and how it writes."""

    shop: str
    locale: str
    timezone: str
    currency: str
    email: str
    phone: str


class ListSums(Struct, frozen=True, kw_only=True):
    """What all documents of a list come to, by currency; drafts and what is cancelled apart."""

    currency: str
    total: Money
    net: Money
    open: Money
