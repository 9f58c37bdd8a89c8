"""The sale: a draft, then an invoice that never changes, then what was paid on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, TypedDict
from uuid import UUID

from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.events import Event
from nexus.kernel.ids import CustomerId, MilestoneId, PaymentId, ProjectId, QuoteId, SaleId, ShopId
from nexus.kernel.papers import Sender
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text
from nexus.sales.domain.days import end_of
from nexus.sales.domain.document import Card, Document, SaleLine
from nexus.sales.domain.events import (
    CreditNoteIssued,
    PaymentRecorded,
    PaymentReversed,
    SaleCancelled,
    SaleIssued,
    SalePaid,
)
from nexus.sales.domain.payment import CREDIT, EARLIEST, Payment, PaymentKind, Reversal
from nexus.sales.domain.reckoning import one_discount

PAYMENT_TERMS = 30  # days
LONGEST_TERMS = 3650


class Kind(StrEnum):
    """Which document it is. The settings' number series are called the same."""

    INVOICE = "invoice"
    DEPOSIT = "deposit"
    CREDIT_NOTE = "credit_note"
    ORDER = "order"  # what was ordered, to be invoiced by parts; never issued itself


class Status(StrEnum):
    """Always a consequence: of issuing, of the payments, of cancelling. Nobody sets it."""

    DRAFT = "draft"
    ISSUED = "issued"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    CANCELLED = "cancelled"


class AlreadyIssued(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(
            phrase(
                "Invoice %(number)s has been issued and stays as it is: correct it by a credit "
                "note.",
                number=number,
            ),
            allowed=["pay", "cancel"],
        )


class WrongStatus(Refused):
    pass


class Number(NamedTuple):
    """An invoice number, with its series and its place there, from 1 without a gap."""

    code: str
    series: str
    place: int


class Fact(TypedDict):
    """What all events of a sale tell."""

    shop_id: ShopId
    happened_at: datetime
    sale_id: SaleId
    customer_id: CustomerId
    project_id: ProjectId | None
    number: str


@dataclass(eq=False, kw_only=True)
class Sale(Document[SaleLine]):
    """Amounts are in minor units of `currency`. `paid_minor` is what the payments cover of it,
    `noted_minor` the part of that which credit notes do, and `credited_minor` all that they took
    back, also of what had been paid.

    A credit note says by `corrects_id` and the copies beside it which invoice it corrects, and has
    a `reason`. An invoice for a part of an order names it by `order_id`, one for a milestone of it
    by `milestone_id`. `covers_until_at`: work and material to that instant are on it.

    A deposit names by `order_id` what it was asked for; `deducted_minor` is what invoices have
    deducted of it. `quote_id` is the quote that either came of.

    `overdue_at` is the end of the due day in the shop's zone, fixed with the invoice.
    """

    id: SaleId
    customer_id: CustomerId
    project_id: ProjectId | None = None
    kind: Kind = Kind.INVOICE
    quote_id: QuoteId | None = None
    status: Status = Status.DRAFT
    created_at: datetime
    terms_days: int = PAYMENT_TERMS
    reference: str = ""
    notes: str = ""
    number: str | None = None
    number_series: str | None = None
    number_place: int | None = None
    issued_on: date | None = None
    issued_at: datetime | None = None
    due_on: date | None = None
    overdue_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    paid_minor: int = 0
    credited_minor: int = 0
    noted_minor: int = 0
    deducted_minor: int = 0
    corrects_id: SaleId | None = None
    corrects_number: str = ""
    corrects_issued_on: date | None = None
    reason: str = ""
    order_id: SaleId | None = None
    milestone_id: MilestoneId | None = None
    covers_until_at: datetime | None = None
    payments: list[Payment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reference, self.notes = tidy(self.reference), tidy_text(self.notes)

    @property
    def open_minor(self) -> int:
        """What is still to be paid: nothing on a draft, and nothing once cancelled."""
        waits = self.status in (Status.ISSUED, Status.PARTIALLY_PAID)
        return self.total_minor - self.paid_minor if waits else 0

    def is_overdue(self, at: datetime) -> bool:
        return self.open_minor > 0 and self.overdue_at is not None and self.overdue_at <= at

    # A draft

    def begin(self, card: Card, lines: Sequence[SaleLine]) -> None:
        """Fill in a new draft."""
        self._copy(card)
        super().put_lines(lines)

    def bill_to(self, customer_id: CustomerId, card: Card) -> None:
        self.check_draft()
        self.customer_id = customer_id
        self._copy(card)
        self._changed()

    def change(self, changes: Mapping[str, object]) -> None:
        """Change what is named of the document's head."""
        self.check_draft()
        if self.kind is Kind.ORDER and changes.keys() & {"lines", "currency", "prices_include_tax"}:
            raise Refused("Parts of an order are invoiced: its lines are changed one by one.")
        for name, value in one_discount(changes).items():
            setattr(self, name, value)
        self.__post_init__()
        self._count()
        self._changed()

    def put_lines(self, lines: Sequence[SaleLine]) -> None:
        self.check_draft()
        super().put_lines(lines)
        self._changed()

    def change_line(self, line_id: UUID, changes: Mapping[str, object]) -> None:
        self.check_draft()
        super().change_line(line_id, changes)
        self._changed()

    def remove_line(self, line_id: UUID) -> None:
        self.check_draft()
        if self.kind is Kind.ORDER:
            raise Refused("A line of an order stays: change its quantity.")
        super().remove_line(line_id)
        self._changed()

    def check_draft(self) -> None:
        """Refuse whatever would alter an invoice."""
        if self.status is Status.CANCELLED:
            raise WrongStatus(
                phrase(
                    "Invoice %(number)s has been cancelled and stays as it is.", number=self.number
                )
            )
        if self.number is not None:
            raise AlreadyIssued(self.number)

    # An invoice

    def check_issue(self, on: date, today: date) -> None:
        """Refuse before a number is taken."""
        self.check_draft()
        if self.kind is Kind.ORDER:
            raise Refused("An order is invoiced by parts.", allowed=["progress", "milestones"])
        if not self.lines:
            raise Refused("An invoice needs at least one line.")
        if self.total_minor < 0:
            raise Refused("An invoice comes to zero or more.")
        if not EARLIEST <= on <= today:
            raise Invalid("An invoice is dated today or earlier.", "issue_date")

    def issue(
        self, number: Number, card: Card, company: Sender, on: date, zone: str, at: datetime
    ) -> list[Event]:
        """Make it an invoice, with copies of who bills whom as they are now."""
        self.check_draft()
        self.number, self.number_series, self.number_place = number
        self.issued_on, self.issued_at = on, at
        self.due_on = on + timedelta(days=self.terms_days)
        self.overdue_at = end_of(self.due_on, zone)
        self._copy(card)
        self._sign(company)
        self._settle()
        self._changed()
        if self.corrects_id is not None:
            return [self._note_issued(self.corrects_id, at)]
        issued = SaleIssued(**self._fact(at), total=self.total, due_on=self.due_on)
        return [issued, *self._paid(at)]

    def cancel(self, reason: str, at: datetime) -> list[Event]:
        """Take an unpaid invoice back. It keeps its number."""
        if self.status is Status.DRAFT:
            raise WrongStatus("A draft is deleted, not cancelled.", allowed=["issue"])
        if self.kind is Kind.CREDIT_NOTE:
            raise WrongStatus(phrase("Credit note %(number)s stays as it is.", number=self.number))
        if self.status is Status.CANCELLED:
            raise WrongStatus(
                phrase("Invoice %(number)s has been cancelled already.", number=self.number)
            )
        if sum(row.amount_minor for row in self.payments) != 0:
            raise WrongStatus("An invoice with payments is not cancelled. Void them first.")
        if self.deducted_minor:
            raise WrongStatus("An invoice deducts this deposit. Cancel or credit that one first.")
        if not (why := tidy(reason)):
            raise Invalid("Please say why.", "reason")
        self.cancelled_at, self.cancel_reason = at, why
        self._settle()
        self._changed()
        return [SaleCancelled(**self._fact(at), reason=why)]

    def pay(self, payment: Payment, today: date, at: datetime) -> list[Event]:
        """Take a payment; what it brings beyond the open amount is over."""
        self._check_payable(payment.paid_on, today)
        if payment.method == CREDIT and payment.amount_minor > self.open_minor:
            raise Refused("Credit pays what is open, and no more.")
        payment.over_minor = max(payment.amount_minor - self.open_minor, 0)
        was = self.status
        self._write(payment)
        recorded = PaymentRecorded(
            **self._fact(at),
            payment_id=payment.id,
            amount=self.money(payment.amount_minor),
            method=payment.method,
        )
        return [recorded, *(self._paid(at) if was is not Status.PAID else [])]

    def reverse(
        self, payment_id: PaymentId, wish: Reversal, today: date, *, credit: int, at: datetime
    ) -> list[Event]:
        """Take back the payment, or as much of it as is wished, by a row of its own.

        First what was over, as far as `credit` (what the customer still has of it) reaches in a
        refund, then what paid this invoice.
        """
        self._check_payable(wish.on, today)
        payment = self._payment(payment_id)
        applied, over = self._left(payment)
        if applied + over == 0:
            raise WrongStatus("That payment has been taken back already.")
        wanted = applied + over if wish.amount_minor is None else wish.amount_minor
        from_over = over if wish.amount_minor is None else min(wanted, over, credit)
        if wanted - from_over > applied:
            raise Refused("That is more than is left of the payment.")
        row = wish.row(payment, wanted, from_over, at)
        self._write(row)
        amount = self.money(wanted)
        fact = self._fact(at)
        return [PaymentReversed(**fact, payment_id=payment_id, amount=amount, reason=row.reason)]

    def settle_by_note(self, row: Payment) -> None:
        """Take the row that a credit note settles a part of it by."""
        self._write(row, noted=True)

    def be_ordered(self) -> None:
        """Stand for what was agreed from now on; parts of it are invoiced. Counts as a change."""
        if self.kind is not Kind.ORDER:
            self.check_draft()
            self.kind = Kind.ORDER
        self._changed()

    def be_draft_again(self) -> None:
        """Be an ordinary draft, of which no part was invoiced."""
        self.check_draft()
        self.kind = Kind.INVOICE
        self._changed()

    def be_touched(self) -> None:
        """Count a change of what follows from it, so that two at once are noticed."""
        self._changed()

    def be_deducted(self, minor: int) -> None:
        """Count what an invoice deducts of this deposit; below zero what it gives back."""
        if not 0 <= self.deducted_minor + minor <= self.total_minor - self.credited_minor:
            raise Refused(
                phrase("Of deposit %(number)s there is less left to deduct.", number=self.number)
            )
        self.deducted_minor += minor
        self._changed()

    def follow(self, customer_id: CustomerId) -> None:
        """Belong to the customer that its own was merged into; an invoice keeps its copied card."""
        self.customer_id = customer_id
        self._changed()

    def _payment(self, payment_id: PaymentId) -> Payment:
        for payment in self.payments:
            if payment.id == payment_id and payment.kind is PaymentKind.PAYMENT:
                return payment
        raise NotFound("There is no such payment.")

    def _check_payable(self, on: date, today: date) -> None:
        if self.status is Status.DRAFT:
            raise WrongStatus("A draft is issued before it is paid.", allowed=["issue"])
        if self.kind is Kind.CREDIT_NOTE:
            raise WrongStatus("Nothing is paid on a credit note: see the customer's credit.")
        if self.status is Status.CANCELLED:
            raise WrongStatus(
                phrase(
                    "Invoice %(number)s has been cancelled: nothing is due on it.",
                    number=self.number,
                )
            )
        if not EARLIEST <= on <= today:
            raise Invalid("A payment is recorded once it has been made.", "date")

    def _left(self, payment: Payment) -> tuple[int, int]:
        """Return what has not been taken back, of what it applied and of what was over."""
        rows = [row for row in self.payments if payment.id in (row.id, row.reverses_id)]
        return sum(row.applied_minor for row in rows), sum(row.over_minor for row in rows)

    def _write(self, payment: Payment, *, noted: bool = False) -> None:
        self.payments.append(payment)
        self.paid_minor += payment.applied_minor
        if noted:
            self.credited_minor += payment.amount_minor
            self.noted_minor += payment.applied_minor
        self._settle()
        self._changed()

    def _settle(self) -> None:
        """Let the status follow."""
        if self.cancelled_at is not None:
            self.status = Status.CANCELLED
        elif self.number is None:
            self.status = Status.DRAFT
        elif self.kind is Kind.CREDIT_NOTE or self.paid_minor >= self.total_minor:
            self.status = Status.PAID
        else:
            by_money = self.paid_minor > self.noted_minor
            self.status = Status.PARTIALLY_PAID if by_money else Status.ISSUED

    def _paid(self, at: datetime) -> list[Event]:
        if self.status is not Status.PAID:
            return []
        return [SalePaid(**self._fact(at), total=self.total)]

    def _note_issued(self, invoice_id: SaleId, at: datetime) -> Event:
        fact = self._fact(at)
        return CreditNoteIssued(**fact, invoice_id=invoice_id, total=self.total, reason=self.reason)

    def _fact(self, at: datetime) -> Fact:
        return {
            "shop_id": self.shop_id,
            "happened_at": at,
            "sale_id": self.id,
            "customer_id": self.customer_id,
            "project_id": self.project_id,
            "number": self.number or "",
        }
