"""Payments, what takes them back, and the credit that customers have with the shop."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import (
    CreditEntryId,
    CreditId,
    CustomerId,
    PaymentId,
    SaleId,
    ShopId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text
from nexus.sales.domain.reckoning import LARGEST_TOTAL

CREDIT = "credit"  # the method of a payment out of the customer's credit
EARLIEST = date(2000, 1, 1)


class PaymentKind(StrEnum):
    """A void takes back what was entered by mistake, a refund gives money back.

    A credit note is no money: it settles what it takes back of the invoice.
    """

    PAYMENT = "payment"
    VOID = "void"
    REFUND = "refund"
    CREDIT_NOTE = "credit_note"


@dataclass(eq=False, kw_only=True)
class Payment:
    """A row of the sale's cash book: written once and never changed.

    `amount_minor` is what came in; below zero what went back, with the payment it `reverses_id`
    and a reason. `over_minor` is the part of it that the sale did not need: the customer's credit.
    """

    id: PaymentId
    kind: PaymentKind = PaymentKind.PAYMENT
    paid_on: date
    amount_minor: int
    over_minor: int = 0
    method: str
    reference: str = ""
    note: str = ""
    reverses_id: PaymentId | None = None
    reason: str = ""
    recorded_at: datetime

    def __post_init__(self) -> None:
        self.reference, self.note = tidy(self.reference), tidy_text(self.note)
        self.reason = tidy(self.reason)
        comes_in = self.kind in (PaymentKind.PAYMENT, PaymentKind.CREDIT_NOTE)
        size = self.amount_minor if comes_in else -self.amount_minor
        if not 0 < size <= LARGEST_TOTAL:
            raise Invalid("An amount is above zero, and not beyond all measure.", "amount")
        if not (comes_in or self.reason):
            raise Invalid("Please say why.", "reason")

    @property
    def applied_minor(self) -> int:
        """What it does to the sale."""
        return self.amount_minor - self.over_minor

    @property
    def credit_minor(self) -> int:
        """What it does to the customer's credit."""
        return -self.amount_minor if self.method == CREDIT else self.over_minor


@dataclass(frozen=True, kw_only=True)
class Reversal:
    """The wish to take a payment back; without an amount all that is left of it."""

    kind: PaymentKind
    on: date
    reason: str
    amount_minor: int | None = None
    method: str | None = None

    def row(self, payment: Payment, minor: int, over: int, at: datetime) -> Payment:
        """Return the row that does it. What came out of credit goes back there."""
        if self.method == CREDIT and payment.method != CREDIT:
            raise Invalid("Money that came in goes out again; credit comes by itself.", "method")
        method = payment.method if payment.method == CREDIT else self.method or payment.method
        return Payment(
            id=PaymentId(new_id()),
            kind=self.kind,
            paid_on=self.on,
            amount_minor=-minor,
            over_minor=-over,
            method=method,
            reverses_id=payment.id,
            reason=self.reason,
            recorded_at=at,
        )


class EntryKind(StrEnum):
    """Why a customer's credit moved."""

    OVER = "over"
    USED = "used"
    CREDIT_NOTE = "credit_note"
    PAID_OUT = "paid_out"
    MERGED = "merged"


@dataclass(eq=False, kw_only=True)
class CreditEntry:
    """A movement of a customer's credit, written once and never changed."""

    shop_id: ShopId
    id: CreditEntryId
    credit_id: CreditId
    amount_minor: int
    made_at: datetime
    sale_id: SaleId | None = None
    payment_id: PaymentId | None = None
    note: str = ""
    kind: EntryKind | None = None  # those of before there were kinds have none
    method: str = ""
    reference: str = ""
    paid_on: date | None = None

    def __post_init__(self) -> None:
        self.note, self.reference = tidy(self.note), tidy(self.reference)


@dataclass(eq=False, kw_only=True)
class CustomerCredit(Aggregate):
    """What the shop owes a customer in one currency: the sum of its entries, never below zero."""

    id: CreditId
    customer_id: CustomerId
    currency: str
    balance_minor: int = 0

    @classmethod
    def new(cls, shop_id: ShopId, customer_id: CustomerId, currency: str) -> "CustomerCredit":
        id = CreditId(new_id())
        return cls(id=id, shop_id=shop_id, customer_id=customer_id, currency=currency)

    @property
    def balance(self) -> Money:
        return Money.of(self.balance_minor, self.currency)

    def move(
        self,
        minor: int,
        at: datetime,
        *,
        sale_id: SaleId | None = None,
        payment_id: PaymentId | None = None,
        note: str = "",
        kind: EntryKind | None = None,
    ) -> CreditEntry:
        if self.balance_minor + minor < 0:
            raise Refused(
                phrase(
                    "The customer's credit is %(amount)s %(currency)s: what was over has been "
                    "used already.",
                    amount=self.balance.amount,
                    currency=self.currency,
                ),
            )
        if self.balance_minor + minor > LARGEST_TOTAL:
            raise Invalid("That is more credit than Nexus counts.", "amount")
        self.balance_minor += minor
        self._changed()
        return CreditEntry(
            shop_id=self.shop_id,
            id=CreditEntryId(new_id()),
            credit_id=self.id,
            amount_minor=minor,
            made_at=at,
            sale_id=sale_id,
            payment_id=payment_id,
            note=note,
            kind=kind or (EntryKind.OVER if minor > 0 else EntryKind.USED),
        )

    def pay_out(
        self, minor: int, on: date, at: datetime, *, method: str, reference: str, note: str
    ) -> CreditEntry:
        """Give money back that the customer has in hand."""
        if method == CREDIT:
            raise Invalid("Credit is paid out in money.", "method")
        if not 0 < minor <= LARGEST_TOTAL:
            raise Invalid("An amount is above zero, and not beyond all measure.", "amount")
        entry = self.move(-minor, at, note=note, kind=EntryKind.PAID_OUT)
        entry.method, entry.reference, entry.paid_on = method, tidy(reference), on
        return entry
