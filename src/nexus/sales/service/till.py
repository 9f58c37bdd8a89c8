"""The till: numbers and customers' credit, which several sales draw on."""

from datetime import date

from nexus.kernel.ids import CustomerId, ShopId
from nexus.kernel.numbering import series
from nexus.sales.domain import CustomerCredit, Kind, Number, Payment, Sale
from nexus.sales.ports import SalesUnitOfWork, Terms


def take_number(uow: SalesUnitOfWork, terms: Terms, on: date, kind: Kind = Kind.INVOICE) -> Number:
    """Take the next number of the kind's own series."""
    pattern = terms.numbering[kind]
    words = {"year": f"{on:%Y}", "month": f"{on:%m}"}
    code = uow.number(pattern, **words)
    counted = series(pattern, **words)
    return Number(code, counted.key, counted.n(code) or 0)


def book_credit(uow: SalesUnitOfWork, sale: Sale, payment: Payment) -> None:
    """Let the customer's credit follow a payment that was over, or that came out of it."""
    if payment.credit_minor == 0:
        return
    credit = credit_of(uow, sale.shop_id, sale.customer_id, sale.currency)
    entry = credit.move(
        payment.credit_minor, payment.recorded_at, sale_id=sale.id, payment_id=payment.id
    )
    uow.credits.write(entry)


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
