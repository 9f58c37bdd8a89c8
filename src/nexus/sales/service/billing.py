"""Turns a sale into an electronic invoice's figures. Nothing is counted anew that is kept."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from nexus.kernel.exact import rounded
from nexus.kernel.money import Money
from nexus.kernel.papers import is_vat_id
from nexus.sales.domain import Kind, LineKind
from nexus.sales.domain.einvoice import (
    FREE,
    Bill,
    BillLine,
    Category,
    Partner,
    TaxGroup,
    TypeCode,
    unit_code,
)
from nexus.sales.domain.reckoning import LineSums, Pricing, reckon
from nexus.sales.messages import LineView, SaleView
from nexus.sales.ports import PaperTerms

TYPES = {
    Kind.DEPOSIT: TypeCode.PREPAYMENT,
    Kind.CREDIT_NOTE: TypeCode.CREDIT_NOTE,
}
PRICE_DIGITS = 10  # of a price that is told by its net: 12,345 times it is right to the cent


def bill_of(sale: SaleView, terms: PaperTerms) -> Bill:
    """Return the invoice of a sale that was issued."""
    assert sale.number is not None
    assert sale.issue_date is not None
    lines = list(_lines(sale, terms))
    is_outside = any(line.category is Category.OUTSIDE for line, _, _ in lines)
    return Bill(
        type_code=TYPES.get(sale.kind, TypeCode.INVOICE),
        number=sale.number,
        issued_on=sale.issue_date,
        due_on=None if sale.kind is Kind.CREDIT_NOTE else sale.due_date,
        currency=sale.currency,
        reference=sale.reference,
        note=sale.notes,
        seller=_seller(sale, terms, has_vat=not is_outside),
        buyer=_buyer(sale, has_vat=not is_outside),
        bank_details=terms.company.bank_details,
        iban=terms.company.iban,
        bic=terms.company.bic,
        corrects_number=sale.corrects_number,
        corrects_on=sale.corrects_issued_on,
        lines=[line for line, _, _ in lines],
        groups=_groups(lines),
    )


def category_of(tax: str, percent: Decimal, terms: PaperTerms) -> Category:
    """Return the rate's category; of one that is gone from the settings, what its percent says."""
    if percent > 0:
        return Category.STANDARD
    said = terms.tax_categories.get(tax, Category.ZERO)
    return Category.ZERO if said == Category.STANDARD else Category(said)


Counted = tuple[BillLine, Decimal, Decimal]  # with its net after all discounts, and its tax


def _lines(sale: SaleView, terms: PaperTerms) -> Iterator[Counted]:
    """Yield the lines before the document's discount."""
    free = [line for line in sale.lines if not _is_fixed(sale, line)]
    pricing = Pricing(
        currency=sale.currency,
        prices_include_tax=sale.prices_include_tax,
        tax_rounding=sale.tax_rounding,
    )
    before = dict(zip((line.id for line in free), reckon(free, pricing).lines, strict=True))
    for line in sale.lines:
        category = category_of(line.tax, line.tax_percent, terms)
        sums = before.get(line.id)
        yield _line(sale, line, sums, category), line.net.amount, line.tax_amount.amount


def _is_fixed(sale: SaleView, line: LineView) -> bool:
    """Tell whether a line takes its sums from another document, with no discount of this one."""
    return sale.kind is Kind.CREDIT_NOTE or line.kind is LineKind.DEPOSIT_DEDUCTION


def _line(sale: SaleView, line: LineView, sums: LineSums | None, category: Category) -> BillLine:
    name, _, rest = line.description.partition("\n")
    net = line.net.amount if sums is None else Money.of(sums.net, sale.currency).amount
    quantity, price, allowance = line.quantity, line.unit_price, FREE
    if sums is not None and not sale.prices_include_tax:
        allowance = Money.of(sums.listed - sums.amount, sale.currency).amount
    else:
        quantity = abs(quantity) if net >= 0 else -abs(quantity)
        price = rounded(Fraction(net) / Fraction(quantity), PRICE_DIGITS)
    return BillLine(
        id=str(line.position),
        name=name,
        description=rest,
        quantity=quantity,
        unit=unit_code(line.unit),
        price=price,
        allowance=allowance,
        net=net,
        category=category,
        percent=line.tax_percent,
    )


def _groups(lines: Sequence[Counted]) -> list[TaxGroup]:
    """Add up by category and rate, the highest rate first."""
    found: dict[tuple[Category, Decimal], list[Counted]] = defaultdict(list)
    for counted in lines:
        found[counted[0].category, counted[0].percent].append(counted)
    groups = []
    for (category, percent), mine in sorted(found.items(), key=lambda it: (-it[0][1], it[0][0])):
        base = sum((net for _, net, _ in mine), FREE)
        groups.append(
            TaxGroup(
                category=category,
                percent=percent,
                allowance=sum((line.net for line, _, _ in mine), FREE) - base,
                base=base,
                tax=sum((tax for _, _, tax in mine), FREE),
            )
        )
    return groups


def _seller(sale: SaleView, terms: PaperTerms, *, has_vat: bool) -> Partner:
    """Return who bills. What is not subject to tax knows no VAT number (BR-O-02)."""
    seller = sale.seller
    assert seller is not None
    is_vat = has_vat and is_vat_id(seller.tax_number, terms.country)
    return Partner(
        name=seller.name,
        address=seller.address,
        country=terms.country,
        vat_id=_plain(seller.tax_number) if is_vat else "",
        tax_registration="" if is_vat else seller.tax_number,
        registration=seller.registration_number,
        email=seller.email,
        phone=seller.phone,
    )


def _buyer(sale: SaleView, *, has_vat: bool) -> Partner:
    buyer = sale.customer
    is_vat = has_vat and is_vat_id(buyer.tax_number, buyer.country)
    return Partner(
        name=buyer.name,
        address=buyer.address,
        country=buyer.country,
        vat_id=_plain(buyer.tax_number) if is_vat else "",
        email=buyer.email,
    )


def _plain(number: str) -> str:
    return "".join(sign for sign in number if sign.isalnum()).upper()
