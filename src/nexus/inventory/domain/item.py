"""What the shop has in stock: what it is, what it costs, how much there is and who waits for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from nexus.inventory.domain.kinds import Kind
from nexus.inventory.domain.measures import (
    MOST,
    at_least_none,
    converted,
    each,
    exact,
    minor_of,
    positive,
    square_metres,
)
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import LocationId, StockItemId, SupplierId
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import Unit
from nexus.kernel.text import tidy, tidy_text

ZERO = Decimal(0)
HEX = re.compile("#[0-9a-f]{6}")
DENSEST = Decimal(25)  # g/cm3; osmium has 22.6
LINES = ("name", "category", "material_type", "colour_code", "supplier_name", "supplier_contact")
SIZES = ("thickness", "length", "width", "density")


@dataclass(eq=False, kw_only=True)
class StockItem(Aggregate):
    """`unit_cost` is the moving average of one unit, or what was last known of it.

    `on_hand`, `value_minor` and `reserved` follow from movements and reservations, which is why
    only the Ledger changes them, on an item that it holds. Lengths are in millimetres, `density`
    in g/cm3. `moves` counts the movements.
    """

    id: StockItemId
    code: str
    name: str
    kind: Kind = Kind.MATERIAL
    category: str = ""
    unit: Unit = Unit.PIECE
    material_type: str = ""
    thickness: Decimal | None = None
    length: Decimal | None = None
    width: Decimal | None = None
    density: Decimal | None = None
    colour_code: str = ""
    colour_hex: str = ""
    unit_cost: Decimal = ZERO
    unit_cost_minor: int = 0
    currency: str
    reorder_level: Decimal | None = None
    reorder_quantity: Decimal | None = None
    supplier_id: SupplierId | None = None
    supplier_name: str = ""
    supplier_contact: str = ""
    location_id: LocationId | None = None
    notes: str = ""
    on_hand: Decimal = ZERO
    value_minor: int = 0
    reserved: Decimal = ZERO
    on_order: Decimal = ZERO
    ordered_at: datetime | None = None
    order_reference: str = ""
    moves: int = 0
    is_archived: bool = False
    created_at: datetime

    def __post_init__(self) -> None:
        self.check()

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved

    @property
    def value(self) -> Money:
        return Money.of(self.value_minor, self.currency)

    @property
    def is_low(self) -> bool:
        return self.reorder_level is not None and self.on_hand <= self.reorder_level

    @property
    def sheet(self) -> tuple[Decimal | None, Decimal | None]:
        return self.length, self.width

    @property
    def sheet_area(self) -> Fraction | None:
        """Return the square metres of a whole one, if its length and width are known."""
        return square_metres(*self.sheet)

    def change(self, news: Mapping[str, object]) -> None:
        differs = {name: value for name, value in news.items() if value != getattr(self, name)}
        if "unit" in differs and (self.moves or self.reserved):
            raise Refused("It was moved already, so its unit stays. Please add another item.")
        for name, value in differs.items():
            setattr(self, name, value)
        self.check()
        if differs:
            self._changed()

    def check(self) -> None:
        """Tidy what was written, and refuse what makes no sense."""
        for name in LINES:
            setattr(self, name, tidy(getattr(self, name)))
        self.code, self.notes = tidy(self.code), tidy_text(self.notes)
        for name in SIZES:
            setattr(self, name, positive(getattr(self, name), name))
        for name in ("reorder_level", "reorder_quantity"):
            setattr(self, name, at_least_none(getattr(self, name), name))
        self.colour_hex = self.colour_hex.strip().lower()
        if self.colour_hex and not HEX.fullmatch(self.colour_hex):
            raise Invalid("A colour is written like #0a0a0d.", "colour_hex")
        if self.density is not None and self.density > DENSEST:
            raise Invalid("A density is in grams per cubic centimetre.", "density")
        self.price(self.unit_cost)

    def price(self, unit_cost: Decimal) -> None:
        """Note what one costs from now on."""
        if exact(unit_cost, "unit_cost") < 0:
            raise Invalid("A cost is not below zero.", "unit_cost")
        self.unit_cost = exact(unit_cost, "unit_cost")
        try:
            self.unit_cost_minor = minor_of(Fraction(unit_cost), self.currency)
        except Invalid as error:
            raise Invalid(error.message, "unit_cost") from error

    def archive(self) -> None:
        if self.on_hand or self.reserved:
            raise Refused(
                phrase(
                    "There is stock of %(name)s on hand or reserved. Adjust it to nothing first.",
                    name=self.name,
                )
            )
        self._archive(True)

    def restore(self) -> None:
        self._archive(False)

    def order(self, quantity: Decimal, reference: str, at: datetime) -> None:
        """Note that more is on its way; what is bought takes it off again."""
        self.check_alive()
        on_order = self.on_order + exact(quantity, "quantity")
        if on_order < 0 or quantity == 0:
            raise Invalid("So much is not on order.", "quantity")
        self._within(on_order)
        self.on_order, self.order_reference = on_order, tidy(reference)
        self.ordered_at = at if on_order else None
        self._changed()

    def own(self, amount: Decimal, unit: Unit | None, field: str = "quantity") -> Decimal:
        """Return the amount in the item's unit."""
        amount = exact(amount, field)
        return exact(converted(amount, unit or self.unit, self.unit, self.sheet), field)

    # For the Ledger.

    def stock(self, quantity: Decimal, value_minor: int) -> None:
        """Let stock be more by so much, of such a value."""
        self._within(self.on_hand + quantity)
        self.on_hand += quantity
        self.value_minor += value_minor
        minor_of(Fraction(self.value.amount), self.currency)
        self.moves += 1
        self._changed()

    def average(self) -> None:
        if self.on_hand > 0:
            self.price(each(self.value, self.on_hand))

    def arrive(self, quantity: Decimal) -> None:
        self.on_order = max(self.on_order - quantity, ZERO)
        self.ordered_at = self.ordered_at if self.on_order else None

    def reserve(self, quantity: Decimal) -> None:
        """Set so much aside, or let it go if negative."""
        self._within(self.reserved + quantity)
        self.reserved += quantity
        self._changed()

    def check_alive(self) -> None:
        if self.is_archived:
            raise Refused(phrase("%(name)s is archived. Restore it first.", name=self.name))

    def _archive(self, is_archived: bool) -> None:
        if self.is_archived != is_archived:
            self.is_archived = is_archived
            self._changed()

    def _within(self, amount: Decimal) -> None:
        if abs(amount) > MOST * 100:
            raise Invalid("That is more than a shop can hold.", "quantity")
