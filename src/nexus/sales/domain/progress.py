"""Progress: an order is invoiced by parts, each an invoice of its own.

An order is what was agreed; its lines stay. What is invoiced of it follows from the invoices drawn
from it, so an invoice that is cancelled, credited or thrown away is open again by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.exact import decimal, rounded
from nexus.kernel.ids import SaleLineId, new_id
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS
from nexus.sales.domain.document import LineKind, SaleLine
from nexus.sales.domain.reckoning import digits_of, measured
from nexus.sales.domain.sale import Kind, Sale, Status


def drawn(invoices: Iterable[Sale], notes: Iterable[Sale] = ()) -> dict[SaleLineId, Decimal]:
    """Return how much of each ordered line is on invoices, drafts too, less what was credited."""
    sums: dict[SaleLineId, Decimal] = {}
    for sign, sales in ((1, invoices), (-1, notes)):
        for line in (line for sale in sales for line in sale.lines):
            if line.order_line_id is not None and line.kind is LineKind.ITEM:
                had = sums.get(line.order_line_id, Decimal(0))
                sums[line.order_line_id] = had + sign * line.quantity
    return sums


def standing(sales: Iterable[Sale]) -> list[Sale]:
    """Return those that were not cancelled."""
    return [sale for sale in sales if sale.status is not Status.CANCELLED]


def parts_by_percent(
    order: Sale, percent: Decimal, had: Mapping[SaleLineId, Decimal]
) -> dict[SaleLineId, Decimal]:
    """Return that part of each line; of lines with less left, what is left."""
    percent = measured(percent, "percent", 4)
    if not 0 < percent <= 100:
        raise Invalid("A part is above 0 and at most 100 percent.", "percent")
    parts = {}
    for line in ordered(order):
        left = line.quantity - had.get(line.id, Decimal(0))
        part = min(rounded(Fraction(line.quantity) * Fraction(percent) / 100, DIGITS), left)
        if part > 0:
            parts[line.id] = part
    return parts


def draw(
    order: Sale,
    parts: Mapping[SaleLineId, Decimal],
    before: Sequence[Sale],
    had: Mapping[SaleLineId, Decimal],
    *,
    over: bool = False,
) -> list[SaleLine]:
    """Return the lines of an invoice for these quantities; more than ordered only if `over`."""
    lines = []
    for at, (line_id, wished) in enumerate(parts.items()):
        line = next((it for it in ordered(order) if it.id == line_id), None)
        if line is None:
            raise Invalid("There is no such line in the order.", f"lines[{at}].line_id")
        quantity = measured(wished, f"lines[{at}].quantity")
        if quantity <= 0:
            raise Invalid("A quantity is above zero.", f"lines[{at}].quantity")
        left = max(line.quantity - had.get(line_id, Decimal(0)), Decimal(0))
        if quantity > left and not over:
            message = phrase(
                "Only %(left)s is left to invoice of “%(name)s”.",
                left=left.normalize(),
                name=line.description,
            )
            raise Refused(message, field=f"lines[{at}].quantity", left=str(left))
        lines.append(_drawn(line, quantity, left, before, order.currency))
    if not lines:
        raise Refused("Nothing is left to invoice.")
    return lines


def discount_of(
    order: Sale, lines: Sequence[SaleLine], before: Sequence[Sale], *, is_last: bool
) -> Decimal | None:
    """Return the part of the order's discount amount that goes with the lines."""
    if order.discount_amount is None:
        return None
    given = sum((sale.discount_amount or Decimal(0) for sale in before), Decimal(0))
    left = max(order.discount_amount - given, Decimal(0))
    if is_last:
        return left
    whole = sum(Fraction(it.quantity) * Fraction(it.unit_price) for it in ordered(order))
    part = sum(Fraction(it.quantity) * Fraction(it.unit_price) for it in lines)
    if not whole:
        return Decimal(0)
    exact = Fraction(order.discount_amount) * part / whole
    return min(rounded(exact, digits_of(order.currency)), left)


def is_whole(order: Sale, had: Mapping[SaleLineId, Decimal]) -> bool:
    """Tell whether all that was ordered is on invoices."""
    return all(had.get(line.id, Decimal(0)) >= line.quantity for line in ordered(order))


def ordered(order: Sale) -> list[SaleLine]:
    """Return what was ordered; a deducted deposit was not."""
    return [line for line in order.lines if not line.is_fixed]


def _drawn(
    line: SaleLine, quantity: Decimal, left: Decimal, before: Sequence[Sale], currency: str
) -> SaleLine:
    off = line.discount_amount
    if off is not None:
        given = sum(
            (
                it.discount_amount or Decimal(0)
                for sale in before
                for it in sale.lines
                if it.order_line_id == line.id
            ),
            Decimal(0),
        )
        share = Fraction(off) * Fraction(quantity) / Fraction(line.quantity)
        rest = max(off - given, decimal(0, 0))
        off = rest if quantity >= left else min(rounded(share, digits_of(currency)), rest)
    return replace(
        line,
        id=SaleLineId(new_id()),
        quantity=quantity,
        discount_amount=off,
        order_line_id=line.id,
    )


def check_order(sale: Sale) -> None:
    """Refuse what cannot be invoiced by parts."""
    if sale.kind is not Kind.ORDER:
        sale.check_draft()
    if sale.kind not in (Kind.ORDER, Kind.INVOICE):
        raise Refused("Only an order or a draft invoice is invoiced by parts.")
    if sale.order_id is not None:
        raise Refused("This is a part of an order already.")
