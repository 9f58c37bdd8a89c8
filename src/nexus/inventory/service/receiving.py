"""What came in: from the wish to a receipt whose goods are in the ledger."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

from nexus.inventory.domain.purchase_parts import PurchaseLine, Receipt, ReceiptLine, worth
from nexus.inventory.domain.purchasing import PurchaseOrder
from nexus.inventory.domain.suppliers import above_zero, measured
from nexus.inventory.messages.purchasing import ReceiveGoods, ReceiveLine
from nexus.inventory.ports.purchasing import Incoming, PurchasingReading, Stock, Terms
from nexus.inventory.service.buying import at_field
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import ReceiptId, ReceiptLineId, ShopId, StockItemId, new_id
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy


class Receiver:
    def __init__(self, reading: Callable[[ShopId], PurchasingReading], stock: Stock) -> None:
        self._reading = reading
        self._stock = stock

    def receipt(
        self,
        actor: Actor,
        order: PurchaseOrder,
        wish: ReceiveGoods,
        terms: Terms,
        today: date,
        now: datetime,
    ) -> Receipt:
        """Return the receipt with its movements booked; the order takes it next."""
        order.check_receivable(wish.received_on or today, today)
        receipt = Receipt(
            id=ReceiptId(new_id()),
            received_on=wish.received_on or today,
            recorded_at=now,
            recorded_by=actor.label[:200],
            reference=wish.reference,
            notes=wish.notes,
            exchange_rate=_rate(order, wish.exchange_rate, terms),
        )
        for n, part in enumerate(wish.lines or _all_open(order)):
            with at_field(f"lines[{n}]."):
                receipt.lines.append(self._line(actor, order, part, receipt, terms.currency))
        for position, line in enumerate(receipt.lines, start=1):
            line.position = position
        self._book(actor, order, receipt)
        return receipt

    def take_back(self, actor: Actor, receipt: Receipt, reason: str) -> None:
        booked = [line for line in receipt.lines if line.movement_id is not None]
        ids = [line.movement_id for line in booked if line.movement_id is not None]
        # The last first: it lies on top of what came before it.
        undone = self._stock.take_back(actor, ids[::-1], reason) if ids else []
        for line, movement_id in zip(booked[::-1], undone, strict=True):
            line.undo_movement_id = movement_id

    def _line(
        self, actor: Actor, order: PurchaseOrder, wish: ReceiveLine, receipt: Receipt, currency: str
    ) -> ReceiptLine:
        line = _ordered(order, wish)
        quantity = above_zero(wish.quantity, "quantity")
        price = line.unit_cost
        if wish.unit_cost is not None:
            price = measured(wish.unit_cost, "unit_cost", Decimal(0))
        if line.item_id is None and (wish.lot_number or wish.expires_on or wish.location_id):
            raise Invalid("Only an item of stock has a lot and a place.", "line_id")
        if wish.expires_on is not None and not tidy(wish.lot_number):
            raise Invalid("What expires has a lot number.", "lot_number")
        if wish.location_id is not None:
            with self._reading(actor.shop_id) as look:
                if not look.has_location(wish.location_id):
                    raise Invalid("This shop has no such place.", "location_id")
        return ReceiptLine(
            id=ReceiptLineId(new_id()),
            line_id=line.id,
            quantity=quantity,
            unit_cost=price,
            lot_number=tidy(wish.lot_number),
            expires_on=wish.expires_on,
            location_id=wish.location_id,
            value=worth(quantity, price, receipt.exchange_rate, currency, "quantity"),
        )

    def _book(self, actor: Actor, order: PurchaseOrder, receipt: Receipt) -> None:
        items = {line.id: line.item_id for line in order.lines}
        stocked = [(line, items[line.line_id]) for line in receipt.lines]
        incoming = [
            _incoming(order, receipt, line, item_id) for line, item_id in stocked if item_id
        ]
        booked = [line for line, item_id in stocked if item_id]
        made = self._stock.take_in(actor, incoming) if incoming else []
        for line, movement_id in zip(booked, made, strict=True):
            line.movement_id = movement_id


def _all_open(order: PurchaseOrder) -> Sequence[ReceiveLine]:
    return [ReceiveLine(line_id=it.id, quantity=it.open) for it in order.lines if it.open]


def _ordered(order: PurchaseOrder, wish: ReceiveLine) -> PurchaseLine:
    try:
        return order.line(wish.line_id)
    except NotFound as error:
        raise Invalid("This order has no such line.", "line_id") from error


def _rate(order: PurchaseOrder, rate: Decimal | None, terms: Terms) -> Decimal:
    if order.currency == terms.currency:
        if rate is not None and rate != 1:
            raise Invalid("The order is in the shop's own currency.", "exchange_rate")
        return Decimal(1)
    if rate is None:
        said = phrase(
            "Say what one %(foreign)s costs in %(own)s.",
            foreign=order.currency,
            own=terms.currency,
        )
        raise Invalid(said, "exchange_rate")
    return rate


def _incoming(
    order: PurchaseOrder, receipt: Receipt, line: ReceiptLine, item_id: StockItemId
) -> Incoming:
    return Incoming(
        item_id=item_id,
        quantity=line.quantity,
        worth=line.value,
        received_on=receipt.received_on,
        lot_number=line.lot_number,
        expires_on=line.expires_on,
        location_id=line.location_id,
        supplier_id=order.supplier_id,
        reference=order.number,
        receipt_id=receipt.id,
    )
