"""What happened in the store, for whoever wants to know."""

from decimal import Decimal
from uuid import UUID

from nexus.inventory.domain.kinds import MovementKind
from nexus.kernel.events import Event
from nexus.kernel.ids import MovementId, ProjectId, ReservationId, StockItemId, StockTakeId


class StockEvent(Event, frozen=True, kw_only=True):
    item_id: StockItemId

    @property
    def about(self) -> UUID:
        return self.item_id


class StockMoved(StockEvent, frozen=True, kw_only=True):
    """`quantity` is signed, in the item's unit."""

    movement_id: MovementId
    kind: MovementKind
    quantity: Decimal
    project_id: ProjectId | None


class StockLow(StockEvent, frozen=True, kw_only=True):
    """On-hand has come down to the reorder level, or below."""

    on_hand: Decimal
    reorder_level: Decimal


class StockReserved(StockEvent, frozen=True, kw_only=True):
    """`short` is how much of it is not there."""

    reservation_id: ReservationId
    project_id: ProjectId
    quantity: Decimal
    short: Decimal


class StockTakeClosed(Event, frozen=True, kw_only=True):
    stock_take_id: StockTakeId
    corrections: int

    @property
    def about(self) -> UUID:
        return self.stock_take_id
