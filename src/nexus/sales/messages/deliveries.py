"""Deliveries: commands and list wishes in, views out. They tell of things, not of money."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.kernel.ids import (
    CustomerId,
    DeliveryId,
    DeliveryLineId,
    FileId,
    ProductId,
    ProjectId,
    QuoteId,
    SaleId,
    SaleLineId,
)
from nexus.kernel.text import Line, Name, Text
from nexus.sales.domain import MOST_LINES
from nexus.sales.domain.delivery import Delivery, DeliveryLine, DeliveryStatus
from nexus.sales.messages.commands import Description, Unit
from nexus.sales.messages.views import plain

DELIVERY_LABELS = {
    DeliveryStatus.DRAFT: "Draft",
    DeliveryStatus.DELIVERED: "Delivered",
    DeliveryStatus.CANCELLED: "Cancelled",
}

DeliverySort = Literal[
    "number",
    "-number",
    "delivered_on",
    "-delivered_on",
    "created_at",
    "-created_at",
]


class DeliverLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a sale tells what it is; without one, a description does."""

    sale_line_id: SaleLineId | None = None
    description: Description | None = None
    quantity: Decimal | None = None
    unit: Unit | None = None
    product_template_id: ProductId | None = None


DeliverLines = Annotated[list[DeliverLine], Meta(max_length=MOST_LINES)]


class CreateDelivery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of a sale, a project or for a customer. Without lines, all that is left of the sale.

    `allow_over` lets more be delivered than was ordered.
    """

    sale_id: SaleId | None = None
    project_id: ProjectId | None = None
    customer_id: CustomerId | None = None
    lines: DeliverLines = []
    carrier: Line = ""
    tracking: Line = ""
    recipient: Line = ""
    address: Text | None = None
    notes: Text = ""
    allow_over: bool = False


class ChangeDelivery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`lines` are all lines anew."""

    lines: DeliverLines | UnsetType = UNSET
    carrier: Line | UnsetType = UNSET
    tracking: Line | UnsetType = UNSET
    recipient: Line | UnsetType = UNSET
    address: Text | UnsetType = UNSET
    notes: Text | UnsetType = UNSET
    allow_over: bool = False


class Deliver(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It arrived: today unless dated. Who took it may sign by name, or on a file."""

    delivered_on: date | None = None
    recipient: Line = ""
    signed_by: Line = ""
    signature_file_id: FileId | None = None
    allow_over: bool = False


class CancelDelivery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Name


class ListDeliveries(Struct, frozen=True, kw_only=True):
    status: DeliveryStatus | None = None
    customer_id: CustomerId | None = None
    project_id: ProjectId | None = None
    sale_id: SaleId | None = None
    delivered_from: date | None = None
    delivered_to: date | None = None
    search: str | None = None
    sort: DeliverySort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class DeliveryLineView(Struct, frozen=True, kw_only=True):
    id: DeliveryLineId
    position: int
    description: str
    quantity: Decimal
    unit: str
    product_template_id: ProductId | None
    sale_line_id: SaleLineId | None

    @classmethod
    def of(cls, line: DeliveryLine) -> Self:
        return cls(
            id=line.id,
            position=line.position,
            description=line.description,
            quantity=plain(line.quantity),
            unit=line.unit,
            product_template_id=line.product_template_id,
            sale_line_id=line.sale_line_id,
        )


class DeliveryRow(Struct, frozen=True, kw_only=True):
    """A delivery in a list, without its lines."""

    id: DeliveryId
    version: int
    number: str
    status: DeliveryStatus
    status_label: str
    customer_id: CustomerId
    customer_name: str
    project_id: ProjectId | None
    sale_id: SaleId | None
    quote_id: QuoteId | None
    carrier: str
    tracking: str
    recipient: str
    delivered_on: date | None
    signed_by: str
    created_at: datetime


class DeliveryView(DeliveryRow, frozen=True, kw_only=True):
    address: Sequence[str]
    notes: str
    delivered_at: datetime | None
    signature_file_id: FileId | None
    cancelled_at: datetime | None
    cancel_reason: str
    lines: Sequence[DeliveryLineView]

    @classmethod
    def of(cls, it: Delivery) -> Self:
        return cls(
            **{name: getattr(it, name) for name in _PLAIN},
            status_label=DELIVERY_LABELS[it.status],
            address=it.address.split("\n") if it.address else [],
            lines=[DeliveryLineView.of(line) for line in it.lines],
        )


_PLAIN = [
    name
    for name in DeliveryView.__struct_fields__
    if name not in ("status_label", "address", "lines")
]
