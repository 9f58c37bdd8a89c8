"""Purchase orders: each use case is one transaction, asked for by one actor."""

from collections.abc import Callable
from datetime import date, timedelta

from nexus.inventory.domain.purchase_parts import PurchaseLine
from nexus.inventory.messages.purchasing import (
    CancelPurchase,
    ChangePurchaseLine,
    ChangePurchaseOrder,
    CreatePurchaseOrder,
    Drafted,
    ListPurchaseOrders,
    OrderFromReorder,
    OrderPurchase,
    PurchaseOrderRow,
    PurchaseOrderView,
    ReceiveGoods,
    UndoReceipt,
    WritePurchaseLine,
)
from nexus.inventory.ports.purchasing import (
    PurchasingReading,
    PurchasingUnitOfWork,
    Settings,
    Stock,
    Terms,
)
from nexus.inventory.service.buying import Buyer
from nexus.inventory.service.receiving import Receiver
from nexus.inventory.service.suppliers import given_in
from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.ids import PurchaseLineId, PurchaseOrderId, ReceiptId, ShopId
from nexus.kernel.page import Page
from nexus.kernel.sight import COSTS

READ, BUY = "inventory.read", "inventory.buy"


class PurchasingService:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], PurchasingUnitOfWork],
        reading: Callable[[ShopId], PurchasingReading],
        settings: Settings,
        stock: Stock,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._settings = settings
        self._buyer = Buyer(reading)
        self._receiver = Receiver(reading, stock)
        self._clock = clock

    # Drafts

    def create(self, actor: Actor, wish: CreatePurchaseOrder) -> PurchaseOrderView:
        """Begin a draft, in the supplier's currency."""
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            terms = self._settings.terms(actor.shop_id)
            order = self._buyer.begin(actor, uow, wish, terms, self._clock())
            return actor.sees(PurchaseOrderView.of(order))

    def from_reorder(self, actor: Actor, wish: OrderFromReorder) -> Drafted:
        """Draft what runs low, an order for each supplier; tell what was left out, and why."""
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            terms = self._settings.terms(actor.shop_id)
            return actor.sees(self._buyer.restock(actor, uow, wish, terms, self._clock()))

    def change(
        self,
        actor: Actor,
        id: PurchaseOrderId,
        wish: ChangePurchaseOrder,
        version: int | None = None,
    ) -> PurchaseOrderView:
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            order = uow.orders.get(id).expect(version)
            given = given_in(wish)
            lines = given.pop("lines", None)
            order.change(given)
            if lines is not None:
                terms = self._settings.terms(actor.shop_id)
                order.put_lines(self._buyer.lines(uow, order, lines, terms))
            return actor.sees(PurchaseOrderView.of(order))

    def add_line(
        self,
        actor: Actor,
        id: PurchaseOrderId,
        wish: WritePurchaseLine,
        version: int | None = None,
    ) -> PurchaseOrderView:
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            order = uow.orders.get(id).expect(version)
            order.check_draft()
            order.add_line(self._buyer.line(uow, order, wish, self._terms(actor)))
            return actor.sees(PurchaseOrderView.of(order))

    def change_line(
        self,
        actor: Actor,
        id: PurchaseOrderId,
        line_id: PurchaseLineId,
        wish: ChangePurchaseLine,
        version: int | None = None,
    ) -> PurchaseOrderView:
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            order = uow.orders.get(id).expect(version)
            given = given_in(wish)
            if "tax" in given:
                given["tax_percent"] = self._buyer.percent(given["tax"], self._terms(actor))
            order.change_line(line_id, given)
            return actor.sees(PurchaseOrderView.of(order))

    def remove_line(
        self,
        actor: Actor,
        id: PurchaseOrderId,
        line_id: PurchaseLineId,
        version: int | None = None,
    ) -> PurchaseOrderView:
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            order = uow.orders.get(id).expect(version)
            order.remove_line(line_id)
            return actor.sees(PurchaseOrderView.of(order))

    # On its way

    def order(
        self, actor: Actor, id: PurchaseOrderId, wish: OrderPurchase, version: int | None = None
    ) -> PurchaseOrderView:
        """Send it; each line without a day is expected after the lead time."""
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            order, now = uow.orders.hold(id).expect(version), self._clock()
            supplier = uow.suppliers.get(order.supplier_id)
            supplier.check_in_use()
            today = self._today(self._terms(actor))
            sent_on = wish.sent_on or today
            lead_times = self._buyer.lead_times(uow, order, supplier)

            def expected(line: PurchaseLine) -> date | None:
                lead: timedelta | None = lead_times.get(line.item_id)
                return None if lead is None else sent_on + lead

            uow.record(*order.order(sent_on, today, now, expected))
            return actor.sees(PurchaseOrderView.of(order))

    def cancel(
        self, actor: Actor, id: PurchaseOrderId, wish: CancelPurchase, version: int | None = None
    ) -> PurchaseOrderView:
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            order = uow.orders.hold(id).expect(version)
            uow.record(*order.cancel(wish.reason, self._clock()))
            return actor.sees(PurchaseOrderView.of(order))

    def close(
        self, actor: Actor, id: PurchaseOrderId, version: int | None = None
    ) -> PurchaseOrderView:
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            order = uow.orders.hold(id).expect(version)
            order.close(self._clock())
            return actor.sees(PurchaseOrderView.of(order))

    def reopen(
        self, actor: Actor, id: PurchaseOrderId, version: int | None = None
    ) -> PurchaseOrderView:
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            order = uow.orders.hold(id).expect(version)
            order.reopen()
            return actor.sees(PurchaseOrderView.of(order))

    # What comes in

    def receive(
        self, actor: Actor, id: PurchaseOrderId, wish: ReceiveGoods, version: int | None = None
    ) -> PurchaseOrderView:
        """Take a delivery in, and its goods into stock at what they cost."""
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            order, now = uow.orders.hold(id).expect(version), self._clock()
            terms = self._terms(actor)
            today = self._today(terms)
            receipt = self._receiver.receipt(actor, order, wish, terms, today, now)
            uow.record(*order.receive(receipt, today, now))
            return actor.sees(PurchaseOrderView.of(order))

    def undo_receipt(
        self,
        actor: Actor,
        id: PurchaseOrderId,
        receipt_id: ReceiptId,
        wish: UndoReceipt,
        version: int | None = None,
    ) -> PurchaseOrderView:
        """Take a receipt back that was entered by mistake, and its goods out of stock."""
        actor.require(BUY)
        with self._unit_of_work(actor) as uow:
            order, now = uow.orders.hold(id).expect(version), self._clock()
            receipt = order.receipt_to_undo(receipt_id)
            self._receiver.take_back(actor, receipt, wish.reason)
            uow.record(*order.undo(receipt, wish.reason, now))
            return actor.sees(PurchaseOrderView.of(order))

    # Looking

    def one(self, actor: Actor, id: PurchaseOrderId) -> PurchaseOrderView:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.order(id))

    def by_number(self, actor: Actor, number: str) -> PurchaseOrderView:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.order(look.order_of(number)))

    def page(self, actor: Actor, wish: ListPurchaseOrders) -> Page[PurchaseOrderRow]:
        actor.require(READ)
        if wish.sort.removeprefix("-") == "total_cost":
            actor.require(COSTS)
        with self._reading(actor.shop_id) as look:
            today = None if wish.late is None else self._today(self._terms(actor))
            return actor.sees(look.orders(wish, today))

    def _terms(self, actor: Actor) -> Terms:
        return self._settings.terms(actor.shop_id)

    def _today(self, terms: Terms) -> date:
        return day_of(self._clock(), terms.timezone)
