"""How a quantity becomes one of another unit: by the kernel's table, and by the size of a sheet."""

from decimal import Decimal
from fractions import Fraction

from nexus.kernel.quantity import SIZES, Unit

MILLION = 10**6  # square millimetres in a square metre

Sheet = tuple[Decimal | None, Decimal | None]
NO_SHEET: Sheet = (None, None)


def factor(unit: str, to: str, sheet: Sheet = NO_SHEET) -> Fraction | None:
    """Return how many `to` one `unit` is, exactly; None if they do not convert.

    `sheet` is how long and wide a sheet of it is, in millimetres: by that, and by nothing else,
    sheets are areas.
    """
    if unit == to:
        return Fraction(1)
    try:
        (dimension, size), (wanted, step) = _measure(unit, sheet), _measure(to, sheet)
    except ValueError:
        return None
    return size / step if dimension == wanted else None


def _measure(unit: str, sheet: Sheet) -> tuple[str, Fraction]:
    """Return what a unit measures, and its size in the base unit of that."""
    length, width = sheet
    if unit == Unit.SHEET and length and width:
        return SIZES[Unit.SQUARE_METRE][0], Fraction(length) * Fraction(width) / MILLION
    dimension, size = SIZES[Unit(unit)]
    return dimension, Fraction(size)
