"""Places where stock lies, and what it came as: lots of one delivery, and offcuts of sheets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from nexus.inventory.domain.measures import exact, plain, positive
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.exact import rounded
from nexus.kernel.ids import (
    FileId,
    LocationId,
    LotId,
    ProjectId,
    RemnantId,
    StockItemId,
    SupplierId,
)
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import tidy, tidy_text

ZERO = Decimal(0)


@dataclass(eq=False, kw_only=True)
class Location(Aggregate):
    id: LocationId
    name: str
    notes: str = ""
    is_archived: bool = False
    created_at: datetime

    def __post_init__(self) -> None:
        self.name, self.notes = tidy(self.name), tidy_text(self.notes)

    def change(self, news: Mapping[str, object]) -> None:
        differs = {name: value for name, value in news.items() if value != getattr(self, name)}
        for name, value in differs.items():
            setattr(self, name, value)
        self.__post_init__()
        if differs:
            self._changed()


@dataclass(eq=False, kw_only=True)
class Lot(Aggregate):
    """What came as one: it has one certificate, and expires on one day."""

    id: LotId
    item_id: StockItemId
    number: str
    expires_on: date | None = None
    received_on: date | None = None
    certificate_file_id: FileId | None = None
    supplier_id: SupplierId | None = None
    supplier_lot: str = ""
    notes: str = ""
    is_archived: bool = False
    created_at: datetime

    def __post_init__(self) -> None:
        self._tidy()

    def change(self, news: Mapping[str, object]) -> None:
        differs = {name: value for name, value in news.items() if value != getattr(self, name)}
        for name, value in differs.items():
            setattr(self, name, value)
        self._tidy()
        if differs:
            self._changed()

    def _tidy(self) -> None:
        self.number, self.supplier_lot = tidy(self.number), tidy(self.supplier_lot)
        self.notes = tidy_text(self.notes)
        if not self.number:
            raise Invalid("A lot has a number.", "number")


class RemnantStatus(StrEnum):
    AVAILABLE = "available"
    USED = "used"
    DISCARDED = "discarded"


SPOKEN_LABELS = {it: it.replace("_", " ") for it in RemnantStatus}  # within a sentence
REMNANT_LABELS = {
    RemnantStatus.AVAILABLE: "Available",
    RemnantStatus.USED: "Used",
    RemnantStatus.DISCARDED: "Discarded",
}


@dataclass(eq=False, kw_only=True)
class Remnant(Aggregate):
    """An offcut worth keeping. `length` and `width` are in millimetres, the longer one first.

    `quantity` is its share of a whole one in the ledger, in the item's unit: zero if the job that
    it was cut from has paid for all of it.
    """

    id: RemnantId
    item_id: StockItemId
    lot_id: LotId | None = None
    location_id: LocationId | None = None
    length: Decimal
    width: Decimal
    quantity: Decimal = ZERO
    status: RemnantStatus = RemnantStatus.AVAILABLE
    photo_file_id: FileId | None = None
    cut_from_project_id: ProjectId | None = None
    used_by_project_id: ProjectId | None = None
    notes: str = ""
    created_at: datetime
    created_by: str

    def __post_init__(self) -> None:
        self._check()

    @property
    def area(self) -> Decimal:
        """Return its square metres."""
        exactly = Fraction(self.length) * Fraction(self.width) / 10**6
        return plain(rounded(exactly, DIGITS))

    def change(self, news: Mapping[str, object]) -> None:
        differs = {name: value for name, value in news.items() if value != getattr(self, name)}
        if self.quantity and {"length", "width"} & differs.keys():
            raise Refused("It is in the books by its size. Discard it and keep another one.")
        for name, value in differs.items():
            setattr(self, name, value)
        self._check()
        if differs:
            self._changed()

    def use(self, project_id: ProjectId | None) -> None:
        self._leave(RemnantStatus.USED)
        self.used_by_project_id = project_id

    def discard(self) -> None:
        self._leave(RemnantStatus.DISCARDED)

    def put_back(self) -> None:
        """Take it in again: it was not used after all."""
        if self.status is RemnantStatus.AVAILABLE:
            raise Refused("This offcut is in its place.")
        self.status, self.used_by_project_id = RemnantStatus.AVAILABLE, None
        self._changed()

    def _leave(self, status: RemnantStatus) -> None:
        if self.status is not RemnantStatus.AVAILABLE:
            raise Refused(
                phrase(
                    "This offcut is %(status)s already.", status=phrase(SPOKEN_LABELS[self.status])
                )
            )
        self.status = status
        self._changed()

    def _check(self) -> None:
        for name in ("length", "width"):
            setattr(self, name, positive(exact(getattr(self, name), name), name))
        if self.width > self.length:
            self.length, self.width = self.width, self.length
        self.notes = tidy_text(self.notes)
