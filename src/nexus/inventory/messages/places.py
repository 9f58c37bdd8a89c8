"""Places, lots, offcuts and stock takes: commands in, views out."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.inventory.domain import (
    REMNANT_LABELS,
    STOCK_TAKE_LABELS,
    Kind,
    RemnantStatus,
    StockTakeStatus,
    plain,
)
from nexus.inventory.messages.items import or_none
from nexus.kernel.ids import (
    FileId,
    LocationId,
    LotId,
    ProjectId,
    RemnantId,
    StockItemId,
    StockTakeId,
    SupplierId,
    TaskId,
)
from nexus.kernel.money import Money
from nexus.kernel.quantity import Unit
from nexus.kernel.sight import Cost
from nexus.kernel.text import Code, Line, Name, Text

LocationSort = Literal["name", "-name"]
LotSort = Literal["number", "-number", "expires_on", "-expires_on"]
RemnantSort = Literal["area", "-area", "created_at", "-created_at"]
StockTakeSort = Literal["created_at", "-created_at"]
CountSort = Literal["item", "-item"]
MOST_COUNTED = 500  # lines of one request


class CreateLocation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name
    notes: Text = ""


class ChangeLocation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: Name | UnsetType = UNSET
    notes: Text | UnsetType = UNSET


class ListLocations(Struct, frozen=True, kw_only=True):
    archived: bool = False
    search: str | None = None
    sort: LocationSort = "name"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class LocationView(Struct, frozen=True, kw_only=True):
    """`items` counts what lies there."""

    id: LocationId
    version: int
    name: str
    notes: str
    items: int
    is_archived: bool
    created_at: datetime

    @classmethod
    def filled(cls, said: Mapping[Any, Any]) -> Self:
        return cls(**{name: said[name] for name in cls.__struct_fields__})


class CreateLot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    number: Code
    expires_on: date | None = None
    received_on: date | None = None
    certificate_file_id: FileId | None = None
    supplier_id: SupplierId | None = None
    supplier_lot: Line = ""
    notes: Text = ""


class ChangeLot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; null clears."""

    number: Code | UnsetType = UNSET
    expires_on: date | UnsetType | None = UNSET
    received_on: date | UnsetType | None = UNSET
    certificate_file_id: FileId | UnsetType | None = UNSET
    supplier_id: SupplierId | UnsetType | None = UNSET
    supplier_lot: Line | UnsetType = UNSET
    notes: Text | UnsetType = UNSET


class ListLots(Struct, frozen=True, kw_only=True):
    """`expires_by` asks for what expires on that day or before."""

    item_id: StockItemId | None = None
    in_stock: bool | None = None
    expires_by: date | None = None
    archived: bool = False
    search: str | None = None
    sort: LotSort = "number"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class LotView(Struct, frozen=True, kw_only=True):
    id: LotId
    version: int
    item_id: StockItemId
    item_code: str
    item_name: str
    unit: Unit
    number: str
    on_hand: Decimal
    expires_on: date | None
    received_on: date | None
    certificate_file_id: FileId | None
    supplier_id: SupplierId | None
    supplier_lot: str
    notes: str
    is_archived: bool
    created_at: datetime

    @classmethod
    def filled(cls, said: Mapping[Any, Any]) -> Self:
        own = {name: said[name] for name in cls.__struct_fields__}
        return cls(**(own | {"on_hand": plain(said["on_hand"])}))


class SpotView(Struct, frozen=True, kw_only=True):
    """So much of an item lies in a place, of a lot; either may be unknown."""

    lot_id: LotId | None
    lot_number: str
    expires_on: date | None
    location_id: LocationId | None
    location: str
    on_hand: Decimal


class KeepRemnant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`counted` puts its share of a whole one back into stock, to the credit of the job."""

    item_id: StockItemId
    length: Decimal
    width: Decimal
    lot_id: LotId | None = None
    location_id: LocationId | None = None
    photo_file_id: FileId | None = None
    project_id: ProjectId | None = None
    counted: bool = False
    notes: Text = ""


class ChangeRemnant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; null clears."""

    length: Decimal | UnsetType = UNSET
    width: Decimal | UnsetType = UNSET
    photo_file_id: FileId | UnsetType | None = UNSET
    notes: Text | UnsetType = UNSET


class UseRemnant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    reference: Line = ""


class DiscardRemnant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Line = ""


class ListRemnants(Struct, frozen=True, kw_only=True):
    """`fits_length` by `fits_width` asks for those that a part of this size fits on."""

    item_id: StockItemId | None = None
    material_type: str | None = None
    thickness: Decimal | None = None
    fits_length: Decimal | None = None
    fits_width: Decimal | None = None
    status: RemnantStatus | None = RemnantStatus.AVAILABLE
    location_id: LocationId | None = None
    sort: RemnantSort = "area"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class RemnantView(Struct, frozen=True, kw_only=True):
    """`quantity` is its share of a whole one in the ledger; zero if the job paid for it."""

    id: RemnantId
    version: int
    item_id: StockItemId
    item_code: str
    item_name: str
    material_type: str
    thickness: Decimal | None
    lot_id: LotId | None
    lot_number: str
    location_id: LocationId | None
    location: str
    length: Decimal
    width: Decimal
    area: Decimal
    quantity: Decimal
    unit: Unit
    status: RemnantStatus
    status_label: str
    photo_file_id: FileId | None
    cut_from_project_id: ProjectId | None
    used_by_project_id: ProjectId | None
    notes: str
    created_at: datetime
    created_by: str

    @classmethod
    def filled(cls, said: Mapping[Any, Any]) -> Self:
        derived: dict[str, Any] = {
            "status_label": REMNANT_LABELS[said["status"]],
            "lot_number": said["lot_number"] or "",
            "location": said["location"] or "",
            "thickness": or_none(said["thickness"]),
            **{name: plain(said[name]) for name in ("length", "width", "area", "quantity")},
        }
        rest = {name: said[name] for name in cls.__struct_fields__ if name not in derived}
        return cls(**rest, **derived)


class OpenStockTake(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything unless a kind or a place says what is counted."""

    name: Name
    kind: Kind | None = None
    location_id: LocationId | None = None
    notes: Text = ""


class CountLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Name the line, or else what was found where: an item, perhaps a lot and a place."""

    id: UUID | None = None
    item_id: StockItemId | None = None
    lot_id: LotId | None = None
    location_id: LocationId | None = None
    counted: Decimal
    note: Line = ""


class CountStock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    counts: Annotated[list[CountLine], Meta(max_length=MOST_COUNTED)]


class ListStockTakes(Struct, frozen=True, kw_only=True):
    status: StockTakeStatus | None = None
    sort: StockTakeSort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListCounts(Struct, frozen=True, kw_only=True):
    counted: bool | None = None
    differs: bool | None = None
    sort: CountSort = "item"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class StockTakeView(Struct, frozen=True, kw_only=True):
    """`lines` are to be counted, `counted` of them are, and `differing` differ from the books."""

    id: StockTakeId
    version: int
    name: str
    kind: Kind | None
    location_id: LocationId | None
    location: str
    status: StockTakeStatus
    status_label: str
    notes: str
    lines: int
    counted: int
    differing: int
    difference_value: Cost = UNSET
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    closed_by: str

    @classmethod
    def filled(cls, said: Mapping[Any, Any], worth: Money | None) -> Self:
        derived: dict[str, Any] = {
            "status_label": STOCK_TAKE_LABELS[said["status"]],
            "location": said["location"] or "",
            "difference_value": worth,
        }
        rest = {name: said[name] for name in cls.__struct_fields__ if name not in derived}
        return cls(**rest, **derived)


class CountView(Struct, frozen=True, kw_only=True):
    id: UUID
    item_id: StockItemId
    item_code: str
    item_name: str
    unit: Unit
    lot_id: LotId | None
    lot_number: str
    location_id: LocationId | None
    location: str
    expected: Decimal
    counted: Decimal | None
    difference: Decimal | None
    counted_at: datetime | None
    counted_by: str
    note: str

    @classmethod
    def filled(cls, said: Mapping[Any, Any]) -> Self:
        counted = said["counted"]
        derived: dict[str, Any] = {
            "lot_number": said["lot_number"] or "",
            "location": said["location"] or "",
            "expected": plain(said["expected"]),
            "counted": or_none(counted),
            "difference": None if counted is None else plain(counted - said["expected"]),
        }
        rest = {name: said[name] for name in cls.__struct_fields__ if name not in derived}
        return cls(**rest, **derived)
