"""Milestones: an order that is invoiced by what has been reached of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.exact import decimal
from nexus.kernel.ids import MilestoneId, SaleId, SaleLineId, new_id
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy
from nexus.sales.domain.deposit import worth
from nexus.sales.domain.document import LineKind, SaleLine
from nexus.sales.domain.payment import EARLIEST
from nexus.sales.domain.reckoning import digits_of, measured, to_minor
from nexus.sales.domain.sale import Sale

MOST_MILESTONES = 50
PERCENT_DIGITS = 4
Rate = tuple[str, Decimal]


@dataclass(eq=False, kw_only=True)
class Milestone(Aggregate):
    """A percent of the order or an amount of it, tax included; the last takes what remains."""

    id: MilestoneId
    order_id: SaleId
    position: int
    name: str
    percent: Decimal | None = None
    amount_minor: int | None = None
    due_on: date | None = None
    reached_on: date | None = None
    created_at: datetime

    def __post_init__(self) -> None:
        self.name = tidy(self.name)
        if (self.percent is None) == (self.amount_minor is None):
            raise Invalid("A milestone is a percent or an amount.", "percent")
        if self.percent is not None:
            self.percent = measured(self.percent, "percent", PERCENT_DIGITS)
            if not 0 < self.percent <= 100:
                raise Invalid("A milestone is above 0 and at most 100 percent.", "percent")
        if self.amount_minor is not None and self.amount_minor <= 0:
            raise Invalid("An amount is above zero.", "amount")

    def reach(self, on: date, today: date) -> None:
        """Note the day; told again, the first counts."""
        if not EARLIEST <= on <= today:
            raise Invalid("A milestone is reached by now.", "reached_on")
        self.reached_on = self.reached_on or on
        self._changed()


def check_plan(order: Sale, plan: Sequence[Milestone]) -> None:
    """Refuse a plan that does not come to the whole order."""
    if not 1 <= len(plan) <= MOST_MILESTONES:
        raise Invalid(
            phrase("A plan has from 1 to %(most)s milestones.", most=MOST_MILESTONES), "milestones"
        )
    if worth(order) <= 0:
        raise Refused("An order that comes to nothing has no milestones.")
    exact, whole = sum((_exact(it, order) for it in plan), Fraction(0)), worth(order)
    if all(it.percent is not None for it in plan):
        fits = sum(it.percent or 0 for it in plan) == 100
    else:
        fits = abs(exact - order.total_minor) <= len(
            plan
        )  # percents round; the last takes the rest
    if not fits:
        percent = str(round(float(exact * 100 / whole), 2))
        raise Invalid(
            phrase("The milestones come to %(percent)s percent, not to 100.", percent=percent),
            "milestones",
        )


def shares(
    milestone: Milestone, order: Sale, invoiced: Mapping[Rate, int], *, is_last: bool
) -> dict[Rate, int]:
    """Return what the milestone comes to at each tax rate, tax included.

    `invoiced` is what other milestones have been invoiced for.
    """
    whole = by_rate([order])
    left = {rate: total - invoiced.get(rate, 0) for rate, total in whole.items()}
    if is_last:
        return {rate: minor for rate, minor in left.items() if minor}
    wanted = to_minor(_exact(milestone, order))
    if wanted > sum(left.values()):
        raise Refused("That is more than is left of the order to invoice.")
    weights = [max(total, 0) for total in whole.values()]
    split = Money.of(wanted, order.currency).split(weights)
    return {rate: part.minor for rate, part in zip(whole, split, strict=True) if part.minor}


def by_rate(sales: Sequence[Sale]) -> dict[Rate, int]:
    """Add up sales by tax rate, tax included."""
    sums: dict[Rate, int] = {}
    for line in (line for sale in sales for line in sale.lines if not line.is_fixed):
        rate = (line.tax, line.tax_percent)
        sums[rate] = sums.get(rate, 0) + line.net_minor + line.tax_minor
    return sums


def lines_of(milestone: Milestone, order: Sale, parts: Mapping[Rate, int]) -> list[SaleLine]:
    """Return the lines of its invoice, whose prices include tax: so the parts add up."""
    told = f" ({milestone.percent.normalize():f} %)" if milestone.percent is not None else ""
    digits = digits_of(order.currency)
    return [
        SaleLine(
            id=SaleLineId(new_id()),
            kind=LineKind.AMOUNT,
            description=f"{milestone.name}{told}",
            quantity=Decimal(1),
            unit_price=decimal(minor, digits),
            tax=tax,
            tax_percent=percent,
            project_id=order.project_id,
        )
        for (tax, percent), minor in parts.items()
    ]


def _exact(milestone: Milestone, order: Sale) -> Fraction:
    if milestone.percent is not None:
        return worth(order) * Fraction(milestone.percent) / 100
    return Fraction(milestone.amount_minor or 0)
