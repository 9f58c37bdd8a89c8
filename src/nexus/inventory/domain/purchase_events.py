"""What purchase orders tell."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from nexus.kernel.events import Event
from nexus.kernel.ids import PurchaseOrderId, ReceiptId, ShopId, SupplierId


class PurchaseEvent(Event, frozen=True, kw_only=True):
    order_id: PurchaseOrderId
    supplier_id: SupplierId
    number: str

    @property
    def about(self) -> UUID:
        return self.order_id


class PurchaseOrdered(PurchaseEvent, frozen=True, kw_only=True):
    pass


class GoodsReceived(PurchaseEvent, frozen=True, kw_only=True):
    receipt_id: ReceiptId
    is_complete: bool


class ReceiptUndone(PurchaseEvent, frozen=True, kw_only=True):
    receipt_id: ReceiptId
    reason: str


class PurchaseCancelled(PurchaseEvent, frozen=True, kw_only=True):
    reason: str


class Fact(TypedDict):
    """What all events of an order tell."""

    shop_id: ShopId
    happened_at: datetime
    order_id: PurchaseOrderId
    supplier_id: SupplierId
    number: str
