"""What a customer's account shows over a time."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from nexus.kernel.ids import CustomerId, SaleId
from nexus.kernel.money import Money
from nexus.sales.messages.views import CustomerCard

Day = date  # a field may be called date, too


class EntryOf(StrEnum):
    """What an entry of a statement comes of."""

    INVOICE = "invoice"
    DEPOSIT = "deposit"
    CREDIT_NOTE = "credit_note"
    CANCELLED = "cancelled"
    PAYMENT = "payment"
    VOID = "void"
    REFUND = "refund"
    PAID_OUT = "paid_out"


class StatementEntry(Struct, frozen=True, kw_only=True):
    """`amount` above zero is owed more; `balance` is what is owed after it."""

    date: Day
    kind: EntryOf
    number: str
    reference: str
    sale_id: SaleId | None
    amount: Money
    balance: Money


class Ageing(Struct, frozen=True, kw_only=True):
    """What is open on the last day, by the days since it was due; `in_hand` is not set off yet."""

    not_due: Money
    to_30: Money = field(name="days_0_30")
    to_60: Money = field(name="days_31_60")
    to_90: Money = field(name="days_61_90")
    over_90: Money = field(name="days_over_90")
    in_hand: Money


class CurrencyStatement(Struct, frozen=True, kw_only=True):
    """`closing` is `opening` and all entries; it is what is open less what is in hand."""

    currency: str
    opening: Money
    invoiced: Money
    credited: Money
    paid: Money
    returned: Money
    closing: Money
    entries: Sequence[StatementEntry]
    ageing: Ageing


class StatementView(Struct, frozen=True, kw_only=True):
    customer_id: CustomerId
    customer: CustomerCard
    from_day: date = field(name="from")
    to_day: date = field(name="to")
    statements: Sequence[CurrencyStatement]
