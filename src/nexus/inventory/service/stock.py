"""Stock items: what they are, what is to be ordered."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import UNSET

from nexus.inventory.domain import Kind, MovementKind, Spot, StockItem, exact
from nexus.inventory.messages.items import (
    ChangeItem,
    CreateItem,
    CreateMaterial,
    ItemView,
    ListItems,
    ListReorder,
    MarkOrdered,
    ReorderView,
)
from nexus.inventory.ports.stock import StockReading, StockUnitOfWork, Terms
from nexus.inventory.service.codes import Codes
from nexus.inventory.service.desk import Desk, check_place, given_in, keep, ledger_of
from nexus.kernel.actor import Actor
from nexus.kernel.clock import day_of
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import ShopId, StockItemId, SupplierId, new_id
from nexus.kernel.page import Page
from nexus.kernel.sight import COSTS


class StockService:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], StockUnitOfWork],
        reading: Callable[[ShopId], StockReading],
        desk: Desk,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._desk = desk

    def create(self, actor: Actor, wish: CreateItem) -> ItemView:
        """Add an item; what there is of it already opens its ledger."""
        actor.require("inventory.write")
        with self._unit_of_work(actor) as uow:
            terms = self._desk.terms(actor.shop_id)
            self._check_supplier(actor.shop_id, wish.supplier_id)
            check_place(uow, wish.location_id)
            said = given_in(wish)
            opening = exact(wish.opening_quantity, "opening_quantity")
            del said["opening_quantity"]
            item = StockItem(
                shop_id=actor.shop_id,
                id=StockItemId(new_id()),
                currency=terms.currency,
                created_at=self._desk.clock(),
                **(said | {"code": self._code(uow, terms, wish)}),  # type: ignore[arg-type]
            )
            uow.items.add(item)
            self._open(actor, uow, item, terms, opening)
            return self._seen(actor, item.id)

    def create_material(self, actor: Actor, wish: CreateMaterial) -> ItemView:
        return self.create(
            actor,
            CreateItem(
                name=wish.name,
                kind=Kind.MATERIAL,
                category=wish.category,
                unit=wish.unit,
                unit_cost=wish.cost_per_unit,
                opening_quantity=wish.stock_quantity,
            ),
        )

    def change(
        self, actor: Actor, item_id: StockItemId, wish: ChangeItem, version: int | None = None
    ) -> ItemView:
        """Change what is given. Another cost revalues the stock, which the ledger tells of."""
        actor.require("inventory.write")
        news = given_in(wish)
        with self._unit_of_work(actor) as uow:
            item = uow.items.hold(item_id)[0].expect(version)
            terms = self._desk.terms(actor.shop_id)
            if wish.supplier_id is not UNSET and wish.supplier_id != item.supplier_id:
                self._check_supplier(actor.shop_id, wish.supplier_id)
            if "location_id" in news:
                check_place(uow, wish.location_id)
            if wish.code is not UNSET and wish.code != item.code:
                news["code"] = self._codes(uow, terms, item).own(wish.code)
            unit_cost = news.pop("unit_cost", UNSET)
            item.change(news)
            if isinstance(unit_cost, Decimal):
                ledger = ledger_of(uow, item, terms)
                told = self._desk.told(actor, terms)
                keep(uow, ledger, ledger.revalue(unit_cost, told), was_low=item.is_low)
            return self._seen(actor, item_id)

    def archive(self, actor: Actor, item_id: StockItemId, version: int | None = None) -> ItemView:
        actor.require("inventory.write")
        with self._unit_of_work(actor) as uow:
            uow.items.hold(item_id)[0].expect(version).archive()
            return self._seen(actor, item_id)

    def restore(self, actor: Actor, item_id: StockItemId, version: int | None = None) -> ItemView:
        actor.require("inventory.write")
        with self._unit_of_work(actor) as uow:
            uow.items.hold(item_id)[0].expect(version).restore()
            return self._seen(actor, item_id)

    def mark_ordered(
        self,
        actor: Actor,
        item_id: StockItemId,
        wish: MarkOrdered,
        version: int | None = None,
    ) -> ItemView:
        """Note that more is on its way, so that nobody orders it twice."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            item = uow.items.hold(item_id)[0].expect(version)
            item.order(wish.quantity, wish.reference, self._desk.clock())
            return self._seen(actor, item_id)

    # Looking

    def one(self, actor: Actor, item_id: StockItemId) -> ItemView:
        actor.require("inventory.read")
        return self._seen(actor, item_id)

    def by_code(self, actor: Actor, code: str) -> ItemView:
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.item(look.item_id_of(code)))

    def page(self, actor: Actor, wish: ListItems) -> Page[ItemView]:
        actor.require("inventory.read")
        if "unit_cost" in wish.sort:
            actor.require(COSTS)
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.items(wish))

    def categories(self, actor: Actor) -> Sequence[str]:
        """Return the categories that this shop's stock has, to choose from."""
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            return look.categories()

    def reorder(self, actor: Actor, wish: ListReorder) -> Page[ReorderView]:
        """List what to order: stock and what is on order, less what is reserved, is too little."""
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.reorder(wish))

    # How it is done.

    def _open(
        self, actor: Actor, uow: StockUnitOfWork, item: StockItem, terms: Terms, opening: Decimal
    ) -> None:
        if not opening:
            return
        if opening < 0:
            raise Invalid("Stock does not begin below nothing.", "opening_quantity")
        ledger = ledger_of(uow, item, terms)
        told = self._desk.told(actor, terms, reason="Opening stock")
        worth = Fraction(item.unit_cost) * Fraction(opening)
        spot = Spot(None, item.location_id)
        made = ledger.receive(MovementKind.ADJUSTMENT, opening, told, worth=worth, spot=spot)
        keep(uow, ledger, made, was_low=True)

    def _code(self, uow: StockUnitOfWork, terms: Terms, wish: CreateItem) -> str:
        codes = self._codes(uow, terms)
        return codes.next() if wish.code is UNSET else codes.own(wish.code)

    def _codes(self, uow: StockUnitOfWork, terms: Terms, but: StockItem | None = None) -> Codes:
        today = day_of(self._desk.clock(), terms.timezone)
        return Codes(uow, terms, "stock", today, lambda code: uow.items.has_code(code, but))

    def _check_supplier(self, shop_id: ShopId, supplier_id: SupplierId | None) -> None:
        if supplier_id is None:
            return
        with self._reading(shop_id) as look:
            if not look.has_supplier(supplier_id):
                raise Invalid("There is no such supplier.", "supplier_id")

    def _seen(self, actor: Actor, item_id: StockItemId) -> ItemView:
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.item(item_id))
