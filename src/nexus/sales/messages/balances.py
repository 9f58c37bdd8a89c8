"""What a customer owes and has in hand."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from msgspec import Struct

from nexus.kernel.ids import (
    CustomerId,
)
from nexus.kernel.money import Money

Day = date  # a field may be called date, too


class CurrencyBalance(Struct, frozen=True, kw_only=True):
    """`billed` is the sum of the invoices that were not cancelled, `credited` that of what credit
    notes took back of them."""

    currency: str
    billed: Money
    credited: Money
    paid: Money
    open: Money
    overdue: Money
    credit: Money

    @classmethod
    def nothing(cls, currency: str) -> Self:
        zero = Money.of(0, currency)
        names = ("billed", "credited", "paid", "open", "overdue", "credit")
        return cls(currency=currency, **dict.fromkeys(names, zero))


class CustomerBalance(Struct, frozen=True, kw_only=True):
    """What a customer owes and has in hand, one for each currency, the shop's own always."""

    customer_id: CustomerId
    at: datetime
    balances: Sequence[CurrencyBalance]
