"""What is not invoiced yet: the questions and the answers."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from nexus.kernel.ids import CustomerId, ProjectId, SaleId, StockItemId
from nexus.kernel.money import Money
from nexus.kernel.text import Code

RULE = (
    "An order is unbilled as far as no issued invoice is for it; a draft is until it is issued. "
    "Where neither is open, work and material count that were written down after the project's "
    "last invoice; a completed project that was never invoiced counts at its agreed price, or "
    "else at what was worked and used."
)
MOST_MARKUP = 1000  # percent


class Leak(StrEnum):
    """Why something is not invoiced."""

    ORDER = "order"
    DRAFT = "draft"
    TIME = "time"
    MATERIAL = "material"
    NEVER_INVOICED = "never_invoiced"


class UnbilledPart(Struct, frozen=True, kw_only=True):
    """`amount` is net: a price of orders, drafts and agreements, else what it cost.

    Without a rate of the person's it is counted at the shop's.
    """

    kind: Leak
    description: str
    quantity: Decimal
    unit: str
    amount: Money
    sale_id: SaleId | None = None
    stock_item_id: StockItemId | None = None


class UnbilledProject(Struct, frozen=True, kw_only=True):
    project_id: ProjectId
    project_code: str
    project_name: str
    customer_id: CustomerId | None
    is_completed: bool
    billed_until: datetime | None
    amounts: Sequence[Money]
    parts: Sequence[UnbilledPart]


class UnbilledView(Struct, frozen=True, kw_only=True):
    """`rule` says what counts. The amounts are sums by currency."""

    at: datetime
    rule: str
    amounts: Sequence[Money]
    projects: Sequence[UnbilledProject]


class InvoiceUnbilled(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`hourly_price` takes the place of what hours cost; mark-ups are percents on cost."""

    hourly_price: Decimal | None = None
    labour_markup_percent: Decimal = Decimal(0)
    material_markup_percent: Decimal = Decimal(0)
    tax: Code | None = None
