"""Commands about quotes and deposits: of the shop, and of its customers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from nexus.kernel.ids import CustomerId, FileId, ProjectId, QuoteLineId
from nexus.kernel.text import Line, Name, Text
from nexus.sales.domain import MOST_LINES
from nexus.sales.domain.acceptance import LARGEST_DRAWING
from nexus.sales.domain.quote import QuoteStatus
from nexus.sales.messages.commands import ChangeLine, Currency, Days, PreviewSale, WriteLine

Day = date  # a field may be called date, too
Group = Line
Drawing = Annotated[str, Meta(max_length=LARGEST_DRAWING, pattern="^[A-Za-z0-9+/=]*$")]
LinkDays = Annotated[int, Meta(ge=1, le=730)]
Revision = Annotated[int, Meta(ge=1, le=10_000)]

QuoteSort = Literal[
    "number",
    "-number",
    "valid_until",
    "-valid_until",
    "total",
    "-total",
    "created_at",
    "-created_at",
]

# Of the shop


class WriteQuoteLine(WriteLine, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An optional line counts if it is chosen. Of a `group` exactly one is: the first, unless
    another one is chosen. `is_quantity_open` lets the customer choose how many."""

    is_optional: bool = False
    group: Group = ""
    is_chosen: bool = False
    is_quantity_open: bool = False
    least: Decimal | None = None
    most: Decimal | None = None


class ChangeQuoteLine(ChangeLine, frozen=True, kw_only=True, forbid_unknown_fields=True):
    is_optional: bool | UnsetType = UNSET
    group: Group | UnsetType = UNSET
    is_chosen: bool | UnsetType = UNSET
    is_quantity_open: bool | UnsetType = UNSET
    least: Decimal | UnsetType | None = UNSET
    most: Decimal | UnsetType | None = UNSET


QuoteLines = Annotated[list[WriteQuoteLine], Meta(max_length=MOST_LINES)]


class WriteOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lines of which the customer chooses one."""

    group: Name
    lines: Annotated[list[WriteQuoteLine], Meta(min_length=1, max_length=50)]


class CreateQuote(PreviewSale, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a customer it is the project's. `message` and `terms` are for the customer, `notes`
    are not. A deposit is a percent or an amount, tax included; the shop's usual one unless given.
    """

    customer_id: CustomerId | None = None
    project_id: ProjectId | None = None
    valid_until: Day | None = None
    terms_days: Days | None = None
    reference: Line = ""
    message: Text = ""
    terms: Text = ""
    notes: Text = ""
    deposit_percent: Decimal | UnsetType | None = UNSET
    deposit_amount: Decimal | None = None
    lines: QuoteLines = []  # type: ignore[assignment]  # noqa: RUF012  (a struct copies it)


class ChangeQuote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`lines` are all lines anew. One kind of a discount or deposit takes the other's place."""

    customer_id: CustomerId | UnsetType = UNSET
    project_id: ProjectId | UnsetType | None = UNSET
    currency: Currency | UnsetType = UNSET
    prices_include_tax: bool | UnsetType = UNSET
    discount_percent: Decimal | UnsetType | None = UNSET
    discount_amount: Decimal | UnsetType | None = UNSET
    deposit_percent: Decimal | UnsetType | None = UNSET
    deposit_amount: Decimal | UnsetType | None = UNSET
    expires_on: Day | UnsetType = field(default=UNSET, name="valid_until")
    terms_days: Days | UnsetType = UNSET
    reference: Line | UnsetType = UNSET
    message: Text | UnsetType = UNSET
    terms: Text | UnsetType = UNSET
    notes: Text | UnsetType = UNSET
    lines: QuoteLines | UnsetType = UNSET


class SendQuote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The link shows the quote for so many days after the last one it is valid on."""

    link_days: LinkDays = 30


class RenewLink(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From today, or from the quote's last day if that is later."""

    link_days: LinkDays = 30


class WithdrawQuote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Name


class ReviseQuote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Valid for as long as the shop's quotes are, unless a day is given."""

    valid_until: Day | None = None


class ChooseLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    line_id: QuoteLineId
    chosen: bool | None = None
    quantity: Decimal | None = None


Choices = Annotated[list[ChooseLine], Meta(max_length=MOST_LINES)]


class RecordAcceptance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The customer accepted by an order of their own: `name` gave it, on `date`."""

    name: Name
    order_number: Line = ""
    order_file_id: FileId | None = None
    date: Day | None = None
    choices: Choices = []


class AskDeposit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A percent of the total, or an amount, tax included; of a quote what it wishes for, unless
    given. `issue` makes it an invoice at once."""

    percent: Decimal | None = None
    amount: Decimal | None = None
    terms_days: Days | None = None
    issue: bool = False


class ListQuotes(Struct, frozen=True, kw_only=True):
    status: QuoteStatus | None = None
    customer_id: CustomerId | None = None
    project_id: ProjectId | None = None
    expiring: bool | None = None
    number: str | None = None
    search: str | None = None
    sort: QuoteSort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


# Of the customer


class PreviewChoices(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`revision` is the one that was shown: the link's own unless given."""

    revision: Revision | None = None
    choices: Choices = []


class AcceptQuote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`total` is what was shown, if it is to be held against what we count."""

    revision: Revision | None = None
    choices: Choices = []
    name: Name
    agree: bool
    total: Decimal | None = None
    signature_text: Line = ""
    signature_image: Drawing = ""


class RejectQuote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    revision: Revision | None = None
    name: Line = ""
    reason: Text = ""


class RequestChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    revision: Revision | None = None
    name: Line = ""
    message: Text
