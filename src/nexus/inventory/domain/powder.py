"""How much powder a job needs, and how far from that it came."""

from decimal import Decimal
from fractions import Fraction

from nexus.inventory.domain.measures import plain, positive
from nexus.kernel.errors import Invalid
from nexus.kernel.exact import rounded

GRAMS = 3  # a scale in the spray booth shows them


def powder_needed(area: Decimal, film: Decimal, density: Decimal, efficiency: Decimal) -> Decimal:
    """Return kilograms, to the gram: m2 x micrometres x g/cm3 / 1000 / how much of it sticks.

    `efficiency` is a percentage: of what is sprayed, the part that stays on the work.
    """
    for name, value in (("area", area), ("film", film), ("density", density)):
        positive(value, name)
    if not 0 < efficiency <= 100:
        raise Invalid("An efficiency is above 0 and at most 100 percent.", "efficiency")
    needed = Fraction(area) * Fraction(film) * Fraction(density) / 1000 * 100 / Fraction(efficiency)
    return plain(rounded(needed, GRAMS))


def variance(used: Decimal, planned: Decimal | None) -> Decimal | None:
    """Return by how many percent more was used than planned; None without a plan."""
    if not planned:
        return None
    return rounded((Fraction(used) - Fraction(planned)) / Fraction(planned) * 100, 1)
