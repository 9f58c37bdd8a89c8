"""Pages of purchase orders: write, send, receive in parts, close."""

from functools import partial
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from nexus.inventory.adapters.pages.items import READ, Suppliers
from nexus.inventory.adapters.pages.ledgers import BUY, ORDERS, Purchasing
from nexus.inventory.adapters.pages.rows import attempt_rows
from nexus.inventory.domain.purchasing import OrderStatus
from nexus.inventory.messages.purchasing import (
    CancelPurchase,
    ChangePurchaseOrder,
    CreatePurchaseOrder,
    ListPurchaseOrders,
    OrderPurchase,
    OrderSort,
    PurchaseOrderView,
    ReceiveGoods,
    UndoReceipt,
)
from nexus.inventory.service.papers import OrderPaperService
from nexus.kernel.ids import ReceiptId, StockItemId, SupplierId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.platform.web.papers import PageNumber, picture

LEAST_LINES, SPARE_LINES = 4, 3  # of the form


class OrderPages(Controller):
    path = ORDERS
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def purchase_orders_page(
        self,
        purchasing: Purchasing,
        actor: Caller,
        show: Shown,
        status: FromQuery[OrderStatus | None] = None,
        supplier_id: FromQuery[SupplierId | None] = None,
        item_id: FromQuery[StockItemId | None] = None,
        is_open: FromQuery[bool | None] = None,
        late: FromQuery[bool | None] = None,
        search: Search = None,
        sort: FromQuery[OrderSort] = "-created_at",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List purchase orders, the newest first."""
        if (away := show.opened()) is not None:
            return away
        wish = ListPurchaseOrders(
            status=status,
            supplier_id=supplier_id,
            item_id=item_id,
            is_open=is_open,
            late=late,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        return show("inventory/orders.html", page=purchasing.page(actor, wish), wish=wish)

    @get("/new", permission=BUY, sync_to_thread=True)
    def new_purchase_order_page(
        self,
        show: Shown,
        supplier_id: FromQuery[SupplierId | None] = None,
        item_id: FromQuery[StockItemId | None] = None,
    ) -> Response[Any]:
        """Show an empty form."""
        said = [("supplier_id", str(supplier_id or "")), ("lines[0].item_id", str(item_id or ""))]
        return _edit(show, show.form(said), None)

    @post("/new", permission=BUY, sync_to_thread=True)
    def create_purchase_order_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Begin a draft."""
        return show.attempt(
            sent,
            CreatePurchaseOrder,
            lambda wish: purchasing.create(actor, wish),
            again="inventory/order_edit.html",
            then=_page_of,
            said=show.say("Saved as a draft."),
            order=None,
            count=_rows(sent),
        )

    @get("/{number:str}", permission=READ, sync_to_thread=True)
    def purchase_order_page(
        self,
        purchasing: Purchasing,
        suppliers: Suppliers,
        actor: Caller,
        show: Shown,
        number: FromPath[str],
    ) -> Response[Any]:
        """Show an order with its lines and what came in of them."""
        order = purchasing.by_number(actor, number)
        supplier = suppliers.one(actor, order.supplier_id)
        return show("inventory/order.html", order=order, supplier=supplier)

    @get("/{number:str}/paper", permission=READ, sync_to_thread=True)
    def purchase_order_paper_page(
        self,
        purchasing: Purchasing,
        order_papers: NamedDependency[OrderPaperService],
        actor: Caller,
        number: FromPath[str],
        page: PageNumber = 1,
    ) -> Response[bytes]:
        """Show a page of the paper of an order."""
        id = purchasing.by_number(actor, number).id
        return picture(order_papers.of_order(actor, id), page)

    @get("/{number:str}/edit", permission=BUY, sync_to_thread=True)
    def edit_purchase_order_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, number: FromPath[str]
    ) -> Response[Any]:
        """Show the form of an order; of what is on its way, reference and notes."""
        order = purchasing.by_number(actor, number)
        return _edit(show, show.filled(order), order)

    @post("/{number:str}/edit", permission=BUY, sync_to_thread=True)
    def change_purchase_order_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, number: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Change an order."""
        order = purchasing.by_number(actor, number)
        return show.attempt(
            sent,
            ChangePurchaseOrder,
            lambda wish: purchasing.change(actor, order.id, wish, sent.version),
            again="inventory/order_edit.html",
            then=_page_of,
            said=show.say("Saved."),
            order=order,
            count=_rows(sent),
        )

    @post("/{number:str}/order", permission=BUY, sync_to_thread=True)
    def send_purchase_order_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, number: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Say that it was sent: from now on its goods are on order."""
        order = purchasing.by_number(actor, number)
        wish = OrderPurchase()
        act = partial(purchasing.order, actor, order.id, wish, sent.version)
        return show.act(act, show.say("Ordered."), _page_of(order))

    @post("/{number:str}/close", permission=BUY, sync_to_thread=True)
    def close_purchase_order_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, number: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Await nothing more of it."""
        order = purchasing.by_number(actor, number)
        act = partial(purchasing.close, actor, order.id, sent.version)
        return show.act(act, show.say("Closed."), _page_of(order))

    @post("/{number:str}/reopen", permission=BUY, sync_to_thread=True)
    def reopen_purchase_order_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, number: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Await the rest of it after all."""
        order = purchasing.by_number(actor, number)
        act = partial(purchasing.reopen, actor, order.id, sent.version)
        return show.act(act, show.say("Opened again."), _page_of(order))

    @get("/{number:str}/cancel", permission=BUY, sync_to_thread=True)
    def cancel_purchase_order_form_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, number: FromPath[str]
    ) -> Response[Any]:
        """Ask why an order is called off."""
        order = purchasing.by_number(actor, number)
        return show("inventory/order_cancel.html", form=show.form(), order=order)

    @post("/{number:str}/cancel", permission=BUY, sync_to_thread=True)
    def cancel_purchase_order_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, number: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Call an order off of which nothing came in."""
        order = purchasing.by_number(actor, number)
        return show.attempt(
            sent,
            CancelPurchase,
            lambda wish: purchasing.cancel(actor, order.id, wish, sent.version),
            again="inventory/order_cancel.html",
            then=_page_of,
            said=show.say("Cancelled."),
            order=order,
        )


class ReceiptPages(Controller):
    path = f"{ORDERS}/{{number:str}}"
    include_in_schema = False

    @get("/receive", permission=BUY, sync_to_thread=True)
    def receive_goods_form_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, number: FromPath[str]
    ) -> Response[Any]:
        """Show what is still to come, to say what came."""
        order = purchasing.by_number(actor, number)
        open_lines = [it for it in order.lines if it.open]
        said = [("received_on", show.formats.today().isoformat())]
        for n, line in enumerate(open_lines):
            said.append((f"lines[{n}].quantity", show.formats.number(line.open)))
        return _receive(show, show.form(said), order)

    @post("/receive", permission=BUY, sync_to_thread=True)
    def receive_goods_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, number: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Take a delivery in, whole or in part."""
        order = purchasing.by_number(actor, number)
        return attempt_rows(
            show,
            sent,
            ("lines", "quantity"),
            ReceiveGoods,
            lambda wish: purchasing.receive(actor, order.id, wish, sent.version),
            again=lambda form, status: _receive(show, form, order, status),
            then=_page_of,
            said=show.say("Received."),
        )

    @get("/receipts/{id:uuid}/undo", permission=BUY, sync_to_thread=True)
    def undo_receipt_form_page(
        self,
        purchasing: Purchasing,
        actor: Caller,
        show: Shown,
        number: FromPath[str],
        id: FromPath[ReceiptId],
    ) -> Response[Any]:
        """Ask why a receipt is taken back."""
        order = purchasing.by_number(actor, number)
        return show("inventory/receipt_undo.html", form=show.form(), order=order, receipt_id=id)

    @post("/receipts/{id:uuid}/undo", permission=BUY, sync_to_thread=True)
    def undo_receipt_page(
        self,
        purchasing: Purchasing,
        actor: Caller,
        show: Shown,
        number: FromPath[str],
        id: FromPath[ReceiptId],
        sent: Sent,
    ) -> Response[Any]:
        """Take a receipt back that was entered by mistake."""
        order = purchasing.by_number(actor, number)
        return show.attempt(
            sent,
            UndoReceipt,
            lambda wish: purchasing.undo_receipt(actor, order.id, id, wish, sent.version),
            again="inventory/receipt_undo.html",
            then=_page_of,
            said=show.say("Taken back."),
            order=order,
            receipt_id=id,
        )


def _page_of(order: PurchaseOrderView) -> str:
    return f"{ORDERS}/{order.number}"


def _rows(form: Form) -> int:
    return max(form.count("lines") + SPARE_LINES, LEAST_LINES)


def _edit(show: Show, form: Form, order: PurchaseOrderView | None) -> Response[Any]:
    return show("inventory/order_edit.html", form=form, order=order, count=_rows(form))


def _receive(show: Show, form: Form, order: PurchaseOrderView, status: int = 200) -> Response[Any]:
    lines = [it for it in order.lines if it.open]
    return show("inventory/receive.html", status=status, form=form, order=order, lines=lines)
