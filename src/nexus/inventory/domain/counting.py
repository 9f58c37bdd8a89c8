"""Stock take: what was expected when it began, what was found, and what that corrects."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from nexus.inventory.domain.kinds import Kind
from nexus.inventory.domain.measures import at_least_none
from nexus.inventory.domain.shelf import Spot
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Refused
from nexus.kernel.ids import LocationId, LotId, StockItemId, StockTakeId, new_id
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text

ZERO = Decimal(0)
MOST_COUNTS = 20_000


class StockTakeStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


SPOKEN_LABELS = {it: it.replace("_", " ") for it in StockTakeStatus}  # within a sentence
STOCK_TAKE_LABELS = {
    StockTakeStatus.OPEN: "Counting",
    StockTakeStatus.CLOSED: "Closed",
    StockTakeStatus.CANCELLED: "Cancelled",
}


class Counted(NamedTuple):
    """What somebody found."""

    item_id: StockItemId
    spot: Spot
    quantity: Decimal
    note: str


@dataclass(eq=False, kw_only=True)
class Count:
    """`expected` is what the books said when the stock take began; None counted: not yet."""

    id: UUID
    item_id: StockItemId
    lot_id: LotId | None
    location_id: LocationId | None
    expected: Decimal
    counted: Decimal | None = None
    counted_at: datetime | None = None
    counted_by: str = ""
    note: str = ""

    @property
    def spot(self) -> Spot:
        return Spot(self.lot_id, self.location_id)

    @property
    def difference(self) -> Decimal | None:
        return None if self.counted is None else self.counted - self.expected


@dataclass(eq=False, kw_only=True)
class StockTake(Aggregate):
    """What moves while it is counted counts on top: only the difference is corrected."""

    id: StockTakeId
    name: str
    kind: Kind | None = None
    location_id: LocationId | None = None
    status: StockTakeStatus = StockTakeStatus.OPEN
    notes: str = ""
    created_at: datetime
    created_by: str
    closed_at: datetime | None = None
    closed_by: str = ""
    counts: list[Count] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name, self.notes = tidy(self.name), tidy_text(self.notes)

    def expect_stock(self, item_id: StockItemId, spot: Spot, quantity: Decimal) -> Count:
        """Freeze what the books say of one item in one place."""
        count = Count(
            id=new_id(),
            item_id=item_id,
            lot_id=spot.lot_id,
            location_id=spot.location_id,
            expected=quantity,
        )
        self.counts.append(count)
        if len(self.counts) > MOST_COUNTS:
            raise Refused(
                phrase(
                    "A stock take has at most %(most)s lines. Count a part first.", most=MOST_COUNTS
                )
            )
        return count

    def find(self, item_id: StockItemId, spot: Spot) -> Count | None:
        mine = (it for it in self.counts if it.item_id == item_id and it.spot == spot)
        return next(mine, None)

    def count(self, count: Count, quantity: Decimal, note: str, at: datetime, by: str) -> None:
        self.check_open()
        count.counted = at_least_none(quantity, "counted")
        count.note, count.counted_at, count.counted_by = tidy(note), at, by
        self._changed()

    def close(self, at: datetime, by: str) -> Sequence[Count]:
        """End it, once; return what differs."""
        self._end(StockTakeStatus.CLOSED, at, by)
        return [count for count in self.counts if count.difference]

    def cancel(self, at: datetime, by: str) -> None:
        self._end(StockTakeStatus.CANCELLED, at, by)

    def check_open(self) -> None:
        if self.status is not StockTakeStatus.OPEN:
            raise Refused(
                phrase(
                    "This stock take is %(status)s already.",
                    status=phrase(SPOKEN_LABELS[self.status]),
                )
            )

    def _end(self, status: StockTakeStatus, at: datetime, by: str) -> None:
        self.check_open()
        self.status, self.closed_at, self.closed_by = status, at, by
        self._changed()
