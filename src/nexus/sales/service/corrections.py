"""Credit notes, and the credit that customers have in hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import CustomerId, SaleId, ShopId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy_text
from nexus.sales.domain import EntryKind, Payment, Sale
from nexus.sales.domain.credit_note import Wanted, check_creditable, credit_note, settle
from nexus.sales.domain.payment import EARLIEST
from nexus.sales.messages import ListSales, PreviewView, SaleRow, SaleView
from nexus.sales.messages.credit import (
    CreditEntryRow,
    CreditSale,
    CreditView,
    ListCredit,
    PayOutCredit,
)
from nexus.sales.messages.views import customer_card
from nexus.sales.ports import BooksReading, BooksUnitOfWork, Customers, Settings, Terms
from nexus.sales.service.desk import minor
from nexus.sales.service.till import credit_of, take_number


class CorrectionService:
    """A credit note is issued as it is written: what it would be is told by a preview."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], BooksUnitOfWork],
        reading: Callable[[ShopId], BooksReading],
        customers: Customers,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._customers = customers
        self._settings = settings
        self._clock = clock

    def credit(
        self, actor: Actor, sale_id: SaleId, wish: CreditSale, version: int | None = None
    ) -> SaleView:
        """Issue a credit note; the invoice keeps what it says, and is settled by it."""
        actor.require("sales.issue")
        if wish.refund_method is not None:
            actor.require("sales.pay")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            invoice = uow.sales.get(sale_id).expect(version)
            check_creditable(invoice)
            terms = self._settings.terms(actor.shop_id)
            today = day_of(now, terms.timezone)
            note = self._note(uow, invoice, wish)
            on = wish.issue_date or today
            note.check_issue(on, today)
            if invoice.issued_on is not None and on < invoice.issued_on:
                raise Invalid("A credit note is not older than its invoice.", "issue_date")
            number = take_number(uow, terms, on, note.kind)
            card = customer_card(invoice)
            uow.record(*note.issue(number, card, terms.company, on, terms.timezone, now))
            uow.sales.add(note)
            row = settle(invoice, note, now, today)
            self._release(uow, note)
            self._book(uow, invoice, note, row, wish, today)
            return SaleView.of(note, now)

    def preview(self, actor: Actor, sale_id: SaleId, wish: CreditSale) -> PreviewView:
        """Tell what a credit note would come to, and keep nothing."""
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            invoice, notes = look.sale(sale_id), look.notes_of(sale_id)
            check_creditable(invoice)
            note = credit_note(
                invoice,
                notes,
                _wanted(wish, invoice.currency),
                amount_minor=_minor(wish.amount, invoice.currency),
                reason=wish.reason,
                at=self._clock(),
            )
            return PreviewView.of(note)

    def notes(self, actor: Actor, wish: ListSales) -> Page[SaleRow]:
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            page = look.page(wish, self._clock())
            if not page.items and wish.corrects_id is not None:
                look.check(wish.corrects_id)
            return page

    # Customers' credit

    def entries(self, actor: Actor, wish: ListCredit) -> Page[CreditEntryRow]:
        """List what moved a customer's credit; whether there is the customer is asked if none."""
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            page = look.credit_entries(wish)
            if not page.items and self._customers.card(actor.shop_id, wish.customer_id) is None:
                raise NotFound("There is no such customer.")
            return page

    def in_hand(self, actor: Actor, customer_id: CustomerId) -> CreditView:
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            if self._customers.card(actor.shop_id, customer_id) is None:
                raise NotFound("There is no such customer.")
            return look.in_hand(customer_id)

    def pay_out(self, actor: Actor, customer_id: CustomerId, wish: PayOutCredit) -> CreditView:
        """Give money back that the customer has in hand."""
        actor.require("sales.pay")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            if self._customers.card(actor.shop_id, customer_id) is None:
                raise NotFound("There is no such customer.")
            terms = self._settings.terms(actor.shop_id)
            currency = _currency(wish, terms)
            on = _not_later(wish.date, day_of(now, terms.timezone))
            credit = uow.credits.find(customer_id, currency)
            if credit is None or credit.balance_minor == 0:
                raise Refused(
                    phrase("The customer has no credit in %(currency)s.", currency=currency)
                )
            amount = _minor(wish.amount, currency)
            entry = credit.pay_out(
                credit.balance_minor if amount is None else amount,
                on,
                now,
                method=wish.method,
                reference=wish.reference,
                note=wish.note,
            )
            uow.credits.write(entry)
            credits = uow.credits.of_customer(customer_id)
            return CreditView(
                version=sum(it.version for it in credits),
                customer_id=customer_id,
                in_hand=[it.balance for it in credits],
            )

    def _note(self, uow: BooksUnitOfWork, invoice: Sale, wish: CreditSale) -> Sale:
        note = credit_note(
            invoice,
            uow.sales.notes_of(invoice.id),
            _wanted(wish, invoice.currency),
            amount_minor=_minor(wish.amount, invoice.currency),
            reason=wish.reason,
            at=self._clock(),
        )
        note.notes = tidy_text(wish.notes)
        return note

    def _release(self, uow: BooksUnitOfWork, note: Sale) -> None:
        """Let a deposit that the note's invoice deducted be deducted anew."""
        for line in note.lines:
            if line.deposit_id is not None:
                uow.sales.get(line.deposit_id).be_deducted(line.net_minor + line.tax_minor)

    def _book(
        self,
        uow: BooksUnitOfWork,
        invoice: Sale,
        note: Sale,
        row: Payment,
        wish: CreditSale,
        today: date,
    ) -> None:
        """What is beyond the open amount the customer has in hand, or gets back at once."""
        if row.over_minor == 0:
            return
        credit = credit_of(uow, note.shop_id, note.customer_id, note.currency)
        at, kind = row.recorded_at, EntryKind.CREDIT_NOTE
        entry = credit.move(row.over_minor, at, sale_id=note.id, payment_id=row.id, kind=kind)
        uow.credits.write(entry)
        if wish.refund_method is not None:
            back = credit.pay_out(
                row.over_minor,
                note.issued_on or today,
                at,
                method=wish.refund_method,
                reference=wish.refund_reference,
                note=f"{note.number}",
            )
            back.sale_id = note.id
            uow.credits.write(back)


def _wanted(wish: CreditSale, currency: str) -> list[Wanted]:
    if wish.lines and wish.amount is not None:
        raise Invalid("Credit lines or an amount, not both.", "amount")
    wanted = []
    for at, line in enumerate(wish.lines):
        if line.quantity is not None and line.amount is not None:
            raise Invalid("Credit a quantity or an amount of a line.", f"lines[{at}].amount")
        if any(line.line_id == other.line_id for other in wish.lines[:at]):
            raise Invalid("That line is named already.", f"lines[{at}].line_id")
        amount = _minor(line.amount, currency, f"lines[{at}].amount")
        wanted.append(Wanted(line_id=line.line_id, quantity=line.quantity, amount_minor=amount))
    return wanted


def _minor(amount: Decimal | Money | None, currency: str, field: str = "amount") -> int | None:
    if amount is None:
        return None
    try:
        return minor(amount, currency)
    except Invalid as error:
        raise Invalid(error.message, field) from error


def _currency(wish: PayOutCredit, terms: Terms) -> str:
    if isinstance(wish.amount, Money):
        return wish.amount.currency
    return wish.currency or terms.currency


def _not_later(on: date | None, today: date) -> date:
    if on is not None and not EARLIEST <= on <= today:
        raise Invalid("Money is paid out by now.", "date")
    return on or today
