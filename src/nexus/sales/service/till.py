"""The till: numbers, payments and customers' credit, which several sales draw on."""

from datetime import date, datetime

from nexus.kernel.errors import Refused
from nexus.kernel.ids import CustomerId, PaymentId, ShopId, new_id
from nexus.kernel.numbering import series
from nexus.kernel.phrase import phrase
from nexus.sales.domain import CREDIT, CustomerCredit, EntryKind, Kind, Number, Payment, Sale
from nexus.sales.messages import ApplyCredit, RecordPayment
from nexus.sales.ports import SalesUnitOfWork, Terms
from nexus.sales.service.desk import minor


def take_number(uow: SalesUnitOfWork, terms: Terms, on: date, kind: Kind = Kind.INVOICE) -> Number:
    """Take the next number of the kind's own series."""
    pattern = terms.numbering[kind]
    words = {"year": f"{on:%Y}", "month": f"{on:%m}"}
    code = uow.number(pattern, **words)
    counted = series(pattern, **words)
    return Number(code, counted.key, counted.n(code) or 0)


def paid_in(sale: Sale, wish: RecordPayment, today: date, now: datetime) -> Payment:
    """Return the payment that came in from outside."""
    return Payment(
        id=PaymentId(new_id()),
        paid_on=wish.date or today,
        amount_minor=minor(wish.amount, sale.currency),
        method=wish.method,
        reference=wish.reference,
        note=wish.note,
        recorded_at=now,
    )


def out_of_credit(
    uow: SalesUnitOfWork, sale: Sale, wish: ApplyCredit, today: date, now: datetime
) -> Payment:
    """Return a payment out of what the customer has in hand: as much as is open, unless told."""
    had = in_hand(uow, sale)
    if had == 0:
        raise Refused(phrase("The customer has no credit in %(currency)s.", currency=sale.currency))
    most = min(had, sale.open_minor) or had
    return Payment(
        id=PaymentId(new_id()),
        paid_on=today,
        amount_minor=most if wish.amount is None else minor(wish.amount, sale.currency),
        method=CREDIT,
        note=wish.note,
        recorded_at=now,
    )


def book_credit(uow: SalesUnitOfWork, sale: Sale, payment: Payment) -> None:
    """Let the customer's credit follow a payment that was over, or that came out of it."""
    if payment.credit_minor == 0:
        return
    credit = credit_of(uow, sale.shop_id, sale.customer_id, sale.currency)
    entry = credit.move(
        payment.credit_minor, payment.recorded_at, sale_id=sale.id, payment_id=payment.id
    )
    uow.credits.write(entry)


def merge_credit(
    uow: SalesUnitOfWork, source_id: CustomerId, target_id: CustomerId, now: datetime
) -> None:
    """Pass on what a customer has in hand to the one they were merged with."""
    note, kind = "Customers were merged.", EntryKind.MERGED
    for credit in uow.credits.of_customer(source_id):
        if had := credit.balance_minor:
            heir = credit_of(uow, credit.shop_id, target_id, credit.currency)
            uow.credits.write(credit.move(-had, now, note=note, kind=kind))
            uow.credits.write(heir.move(had, now, note=note, kind=kind))


def credit_of(
    uow: SalesUnitOfWork, shop_id: ShopId, customer_id: CustomerId, currency: str
) -> CustomerCredit:
    """Return the customer's credit in a currency, begun now if there was none."""
    if (credit := uow.credits.find(customer_id, currency)) is None:
        credit = CustomerCredit.new(shop_id, customer_id, currency)
        uow.credits.add(credit)
    return credit


def in_hand(uow: SalesUnitOfWork, sale: Sale) -> int:
    """Return what the customer has in the sale's currency, in minor units."""
    credit = uow.credits.find(sale.customer_id, sale.currency)
    return credit.balance_minor if credit is not None else 0
