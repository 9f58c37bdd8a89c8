"""Purchase orders and receipts: commands in, views out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.inventory.domain.purchase_parts import PurchaseLine, Receipt, ReceiptLine
from nexus.inventory.domain.purchasing import MOST_LINES, OrderStatus, PurchaseOrder
from nexus.inventory.messages.suppliers import Currency, UnitCost, plain
from nexus.kernel.ids import (
    LocationId,
    MovementId,
    PurchaseLineId,
    PurchaseOrderId,
    ReceiptId,
    ReceiptLineId,
    StockItemId,
    SupplierId,
)
from nexus.kernel.money import Money
from nexus.kernel.sight import Cost
from nexus.kernel.text import Code, Line, Name, Text

Description = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
UnitName = Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
Place = Annotated[int, Meta(ge=1, le=MOST_LINES)]
Lot = Annotated[str, Meta(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]

OrderSort = Literal[
    "number",
    "-number",
    "expected_on",
    "-expected_on",
    "created_at",
    "-created_at",
    "total_cost",
    "-total_cost",
]

STATUS_LABELS: Mapping[OrderStatus, str] = {
    OrderStatus.DRAFT: "Draft",
    OrderStatus.ORDERED: "Ordered",
    OrderStatus.PARTIALLY_RECEIVED: "Partially received",
    OrderStatus.RECEIVED: "Received",
    OrderStatus.CLOSED: "Closed",
    OrderStatus.CANCELLED: "Cancelled",
}


class WritePurchaseLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of an item, or of whatever the description says.

    An item brings its name and unit; the supplier's code and price come from what the supplier
    offers of it, unless given. `tax` is a code of the shop's rates, its usual one unless given.
    """

    item_id: StockItemId | None = None
    description: Description | UnsetType = UNSET
    supplier_code: Line | UnsetType = UNSET
    quantity: Decimal
    unit: UnitName | UnsetType = UNSET
    unit_cost: Decimal | UnsetType = UNSET
    tax: Code | None = None
    expected_on: date | None = None


class ChangePurchaseLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. Once ordered, only `expected_on` changes."""

    position: Place | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    supplier_code: Line | UnsetType = UNSET
    quantity: Decimal | UnsetType = UNSET
    unit_cost: Decimal | UnsetType = UNSET
    tax: Code | UnsetType = UNSET
    expected_on: date | UnsetType | None = UNSET


class CreatePurchaseOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft, in the supplier's currency unless one is given."""

    supplier_id: SupplierId
    currency: Currency | UnsetType = UNSET
    reference: Line = ""
    notes: Text = ""
    lines: Annotated[list[WritePurchaseLine], Meta(max_length=MOST_LINES)] = []


class ChangePurchaseOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`lines` are all lines anew. Once ordered, only reference and notes change."""

    currency: Currency | UnsetType = UNSET
    reference: Line | UnsetType = UNSET
    notes: Text | UnsetType = UNSET
    lines: Annotated[list[WritePurchaseLine], Meta(max_length=MOST_LINES)] | UnsetType = UNSET


class OrderPurchase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It was sent today unless a day is given."""

    sent_on: date | None = None


class CancelPurchase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Name


class ReceiveLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of a line. The price is the order's unless it turned out otherwise."""

    line_id: PurchaseLineId
    quantity: Decimal
    unit_cost: Decimal | None = None
    lot_number: Lot = ""
    expires_on: date | None = None
    location_id: LocationId | None = None


class ReceiveGoods(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is open, unless lines are given. A line may come in several lots.

    `exchange_rate` is what a unit of the order's currency costs in the shop's: needed where they
    differ.
    """

    received_on: date | None = None
    reference: Line = ""
    notes: Text = ""
    exchange_rate: Decimal | None = None
    lines: Annotated[list[ReceiveLine], Meta(min_length=1, max_length=MOST_LINES)] | None = None


class UndoReceipt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Name


class OrderFromReorder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Draft what runs low, an order for each preferred supplier; these items only, if given."""

    item_ids: Annotated[list[StockItemId], Meta(max_length=1000)] | None = None
    supplier_id: SupplierId | None = None


class ListPurchaseOrders(Struct, frozen=True, kw_only=True):
    status: OrderStatus | None = None
    supplier_id: SupplierId | None = None
    item_id: StockItemId | None = None
    is_open: bool | None = None
    late: bool | None = None
    search: str | None = None
    sort: OrderSort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class PurchaseLineView(Struct, frozen=True, kw_only=True):
    """`open` is what is still to come; `net_cost` is without tax, in the order's currency."""

    id: PurchaseLineId
    position: int
    item_id: StockItemId | None
    description: str
    supplier_code: str
    quantity: Decimal
    unit: str
    unit_cost: UnitCost = UNSET
    tax: str
    tax_percent: Decimal
    expected_on: date | None
    received: Decimal
    open: Decimal
    net_cost: Cost = UNSET

    @classmethod
    def of(cls, line: PurchaseLine, currency: str) -> Self:
        return cls(
            id=line.id,
            position=line.position,
            item_id=line.item_id,
            description=line.description,
            supplier_code=line.supplier_code,
            quantity=plain(line.quantity),
            unit=line.unit,
            unit_cost=plain(line.unit_cost),
            tax=line.tax,
            tax_percent=plain(line.tax_percent),
            expected_on=line.expected_on,
            received=plain(line.received),
            open=plain(line.open),
            net_cost=Money.of(line.net_minor, currency),
        )


class ReceiptLineView(Struct, frozen=True, kw_only=True):
    """`value` is what went into the stock's worth, in the shop's currency and without tax."""

    id: ReceiptLineId
    line_id: PurchaseLineId
    quantity: Decimal
    unit_cost: UnitCost = UNSET
    lot_number: str
    expires_on: date | None
    location_id: LocationId | None
    value: Cost = UNSET
    movement_id: MovementId | None
    undo_movement_id: MovementId | None

    @classmethod
    def of(cls, line: ReceiptLine) -> Self:
        own = {name: getattr(line, name) for name in cls.__struct_fields__}
        return cls(**own | {"quantity": plain(line.quantity), "unit_cost": plain(line.unit_cost)})


class ReceiptView(Struct, frozen=True, kw_only=True):
    id: ReceiptId
    received_on: date
    recorded_at: datetime
    recorded_by: str
    reference: str
    notes: str
    exchange_rate: UnitCost = UNSET
    undone_at: datetime | None
    undo_reason: str
    lines: Sequence[ReceiptLineView]

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        own = {name: getattr(receipt, name) for name in cls.__struct_fields__}
        own["exchange_rate"] = plain(receipt.exchange_rate)
        own["lines"] = [ReceiptLineView.of(line) for line in receipt.lines]
        return cls(**own)


class PurchaseOrderRow(Struct, frozen=True, kw_only=True):
    """`expected_on` is the first day on which something open is expected."""

    id: PurchaseOrderId
    version: int
    number: str
    status: OrderStatus
    status_label: str
    supplier_id: SupplierId
    supplier_code: str
    supplier_name: str
    currency: str
    reference: str
    total_cost: Cost = UNSET
    sent_on: date | None
    expected_on: date | None
    created_at: datetime


class PurchaseOrderView(Struct, frozen=True, kw_only=True):
    """`warnings` tell where more came in than was ordered."""

    id: PurchaseOrderId
    version: int
    number: str
    status: OrderStatus
    status_label: str
    supplier_id: SupplierId
    currency: str
    reference: str
    notes: str
    net_cost: Cost = UNSET
    tax_cost: Cost = UNSET
    total_cost: Cost = UNSET
    sent_on: date | None
    expected_on: date | None
    ordered_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    created_at: datetime
    created_by: str
    warnings: Sequence[str]
    lines: Sequence[PurchaseLineView]
    receipts: Sequence[ReceiptView]

    @classmethod
    def of(cls, order: PurchaseOrder) -> Self:
        its = order.currency
        told: dict[str, Any] = {
            "status_label": STATUS_LABELS[order.status],
            "net_cost": Money.of(order.subtotal_minor, its),
            "tax_cost": Money.of(order.tax_minor, its),
            "total_cost": Money.of(order.total_minor, its),
            "lines": [PurchaseLineView.of(line, its) for line in order.lines],
            "receipts": [ReceiptView.of(receipt) for receipt in order.receipts],
        }
        own = {n: getattr(order, n) for n in cls.__struct_fields__ if n not in told}
        return cls(**own, **told)


class LeftOut(Struct, frozen=True, kw_only=True):
    """An item that runs low and was not put on an order, and why."""

    item_id: StockItemId
    item_code: str
    item_name: str
    reason: str


class Drafted(Struct, frozen=True, kw_only=True):
    orders: Sequence[PurchaseOrderView]
    left_out: Sequence[LeftOut]
    version: int = 1
