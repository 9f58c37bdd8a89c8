"""What is written down about a job and may be changed by hand at any time.

Names on the wire are the seeds' (`due_date`); in code and columns a date ends in `_on`.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType, field

from nexus.kernel.errors import Invalid
from nexus.kernel.exact import whole
from nexus.kernel.ids import EmployeeId
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.text import Line, Name, Text

THICKNESS_DIGITS = 3
MOST = 1_000_000

Count = Annotated[int, Meta(ge=0, le=MOST)]
Minutes = Annotated[int, Meta(ge=0, le=MOST)]


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Details(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null clears. Times of work are in minutes."""

    name: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    manager_id: EmployeeId | UnsetType | None = UNSET
    quote_on: date | UnsetType | None = field(default=UNSET, name="quote_date")
    approval_on: date | UnsetType | None = field(default=UNSET, name="approval_date")
    due_on: date | UnsetType | None = field(default=UNSET, name="due_date")
    estimated_price: Money | UnsetType | None = UNSET
    estimated_cost: Money | UnsetType | None = UNSET
    material_type: Line | UnsetType | None = UNSET
    material_thickness: Decimal | UnsetType | None = UNSET
    material_quantity_sheets: Count | UnsetType | None = UNSET
    parts_quantity: Count | UnsetType | None = UNSET
    estimated_cut_time: Minutes | UnsetType | None = UNSET
    drawing_creation_time: Minutes | UnsetType | None = UNSET
    number_of_bins: Count | UnsetType | None = UNSET
    scheduled_cut_on: date | UnsetType | None = field(default=UNSET, name="scheduled_cut_date")
    client_notified: bool | UnsetType = UNSET

    def check(self, currency: str) -> None:
        """Refuse what makes no sense for a shop of this currency."""
        for name in ("estimated_price", "estimated_cost"):
            _check_estimate(name, getattr(self, name), currency)
        if isinstance(self.material_thickness, Decimal):
            _check_thickness(self.material_thickness)


def _check_estimate(name: str, amount: Money | UnsetType | None, currency: str) -> None:
    if isinstance(amount, Money) and amount.currency != currency:
        raise Invalid(phrase("This shop reckons in %(currency)s.", currency=currency), name)
    if isinstance(amount, Money) and amount.minor < 0:
        raise Invalid("An estimate is zero or more.", name)


def _check_thickness(thickness: Decimal) -> None:
    try:
        fits = 0 <= whole(thickness, THICKNESS_DIGITS) <= whole(Decimal(MOST), THICKNESS_DIGITS)
    except Invalid as error:
        raise Invalid(error.message, "material_thickness") from error
    if not fits:
        raise Invalid(
            phrase("A thickness is between 0 and %(most)s.", most=MOST), "material_thickness"
        )
