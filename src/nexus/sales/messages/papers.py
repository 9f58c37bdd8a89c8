"""What papers are made of, and what is told about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from nexus.sales.domain.einvoice import Bill
from nexus.sales.messages.deliveries import DeliveryView
from nexus.sales.messages.quote_views import QuoteView
from nexus.sales.messages.statements import StatementView
from nexus.sales.messages.views import SaleView


class Sender(Protocol):
    """Who a paper is from: what stands on every one of them."""

    @property
    def company_name(self) -> str: ...

    @property
    def address(self) -> Sequence[str]: ...

    @property
    def email(self) -> str: ...

    @property
    def phone(self) -> str: ...

    @property
    def website(self) -> str: ...

    @property
    def tax_number(self) -> str: ...

    @property
    def registration_number(self) -> str: ...

    @property
    def bank_details(self) -> str: ...

    @property
    def iban(self) -> str: ...

    @property
    def bic(self) -> str: ...


class Letterhead(Struct, frozen=True, kw_only=True):
    """How all papers of a shop look, and in which language this one speaks.

    `at` is the instant that the paper tells of: the same one gives the same bytes.
    """

    sender: Sender
    country: str
    locale: str
    timezone: str
    language: str
    logo: bytes | None
    at: datetime


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


class File(Struct, frozen=True, kw_only=True):
    """What is sent as a file: its name with an ending, and its kind."""

    name: str
    kind: str
    content: bytes


class Missing(Struct, frozen=True, kw_only=True):
    """`field` says where to write it: in the settings, at the customer, in the sale."""

    field: str
    message: str


class EInvoiceCheck(Struct, frozen=True, kw_only=True):
    """Whether a sale is an electronic invoice by EN 16931, and what it misses if not."""

    valid: bool
    profile: str
    missing: Sequence[Missing]
