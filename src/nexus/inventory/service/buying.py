"""How orders are begun: their lines from what is wished for, or from what runs low."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec import UNSET

from nexus.inventory.domain.purchase_parts import PurchaseLine
from nexus.inventory.domain.purchasing import PurchaseOrder
from nexus.inventory.domain.suppliers import Supplier, SupplierItem
from nexus.inventory.messages.purchasing import (
    CreatePurchaseOrder,
    Drafted,
    LeftOut,
    OrderFromReorder,
    PurchaseOrderView,
    WritePurchaseLine,
)
from nexus.inventory.ports.purchasing import (
    ItemCard,
    LowItem,
    PurchasingReading,
    PurchasingUnitOfWork,
    Terms,
)
from nexus.inventory.service.codes import Codes
from nexus.kernel.actor import Actor
from nexus.kernel.clock import day_of
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import (
    PurchaseLineId,
    PurchaseOrderId,
    ShopId,
    StockItemId,
    SupplierId,
    new_id,
)
from nexus.kernel.phrase import phrase

SERIES = "purchase"
Offers = Mapping[StockItemId, SupplierItem]


class Buyer:
    def __init__(self, reading: Callable[[ShopId], PurchasingReading]) -> None:
        self._reading = reading

    def begin(
        self,
        actor: Actor,
        uow: PurchasingUnitOfWork,
        wish: CreatePurchaseOrder,
        terms: Terms,
        now: datetime,
    ) -> PurchaseOrder:
        supplier = self._named(uow, wish.supplier_id)
        order = _draft(actor, supplier, terms, now)
        order.currency = supplier.currency if wish.currency is UNSET else wish.currency
        order.change({"reference": wish.reference, "notes": wish.notes})
        order.put_lines(self.lines(uow, order, wish.lines, terms))
        return _keep(uow, order, terms)

    def lines(
        self,
        uow: PurchasingUnitOfWork,
        order: PurchaseOrder,
        wishes: Sequence[WritePurchaseLine],
        terms: Terms,
    ) -> Sequence[PurchaseLine]:
        ids = [wish.item_id for wish in wishes if wish.item_id is not None]
        with self._reading(order.shop_id) as look:
            cards = look.items(ids) if ids else {}
        offers = self._offers(uow, order, ids)
        made = []
        for n, wish in enumerate(wishes):
            with at_field(f"lines[{n}]."):
                made.append(self._line(wish, cards, offers, terms))
        return made

    def line(
        self,
        uow: PurchasingUnitOfWork,
        order: PurchaseOrder,
        wish: WritePurchaseLine,
        terms: Terms,
    ) -> PurchaseLine:
        with at_field("", cut="lines[0]."):
            return self.lines(uow, order, [wish], terms)[0]

    def percent(self, tax: str, terms: Terms) -> Decimal:
        if tax not in terms.tax_rates:
            known = ", ".join(terms.tax_rates)
            raise Invalid(phrase("The shop's tax rates are %(known)s.", known=known), "tax")
        return terms.tax_rates[tax]

    def lead_times(
        self, uow: PurchasingUnitOfWork, order: PurchaseOrder, supplier: Supplier
    ) -> Mapping[StockItemId | None, timedelta | None]:
        usual = supplier.lead_time_days
        lead = None if usual is None else timedelta(days=usual)
        ids = [line.item_id for line in order.lines if line.item_id is not None]
        found = uow.offers.of_supplier(supplier.id, ids)
        times: dict[StockItemId | None, timedelta | None] = dict.fromkeys([None, *ids], lead)
        return times | {offer.item_id: offer.lead_time(supplier) for offer in found}

    # From what runs low

    def restock(
        self,
        actor: Actor,
        uow: PurchasingUnitOfWork,
        wish: OrderFromReorder,
        terms: Terms,
        now: datetime,
    ) -> Drafted:
        if wish.supplier_id is not None:
            self._named(uow, wish.supplier_id)
        chosen, left_out = self._choose(actor, wish)
        orders = []
        for supplier_id, low in _by_supplier(chosen).items():
            supplier = self._supplier(uow, supplier_id)
            if supplier is None or supplier.archived_at is not None:
                why = "Its usual supplier is archived." if supplier else "It has no supplier."
                left_out += [_left(it.item, why) for it in low]
                continue
            order = _draft(actor, supplier, terms, now)
            offers = self._offers(uow, order, [it.item.id for it in low])
            tax = terms.default_tax
            percent = self.percent(tax, terms)
            order.put_lines([_restocked(it, order, offers, tax, percent) for it in low])
            orders.append(_keep(uow, order, terms))
        return Drafted(orders=[PurchaseOrderView.of(it) for it in orders], left_out=left_out)

    def _choose(
        self, actor: Actor, wish: OrderFromReorder
    ) -> tuple[Sequence[LowItem], list[LeftOut]]:
        with self._reading(actor.shop_id) as look:
            low = {it.item.id: it for it in look.low()}
            cards = look.items(wish.item_ids) if wish.item_ids else {}
        wanted = list(low) if wish.item_ids is None else list(dict.fromkeys(wish.item_ids))
        if wish.item_ids and len(cards) < len(wanted):
            raise Invalid("This shop has no such item.", "item_ids")
        if wish.supplier_id is not None:
            wanted = [id for id in wanted if id in low and low[id].supplier_id == wish.supplier_id]
        left_out = [_left(cards[id], "It does not run low.") for id in wanted if id not in low]
        chosen = [low[id] for id in wanted if id in low]
        left_out += [
            _left(it.item, f"It is on the draft {it.drafted_on}.") for it in chosen if it.drafted_on
        ]
        chosen = [it for it in chosen if not it.drafted_on]
        left_out += [
            _left(it.item, "It has no supplier.") for it in chosen if it.supplier_id is None
        ]
        return [it for it in chosen if it.supplier_id is not None], left_out

    def _named(self, uow: PurchasingUnitOfWork, id: SupplierId) -> Supplier:
        try:
            return uow.suppliers.get(id)
        except NotFound as error:
            raise Invalid("This shop has no such supplier.", "supplier_id") from error

    def _supplier(self, uow: PurchasingUnitOfWork, id: SupplierId) -> Supplier | None:
        try:
            return uow.suppliers.get(id)
        except NotFound:  # an item may name a supplier by a plain id
            return None

    def _offers(
        self, uow: PurchasingUnitOfWork, order: PurchaseOrder, ids: Sequence[StockItemId]
    ) -> Offers:
        """Return what the supplier offers, if the order is in his currency."""
        found = uow.offers.of_supplier(order.supplier_id, ids) if ids else []
        return {offer.item_id: offer for offer in found}

    def _line(
        self,
        wish: WritePurchaseLine,
        cards: Mapping[StockItemId, ItemCard],
        offers: Offers,
        terms: Terms,
    ) -> PurchaseLine:
        tax = wish.tax or terms.default_tax
        known = {} if wish.item_id is None else self._known(wish, wish.item_id, cards, offers)
        said: dict[str, Any] = {
            name: value
            for name in ("description", "supplier_code", "unit", "unit_cost")
            if (value := getattr(wish, name)) is not UNSET
        }
        for name, sentence in (
            ("description", "A line without an item says what is bought."),
            ("unit_cost", "Say what it costs: the supplier's price is not known."),
        ):
            if name not in known | said:
                raise Invalid(sentence, name)
        return PurchaseLine(
            id=PurchaseLineId(new_id()),
            item_id=wish.item_id,
            quantity=wish.quantity,
            tax=tax,
            tax_percent=self.percent(tax, terms),
            expected_on=wish.expected_on,
            **known | said,
        )

    def _known(
        self,
        wish: WritePurchaseLine,
        item_id: StockItemId,
        cards: Mapping[StockItemId, ItemCard],
        offers: Offers,
    ) -> dict[str, Any]:
        """Return what the item, and the supplier's offer of it, say of the line."""
        if (card := cards.get(item_id)) is None:
            raise Invalid("This shop has no such item.", "item_id")
        if card.is_archived:
            raise Invalid(phrase("%(name)s is archived.", name=card.name), "item_id")
        if wish.unit is not UNSET and wish.unit != card.unit:
            raise Invalid(
                phrase(
                    "%(name)s is counted in %(unit)s, also when bought.",
                    name=card.name,
                    unit=card.unit,
                ),
                "unit",
            )
        known: dict[str, Any] = {"description": card.name, "unit": card.unit}
        if (offer := offers.get(item_id)) is not None:
            known["supplier_code"] = offer.supplier_code
            if offer.unit_cost is not None:
                known["unit_cost"] = offer.unit_cost
        return known


@contextmanager
def at_field(prefix: str, cut: str = "") -> Iterator[None]:
    """Say of a part which one of several it is."""
    try:
        yield
    except Invalid as error:
        field = f"{prefix}{error.field or ''}".removeprefix(cut)
        raise Invalid(error.message, field) from error


def _draft(actor: Actor, supplier: Supplier, terms: Terms, now: datetime) -> PurchaseOrder:
    supplier.check_in_use()
    return PurchaseOrder(
        id=PurchaseOrderId(new_id()),
        shop_id=actor.shop_id,
        number="",
        supplier_id=supplier.id,
        currency=supplier.currency,
        created_at=now,
        created_by=actor.label[:200],
        tax_by_document=terms.tax_rounding == "document",
    )


def _keep(uow: PurchasingUnitOfWork, order: PurchaseOrder, terms: Terms) -> PurchaseOrder:
    """Give it its number, last: whoever else wants one waits from here on."""
    today = day_of(order.created_at, terms.timezone)
    order.number = Codes(uow, terms, SERIES, today, uow.orders.has_number).next()
    order.version = 1  # it is born with its lines
    uow.orders.add(order)
    return order


def _by_supplier(low: Sequence[LowItem]) -> Mapping[SupplierId, Sequence[LowItem]]:
    found: dict[SupplierId, list[LowItem]] = {}
    for it in low:
        if it.supplier_id is not None:
            found.setdefault(it.supplier_id, []).append(it)
    return found


def _restocked(
    it: LowItem, order: PurchaseOrder, offers: Offers, tax: str, percent: Decimal
) -> PurchaseLine:
    """Order in whole packs, at the supplier's price or else at what it cost us last."""
    offer = offers.get(it.item.id)
    cost = it.last_cost if it.currency == order.currency else Decimal(0)
    price = None if offer is None else offer.unit_cost
    return PurchaseLine(
        id=PurchaseLineId(new_id()),
        item_id=it.item.id,
        description=it.item.name,
        supplier_code="" if offer is None else offer.supplier_code,
        quantity=it.quantity if offer is None else offer.orderable(it.quantity),
        unit=it.item.unit,
        unit_cost=cost if price is None else price,
        tax=tax,
        tax_percent=percent,
    )


def _left(item: ItemCard, reason: str) -> LeftOut:
    return LeftOut(item_id=item.id, item_code=item.code, item_name=item.name, reason=reason)
