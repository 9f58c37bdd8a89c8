"""Credit notes and customers' credit: commands in, views out."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from nexus.kernel.ids import CreditEntryId, CustomerId, PaymentId, SaleId, SaleLineId
from nexus.kernel.money import Money
from nexus.kernel.text import Line, Name, Text
from nexus.sales.domain import MOST_LINES, EntryKind
from nexus.sales.messages.commands import Currency, Method

Day = date  # a field may be called date, too

EntrySort = Literal["made_at", "-made_at", "amount", "-amount"]


class CreditLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to credit of a line: a quantity, or an amount with its tax, or all that is left."""

    line_id: SaleLineId
    quantity: Decimal | None = None
    amount: Decimal | Money | None = None


class CreditSale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without lines or an amount (tax included), all that is left of the invoice is credited.

    What was paid beyond becomes the customer's credit, or is given back by `refund_method`.
    """

    reason: Name
    lines: Annotated[list[CreditLine], Meta(max_length=MOST_LINES)] = []
    amount: Decimal | Money | None = None
    refund_method: Method | None = None
    refund_reference: Line = ""
    issue_date: Day | None = None
    notes: Text = ""


class PayOutCredit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All there is in a currency, the shop's unless named, if no amount is given."""

    amount: Decimal | Money | None = None
    currency: Currency | None = None
    method: Method
    date: Day | None = None
    reference: Line = ""
    note: Line = ""


class ListCredit(Struct, frozen=True, kw_only=True):
    customer_id: CustomerId
    currency: str | None = None
    kind: EntryKind | None = None
    sort: EntrySort = "-made_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class CreditEntryRow(Struct, frozen=True, kw_only=True):
    """A movement of a customer's credit; above zero the customer has more in hand.

    `number` is that of the invoice or credit note it comes of.
    """

    id: CreditEntryId
    kind: EntryKind
    amount: Money
    made_at: datetime
    date: Day | None
    method: str
    reference: str
    note: str
    sale_id: SaleId | None
    number: str | None
    payment_id: PaymentId | None


class CreditView(Struct, frozen=True, kw_only=True):
    """What a customer has in hand, by currency."""

    version: int
    customer_id: CustomerId
    in_hand: Sequence[Money]
