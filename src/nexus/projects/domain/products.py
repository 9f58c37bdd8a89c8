"""What a job makes: the products on it, and what they were planned to take when it began.

All of it is copied, so that nobody's change of a template or of a price reaches a job.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid
from nexus.kernel.exact import half_up, whole
from nexus.kernel.ids import PlanId, ProductId, ProductLineId, ProjectId, StockItemId
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS

MOST = Decimal(1_000_000)
LARGEST_PRICE = Decimal(10) ** 11
MATERIAL = "material"


@dataclass(eq=False, kw_only=True)
class ProductLine(Aggregate):
    """So many of a product on a job; `unit_price` is what it was when the line was made."""

    id: ProductLineId
    project_id: ProjectId
    product_id: ProductId
    sku_code: str
    name: str
    quantity: Decimal
    unit_price: Decimal | None
    currency: str
    notes: str = ""
    created_at: datetime

    def __post_init__(self) -> None:
        self.check()

    def change(
        self,
        quantity: Decimal | None = None,
        unit_price: Decimal | None = None,
        notes: str | None = None,
    ) -> None:
        """Take new values; None leaves one as it is."""
        self.quantity = self.quantity if quantity is None else quantity
        self.unit_price = self.unit_price if unit_price is None else unit_price
        self.notes = self.notes if notes is None else notes
        self.check()
        self._changed()

    def check(self) -> None:
        check_quantity(self.quantity, "quantity")
        if self.unit_price is not None:
            _check_digits(self.unit_price, "unit_price")
            if not 0 <= self.unit_price <= LARGEST_PRICE:
                raise Invalid("A price is zero or more, and can be paid.", "unit_price")


@dataclass(eq=False, kw_only=True)
class PlannedMaterial:
    """A stock item that the job was planned to take; `quantity` is with waste."""

    id: UUID
    project_id: ProjectId
    position: int
    item_id: StockItemId
    code: str
    name: str
    kind: str
    unit: str
    quantity: Decimal
    net_quantity: Decimal
    waste_factor: Decimal
    unit_cost: Decimal
    cost: Money


@dataclass(eq=False, kw_only=True)
class Plan(Aggregate):
    """What the job was planned to take when it began with a product, at the costs of that day."""

    id: PlanId
    project_id: ProjectId
    product_id: ProductId
    sku_code: str
    name: str
    quantity: Decimal
    labour: timedelta
    hourly_rate: Money
    labour_cost: Money
    created_at: datetime
    materials: list[PlannedMaterial] = field(default_factory=list)


def total_of(unit_price: Decimal, quantity: Decimal, currency: str) -> Money:
    """Return what so many come to, rounded once, half up."""
    one = Fraction(Money.of(1, currency).amount)
    return Money.of(half_up(Fraction(unit_price) * Fraction(quantity) / one), currency)


def margin(revenue: Money, cost: Money) -> Decimal | None:
    """Return the profit in percent of the revenue, half up at the first digit."""
    if revenue.minor <= 0:
        return None
    share = Fraction(revenue.minor - cost.minor, revenue.minor)
    return Decimal(half_up(share * 1000)).scaleb(-1)


def check_quantity(quantity: Decimal, field: str) -> None:
    _check_digits(quantity, field)
    if not 0 < quantity <= MOST:
        raise Invalid(phrase("A quantity is more than 0, and %(most)s at most.", most=MOST), field)


def _check_digits(number: Decimal, field: str) -> None:
    try:
        whole(number, DIGITS)
    except Invalid as error:
        raise Invalid(error.message, field) from error
