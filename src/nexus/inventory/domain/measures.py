"""Numbers of the trade: exact, bounded, and converted where a conversion is defined."""

from decimal import Decimal
from fractions import Fraction

from nexus.kernel.errors import Invalid
from nexus.kernel.exact import half_up, rounded, whole
from nexus.kernel.money import DIGITS as MONEY_DIGITS
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS, SIZES, Quantity, Unit

MOST = Decimal(10**9)  # of anything: what is more was mistyped
MOST_WORTH = 10**16  # minor units; so that sums of many fit their columns
MILLION = 10**6  # square millimetres in a square metre


def exact(amount: Decimal, field: str) -> Decimal:
    """Return the amount in its shortest form; Invalid unless six digits after the point do."""
    try:
        whole(amount, DIGITS)
    except Invalid as error:
        raise Invalid(error.message, field) from error
    if abs(amount) > MOST:
        raise Invalid(phrase("This is more than %(most)s.", most=MOST), field)
    return plain(amount)


def positive(amount: Decimal | None, field: str) -> Decimal | None:
    """Return what measures something: above zero, or nothing known."""
    if amount is None:
        return None
    if exact(amount, field) <= 0:
        raise Invalid("This is above zero.", field)
    return plain(amount)


def at_least_none(amount: Decimal | None, field: str) -> Decimal | None:
    if amount is None:
        return None
    if exact(amount, field) < 0:
        raise Invalid("This is not below zero.", field)
    return plain(amount)


def plain(amount: Decimal) -> Decimal:
    """Return 2.5 for 2.500000, and 100 for 1E+2."""
    shortest = amount.normalize()
    return shortest.quantize(Decimal(1)) if shortest == shortest.to_integral_value() else shortest


def minor_of(amount: Fraction, currency: str) -> int:
    """Round an amount of money, once, a half up as documents do."""
    minor = half_up(amount * 10 ** MONEY_DIGITS.get(currency, 2))
    if abs(minor) > MOST_WORTH:
        raise Invalid("This comes to more money than there is.", "quantity")
    return minor


def each(worth: Money, quantity: Decimal) -> Decimal:
    """Return what one costs, to six digits."""
    return plain(rounded(Fraction(worth.amount) / Fraction(quantity), DIGITS))


def converted(
    amount: Decimal, unit: Unit, to: Unit, sheet: tuple[Decimal | None, Decimal | None]
) -> Decimal:
    """Return the amount in another unit; `sheet` is how long and wide one is, in millimetres.

    Sheets and areas convert by that, and nothing else does but by the table of units.
    """
    area = square_metres(*sheet)
    if unit is to:
        return amount
    if area is not None and to is Unit.SHEET and _is_area(unit):
        metres = Fraction(amount) * Fraction(SIZES[unit][1])
        return plain(rounded(metres / area, DIGITS))
    if area is not None and unit is Unit.SHEET and _is_area(to):
        metres = Fraction(amount) * area
        return plain(rounded(metres / Fraction(SIZES[to][1]), DIGITS))
    try:
        return plain(Quantity(amount, unit).to(to).amount)
    except Invalid as error:
        raise Invalid(
            phrase(
                "%(unit)s does not convert to %(to)s, in which this item is measured.",
                unit=unit,
                to=to,
            ),
            "unit",
        ) from error


def square_metres(length: Decimal | None, width: Decimal | None) -> Fraction | None:
    if length is None or width is None:
        return None
    return Fraction(length) * Fraction(width) / MILLION


def _is_area(unit: Unit) -> bool:
    return SIZES[unit][0] == SIZES[Unit.SQUARE_METRE][0]
