"""Stock items: commands in, views out. Lengths are in millimetres, densities in g/cm3."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.inventory.domain import CATEGORY_LABELS, KIND_LABELS, UNIT_LABELS, Kind, plain
from nexus.kernel.exact import decimal, whole
from nexus.kernel.ids import LocationId, StockItemId, SupplierId
from nexus.kernel.money import DIGITS as MONEY_DIGITS
from nexus.kernel.money import Money
from nexus.kernel.quantity import DIGITS, Unit
from nexus.kernel.sight import AsCost, Cost
from nexus.kernel.text import Code, Line, Name, Text

UnitCost = Annotated[Decimal | UnsetType | None, AsCost]  # of one unit, in the item's currency
Hex = Annotated[
    str, Meta(max_length=7, pattern="^(#[0-9a-fA-F]{6})?$", description="Such as #0a0a0d")
]
ItemSort = Literal[
    "name",
    "-name",
    "code",
    "-code",
    "category",
    "-category",
    "on_hand",
    "-on_hand",
    "created_at",
    "-created_at",
    "unit_cost",
    "-unit_cost",
]


class CreateItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a code it gets the next of the shop's series. `opening_quantity` is on the shelf."""

    name: Name
    code: Code | UnsetType = UNSET
    kind: Kind = Kind.MATERIAL
    category: Line = ""
    unit: Unit = Unit.PIECE
    material_type: Line = ""
    thickness: Decimal | None = None
    length: Decimal | None = None
    width: Decimal | None = None
    density: Decimal | None = None
    colour_code: Line = ""
    colour_hex: Hex = ""
    unit_cost: Decimal = Decimal(0)
    opening_quantity: Decimal = Decimal(0)
    reorder_level: Decimal | None = None
    reorder_quantity: Decimal | None = None
    supplier_id: SupplierId | None = None
    supplier_name: Line = ""
    supplier_contact: Line = ""
    location_id: LocationId | None = None
    notes: Text = ""


class CreateMaterial(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stock item of the kind material, in few words."""

    name: Name
    category: Line = ""
    unit: Unit = Unit.PIECE
    cost_per_unit: Decimal = Decimal(0)
    stock_quantity: Decimal = Decimal(0)


class ChangeItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; null and empty text clear. Another cost revalues what is there."""

    name: Name | UnsetType = UNSET
    code: Code | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    category: Line | UnsetType = UNSET
    unit: Unit | UnsetType = UNSET
    material_type: Line | UnsetType = UNSET
    thickness: Decimal | UnsetType | None = UNSET
    length: Decimal | UnsetType | None = UNSET
    width: Decimal | UnsetType | None = UNSET
    density: Decimal | UnsetType | None = UNSET
    colour_code: Line | UnsetType = UNSET
    colour_hex: Hex | UnsetType = UNSET
    unit_cost: Decimal | UnsetType = UNSET
    reorder_level: Decimal | UnsetType | None = UNSET
    reorder_quantity: Decimal | UnsetType | None = UNSET
    supplier_id: SupplierId | UnsetType | None = UNSET
    supplier_name: Line | UnsetType = UNSET
    supplier_contact: Line | UnsetType = UNSET
    location_id: LocationId | UnsetType | None = UNSET
    notes: Text | UnsetType = UNSET


class MarkOrdered(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A quantity below zero takes off what will not come after all."""

    quantity: Decimal
    reference: Line = ""


class ListItems(Struct, frozen=True, kw_only=True):
    kind: Kind | None = None
    category: str | None = None
    material_type: str | None = None
    supplier_id: SupplierId | None = None
    location_id: LocationId | None = None
    low: bool | None = None
    archived: bool = False
    search: str | None = None
    sort: ItemSort = "name"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListReorder(Struct, frozen=True, kw_only=True):
    supplier_id: SupplierId | None = None
    limit: int = 50
    cursor: str | None = None
    total: bool = False


def cost_shown(unit_cost: Decimal, currency: str) -> Decimal:
    """Return 95.00 and 0.0045: with the currency's digits at least."""
    least, digits, units = MONEY_DIGITS.get(currency, 2), DIGITS, whole(unit_cost, DIGITS)
    while digits > least and units % 10 == 0:
        units, digits = units // 10, digits - 1
    return decimal(units, digits)


def or_none(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else plain(amount)


class ItemView(Struct, frozen=True, kw_only=True):
    """`is_low`: on-hand is at the reorder level or below it. `available` is not reserved."""

    id: StockItemId
    version: int
    code: str
    name: str
    kind: Kind
    kind_label: str
    category: str
    category_label: str
    unit: Unit
    unit_label: str
    material_type: str
    thickness: Decimal | None
    length: Decimal | None
    width: Decimal | None
    density: Decimal | None
    colour_code: str
    colour_hex: str
    unit_cost: UnitCost = UNSET
    stock_value: Cost = UNSET
    currency: str
    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    on_order: Decimal
    ordered_at: datetime | None
    order_reference: str
    reorder_level: Decimal | None
    reorder_quantity: Decimal | None
    is_low: bool
    is_negative: bool
    supplier_id: SupplierId | None
    supplier_name: str
    supplier_contact: str
    location_id: LocationId | None
    location: str
    notes: str
    is_archived: bool
    created_at: datetime

    @classmethod
    def filled(cls, said: Mapping[Any, Any]) -> Self:
        """Return the view of a row."""
        numbers = ("thickness", "length", "width", "density", "reorder_level", "reorder_quantity")
        level, on_hand, currency = said["reorder_level"], said["on_hand"], said["currency"]
        derived: dict[str, Any] = {
            "kind_label": KIND_LABELS[said["kind"]],
            "category_label": CATEGORY_LABELS[said["kind"]],
            "unit_label": UNIT_LABELS[said["unit"]],
            "unit_cost": cost_shown(said["unit_cost"], currency),
            "stock_value": Money.of(said["value_minor"], currency),
            "on_hand": plain(on_hand),
            "reserved": plain(said["reserved"]),
            "available": plain(on_hand - said["reserved"]),
            "on_order": plain(said["on_order"]),
            "is_low": level is not None and on_hand <= level,
            "is_negative": on_hand < 0,
            "location": said["location"] or "",
            **{name: or_none(said[name]) for name in numbers},
        }
        rest = {name: said[name] for name in cls.__struct_fields__ if name not in derived}
        return cls(**rest, **derived)


class ReorderView(Struct, frozen=True, kw_only=True):
    """`suggested` is what to order, beside what is on order already."""

    id: StockItemId
    version: int
    code: str
    name: str
    unit: Unit
    unit_label: str
    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    on_order: Decimal
    order_reference: str
    ordered_at: datetime | None
    reorder_level: Decimal
    reorder_quantity: Decimal | None
    suggested: Decimal
    estimated_cost: Cost = UNSET
    supplier_id: SupplierId | None
    supplier_name: str
    supplier_contact: str


class StockCard(Struct, frozen=True, kw_only=True):
    """What neighbours may know of an item. `cost` is of one unit, to six digits.

    By `length` and `width`, in millimetres, a sheet of it is an area.
    """

    id: StockItemId
    code: str
    name: str
    kind: Kind
    unit: str
    unit_cost: Money
    cost: Decimal
    currency: str
    density: Decimal | None
    material_type: str
    thickness: Decimal | None
    length: Decimal | None
    width: Decimal | None
    is_archived: bool


class UsedMaterial(Struct, frozen=True, kw_only=True):
    """What a job took of an item, less what it gave back."""

    item_id: StockItemId
    code: str
    name: str
    unit: str
    quantity: Decimal
    value: Cost = UNSET
