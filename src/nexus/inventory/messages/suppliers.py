"""Suppliers and what they offer: commands in, views out."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.inventory.domain.suppliers import LONGEST_TERMS, Supplier
from nexus.kernel.exact import decimal, whole
from nexus.kernel.ids import StockItemId, SupplierId, SupplierItemId
from nexus.kernel.quantity import DIGITS
from nexus.kernel.sight import AsCost
from nexus.kernel.text import Code, Line, Name, Text

Days = Annotated[int, Meta(ge=0, le=LONGEST_TERMS)]
Currency = Annotated[
    str, Meta(min_length=3, max_length=3, pattern="^[A-Z]{3}$", description="ISO 4217")
]
Email = Annotated[
    str,
    Meta(max_length=200, pattern=r"^([^\x00-\x20\x7f@]+@[^\x00-\x20\x7f@]+)?$"),
]
UnitCost = Annotated[Decimal | UnsetType | None, AsCost]  # in the supplier's currency

Sort = Literal["name", "-name", "code", "-code", "created_at", "-created_at"]
ItemSort = Literal["item_name", "-item_name", "item_code", "-item_code"]


def plain(value: Decimal, least: int = 0) -> Decimal:
    """Return the value with as many digits after the point as it needs, and at least so many."""
    digits, units = DIGITS, whole(value, DIGITS)
    while digits > least and units % 10 == 0:
        units, digits = units // 10, digits - 1
    return decimal(units, digits)


class CreateSupplier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a code it gets the next of the shop's series, without a currency the shop's."""

    name: Name
    code: Code | UnsetType = UNSET
    contact_person: Line = ""
    email: Email = ""
    phone: Line = ""
    address: Text = ""
    tax_number: Line = ""
    currency: Currency | UnsetType = UNSET
    terms_days: Days | None = None
    lead_time_days: Days | None = None
    notes: Text = ""


class ChangeSupplier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; empty text clears."""

    name: Name | UnsetType = UNSET
    code: Code | UnsetType = UNSET
    contact_person: Line | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    phone: Line | UnsetType = UNSET
    address: Text | UnsetType = UNSET
    tax_number: Line | UnsetType = UNSET
    currency: Currency | UnsetType = UNSET
    terms_days: Days | UnsetType | None = UNSET
    lead_time_days: Days | UnsetType | None = UNSET
    notes: Text | UnsetType = UNSET


class AddSupplierItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first supplier of an item is its preferred one by itself."""

    item_id: StockItemId
    supplier_code: Line = ""
    unit_cost: Decimal | None = None
    pack_size: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)
    lead_time_days: Days | None = None
    is_preferred: bool = False
    notes: Text = ""


class ChangeSupplierItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    supplier_code: Line | UnsetType = UNSET
    unit_cost: Decimal | UnsetType | None = UNSET
    pack_size: Decimal | UnsetType = UNSET
    minimum: Decimal | UnsetType = UNSET
    lead_time_days: Days | UnsetType | None = UNSET
    is_preferred: bool | UnsetType = UNSET
    notes: Text | UnsetType = UNSET


class ListSuppliers(Struct, frozen=True, kw_only=True):
    archived: bool = False
    item_id: StockItemId | None = None
    search: str | None = None
    sort: Sort = "name"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListSupplierItems(Struct, frozen=True, kw_only=True):
    search: str | None = None
    sort: ItemSort = "item_name"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class SupplierView(Struct, frozen=True, kw_only=True):
    id: SupplierId
    version: int
    code: str
    name: str
    contact_person: str
    email: str
    phone: str
    address: str
    tax_number: str
    currency: str
    terms_days: int | None
    lead_time_days: int | None
    notes: str
    archived_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, supplier: Supplier) -> Self:
        return cls(**{name: getattr(supplier, name) for name in cls.__struct_fields__})


class SupplierItemView(Struct, frozen=True, kw_only=True):
    """`unit_cost` is in the supplier's currency; quantities count in the item's unit."""

    id: SupplierItemId
    version: int
    supplier_id: SupplierId
    item_id: StockItemId
    item_code: str
    item_name: str
    unit: str
    supplier_code: str
    currency: str
    unit_cost: UnitCost = UNSET
    pack_size: Decimal
    minimum: Decimal
    lead_time_days: int | None
    is_preferred: bool
    notes: str


class SellerView(SupplierItemView, frozen=True, kw_only=True):
    """Who has an item, and at which price. `seller_code` is the supplier's own code."""

    seller_code: str
    seller_name: str
