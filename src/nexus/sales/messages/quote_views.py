"""What is shown of quotes and deposits: to the shop, and to its customers."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from msgspec import Struct

from nexus.kernel.ids import (
    CustomerId,
    FileId,
    LinkId,
    ProductId,
    ProjectId,
    QuoteId,
    QuoteLineId,
    SaleId,
    StockItemId,
)
from nexus.kernel.money import Money
from nexus.sales.domain import Rounding, digits_of
from nexus.sales.domain.acceptance import Acceptance, Way
from nexus.sales.domain.link import Link
from nexus.sales.domain.quote import Quote, QuoteStatus
from nexus.sales.domain.quote_line import QuoteLine
from nexus.sales.messages.views import (
    CustomerCard,
    SellerCard,
    TaxView,
    address_lines,
    customer_card,
    plain,
    plain_or_none,
    seller_card,
)

Day = date  # a field may be called date, too

QUOTE_LABELS = {
    QuoteStatus.DRAFT: "Draft",
    QuoteStatus.SENT: "Sent",
    QuoteStatus.ACCEPTED: "Accepted",
    QuoteStatus.REJECTED: "Rejected",
    QuoteStatus.CHANGE_REQUESTED: "Change requested",
    QuoteStatus.EXPIRED: "Expired",
    QuoteStatus.SUPERSEDED: "Superseded",
    QuoteStatus.WITHDRAWN: "Withdrawn",
}


class OptionView(Struct, frozen=True, kw_only=True):
    """A line as a customer may see it. What an option comes to is told by itself, without the
    document's discount, as long as it is not chosen."""

    id: QuoteLineId
    position: int
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal | None
    discount_amount: Decimal | None
    tax: str
    tax_percent: Decimal
    is_optional: bool
    group: str
    is_chosen: bool
    is_quantity_open: bool
    least: Decimal | None
    most: Decimal | None
    amount: Money
    net: Money
    tax_amount: Money
    total: Money

    @classmethod
    def of(cls, line: QuoteLine, currency: str) -> Self:
        return cls(**cls._said(line, currency))

    @classmethod
    def _said(cls, line: QuoteLine, currency: str) -> dict[str, Any]:
        digits = digits_of(currency)
        said = named_in(cls, line)
        return said | {
            "quantity": plain(line.quantity),
            "unit_price": plain(line.unit_price, digits),
            "discount_percent": plain_or_none(line.discount_percent),
            "discount_amount": plain_or_none(line.discount_amount, digits),
            "tax_percent": plain(line.tax_percent),
            "least": plain_or_none(line.least),
            "most": plain_or_none(line.most),
            "amount": Money.of(line.amount_minor, currency),
            "net": Money.of(line.net_minor, currency),
            "tax_amount": Money.of(line.tax_minor, currency),
            "total": Money.of(line.net_minor + line.tax_minor, currency),
        }


class QuoteLineView(OptionView, frozen=True, kw_only=True):
    """The same with what it points to in the shop."""

    project_id: ProjectId | None
    product_template_id: ProductId | None
    stock_item_id: StockItemId | None


class LinkView(Struct, frozen=True, kw_only=True):
    """Never the token, which nobody knows but who was sent it."""

    id: LinkId
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    opened_at: datetime | None

    @classmethod
    def of(cls, link: Link) -> Self:
        return cls(**named_in(cls, link))


class AcceptanceView(Struct, frozen=True, kw_only=True):
    """`content_hash` is the SHA-256 of `content`, the JSON of all that was agreed upon."""

    way: Way
    revision: int
    accepted_at: datetime
    date: Day
    name: str
    signature_text: str
    signature_image: str
    ip: str
    user_agent: str
    order_number: str
    order_file_id: FileId | None
    recorded_by: str
    tax: Money
    total: Money
    content: str
    content_hash: str

    @classmethod
    def of(cls, acceptance: Acceptance) -> Self:
        said = named_in(cls, acceptance)
        sums = {
            "date": acceptance.accepted_on,
            "tax": Money.of(acceptance.tax_minor, acceptance.currency),
            "total": Money.of(acceptance.total_minor, acceptance.currency),
        }
        return cls(**(said | sums))


class QuoteSums(Struct, frozen=True, kw_only=True):
    """Of what is chosen: `total` is `subtotal` - `discount` + `tax`."""

    currency: str
    prices_include_tax: bool
    tax_rounding: Rounding
    discount_percent: Decimal | None
    discount_amount: Decimal | None
    subtotal: Money
    discount: Money
    tax: Money
    total: Money
    taxes: Sequence[TaxView]
    deposit: Money | None

    @staticmethod
    def said(quote: Quote) -> dict[str, Any]:
        return {
            "currency": quote.currency,
            "prices_include_tax": quote.prices_include_tax,
            "tax_rounding": quote.tax_rounding,
            "discount_percent": plain_or_none(quote.discount_percent),
            "discount_amount": plain_or_none(quote.discount_amount, digits_of(quote.currency)),
            "subtotal": quote.money(quote.subtotal_minor),
            "discount": quote.money(quote.discount_minor),
            "tax": quote.money(quote.tax_minor),
            "total": quote.total,
            "taxes": [TaxView.of(sum) for sum in quote.taxes],
            "deposit": quote.deposit,
        }


class QuoteView(QuoteSums, frozen=True, kw_only=True):
    """`allowed` are the statuses that may follow. `answer` is what was said with the last step."""

    id: QuoteId
    version: int
    number: str
    revision: int
    replaces_id: QuoteId | None
    status: QuoteStatus
    status_label: str
    allowed: Sequence[str]
    customer_id: CustomerId
    customer: CustomerCard
    seller: SellerCard | None
    project_id: ProjectId | None
    created_at: datetime
    sent_at: datetime | None
    decided_at: datetime | None
    valid_until: date
    expires_at: datetime
    terms_days: int
    reference: str
    message: str
    terms: str
    notes: str
    answer: str
    deposit_percent: Decimal | None
    deposit_amount: Decimal | None
    sale_id: SaleId | None
    lines: Sequence[QuoteLineView]
    links: Sequence[LinkView]
    acceptance: AcceptanceView | None

    @classmethod
    def of(cls, quote: Quote, at: datetime, acceptance: Acceptance | None = None) -> Self:
        said = named_in(cls, quote)
        status = quote.status_at(at)
        told = {
            "status": status,
            "valid_until": quote.expires_on,
            "status_label": QUOTE_LABELS[status],
            "allowed": quote.allowed(at),
            "customer": customer_card(quote),
            "seller": seller_card(quote) if quote.sent_at else None,
            "deposit_percent": plain_or_none(quote.deposit_percent),
            "deposit_amount": plain_or_none(quote.deposit_amount, digits_of(quote.currency)),
            "lines": [QuoteLineView.of(line, quote.currency) for line in quote.lines],
            "links": [LinkView.of(link) for link in quote.links],
            "acceptance": AcceptanceView.of(acceptance) if acceptance else None,
        }
        return cls(**(said | QuoteSums.said(quote) | told))


class SentQuote(Struct, frozen=True, kw_only=True):
    """The token is told here and nowhere again; `path` is where the customer looks by it."""

    version: int
    token: str
    path: str
    link_expires_at: datetime
    quote: QuoteView


class QuoteRow(Struct, frozen=True, kw_only=True):
    """A quote in a list, without its lines."""

    id: QuoteId
    version: int
    number: str
    revision: int
    status: QuoteStatus
    status_label: str
    customer_id: CustomerId
    customer_name: str
    project_id: ProjectId | None
    project_code: str | None
    project_name: str | None
    reference: str
    created_at: datetime
    sent_at: datetime | None
    valid_until: date
    subtotal: Money
    discount: Money
    tax: Money
    total: Money
    sale_id: SaleId | None

    @property
    def code(self) -> str:
        """Return what this very revision is called."""
        return self.number if self.revision == 1 else f"{self.number}@{self.revision}"


class AcceptedView(Struct, frozen=True, kw_only=True):
    """What a customer keeps of their yes."""

    name: str
    accepted_at: datetime
    revision: int
    tax: Money
    total: Money
    content_hash: str

    @classmethod
    def of(cls, acceptance: Acceptance) -> Self:
        return cls(
            name=acceptance.name,
            accepted_at=acceptance.accepted_at,
            revision=acceptance.revision,
            tax=Money.of(acceptance.tax_minor, acceptance.currency),
            total=Money.of(acceptance.total_minor, acceptance.currency),
            content_hash=acceptance.content_hash,
        )


class PublicQuoteView(QuoteSums, frozen=True, kw_only=True):
    """What a customer sees by the link: none of the shop's notes, ids or costs.

    `notice` says why it cannot be answered, if so; `newest_revision` is the one to ask for then.
    """

    number: str
    revision: int
    newest_revision: int
    status: QuoteStatus
    status_label: str
    can_accept: bool
    notice: str
    seller: SellerCard
    customer_name: str
    customer_address: Sequence[str]
    sent_at: datetime | None
    valid_until: date
    terms_days: int
    reference: str
    message: str
    terms: str
    lines: Sequence[OptionView]
    accepted: AcceptedView | None

    @classmethod
    def of(
        cls, quote: Quote, newest: int, at: datetime, acceptance: Acceptance | None = None
    ) -> Self:
        said = named_in(cls, quote)
        status = quote.status_at(at)
        told = {
            "newest_revision": newest,
            "status": status,
            "valid_until": quote.expires_on,
            "status_label": QUOTE_LABELS[status],
            "can_accept": status in OPEN,
            "notice": _notice(quote, status, newest),
            "seller": seller_card(quote),
            "customer_address": address_lines(quote.customer_address),
            "lines": [OptionView.of(line, quote.currency) for line in quote.lines],
            "accepted": AcceptedView.of(acceptance) if acceptance else None,
        }
        return cls(**(said | QuoteSums.said(quote) | told))


class AcceptanceAnswer(Struct, frozen=True, kw_only=True):
    """`already` tells that it had been accepted before, and nothing happened now."""

    already: bool
    message: str
    quote: PublicQuoteView


class DepositRow(Struct, frozen=True, kw_only=True):
    """`left` is what invoices have not deducted yet, `proposed` what this one would."""

    id: SaleId
    number: str | None
    status: str
    status_label: str
    issue_date: date | None
    total: Money
    paid: Money
    open: Money
    deducted: Money
    left: Money
    proposed: Money


class DepositsView(Struct, frozen=True, kw_only=True):
    """`total` is what the sale comes to, `due` what would be left of it to pay."""

    items: Sequence[DepositRow]
    total: Money
    deducted: Money
    proposed: Money
    due: Money


OPEN = (QuoteStatus.SENT, QuoteStatus.CHANGE_REQUESTED)


def named_in(view: type[Struct], thing: object) -> dict[str, Any]:
    """Return what the thing has of the view's fields, by their names."""
    return {name: getattr(thing, name, None) for name in view.__struct_fields__}


def _notice(quote: Quote, status: QuoteStatus, newest: int) -> str:
    if status is QuoteStatus.SUPERSEDED:
        return f"This quote has been changed. Please look at revision {newest}."
    return {
        QuoteStatus.ACCEPTED: "This quote has been accepted already. Thank you.",
        QuoteStatus.REJECTED: "This quote has been declined.",
        QuoteStatus.CHANGE_REQUESTED: "You have asked for a change. A new quote will follow.",
        QuoteStatus.EXPIRED: f"This quote was valid until {quote.expires_on}. Please ask anew.",
        QuoteStatus.WITHDRAWN: "This quote has been withdrawn.",
    }.get(status, "")
