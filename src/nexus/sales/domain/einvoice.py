"""An electronic invoice by EN 16931: the figures of a sale, under the names of the standard.

Amounts are exact decimals in the invoice's currency. They are the sale's own, so its sums hold to
the cent: lines - allowances = net (BR-CO-10, -13), net + tax = total (BR-CO-15). The standard
lets the tax of a rate differ from rate x net by less than one unit, which is what rounding by
line needs (BR-CO-17).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from nexus.sales.domain.reckoning import digits_of

MOST_DIGITS = 2  # after the point of an amount (BR-DEC-01 and others)
FREE = Decimal(0)


class Category(StrEnum):
    """Why a rate is what it is (UNTDID 5305)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    OUTSIDE = "O"


REASONS = {
    Category.EXEMPT: "Exempt from tax",
    Category.REVERSE_CHARGE: "Reverse charge",
    Category.OUTSIDE: "Not subject to tax",
}


class TypeCode(StrEnum):
    """Of UNTDID 1001."""

    INVOICE = "380"
    CREDIT_NOTE = "381"
    PREPAYMENT = "386"


# UN/ECE recommendation 20. What is not here is "one" (C62), and told in words.
UNITS = {
    "": "C62",
    "pc": "C62",
    "pcs": "C62",
    "piece": "C62",
    "each": "C62",
    "st": "C62",
    "stk": "C62",
    "h": "HUR",
    "hour": "HUR",
    "hours": "HUR",
    "min": "MIN",
    "day": "DAY",
    "days": "DAY",
    "mm": "MMT",
    "cm": "CMT",
    "m": "MTR",
    "km": "KMT",
    "in": "INH",
    "ft": "FOT",
    "m2": "MTK",
    "m²": "MTK",
    "ft2": "FTK",
    "m3": "MTQ",
    "l": "LTR",
    "ml": "MLT",
    "bdft": "BFT",
    "g": "GRM",
    "kg": "KGM",
    "t": "TNE",
    "lb": "LBR",
    "set": "SET",
}


@dataclass(frozen=True, kw_only=True)
class Partner:
    """`vat_id` begins with the country (BR-CO-09); any other tax number is a registration."""

    name: str
    address: Sequence[str]
    country: str
    vat_id: str = ""
    tax_registration: str = ""
    registration: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """`net` is quantity x price - allowance; below zero where something is deducted."""

    id: str
    name: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    allowance: Decimal
    net: Decimal
    category: Category
    percent: Decimal


@dataclass(frozen=True, kw_only=True)
class TaxGroup:
    """What the document bears at one rate, and what was taken off for the whole of it before."""

    category: Category
    percent: Decimal
    allowance: Decimal
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, kw_only=True)
class Bill:
    type_code: TypeCode
    number: str
    issued_on: date
    due_on: date | None
    currency: str
    reference: str
    note: str
    seller: Partner
    buyer: Partner
    bank_details: str
    iban: str
    bic: str
    corrects_number: str
    corrects_on: date | None
    lines: Sequence[BillLine]
    groups: Sequence[TaxGroup]

    @property
    def lines_total(self) -> Decimal:
        return sum((line.net for line in self.lines), FREE)

    @property
    def allowances(self) -> Decimal:
        return sum((group.allowance for group in self.groups), FREE)

    @property
    def net(self) -> Decimal:
        return sum((group.base for group in self.groups), FREE)

    @property
    def tax(self) -> Decimal:
        return sum((group.tax for group in self.groups), FREE)

    @property
    def total(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True)
class Fault:
    """What an e-invoice misses: where to write it, and in a sentence."""

    field: str
    message: str


def unit_code(unit: str) -> str:
    return UNITS.get(unit.strip().lower(), "C62")


def faults(bill: Bill) -> list[Fault]:
    """Return why the bill is no valid electronic invoice yet; none if it is."""
    return [*_of_seller(bill), *_of_buyer(bill), *_of_figures(bill)]


def _of_seller(bill: Bill) -> Iterator[Fault]:
    seller = bill.seller
    if not seller.name:
        yield Fault("settings.company_name", "The settings do not say what the shop is called.")
    if not seller.address:
        yield Fault("settings.address", "The settings do not say where the shop is.")
    if not seller.country:
        yield Fault("settings.country", "The settings do not say in which country the shop is.")
    taxed = any(group.category is not Category.OUTSIDE for group in bill.groups)
    if taxed and not (seller.vat_id or seller.tax_registration):
        yield Fault("settings.tax_number", "The settings have no tax number of the shop.")
    if not (seller.vat_id or seller.tax_registration or seller.registration):
        yield Fault("settings.registration_number", "The settings have no number of the company.")


def _of_buyer(bill: Bill) -> Iterator[Fault]:
    if not bill.buyer.name:
        yield Fault("customer.name", "The customer has no name.")
    if not bill.buyer.country:
        yield Fault("customer.country", "The customer's address does not say in which country.")
    reversed_ = any(group.category is Category.REVERSE_CHARGE for group in bill.groups)
    if reversed_ and not bill.buyer.vat_id:
        yield Fault(
            "customer.tax_number",
            "A reverse charge needs the customer's VAT number, beginning with the country.",
        )


def _of_figures(bill: Bill) -> Iterator[Fault]:
    if digits_of(bill.currency) > MOST_DIGITS:
        yield Fault("currency", f"Amounts in {bill.currency} have more digits than allowed.")
    if not bill.lines:
        yield Fault("lines", "There are no lines.")
    for group in bill.groups:
        if (group.category is Category.STANDARD) != (group.percent > 0):
            yield Fault("settings.tax_rates", "A rate above zero is of category S, and no other.")
        if abs(group.tax - group.base * group.percent / 100) >= 1:
            yield Fault("tax_rounding", "Rounding by line took the tax too far from its rate.")
    outside = {group.category is Category.OUTSIDE for group in bill.groups}
    if len(outside) > 1:
        yield Fault("lines", "What is not subject to tax stands on an invoice of its own.")
