"""Commands and list wishes. Prices and discounts are decimals in the document's currency."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.kernel.ids import CustomerId, ProductId, ProjectId, SaleId, StockItemId
from nexus.kernel.money import Money
from nexus.kernel.text import Code, Line, Name, Text
from nexus.sales.domain import LONGEST_TERMS, MOST_LINES, Kind, Status

Day = date  # a field may be called date, too
Currency = Annotated[str, Meta(min_length=3, max_length=3, pattern="^[A-Z]{3}$")]
Days = Annotated[int, Meta(ge=0, le=LONGEST_TERMS)]
Description = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Method = Annotated[str, Meta(max_length=40, pattern="^[a-z][a-z0-9_]*$")]
Place = Annotated[int, Meta(ge=1, le=MOST_LINES)]
Unit = Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]

Sort = Literal[
    "number",
    "-number",
    "issue_date",
    "-issue_date",
    "due_date",
    "-due_date",
    "total",
    "-total",
    "created_at",
    "-created_at",
]


class WriteLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`tax` is a code of the shop's rates, its usual one unless given."""

    description: Description
    quantity: Decimal = Decimal(1)
    unit: Unit = ""
    unit_price: Decimal
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    tax: Code | None = None
    project_id: ProjectId | None = None
    product_template_id: ProductId | None = None
    stock_item_id: StockItemId | None = None


class ChangeLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A discount of one kind takes the place of the other."""

    position: Place | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    quantity: Decimal | UnsetType = UNSET
    unit: Unit | UnsetType = UNSET
    unit_price: Decimal | UnsetType = UNSET
    discount_percent: Decimal | UnsetType | None = UNSET
    discount_amount: Decimal | UnsetType | None = UNSET
    tax: Code | UnsetType = UNSET
    project_id: ProjectId | UnsetType | None = UNSET
    product_template_id: ProductId | UnsetType | None = UNSET
    stock_item_id: StockItemId | UnsetType | None = UNSET


Lines = Annotated[list[WriteLine], Meta(max_length=MOST_LINES)]


class PreviewSale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a document would come to. The shop's currency and way of pricing unless given."""

    currency: Currency | None = None
    prices_include_tax: bool | None = None
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    lines: Lines = []


class CreateSale(PreviewSale, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a customer it is the project's; without a project it stands for itself."""

    customer_id: CustomerId | None = None
    project_id: ProjectId | None = None
    terms_days: Days | None = None
    reference: Line = ""
    notes: Text = ""


class ChangeSale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`lines` are all lines anew. A discount of one kind takes the place of the other."""

    customer_id: CustomerId | UnsetType = UNSET
    project_id: ProjectId | UnsetType | None = UNSET
    currency: Currency | UnsetType = UNSET
    prices_include_tax: bool | UnsetType = UNSET
    discount_percent: Decimal | UnsetType | None = UNSET
    discount_amount: Decimal | UnsetType | None = UNSET
    terms_days: Days | UnsetType = UNSET
    reference: Line | UnsetType = UNSET
    notes: Text | UnsetType = UNSET
    lines: Lines | UnsetType = UNSET


class IssueSale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Today in the shop's zone unless a date is given. Deposits that were paid for it are
    deducted, unless they are left for another invoice."""

    issue_date: Day | None = None
    deduct_deposits: bool = True


class CancelSale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Name


class RecordPayment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`amount` is in the document's currency, as a decimal or as money. Today unless dated."""

    amount: Decimal | Money
    method: Method
    date: Day | None = None
    reference: Line = ""
    note: Text = ""


class VoidPayment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It was entered by mistake."""

    reason: Name


class RefundPayment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Money went back. All that is left of the payment and the same way, unless given."""

    reason: Name
    amount: Decimal | Money | None = None
    method: Method | None = None
    date: Day | None = None


class ApplyCredit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As much as there is and is needed, unless an amount is given."""

    amount: Decimal | Money | None = None
    note: Text = ""


class ListSales(Struct, frozen=True, kw_only=True):
    status: Status | None = None
    kind: Kind | None = None
    customer_id: CustomerId | None = None
    project_id: ProjectId | None = None
    product_template_id: ProductId | None = None
    order_id: SaleId | None = None
    corrects_id: SaleId | None = None
    overdue: bool | None = None
    unpaid: bool | None = None
    issued_from: Day | None = None
    issued_to: Day | None = None
    search: str | None = None
    sort: Sort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False
