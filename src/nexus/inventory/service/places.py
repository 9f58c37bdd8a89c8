"""Where stock lies, and what it came as: locations and lots."""

from collections.abc import Callable, Sequence

from msgspec import UNSET

from nexus.inventory.domain import Location, Lot
from nexus.inventory.messages.places import (
    ChangeLocation,
    ChangeLot,
    CreateLocation,
    CreateLot,
    ListLocations,
    ListLots,
    LocationView,
    LotView,
    SpotView,
)
from nexus.inventory.ports.stock import StockReading, StockUnitOfWork
from nexus.inventory.service.desk import Desk, given_in
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import LocationId, LotId, ShopId, StockItemId, SupplierId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase


class PlaceService:
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

    # Locations

    def create(self, actor: Actor, wish: CreateLocation) -> LocationView:
        actor.require("inventory.write")
        with self._unit_of_work(actor) as uow:
            if uow.locations.has_name(wish.name):
                raise Refused(phrase("There is a location %(name)s already.", name=wish.name))
            location = Location(
                shop_id=actor.shop_id,
                id=LocationId(new_id()),
                name=wish.name,
                notes=wish.notes,
                created_at=self._desk.clock(),
            )
            uow.locations.add(location)
            return self._location(actor, location.id)

    def change(
        self,
        actor: Actor,
        location_id: LocationId,
        wish: ChangeLocation,
        version: int | None = None,
    ) -> LocationView:
        actor.require("inventory.write")
        with self._unit_of_work(actor) as uow:
            location = uow.locations.get(location_id).expect(version)
            if wish.name is not UNSET and uow.locations.has_name(wish.name, location):
                raise Refused(phrase("There is a location %(name)s already.", name=wish.name))
            location.change(given_in(wish))
            return self._location(actor, location_id)

    def archive(
        self, actor: Actor, location_id: LocationId, version: int | None = None
    ) -> LocationView:
        """Close a place where nothing lies any more."""
        actor.require("inventory.write")
        with self._unit_of_work(actor) as uow:
            location = uow.locations.get(location_id).expect(version)
            if uow.locations.has_stock(location_id):
                raise Refused(
                    phrase("There is stock in %(name)s. Transfer it first.", name=location.name)
                )
            location.change({"is_archived": True})
            return self._location(actor, location_id)

    def restore(
        self, actor: Actor, location_id: LocationId, version: int | None = None
    ) -> LocationView:
        actor.require("inventory.write")
        with self._unit_of_work(actor) as uow:
            uow.locations.get(location_id).expect(version).change({"is_archived": False})
            return self._location(actor, location_id)

    def one(self, actor: Actor, location_id: LocationId) -> LocationView:
        actor.require("inventory.read")
        return self._location(actor, location_id)

    def page(self, actor: Actor, wish: ListLocations) -> Page[LocationView]:
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            return look.locations(wish)

    # Lots

    def create_lot(self, actor: Actor, item_id: StockItemId, wish: CreateLot) -> LotView:
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            item = uow.items.get(item_id)
            item.check_alive()
            self._check_lot(actor, wish.certificate_file_id, wish.supplier_id)
            if uow.lots.find(item_id, wish.number) is not None:
                raise Refused(
                    phrase(
                        "There is a lot %(number)s of %(name)s already.",
                        number=wish.number,
                        name=item.name,
                    )
                )
            lot = Lot(
                shop_id=actor.shop_id,
                id=LotId(new_id()),
                item_id=item_id,
                created_at=self._desk.clock(),
                **given_in(wish),  # type: ignore[arg-type]  # the names are the same
            )
            uow.lots.add(lot)
            return self._lot(actor, lot.id)

    def change_lot(
        self, actor: Actor, lot_id: LotId, wish: ChangeLot, version: int | None = None
    ) -> LotView:
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            lot = uow.lots.get(lot_id).expect(version)
            self._check_lot(actor, wish.certificate_file_id, wish.supplier_id)
            if wish.number is not UNSET:
                other = uow.lots.find(lot.item_id, wish.number)
                if other is not None and other is not lot:
                    raise Refused(
                        phrase(
                            "There is a lot %(number)s of this item already.", number=wish.number
                        )
                    )
            lot.change(given_in(wish))
            return self._lot(actor, lot_id)

    def archive_lot(self, actor: Actor, lot_id: LotId, version: int | None = None) -> LotView:
        """Put a lot that is used up out of the lists."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            lot = uow.lots.get(lot_id).expect(version)
            uow.items.hold(lot.item_id)
            if uow.shelves.of(lot.item_id).of_lot(lot.id):
                raise Refused("There is stock of this lot. Use it up or adjust it first.")
            lot.change({"is_archived": True})
            return self._lot(actor, lot_id)

    def restore_lot(self, actor: Actor, lot_id: LotId, version: int | None = None) -> LotView:
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            uow.lots.get(lot_id).expect(version).change({"is_archived": False})
            return self._lot(actor, lot_id)

    def one_lot(self, actor: Actor, lot_id: LotId) -> LotView:
        actor.require("inventory.read")
        return self._lot(actor, lot_id)

    def lots(self, actor: Actor, wish: ListLots) -> Page[LotView]:
        """List lots; of an item, whether there is such a one is asked if it has none."""
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            found = look.lots(wish)
            if not found.items and wish.item_id is not None:
                look.item(wish.item_id)
            return found

    def spots(self, actor: Actor, item_id: StockItemId) -> Sequence[SpotView]:
        """Return where an item lies, and of which lots."""
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            return look.spots(item_id)

    # How it is done.

    def _check_lot(self, actor: Actor, file_id: object, supplier_id: object) -> None:
        self._desk.check_file(actor.shop_id, file_id, "certificate_file_id")
        if supplier_id is None or supplier_id is UNSET:
            return
        with self._reading(actor.shop_id) as look:
            if not look.has_supplier(SupplierId(supplier_id)):  # type: ignore[arg-type]
                raise Invalid("There is no such supplier.", "supplier_id")

    def _location(self, actor: Actor, location_id: LocationId) -> LocationView:
        with self._reading(actor.shop_id) as look:
            return look.location(location_id)

    def _lot(self, actor: Actor, lot_id: LotId) -> LotView:
        with self._reading(actor.shop_id) as look:
            return look.lot(lot_id)
