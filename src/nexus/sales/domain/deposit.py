"""Deposits: how much is asked for beforehand, at which rates, and how the invoice deducts it.

A deposit is a document of its own with tax (docs/decisions/0012). Its amounts include tax, one
line for each rate of the order, so that it comes to what was asked for to the cent; what an
invoice deducts are those lines with the sign turned, whole or in parts that add up to them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.exact import decimal
from nexus.kernel.ids import SaleId, SaleLineId, new_id
from nexus.kernel.phrase import phrase
from nexus.sales.domain.document import Document, LineKind, SaleLine
from nexus.sales.domain.reckoning import digits_of
from nexus.sales.domain.sale import Kind, Sale, Status

Rate = tuple[str, Decimal]


@dataclass(frozen=True)
class Part:
    """What a deposit bears at one rate, in minor units."""

    rate: Rate
    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


def worth(order: Document[Any]) -> int:
    """Return what an order comes to with tax, before deposits are deducted."""
    return sum(part.gross for part in _parts(_items(order)))


def deposit_lines(order: Document[Any], minor: int, description: str) -> list[SaleLine]:
    """Share the deposit out over the order's rates; prices include tax."""
    parts = [part for part in _parts(_items(order)) if part.gross > 0]
    if not 0 < minor <= sum(part.gross for part in parts):
        most = order.money(sum(part.gross for part in parts))
        raise Invalid(
            phrase("A deposit is above zero, and at most %(amount)s.", amount=most.amount), "amount"
        )
    shares = order.money(minor).split([part.gross for part in parts])
    return [
        SaleLine(
            id=SaleLineId(new_id()),
            description=description,
            quantity=Decimal(1),
            unit_price=share.amount,
            tax=part.rate[0],
            tax_percent=part.rate[1],
        )
        for share, part in zip(shares, parts, strict=True)
        if share.minor
    ]


def left_of(deposit: Sale, taken: Mapping[Rate, tuple[int, int]]) -> list[Part]:
    """Return what other invoices have not deducted yet; `taken` is net and tax by rate."""
    left = []
    for part in _parts(deposit.lines):
        net, tax = taken.get(part.rate, (0, 0))
        left.append(Part(part.rate, part.net - net, part.tax - tax))
    return [part for part in left if part.gross > 0]


def deduct(deposit: Sale, left: Sequence[Part], minor: int, invoice: Sale) -> list[SaleLine]:
    """Return the lines by which the invoice deducts so much of the deposit, tax included.

    A share of what is left is never more than what is left, and the last one is all of it: so
    whatever the parts, together they are the deposit, at each rate and to the cent.
    """
    if not 0 < minor <= sum(part.gross for part in left):
        raise Refused(
            phrase("Of deposit %(number)s there is less left to deduct.", number=deposit.number)
        )
    shares = deposit.money(minor).split([part.gross for part in left])
    parts = []
    for share, part in zip(shares, left, strict=True):
        if share.minor:
            net, tax = share.split([part.net, part.tax])
            parts.append(Part(part.rate, net.minor, tax.minor))
    return [_deduction(deposit, part, invoice) for part in parts]


def planned(
    invoice: Sale, deposits: Iterable[tuple[Sale, Mapping[Rate, tuple[int, int]]]]
) -> dict[SaleId, int]:
    """Return how much of which deposit an invoice deducts: what is left, up to what it is."""
    plan: dict[SaleId, int] = {}
    most = worth(invoice) if invoice.kind is Kind.INVOICE else 0
    for deposit, taken in deposits:
        if deposit.number is None:
            continue
        minor = min(sum(part.gross for part in left_of(deposit, taken)), most)
        if minor:
            plan[deposit.id] = minor
            most -= minor
    return plan


def check_paid(deposit: Sale) -> None:
    """An invoice deducts what was paid: what is still owed would be lost, or asked for twice."""
    if deposit.status in (Status.ISSUED, Status.PARTIALLY_PAID):
        owed = deposit.money(deposit.open_minor)
        raise Refused(
            phrase(
                "Of deposit %(number)s, %(currency)s %(amount)s is still to be paid. Record its "
                "payment or cancel it first, or issue the invoice without deducting it.",
                number=deposit.number,
                currency=owed.currency,
                amount=owed.amount,
            ),
            deposit=deposit.number,
        )


def _deduction(deposit: Sale, part: Part, invoice: Sale) -> SaleLine:
    """A price above zero, minus once: what EN 16931 (BR-27) asks of lines that take off."""
    amount = part.gross if invoice.prices_include_tax else part.net
    return SaleLine(
        id=SaleLineId(new_id()),
        kind=LineKind.DEPOSIT_DEDUCTION,
        deposit_id=deposit.id,
        description=f"Less deposit {deposit.number} dated {deposit.issued_on}",
        quantity=Decimal(-1),
        unit_price=decimal(amount, digits_of(invoice.currency)),
        tax=part.rate[0],
        tax_percent=part.rate[1],
        listed_minor=-amount,
        amount_minor=-amount,
        net_minor=-part.net,
        tax_minor=-part.tax,
    )


def _items(order: Document[Any]) -> Iterable[Any]:
    return (line for line in order.lines if line.counts and not line.is_fixed)


def _parts(lines: Iterable[Any]) -> list[Part]:
    """Add the lines up by rate, the highest first."""
    sums: dict[Rate, tuple[int, int]] = {}
    for line in lines:
        rate = (line.tax, line.tax_percent)
        net, tax = sums.get(rate, (0, 0))
        sums[rate] = (net + line.net_minor, tax + line.tax_minor)
    rates = sorted(sums, key=lambda rate: (-rate[1], rate[0]))
    return [Part(rate, *sums[rate]) for rate in rates]
