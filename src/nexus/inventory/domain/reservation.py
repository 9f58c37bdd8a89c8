"""Stock that is set aside for a job. It stays on hand, and is not there for others."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from nexus.inventory.domain.measures import exact
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import ProjectId, ReservationId, StockItemId
from nexus.kernel.text import tidy

ZERO = Decimal(0)


class ReservationStatus(StrEnum):
    OPEN = "open"
    CONSUMED = "consumed"
    RELEASED = "released"


RESERVATION_LABELS = {
    ReservationStatus.OPEN: "Reserved",
    ReservationStatus.CONSUMED: "Used",
    ReservationStatus.RELEASED: "Released",
}


@dataclass(eq=False, kw_only=True)
class Reservation(Aggregate):
    """`open` is what is still set aside; what was used of it is `consumed`."""

    id: ReservationId
    item_id: StockItemId
    project_id: ProjectId
    quantity: Decimal
    open: Decimal = ZERO
    consumed: Decimal = ZERO
    status: ReservationStatus = ReservationStatus.OPEN
    needed_on: date | None = None
    notes: str = ""
    created_at: datetime
    created_by: str

    def __post_init__(self) -> None:
        self.notes = tidy(self.notes)
        if exact(self.quantity, "quantity") <= 0:
            raise Invalid("A quantity is above zero.", "quantity")
        self.open = self.quantity

    def resize(self, quantity: Decimal) -> Decimal:
        """Reserve another quantity in all; return how much more that is."""
        self.check_open()
        if exact(quantity, "quantity") <= self.consumed:
            raise Invalid("This is more than was used of it already; or release it.", "quantity")
        more = quantity - self.quantity
        if more:
            self.quantity, self.open = quantity, self.open + more
            self._changed()
        return more

    def describe(self, needed_on: date | None, notes: str) -> None:
        if (needed_on, notes) != (self.needed_on, self.notes):
            self.needed_on, self.notes = needed_on, tidy(notes)
            self._changed()

    def consume(self, quantity: Decimal) -> Decimal:
        """Note that so much was used; return how much of that was set aside here."""
        taken = min(quantity, self.open)
        if taken:
            self.open -= taken
            self.consumed += taken
            if not self.open:
                self.status = ReservationStatus.CONSUMED
            self._changed()
        return taken

    def release(self) -> Decimal:
        """Let the rest go; return how much that is."""
        rest, self.open = self.open, ZERO
        if self.status is ReservationStatus.OPEN:
            self.status = ReservationStatus.RELEASED
            self._changed()
        return rest

    def check_open(self) -> None:
        if self.status is not ReservationStatus.OPEN:
            raise Refused("This reservation has come to its end. Please make another one.")
