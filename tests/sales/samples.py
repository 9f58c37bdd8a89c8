"""Builders in the words of the trade."""

from decimal import Decimal

from nexus.kernel.ids import CustomerId, PaymentId, SaleId, SaleLineId, ShopId, new_id
from nexus.sales.domain import Number, Payment, Sale, SaleLine
from nexus.sales.messages import CustomerCard

from tests.conftest import NOW

TODAY = NOW.date()
JOHANNESBURG = "Africa/Johannesburg"


def a_line(rate=("standard", "15"), **changes) -> SaleLine:
    given = dict(
        id=SaleLineId(new_id()),
        description="Cutting",
        quantity=1,
        unit_price="100",
        tax=rate[0],
        tax_percent=rate[1],
    )
    given |= changes
    for name in ("quantity", "unit_price", "tax_percent"):
        given[name] = Decimal(given[name])
    return SaleLine(**given)


def a_card(name="ABC Manufacturing", **changes) -> CustomerCard:
    given = dict(
        name=name,
        code="CL-0001",
        address=["1 Mill Road", "Durban"],
        country="ZA",
        tax_number="4123456789",
        email="orders@abc.com",
    )
    return CustomerCard(**given | changes)


class A_Company:
    company_name = "Bench & Co"
    address = ("2 Saw Street", "Durban")
    email = "hello@bench.example"
    phone = "+27 31 000 0000"
    tax_number = "4000000001"
    registration_number = "2020/1"


def a_draft(*lines, **changes) -> Sale:
    given = dict(
        id=SaleId(new_id()),
        shop_id=ShopId(new_id()),
        customer_id=CustomerId(new_id()),
        created_at=NOW,
        currency="ZAR",
    )
    sale = Sale(**given | changes)
    sale.begin(a_card(), lines or [a_line()])
    return sale


def issued(sale: Sale, place: int = 1, on=TODAY) -> Sale:
    sale.check_issue(on, TODAY)
    number = Number(f"INV-2026-{place:03}", "INV-2026-{n}", place)
    sale.issue(number, a_card(), A_Company(), on, JOHANNESBURG, NOW)
    return sale


def an_invoice(*lines, **changes) -> Sale:
    """Of 115.00 unless told otherwise."""
    return issued(a_draft(*lines, **changes))


def a_payment(minor: int, **changes) -> Payment:
    given = dict(
        id=PaymentId(new_id()), paid_on=TODAY, amount_minor=minor, method="eft", recorded_at=NOW
    )
    return Payment(**given | changes)
