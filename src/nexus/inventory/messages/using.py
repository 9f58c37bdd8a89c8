"""What a sale would take off the shelf: suggested here, moved when somebody says so."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.inventory.messages.movements import MOST_MOVES
from nexus.kernel.ids import LocationId, LotId, SaleId, StockItemId
from nexus.kernel.quantity import Unit


class SuggestedLine(Struct, frozen=True, kw_only=True):
    """In the item's own unit: `needed` is with waste, `used` was written down for this sale.

    `suggested` is what is left of it, and `short` how much of that is not on hand.
    """

    item_id: StockItemId
    code: str
    name: str
    unit: Unit
    needed: Decimal
    used: Decimal
    suggested: Decimal
    available: Decimal
    short: Decimal


class SuggestedUse(Struct, frozen=True, kw_only=True):
    """Lines of a job are not in it: a job takes its material itself."""

    sale_id: SaleId
    version: int  # goes up with each use that is written down
    reference: str
    lines: Sequence[SuggestedLine]


class UseLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    item_id: StockItemId
    quantity: Decimal
    unit: Unit | None = None
    lot_id: LotId | None = None
    location_id: LocationId | None = None


class ConfirmUse(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without lines it is just what is suggested."""

    lines: Annotated[list[UseLine], Meta(min_length=1, max_length=MOST_MOVES)] | UnsetType = UNSET
    even_if_reserved: bool = False
