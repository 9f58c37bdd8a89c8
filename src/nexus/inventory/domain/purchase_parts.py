"""The parts of a purchase order: its lines, and the deliveries that came."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from nexus.inventory.domain.suppliers import above_zero, measured
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import (
    LocationId,
    MovementId,
    PurchaseLineId,
    ReceiptId,
    ReceiptLineId,
    StockItemId,
)
from nexus.kernel.money import DIGITS as MINOR_DIGITS
from nexus.kernel.money import Money
from nexus.kernel.text import tidy, tidy_text

LARGEST_TOTAL = 10**14  # minor units, so that the sums of very many orders fit 64 bits


def to_minor(exact: Fraction, at: str) -> int:
    """Round to a whole minor unit, a half away from zero, as invoices do."""
    units = int(abs(exact) + Fraction(1, 2))
    if units > LARGEST_TOTAL:
        raise Invalid("That is too large an amount.", at)
    return units if exact >= 0 else -units


def worth(quantity: Decimal, unit_cost: Decimal, rate: Decimal, currency: str, at: str) -> Money:
    """Return what the quantity costs in the currency, of which a unit of the price's is `rate`."""
    exact = Fraction(quantity) * Fraction(unit_cost) * Fraction(rate)
    return Money.of(to_minor(exact * 10 ** MINOR_DIGITS.get(currency, 2), at), currency)


@dataclass(eq=False, kw_only=True)
class PurchaseLine:
    """Some of an item, counted in its unit, or without an item whatever the text says.

    `received` is the sum of what came in, less what was undone.
    """

    id: PurchaseLineId
    position: int = 0
    item_id: StockItemId | None = None
    description: str
    supplier_code: str = ""
    quantity: Decimal
    unit: str = ""
    unit_cost: Decimal
    tax: str
    tax_percent: Decimal
    expected_on: date | None = None
    received: Decimal = Decimal(0)
    net_minor: int = 0
    tax_minor: int = 0

    def __post_init__(self) -> None:
        self.check()

    @property
    def open(self) -> Decimal:
        """What is still to come: nothing where more came than was ordered."""
        return max(self.quantity - self.received, Decimal(0))

    @property
    def over(self) -> Decimal:
        return max(self.received - self.quantity, Decimal(0))

    def check(self) -> None:
        self.description, self.unit = tidy_text(self.description), tidy(self.unit)
        self.supplier_code = tidy(self.supplier_code)
        if not self.description:
            raise Invalid("A line says what is bought.", "description")
        self.quantity = above_zero(self.quantity, "quantity")
        self.unit_cost = measured(self.unit_cost, "unit_cost", Decimal(0))


@dataclass(eq=False, kw_only=True)
class ReceiptLine:
    """What came of one line of the order; `unit_cost` is the order's, unless it turned out else.

    A line of an item has its movement in the ledger, and one more when it was undone.
    """

    id: ReceiptLineId
    position: int = 0
    line_id: PurchaseLineId
    quantity: Decimal
    unit_cost: Decimal
    lot_number: str = ""
    expires_on: date | None = None
    location_id: LocationId | None = None
    value: Money
    movement_id: MovementId | None = None
    undo_movement_id: MovementId | None = None


@dataclass(eq=False, kw_only=True)
class Receipt:
    """A delivery. `exchange_rate` is what a unit of the order's currency cost in the shop's."""

    id: ReceiptId
    received_on: date
    recorded_at: datetime
    recorded_by: str
    reference: str = ""
    notes: str = ""
    exchange_rate: Decimal = Decimal(1)
    undone_at: datetime | None = None
    undo_reason: str = ""
    lines: list[ReceiptLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reference, self.notes = tidy(self.reference), tidy_text(self.notes)
        self.exchange_rate = above_zero(self.exchange_rate, "exchange_rate")


def shown(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
