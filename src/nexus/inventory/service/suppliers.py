"""Suppliers and what they offer: each use case is one transaction, asked for by one actor."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import UNSET, Struct

from nexus.inventory.domain.suppliers import Supplier, SupplierItem
from nexus.inventory.messages.suppliers import (
    AddSupplierItem,
    ChangeSupplier,
    ChangeSupplierItem,
    CreateSupplier,
    ListSupplierItems,
    ListSuppliers,
    SellerView,
    SupplierItemView,
    SupplierView,
)
from nexus.inventory.ports.purchasing import (
    PurchasingReading,
    PurchasingUnitOfWork,
    Settings,
    Terms,
)
from nexus.inventory.service.codes import Codes
from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import ShopId, StockItemId, SupplierId, SupplierItemId, new_id
from nexus.kernel.page import Page

READ, WRITE = "inventory.read", "inventory.write"
SERIES = "supplier"


class SupplierService:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], PurchasingUnitOfWork],
        reading: Callable[[ShopId], PurchasingReading],
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._settings = settings
        self._clock = clock

    def create(self, actor: Actor, wish: CreateSupplier) -> SupplierView:
        """Add a supplier, under its own code or under the next one of the shop."""
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            terms = self._settings.terms(actor.shop_id)
            supplier = Supplier(
                id=SupplierId(new_id()),
                shop_id=actor.shop_id,
                created_at=self._clock(),
                **{"currency": terms.currency} | given_in(wish) | {"code": ""},
            )
            # Last, because whoever else wants a number waits from here on.
            codes = self._codes(uow, terms)
            supplier.code = codes.next() if wish.code is UNSET else codes.own(wish.code)
            uow.suppliers.add(supplier)
            return SupplierView.of(supplier)

    def change(
        self, actor: Actor, id: SupplierId, wish: ChangeSupplier, version: int | None = None
    ) -> SupplierView:
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            supplier = uow.suppliers.get(id).expect(version)
            given = given_in(wish)
            if (code := given.pop("code", None)) is not None:
                terms = self._settings.terms(actor.shop_id)
                supplier.renumber(self._codes(uow, terms, supplier).own(code))
            supplier.change(given)
            return SupplierView.of(supplier)

    def archive(self, actor: Actor, id: SupplierId, version: int | None = None) -> SupplierView:
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            supplier = uow.suppliers.get(id).expect(version)
            supplier.archive(self._clock())
            return SupplierView.of(supplier)

    def restore(self, actor: Actor, id: SupplierId, version: int | None = None) -> SupplierView:
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            supplier = uow.suppliers.get(id).expect(version)
            supplier.restore()
            return SupplierView.of(supplier)

    def one(self, actor: Actor, id: SupplierId) -> SupplierView:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return look.supplier(id)

    def by_code(self, actor: Actor, code: str) -> SupplierView:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return look.supplier(look.supplier_of(code))

    def page(self, actor: Actor, wish: ListSuppliers) -> Page[SupplierView]:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return look.suppliers(wish)

    # What a supplier offers

    def offers(
        self, actor: Actor, id: SupplierId, wish: ListSupplierItems
    ) -> Page[SupplierItemView]:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.offers(id, wish))

    def offers_of_item(self, actor: Actor, item_id: StockItemId) -> Sequence[SellerView]:
        """Return who has an item, and at which price."""
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.offers_of_item(item_id))

    def add_offer(self, actor: Actor, id: SupplierId, wish: AddSupplierItem) -> SupplierItemView:
        """Note that a supplier has one of our items."""
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            uow.suppliers.get(id)
            self._check_item(actor.shop_id, wish.item_id)
            others = uow.offers.of_item(wish.item_id)
            if any(offer.supplier_id == id for offer in others):
                raise Refused("This supplier has the item already. Change that entry instead.")
            offer = SupplierItem(
                id=SupplierItemId(new_id()),
                shop_id=actor.shop_id,
                supplier_id=id,
                **given_in(wish) | {"is_preferred": False},
            )
            uow.offers.add(offer)
            if wish.is_preferred or not others:
                _prefer(uow, offer)
            return self._shown(actor, offer.id)

    def change_offer(
        self,
        actor: Actor,
        id: SupplierId,
        item_id: StockItemId,
        wish: ChangeSupplierItem,
        version: int | None = None,
    ) -> SupplierItemView:
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            offer = uow.offers.of(id, item_id).expect(version)
            given = given_in(wish)
            if given.pop("is_preferred", offer.is_preferred) != offer.is_preferred:
                _prefer(uow, offer) if wish.is_preferred else offer.give_way()
            offer.change(given)
            return self._shown(actor, offer.id)

    def remove_offer(
        self, actor: Actor, id: SupplierId, item_id: StockItemId, version: int | None = None
    ) -> None:
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            uow.offers.remove(uow.offers.of(id, item_id).expect(version))

    def _shown(self, actor: Actor, id: SupplierItemId) -> SupplierItemView:
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.offer(id))

    def _check_item(self, shop_id: ShopId, item_id: StockItemId) -> None:
        with self._reading(shop_id) as look:
            if item_id not in look.items([item_id]):
                raise Invalid("This shop has no such item.", "item_id")

    def _codes(self, uow: PurchasingUnitOfWork, terms: Terms, its: Supplier | None = None) -> Codes:
        today = day_of(self._clock(), terms.timezone)
        return Codes(uow, terms, SERIES, today, lambda code: uow.suppliers.has_code(code, its))


def given_in(wish: Struct) -> dict[str, Any]:
    """Return the fields that were sent, by name."""
    told = {name: getattr(wish, name) for name in wish.__struct_fields__}
    return {name: value for name, value in told.items() if value is not UNSET}


def _prefer(uow: PurchasingUnitOfWork, offer: SupplierItem) -> None:
    """Let this supplier be the one that is asked when the item runs low."""
    for other in uow.offers.of_item(offer.item_id):
        if other.is_preferred and other is not offer:
            other.give_way()
    offer.change({"is_preferred": True})
