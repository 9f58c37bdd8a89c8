"""REST: purchase orders and what comes in on them."""

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from nexus.inventory.domain.purchasing import OrderStatus
from nexus.inventory.messages.purchasing import (
    CancelPurchase,
    ChangePurchaseLine,
    ChangePurchaseOrder,
    CreatePurchaseOrder,
    Drafted,
    ListPurchaseOrders,
    OrderFromReorder,
    OrderPurchase,
    OrderSort,
    PurchaseOrderRow,
    PurchaseOrderView,
    ReceiveGoods,
    UndoReceipt,
    WritePurchaseLine,
)
from nexus.inventory.service.papers import OrderPaperService
from nexus.inventory.service.purchasing import PurchasingService
from nexus.kernel.ids import (
    PurchaseLineId,
    PurchaseOrderId,
    ReceiptId,
    StockItemId,
    SupplierId,
)
from nexus.kernel.page import Page
from nexus.kernel.papers import PDF
from nexus.platform.downloads import sent
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey

Service = NamedDependency[PurchasingService]
Order = Response[PurchaseOrderView]
READ, BUY = "inventory.read", "inventory.buy"


class PurchaseOrderApi(Controller):
    path = "/api/inventory/purchase-orders"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_purchase_orders(
        self,
        purchasing: Service,
        actor: Caller,
        status: FromQuery[OrderStatus | None] = None,
        supplier_id: FromQuery[SupplierId | None] = None,
        item_id: FromQuery[StockItemId | None] = None,
        is_open: FromQuery[bool | None] = None,
        late: FromQuery[bool | None] = None,
        search: Search = None,
        sort: FromQuery[OrderSort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[PurchaseOrderRow]:
        """List purchase orders, the newest first."""
        wish = ListPurchaseOrders(
            status=status,
            supplier_id=supplier_id,
            item_id=item_id,
            is_open=is_open,
            late=late,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return purchasing.page(actor, wish)

    @post("/", permission=BUY, sync_to_thread=True)
    def create_purchase_order(
        self,
        purchasing: Service,
        actor: Caller,
        once: OncePerKey,
        data: JSONBody[CreatePurchaseOrder],
    ) -> Order:
        """Begin a draft of a purchase order."""
        return once(lambda: purchasing.create(actor, data))

    @post("/from-reorder", permission=BUY, sync_to_thread=True)
    def order_from_reorder(
        self,
        purchasing: Service,
        actor: Caller,
        once: OncePerKey,
        data: JSONBody[OrderFromReorder],
    ) -> Response[Drafted]:
        """Draft what runs low, an order for each supplier."""
        return once(lambda: purchasing.from_reorder(actor, data))

    @get("/by-number/{number:str}", permission=READ, sync_to_thread=True)
    def show_purchase_order_by_number(
        self, purchasing: Service, actor: Caller, number: FromPath[str]
    ) -> Order:
        """Show the purchase order of a number."""
        return tagged(purchasing.by_number(actor, number))

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_purchase_order(
        self, purchasing: Service, actor: Caller, id: FromPath[PurchaseOrderId]
    ) -> Order:
        """Show a purchase order with its lines and receipts."""
        return tagged(purchasing.one(actor, id))

    @patch("/{id:uuid}", permission=BUY, sync_to_thread=True)
    def change_purchase_order(
        self,
        purchasing: Service,
        actor: Caller,
        id: FromPath[PurchaseOrderId],
        if_match: IfMatch,
        data: JSONBody[ChangePurchaseOrder],
    ) -> Order:
        """Change a draft; of what is ordered, its reference and notes."""
        return tagged(purchasing.change(actor, id, data, if_match))

    @post("/{id:uuid}/lines", permission=BUY, sync_to_thread=True)
    def add_purchase_line(
        self,
        purchasing: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[PurchaseOrderId],
        if_match: IfMatch,
        data: JSONBody[WritePurchaseLine],
    ) -> Order:
        """Add a line to a draft."""
        return once(lambda: purchasing.add_line(actor, id, data, if_match))

    @patch("/{id:uuid}/lines/{line_id:uuid}", permission=BUY, sync_to_thread=True)
    def change_purchase_line(
        self,
        purchasing: Service,
        actor: Caller,
        id: FromPath[PurchaseOrderId],
        line_id: FromPath[PurchaseLineId],
        if_match: IfMatch,
        data: JSONBody[ChangePurchaseLine],
    ) -> Order:
        """Change a line of a draft; of what is ordered, when it is expected."""
        return tagged(purchasing.change_line(actor, id, line_id, data, if_match))

    @delete("/{id:uuid}/lines/{line_id:uuid}", permission=BUY, status_code=200, sync_to_thread=True)
    def remove_purchase_line(
        self,
        purchasing: Service,
        actor: Caller,
        id: FromPath[PurchaseOrderId],
        line_id: FromPath[PurchaseLineId],
        if_match: IfMatch,
    ) -> Order:
        """Take a line off a draft."""
        return tagged(purchasing.remove_line(actor, id, line_id, if_match))


class PurchasePaperApi(Controller):
    path = "/api/inventory/purchase-orders/{id:uuid}/pdf"
    tags = ("papers",)

    @get("/", permission=READ, media_type=PDF, refuses=True, sync_to_thread=True)
    def show_purchase_order_pdf(
        self,
        order_papers: NamedDependency[OrderPaperService],
        actor: Caller,
        id: FromPath[PurchaseOrderId],
    ) -> Response[bytes]:
        """Show the paper of a purchase order as it is now."""
        return sent(order_papers.of_order(actor, id))


class PurchaseMovesApi(Controller):
    path = "/api/inventory/purchase-orders/{id:uuid}"
    tags = ("inventory",)

    @post("/order", permission=BUY, status_code=200, sync_to_thread=True)
    def send_purchase_order(
        self,
        purchasing: Service,
        actor: Caller,
        id: FromPath[PurchaseOrderId],
        if_match: IfMatch,
        data: JSONBody[OrderPurchase],
    ) -> Order:
        """Say that a draft was sent: from now on its goods are on order."""
        return tagged(purchasing.order(actor, id, data, if_match))

    @post("/receive", permission=BUY, sync_to_thread=True)
    def receive_goods(
        self,
        purchasing: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[PurchaseOrderId],
        if_match: IfMatch,
        data: JSONBody[ReceiveGoods],
    ) -> Order:
        """Take a delivery in, whole or in part; its goods go into stock at what they cost."""
        return once(lambda: purchasing.receive(actor, id, data, if_match))

    @post("/receipts/{receipt_id:uuid}/undo", permission=BUY, status_code=200, sync_to_thread=True)
    def undo_receipt(
        self,
        purchasing: Service,
        actor: Caller,
        id: FromPath[PurchaseOrderId],
        receipt_id: FromPath[ReceiptId],
        if_match: IfMatch,
        data: JSONBody[UndoReceipt],
    ) -> Order:
        """Take back a receipt that was entered by mistake."""
        return tagged(purchasing.undo_receipt(actor, id, receipt_id, data, if_match))

    @post("/cancel", permission=BUY, status_code=200, sync_to_thread=True)
    def cancel_purchase_order(
        self,
        purchasing: Service,
        actor: Caller,
        id: FromPath[PurchaseOrderId],
        if_match: IfMatch,
        data: JSONBody[CancelPurchase],
    ) -> Order:
        """Call an order off of which nothing came in."""
        return tagged(purchasing.cancel(actor, id, data, if_match))

    @post("/close", permission=BUY, status_code=200, sync_to_thread=True)
    def close_purchase_order(
        self,
        purchasing: Service,
        actor: Caller,
        id: FromPath[PurchaseOrderId],
        if_match: IfMatch,
    ) -> Order:
        """Await nothing more of an order."""
        return tagged(purchasing.close(actor, id, if_match))

    @post("/reopen", permission=BUY, status_code=200, sync_to_thread=True)
    def reopen_purchase_order(
        self,
        purchasing: Service,
        actor: Caller,
        id: FromPath[PurchaseOrderId],
        if_match: IfMatch,
    ) -> Order:
        """Await the rest of a closed order after all."""
        return tagged(purchasing.reopen(actor, id, if_match))


HANDLERS = [PurchaseOrderApi, PurchasePaperApi, PurchaseMovesApi]
