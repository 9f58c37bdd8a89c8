"""The rows of the ledger: what came and went, its worth, why and by whom. They never change."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from nexus.inventory.domain.kinds import MovementKind
from nexus.kernel.ids import LocationId, LotId, MovementId, ProjectId, ShopId, StockItemId, TaskId
from nexus.kernel.money import Money
from nexus.kernel.text import tidy, tidy_text


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is told of a movement beside how much it is. `by` is who wrote it down."""

    happened_at: datetime
    moved_on: date  # in the shop's zone
    created_at: datetime
    by: str
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    reference: str = ""
    reason: str = ""
    notes: str = ""
    key: str | None = None
    reverses_id: MovementId | None = None
    origin_id: UUID | None = None

    def __post_init__(self) -> None:
        for name in ("reference", "reason"):
            object.__setattr__(self, name, tidy(getattr(self, name)))
        object.__setattr__(self, "notes", tidy_text(self.notes))


@dataclass(eq=False, kw_only=True)
class Movement:
    """`quantity` is signed, in the item's unit; `value` is what the stock gained or lost by it.

    `place` counts the item's movements from 1; after it the item had `balance` on hand. One of
    no quantity corrects the value alone. `origin_id` is the reservation, count or receipt that it
    came of; the two sides of a transfer name the same.
    """

    shop_id: ShopId
    id: MovementId
    item_id: StockItemId
    place: int
    kind: MovementKind
    quantity: Decimal
    value: Money
    unit_cost: Decimal
    balance: Decimal
    lot_id: LotId | None
    location_id: LocationId | None
    project_id: ProjectId | None
    task_id: TaskId | None
    reference: str
    reason: str
    notes: str
    happened_at: datetime
    moved_on: date
    created_at: datetime
    created_by: str
    key: str | None
    reverses_id: MovementId | None
    origin_id: UUID | None
    is_flagged: bool  # it left less than nothing, or took what was reserved
