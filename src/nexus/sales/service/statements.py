"""Statements of customers' accounts."""

from collections.abc import Callable, Sequence
from datetime import date

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import CustomerId, ShopId
from nexus.kernel.money import Money
from nexus.sales.domain import Card, Sale
from nexus.sales.domain.account import Posting, ages, postings
from nexus.sales.domain.payment import EARLIEST
from nexus.sales.messages import CustomerCard
from nexus.sales.messages.statements import (
    Ageing,
    CurrencyStatement,
    EntryOf,
    StatementEntry,
    StatementView,
)
from nexus.sales.ports import BooksReading, Customers, Settings

BILLED = {EntryOf.INVOICE, EntryOf.DEPOSIT, EntryOf.CANCELLED}
BACK = {EntryOf.REFUND, EntryOf.PAID_OUT, EntryOf.VOID}


class StatementService:
    """What is owed is counted from the documents, never kept: so it is what they say."""

    def __init__(
        self,
        reading: Callable[[ShopId], BooksReading],
        customers: Customers,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._reading = reading
        self._customers = customers
        self._settings = settings
        self._clock = clock

    def statement(
        self,
        actor: Actor,
        customer_id: CustomerId,
        first: date | None = None,
        last: date | None = None,
        currency: str | None = None,
    ) -> StatementView:
        """Return the account from one day to another; by default this month up to today."""
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            terms = self._settings.terms(actor.shop_id)
            if (card := self._customers.card(actor.shop_id, customer_id)) is None:
                raise NotFound("There is no such customer.")
            last = last or day_of(self._clock(), terms.timezone)
            first = first or max(last.replace(day=1), EARLIEST)
            if first > last:
                raise Invalid("The first day is not after the last.", "from")
            sales = look.account(customer_id)
            made = [
                *((sale.currency, it) for sale in sales for it in postings([sale], terms.timezone)),
                *look.paid_out(customer_id),
            ]
            used = sorted({it for it, _ in made} | {terms.currency})
            return StatementView(
                customer_id=customer_id,
                customer=_card(card),
                from_day=first,
                to_day=last,
                statements=[
                    _statement(
                        code,
                        [it for of, it in made if of == code],
                        [it for it in sales if it.currency == code],
                        (first, last),
                        terms.timezone,
                    )
                    for code in used
                    if currency in (None, code)
                ],
            )


def _statement(
    currency: str,
    made: Sequence[Posting],
    sales: Sequence[Sale],
    days: tuple[date, date],
    zone: str,
) -> CurrencyStatement:
    def money(minor: int) -> Money:
        return Money.of(minor, currency)

    first, last = days
    opening = balance = sum(it.minor for it in made if it.on < first)
    entries, sums = [], {"billed": 0, "credited": 0, "paid": 0, "back": 0}
    for it in sorted((it for it in made if first <= it.on <= last), key=lambda it: it.order):
        balance += it.minor
        kind = EntryOf(it.kind)
        sums[_column(kind)] += it.minor
        entries.append(
            StatementEntry(
                date=it.on,
                kind=kind,
                number=it.number,
                reference=it.reference,
                sale_id=it.sale_id,
                amount=money(it.minor),
                balance=money(balance),
            )
        )
    aged = ages(sales, last, zone)
    not_due, to_30, to_60, to_90, older = map(money, aged)
    return CurrencyStatement(
        currency=currency,
        opening=money(opening),
        invoiced=money(sums["billed"]),
        credited=money(-sums["credited"]),
        paid=money(-sums["paid"]),
        returned=money(sums["back"]),
        closing=money(balance),
        entries=entries,
        ageing=Ageing(
            not_due=not_due,
            to_30=to_30,
            to_60=to_60,
            to_90=to_90,
            over_90=older,
            in_hand=money(sum(aged) - balance),
        ),
    )


def _column(kind: EntryOf) -> str:
    if kind in BILLED:
        return "billed"
    if kind is EntryOf.CREDIT_NOTE:
        return "credited"
    return "back" if kind in BACK else "paid"


def _card(card: Card) -> CustomerCard:
    return CustomerCard(
        name=card.name,
        code=card.code,
        address=list(card.address),
        country=card.country,
        tax_number=card.tax_number,
        email=card.email,
    )
