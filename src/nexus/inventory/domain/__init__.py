"""Stock, purchasing, equipment: each in a file of its own, joined here."""

from nexus.inventory.domain.counting import (
    STOCK_TAKE_LABELS,
    Count,
    StockTake,
    StockTakeStatus,
)
from nexus.inventory.domain.events import StockLow, StockMoved, StockReserved, StockTakeClosed
from nexus.inventory.domain.item import StockItem
from nexus.inventory.domain.kinds import (
    CATEGORY_LABELS,
    KIND_LABELS,
    MOVEMENT_LABELS,
    UNIT_LABELS,
    Kind,
    MovementKind,
)
from nexus.inventory.domain.ledger import Ledger, Short
from nexus.inventory.domain.measures import MOST, each, exact, minor_of, plain
from nexus.inventory.domain.movement import Movement, Told
from nexus.inventory.domain.places import (
    REMNANT_LABELS,
    Location,
    Lot,
    Remnant,
    RemnantStatus,
)
from nexus.inventory.domain.powder import powder_needed, variance
from nexus.inventory.domain.reservation import (
    RESERVATION_LABELS,
    Reservation,
    ReservationStatus,
)
from nexus.inventory.domain.shelf import Shelf, Spot

__all__ = [
    "CATEGORY_LABELS",
    "KIND_LABELS",
    "MOST",
    "MOVEMENT_LABELS",
    "REMNANT_LABELS",
    "RESERVATION_LABELS",
    "STOCK_TAKE_LABELS",
    "UNIT_LABELS",
    "Count",
    "Kind",
    "Ledger",
    "Location",
    "Lot",
    "Movement",
    "MovementKind",
    "Remnant",
    "RemnantStatus",
    "Reservation",
    "ReservationStatus",
    "Shelf",
    "Short",
    "Spot",
    "StockItem",
    "StockLow",
    "StockMoved",
    "StockReserved",
    "StockTake",
    "StockTakeClosed",
    "StockTakeStatus",
    "Told",
    "each",
    "exact",
    "minor_of",
    "plain",
    "powder_needed",
    "variance",
]
