"""REST: locations, lots and offcuts."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from litestar import Controller, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.inventory.domain import RemnantStatus
from nexus.inventory.messages.places import (
    ChangeLocation,
    ChangeLot,
    ChangeRemnant,
    CreateLocation,
    CreateLot,
    DiscardRemnant,
    KeepRemnant,
    ListLocations,
    ListLots,
    ListRemnants,
    LocationSort,
    LocationView,
    LotSort,
    LotView,
    RemnantSort,
    RemnantView,
    UseRemnant,
)
from nexus.inventory.service.places import PlaceService
from nexus.inventory.service.remnants import RemnantService
from nexus.kernel.ids import LocationId, LotId, RemnantId, StockItemId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey

Places = NamedDependency[PlaceService]
Remnants = NamedDependency[RemnantService]
READ, WRITE, MOVE = "inventory.read", "inventory.write", "inventory.move"

Material = Annotated[
    str | None, QueryParameter(max_length=200, description="Those of this material.")
]
Size = Annotated[
    Decimal | None, QueryParameter(description="A side in millimetres of what shall fit on it.")
]


class LocationApi(Controller):
    path = "/api/inventory/locations"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_stock_locations(
        self,
        places: Places,
        actor: Caller,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[LocationSort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[LocationView]:
        """List the places where stock lies."""
        return places.page(
            actor,
            ListLocations(
                archived=archived,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=WRITE, sync_to_thread=True)
    def create_stock_location(
        self, places: Places, actor: Caller, once: OncePerKey, data: JSONBody[CreateLocation]
    ) -> Response[LocationView]:
        """Add a place for stock."""
        return once(lambda: places.create(actor, data))

    @get("/{location_id:uuid}", permission=READ, sync_to_thread=True)
    def show_stock_location(
        self, places: Places, actor: Caller, location_id: FromPath[LocationId]
    ) -> Response[LocationView]:
        """Show a place for stock."""
        return tagged(places.one(actor, location_id))

    @patch("/{location_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_stock_location(
        self,
        places: Places,
        actor: Caller,
        location_id: FromPath[LocationId],
        data: JSONBody[ChangeLocation],
        if_match: IfMatch,
    ) -> Response[LocationView]:
        """Change a place for stock."""
        return tagged(places.change(actor, location_id, data, if_match))

    @post("/{location_id:uuid}/archive", permission=WRITE, status_code=200, sync_to_thread=True)
    def archive_stock_location(
        self, places: Places, actor: Caller, location_id: FromPath[LocationId], if_match: IfMatch
    ) -> Response[LocationView]:
        """Close a place where nothing lies any more."""
        return tagged(places.archive(actor, location_id, if_match))

    @post("/{location_id:uuid}/restore", permission=WRITE, status_code=200, sync_to_thread=True)
    def restore_stock_location(
        self, places: Places, actor: Caller, location_id: FromPath[LocationId], if_match: IfMatch
    ) -> Response[LocationView]:
        """Use a closed place again."""
        return tagged(places.restore(actor, location_id, if_match))


class ItemLotApi(Controller):
    path = "/api/inventory/items/{item_id:uuid}/lots"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_lots_of_stock_item(
        self,
        places: Places,
        actor: Caller,
        item_id: FromPath[StockItemId],
        in_stock: FromQuery[bool | None] = None,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[LotSort] = "number",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[LotView]:
        """List an item's lots and how much there is of each."""
        return places.lots(
            actor,
            ListLots(
                item_id=item_id,
                in_stock=in_stock,
                archived=archived,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=MOVE, sync_to_thread=True)
    def create_lot(
        self,
        places: Places,
        actor: Caller,
        once: OncePerKey,
        item_id: FromPath[StockItemId],
        data: JSONBody[CreateLot],
    ) -> Response[LotView]:
        """Add a lot with its number, expiry and certificate."""
        return once(lambda: places.create_lot(actor, item_id, data))


class LotApi(Controller):
    path = "/api/inventory/lots"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_lots(
        self,
        places: Places,
        actor: Caller,
        expires_by: FromQuery[date | None] = None,
        in_stock: FromQuery[bool | None] = None,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[LotSort] = "number",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[LotView]:
        """List lots of all items, for example those that expire soon."""
        return places.lots(
            actor,
            ListLots(
                expires_by=expires_by,
                in_stock=in_stock,
                archived=archived,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @get("/{lot_id:uuid}", permission=READ, sync_to_thread=True)
    def show_lot(self, places: Places, actor: Caller, lot_id: FromPath[LotId]) -> Response[LotView]:
        """Show a lot and how much there is of it."""
        return tagged(places.one_lot(actor, lot_id))

    @patch("/{lot_id:uuid}", permission=MOVE, sync_to_thread=True)
    def change_lot(
        self,
        places: Places,
        actor: Caller,
        lot_id: FromPath[LotId],
        data: JSONBody[ChangeLot],
        if_match: IfMatch,
    ) -> Response[LotView]:
        """Change what is known of a lot."""
        return tagged(places.change_lot(actor, lot_id, data, if_match))

    @post("/{lot_id:uuid}/archive", permission=MOVE, status_code=200, sync_to_thread=True)
    def archive_lot(
        self, places: Places, actor: Caller, lot_id: FromPath[LotId], if_match: IfMatch
    ) -> Response[LotView]:
        """Put a lot that is used up out of the lists."""
        return tagged(places.archive_lot(actor, lot_id, if_match))

    @post("/{lot_id:uuid}/restore", permission=MOVE, status_code=200, sync_to_thread=True)
    def restore_lot(
        self, places: Places, actor: Caller, lot_id: FromPath[LotId], if_match: IfMatch
    ) -> Response[LotView]:
        """Put a lot back into the lists."""
        return tagged(places.restore_lot(actor, lot_id, if_match))


class RemnantApi(Controller):
    path = "/api/inventory/remnants"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_remnants(
        self,
        remnants: Remnants,
        actor: Caller,
        item_id: FromQuery[StockItemId | None] = None,
        material_type: Material = None,
        thickness: FromQuery[Decimal | None] = None,
        fits_length: Size = None,
        fits_width: Size = None,
        status: FromQuery[RemnantStatus] = RemnantStatus.AVAILABLE,
        location_id: FromQuery[LocationId | None] = None,
        sort: FromQuery[RemnantSort] = "area",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[RemnantView]:
        """List offcuts, the smallest first; of a size, those that it fits on either way round."""
        return remnants.page(
            actor,
            ListRemnants(
                item_id=item_id,
                material_type=material_type,
                thickness=thickness,
                fits_length=fits_length,
                fits_width=fits_width,
                status=status,
                location_id=location_id,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=MOVE, sync_to_thread=True)
    def keep_remnant(
        self, remnants: Remnants, actor: Caller, once: OncePerKey, data: JSONBody[KeepRemnant]
    ) -> Response[RemnantView]:
        """Keep an offcut with its size and place."""
        return once(lambda: remnants.keep(actor, data))

    @get("/{remnant_id:uuid}", permission=READ, sync_to_thread=True)
    def show_remnant(
        self, remnants: Remnants, actor: Caller, remnant_id: FromPath[RemnantId]
    ) -> Response[RemnantView]:
        """Show an offcut."""
        return tagged(remnants.one(actor, remnant_id))

    @patch("/{remnant_id:uuid}", permission=MOVE, sync_to_thread=True)
    def change_remnant(
        self,
        remnants: Remnants,
        actor: Caller,
        remnant_id: FromPath[RemnantId],
        data: JSONBody[ChangeRemnant],
        if_match: IfMatch,
    ) -> Response[RemnantView]:
        """Change what is known of an offcut."""
        return tagged(remnants.change(actor, remnant_id, data, if_match))

    @post("/{remnant_id:uuid}/use", permission=MOVE, sync_to_thread=True)
    def use_remnant(
        self,
        remnants: Remnants,
        actor: Caller,
        once: OncePerKey,
        remnant_id: FromPath[RemnantId],
        data: JSONBody[UseRemnant],
        if_match: IfMatch,
    ) -> Response[RemnantView]:
        """Use an offcut for a job."""
        return once(lambda: remnants.use(actor, remnant_id, data, if_match), 200)

    @post("/{remnant_id:uuid}/discard", permission=MOVE, sync_to_thread=True)
    def discard_remnant(
        self,
        remnants: Remnants,
        actor: Caller,
        once: OncePerKey,
        remnant_id: FromPath[RemnantId],
        data: JSONBody[DiscardRemnant],
        if_match: IfMatch,
    ) -> Response[RemnantView]:
        """Throw an offcut away."""
        return once(lambda: remnants.discard(actor, remnant_id, data, if_match), 200)

    @post("/{remnant_id:uuid}/put-back", permission=MOVE, status_code=200, sync_to_thread=True)
    def put_remnant_back(
        self, remnants: Remnants, actor: Caller, remnant_id: FromPath[RemnantId], if_match: IfMatch
    ) -> Response[RemnantView]:
        """Take an offcut in again that was not used after all."""
        return tagged(remnants.put_back(actor, remnant_id, if_match))


HANDLERS = [LocationApi, ItemLotApi, LotApi, RemnantApi]
