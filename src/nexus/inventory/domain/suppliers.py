"""Suppliers, and what each of them offers of the shop's items."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.exact import decimal, whole
from nexus.kernel.ids import StockItemId, SupplierId, SupplierItemId
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import tidy, tidy_text

LONGEST_TERMS = 3650  # days
LARGEST = Decimal(10**9)  # of a quantity, a price or a rate


def measured(value: Decimal, field: str, least: Decimal | None = None) -> Decimal:
    """Return the value with six digits after the point, if it has no more and is in bounds."""
    try:
        exact = decimal(whole(value, DIGITS), DIGITS)
    except Invalid as error:
        raise Invalid(error.message, field) from error
    if least is not None and exact < least:
        raise Invalid(phrase("This is %(least)s at least.", least=least), field)
    if abs(exact) > LARGEST:
        raise Invalid(phrase("This is %(most)s at most.", most=LARGEST), field)
    return exact


def above_zero(value: Decimal, field: str) -> Decimal:
    exact = measured(value, field)
    if exact <= 0:
        raise Invalid("This is above zero.", field)
    return exact


def check_currency(currency: str) -> str:
    try:
        return Money.of(0, currency).currency
    except Invalid as error:
        raise Invalid(error.message, "currency") from error


@dataclass(eq=False, kw_only=True)
class Supplier(Aggregate):
    """Prices and orders are in its `currency`. `terms_days` None: none were agreed."""

    id: SupplierId
    code: str
    name: str
    contact_person: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    tax_number: str = ""
    currency: str
    terms_days: int | None = None
    lead_time_days: int | None = None
    notes: str = ""
    archived_at: datetime | None = None
    created_at: datetime

    def __post_init__(self) -> None:
        self._tidy()

    def change(self, changes: Mapping[str, object]) -> None:
        """Change what is named."""
        for name, value in changes.items():
            setattr(self, name, value)
        self._tidy()
        self._changed()

    def renumber(self, code: str) -> None:
        self.code = code
        self._changed()

    def archive(self, at: datetime) -> None:
        if self.archived_at is not None:
            raise Refused("This supplier is archived already.", allowed=["restore"])
        self.archived_at = at
        self._changed()

    def restore(self) -> None:
        if self.archived_at is None:
            raise Refused("This supplier is in use.", allowed=["archive"])
        self.archived_at = None
        self._changed()

    def check_in_use(self) -> None:
        if self.archived_at is not None:
            raise Refused(
                phrase(
                    "%(name)s is archived. Restore the supplier before you order there.",
                    name=self.name,
                ),
                allowed=["restore"],
            )

    def _tidy(self) -> None:
        for name in ("code", "name", "contact_person", "email", "phone", "tax_number"):
            setattr(self, name, tidy(getattr(self, name)))
        self.address, self.notes = tidy_text(self.address), tidy_text(self.notes)
        if not self.name:
            raise Invalid("A supplier has a name.", "name")
        check_currency(self.currency)


@dataclass(eq=False, kw_only=True)
class SupplierItem(Aggregate):
    """What a supplier says of one of our items, counted in the item's unit.

    `unit_cost` is in the supplier's currency, None as long as nobody knows it. It comes in packs
    of `pack_size`, and at least `minimum` of it. The preferred one is asked when stock runs low.
    """

    id: SupplierItemId
    supplier_id: SupplierId
    item_id: StockItemId
    supplier_code: str = ""
    unit_cost: Decimal | None = None
    pack_size: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)
    lead_time_days: int | None = None
    is_preferred: bool = False
    notes: str = ""

    def __post_init__(self) -> None:
        self._tidy()

    def change(self, changes: Mapping[str, object]) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        self._tidy()
        self._changed()

    def give_way(self) -> None:
        """Another supplier is preferred for the item now."""
        self.is_preferred = False
        self._changed()

    def orderable(self, quantity: Decimal) -> Decimal:
        """Return the least that can be ordered and covers the quantity: whole packs."""
        wanted = whole(max(quantity, self.minimum), DIGITS)
        pack = whole(self.pack_size, DIGITS)
        return decimal(-(-wanted // pack) * pack, DIGITS)

    def lead_time(self, supplier: Supplier) -> timedelta | None:
        days = supplier.lead_time_days if self.lead_time_days is None else self.lead_time_days
        return None if days is None else timedelta(days=days)

    def _tidy(self) -> None:
        self.supplier_code, self.notes = tidy(self.supplier_code), tidy_text(self.notes)
        self.pack_size = above_zero(self.pack_size, "pack_size")
        self.minimum = measured(self.minimum, "minimum", Decimal(0))
        if self.unit_cost is not None:
            self.unit_cost = measured(self.unit_cost, "unit_cost", Decimal(0))
