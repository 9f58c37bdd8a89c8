"""The ledger, reservations and powder: commands in, views out."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from msgspec import UNSET, Meta, Struct

from nexus.inventory.domain import (
    MOVEMENT_LABELS,
    RESERVATION_LABELS,
    MovementKind,
    ReservationStatus,
    plain,
)
from nexus.inventory.messages.items import UnitCost, cost_shown
from nexus.kernel.ids import (
    LocationId,
    LotId,
    MovementId,
    ProjectId,
    ReservationId,
    StockItemId,
    TaskId,
)
from nexus.kernel.money import Money
from nexus.kernel.quantity import Unit
from nexus.kernel.sight import Cost
from nexus.kernel.text import Code, Line, Text

Key = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^[\x21-\x7e]+$")]
MOST_MOVES = 200

MovementSort = Literal["happened_at", "-happened_at"]
ReservationSort = Literal["created_at", "-created_at"]


class MoveStock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A purchase adds and a usage takes off, whatever the sign; the others go by the sign.

    A return above zero came back from a job, one below went back to the supplier. A transfer is
    above zero and says where to. `unit_cost` is of one `unit`, which is the item's unless given.
    The same `key` never moves twice. `even_if_reserved` takes what others have reserved.
    """

    kind: MovementKind
    quantity: Decimal
    unit: Unit | None = None
    unit_cost: Decimal | None = None
    lot_id: LotId | None = None
    lot_number: Code | None = None
    location_id: LocationId | None = None
    to_lot_id: LotId | None = None
    to_location_id: LocationId | None = None
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    reference: Line = ""
    reason: Line = ""
    notes: Text = ""
    happened_at: datetime | None = None
    even_if_reserved: bool = False
    key: Key | None = None


class MoveItem(MoveStock, frozen=True, kw_only=True, forbid_unknown_fields=True):
    item_id: StockItemId


class UndoMovement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Line = ""


class ListMovements(Struct, frozen=True, kw_only=True):
    item_id: StockItemId | None = None
    kind: MovementKind | None = None
    lot_id: LotId | None = None
    location_id: LocationId | None = None
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    flagged: bool | None = None
    since: date | None = None
    until: date | None = None
    search: str | None = None
    sort: MovementSort = "-happened_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class MovementView(Struct, frozen=True, kw_only=True):
    """`quantity` and `value` are signed; `balance` is what was on hand after it."""

    id: MovementId
    version: int = 1  # it never changes
    item_id: StockItemId
    item_code: str
    item_name: str
    place: int
    kind: MovementKind
    kind_label: str
    quantity: Decimal
    unit: Unit
    unit_cost: UnitCost = UNSET
    value: Cost = UNSET
    balance: Decimal
    lot_id: LotId | None
    lot_number: str
    location_id: LocationId | None
    location: str
    project_id: ProjectId | None
    task_id: TaskId | None
    reference: str
    reason: str
    notes: str
    happened_at: datetime
    moved_on: date
    created_at: datetime
    created_by: str
    reverses_id: MovementId | None
    undone_by_id: MovementId | None
    origin_id: UUID | None
    is_flagged: bool

    @classmethod
    def filled(cls, said: Mapping[Any, Any]) -> Self:
        currency = said["value_currency"]
        derived: dict[str, Any] = {
            "version": 1,
            "kind_label": MOVEMENT_LABELS[said["kind"]],
            "quantity": plain(said["quantity"]),
            "balance": plain(said["balance"]),
            "unit_cost": cost_shown(said["unit_cost"], currency),
            "value": Money.of(said["value_minor"], currency),
            "lot_number": said["lot_number"] or "",
            "location": said["location"] or "",
        }
        rest = {name: said[name] for name in cls.__struct_fields__ if name not in derived}
        return cls(**rest, **derived)


class Reserve(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`even_if_short` reserves also what is not there, and the answer tells how much that is."""

    item_id: StockItemId
    project_id: ProjectId
    quantity: Decimal
    unit: Unit | None = None
    needed_on: date | None = None
    notes: Line = ""
    even_if_short: bool = False


class ChangeReservation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    quantity: Decimal | None = None
    even_if_short: bool = False


class ConsumeReservation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is still reserved unless a quantity says otherwise; it may be more, too."""

    quantity: Decimal | None = None
    lot_id: LotId | None = None
    location_id: LocationId | None = None
    task_id: TaskId | None = None
    reference: Line = ""
    notes: Text = ""


class ListReservations(Struct, frozen=True, kw_only=True):
    item_id: StockItemId | None = None
    project_id: ProjectId | None = None
    status: ReservationStatus | None = None
    sort: ReservationSort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ReservationView(Struct, frozen=True, kw_only=True):
    """`short` is how much of what is reserved of the item, by all, is not on hand."""

    id: ReservationId
    version: int
    item_id: StockItemId
    item_code: str
    item_name: str
    unit: Unit
    project_id: ProjectId
    quantity: Decimal
    open: Decimal
    consumed: Decimal
    short: Decimal
    status: ReservationStatus
    status_label: str
    needed_on: date | None
    notes: str
    created_at: datetime
    created_by: str

    @classmethod
    def filled(cls, said: Mapping[Any, Any]) -> Self:
        missing = said["reserved"] - said["on_hand"]
        derived: dict[str, Any] = {
            "status_label": RESERVATION_LABELS[said["status"]],
            "short": plain(max(min(missing, said["open"]), Decimal(0))),
            **{name: plain(said[name]) for name in ("quantity", "open", "consumed")},
        }
        rest = {name: said[name] for name in cls.__struct_fields__ if name not in derived}
        return cls(**rest, **derived)


class AskPowder(Struct, frozen=True, kw_only=True):
    """`area` in m2, `film` in micrometres, `density` in g/cm3, `efficiency` in percent."""

    area: Decimal
    film: Decimal
    density: Decimal | None = None
    efficiency: Decimal
    item_id: StockItemId | None = None


class PowderNeeded(Struct, frozen=True, kw_only=True):
    """Kilograms; of an item also what there is of it, and what is missing."""

    needed: Decimal
    unit: Unit
    density: Decimal
    item_id: StockItemId | None = None
    on_hand: Decimal | None = None
    available: Decimal | None = None
    short: Decimal | None = None
    cost: Cost = UNSET


class WeighPowder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the scale said before and after the job; `planned` is what was thought to be needed."""

    before: Decimal
    after: Decimal
    planned: Decimal | None = None
    location_id: LocationId | None = None
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    reference: Line = ""
    notes: Text = ""
    even_if_reserved: bool = False
    key: Key | None = None


class WeighingView(Struct, frozen=True, kw_only=True):
    """`unexplained` is how far the scale was from the books before the job."""

    version: int = 1
    movement: MovementView
    used: Decimal
    planned: Decimal | None
    variance_percent: Decimal | None
    left: Decimal
    unexplained: Decimal
