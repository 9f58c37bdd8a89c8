"""The record of a customer's yes: who said it, how, and to what exactly."""

from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

import msgspec

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import AcceptanceId, FileId, QuoteId, ShopId
from nexus.kernel.text import tidy
from nexus.sales.domain.quote import Quote
from nexus.sales.domain.quote_line import QuoteLine

LARGEST_DRAWING = 60_000  # signs of Base64, some 45 KB
PNG = b"\x89PNG\r\n\x1a\n"


class Way(StrEnum):
    """How the yes came in."""

    LINK = "link"
    PURCHASE_ORDER = "purchase_order"


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A line of what was accepted, as the acceptance keeps it."""

    line_id: str
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal | None
    discount_amount: Decimal | None
    tax: str
    tax_percent: Decimal
    is_option: bool
    net_minor: int
    tax_minor: int


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """All that was agreed upon, in the order in which it is hashed."""

    number: str
    revision: int
    seller: str
    customer: str
    currency: str
    prices_include_tax: bool
    discount_percent: Decimal | None
    discount_amount: Decimal | None
    lines: list[Taken]
    left_out: list[str]
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    deposit_minor: int
    valid_until: date
    message: str
    terms: str
    terms_days: int


@dataclass(eq=False, kw_only=True)
class Acceptance:
    """Written once and never changed. `content` is the JSON of a Content, `content_hash` its
    SHA-256: whoever keeps the hash can tell later that nothing was altered."""

    shop_id: ShopId
    id: AcceptanceId
    quote_id: QuoteId
    way: Way
    revision: int
    accepted_at: datetime
    accepted_on: date
    name: str
    signature_text: str = ""
    signature_image: str = ""
    ip: str = ""
    user_agent: str = ""
    order_number: str = ""
    order_file_id: FileId | None = None
    recorded_by: str = ""
    currency: str
    tax_minor: int
    total_minor: int
    content: str
    content_hash: str

    def __post_init__(self) -> None:
        self.name, self.signature_text = tidy(self.name), tidy(self.signature_text)
        self.order_number = tidy(self.order_number)
        if not self.name:
            raise Invalid("Please say who accepts.", "name")
        check_drawing(self.signature_image)


def content_of(quote: Quote) -> str:
    """Return what is agreed upon, as text that is the same for the same."""
    content = Content(
        number=quote.number,
        revision=quote.revision,
        seller="\n".join([quote.seller_name, quote.seller_address, quote.seller_tax_number]),
        customer="\n".join([quote.customer_name, quote.customer_address]),
        currency=quote.currency,
        prices_include_tax=quote.prices_include_tax,
        discount_percent=quote.discount_percent,
        discount_amount=quote.discount_amount,
        lines=[_taken(line) for line in quote.lines if line.counts],
        left_out=[line.id.hex for line in quote.lines if not line.counts],
        subtotal_minor=quote.subtotal_minor,
        discount_minor=quote.discount_minor,
        tax_minor=quote.tax_minor,
        total_minor=quote.total_minor,
        deposit_minor=quote.deposit.minor if quote.deposit else 0,
        valid_until=quote.expires_on,
        message=quote.message,
        terms=quote.terms,
        terms_days=quote.terms_days,
    )
    return msgspec.json.encode(content).decode()


def hash_of(content: str) -> str:
    return sha256(content.encode()).hexdigest()


def check_drawing(image: str) -> None:
    """A drawn signature is a small PNG in Base64, or nothing."""
    if not image:
        return
    try:
        drawn = b64decode(image, validate=True)
    except (NotBase64, ValueError) as error:
        raise Invalid("A drawing is a PNG in Base64.", "signature_image") from error
    if len(image) > LARGEST_DRAWING or not drawn.startswith(PNG):
        raise Invalid("A drawing is a small PNG in Base64.", "signature_image")


def _taken(line: QuoteLine) -> Taken:
    return Taken(
        line_id=line.id.hex,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        discount_amount=line.discount_amount,
        tax=line.tax,
        tax_percent=line.tax_percent,
        is_option=line.is_optional,
        net_minor=line.net_minor,
        tax_minor=line.tax_minor,
    )
