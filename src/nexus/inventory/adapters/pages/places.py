"""Pages of where stock lies, and of offcuts."""

from decimal import Decimal
from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.inventory.adapters.pages.items import READ, WRITE, Places, Remnants, Stock
from nexus.inventory.domain import RemnantStatus
from nexus.inventory.messages.places import (
    ChangeLocation,
    CreateLocation,
    DiscardRemnant,
    KeepRemnant,
    ListLocations,
    ListRemnants,
    LocationSort,
    RemnantSort,
    UseRemnant,
)
from nexus.kernel.ids import LocationId, RemnantId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.formats import Formats
from nexus.platform.web.pages import Sent, Shown

MOVE = "inventory.move"
LOCATIONS, OFFCUTS = "/inventory/locations", "/inventory/offcuts"
Size = Annotated[str | None, QueryParameter(max_length=20)]
Material = Annotated[str | None, QueryParameter(max_length=200)]


class LocationPages(Controller):
    path = LOCATIONS
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def locations_page(
        self,
        places: Places,
        actor: Caller,
        show: Shown,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[LocationSort] = "name",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the places that stock lies in."""
        wish = ListLocations(archived=archived, search=search, sort=sort, cursor=cursor, total=True)
        return show("inventory/locations.html", page=places.page(actor, wish), wish=wish)

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_location_page(self, show: Shown) -> Response[Any]:
        """Show an empty form."""
        return show("inventory/location.html", form=show.form(), location=None)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def create_location_page(
        self, places: Places, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Add a place."""
        return show.attempt(
            sent,
            CreateLocation,
            lambda wish: places.create(actor, wish),
            again="inventory/location.html",
            then=lambda _: LOCATIONS,
            said=show.say("Saved."),
            location=None,
        )

    @get("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def edit_location_page(
        self, places: Places, actor: Caller, show: Shown, id: FromPath[LocationId]
    ) -> Response[Any]:
        """Show the form of a place."""
        location = places.one(actor, id)
        return show("inventory/location.html", form=show.filled(location), location=location)

    @post("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_location_page(
        self, places: Places, actor: Caller, show: Shown, id: FromPath[LocationId], sent: Sent
    ) -> Response[Any]:
        """Change a place."""
        return show.attempt(
            sent,
            ChangeLocation,
            lambda wish: places.change(actor, id, wish, sent.version),
            again="inventory/location.html",
            then=lambda _: LOCATIONS,
            said=show.say("Saved."),
            location=places.one(actor, id),
        )

    @post("/{id:uuid}/archive", permission=WRITE, sync_to_thread=True)
    def archive_location_page(
        self, places: Places, actor: Caller, show: Shown, id: FromPath[LocationId]
    ) -> Response[Any]:
        """Close a place where nothing lies any more."""
        return show.act(lambda: places.archive(actor, id), show.say("Archived."), LOCATIONS)

    @post("/{id:uuid}/restore", permission=WRITE, sync_to_thread=True)
    def restore_location_page(
        self, places: Places, actor: Caller, show: Shown, id: FromPath[LocationId]
    ) -> Response[Any]:
        """Take a place into use again."""
        return show.act(lambda: places.restore(actor, id), show.say("Restored."), LOCATIONS)


class OffcutPages(Controller):
    path = "/inventory"
    include_in_schema = False

    @get("/offcuts", permission=READ, sync_to_thread=True)
    def offcuts_page(
        self,
        remnants: Remnants,
        actor: Caller,
        show: Shown,
        material_type: Material = None,
        fits_length: Size = None,
        fits_width: Size = None,
        status: FromQuery[RemnantStatus] = RemnantStatus.AVAILABLE,
        location_id: FromQuery[LocationId | None] = None,
        sort: FromQuery[RemnantSort] = "area",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List offcuts, those that fit best first."""
        wish = ListRemnants(
            material_type=material_type or None,
            fits_length=_size(fits_length, show.formats),
            fits_width=_size(fits_width, show.formats),
            status=status,
            location_id=location_id,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        page = remnants.page(actor, wish)
        return show("inventory/offcuts.html", page=page, wish=wish)

    @get("/{code:str}/offcut", permission=MOVE, sync_to_thread=True)
    def keep_offcut_form_page(
        self, stock: Stock, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of a new offcut."""
        item = stock.by_code(actor, code)
        return show("inventory/offcut.html", form=show.form(), item=item)

    @post("/{code:str}/offcut", permission=MOVE, sync_to_thread=True)
    def keep_offcut_page(
        self,
        stock: Stock,
        remnants: Remnants,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        sent: Sent,
    ) -> Response[Any]:
        """Keep an offcut with its size and place."""
        item = stock.by_code(actor, code)
        sent.said["item_id"] = [str(item.id)]
        return show.attempt(
            sent,
            KeepRemnant,
            lambda wish: remnants.keep(actor, wish),
            again="inventory/offcut.html",
            then=lambda _: f"/inventory/{item.code}",
            said=show.say("Kept."),
            item=item,
        )

    @get("/offcuts/{id:uuid}", permission=MOVE, sync_to_thread=True)
    def offcut_page(
        self, remnants: Remnants, actor: Caller, show: Shown, id: FromPath[RemnantId]
    ) -> Response[Any]:
        """Show an offcut, to use it or to throw it away."""
        offcut = remnants.one(actor, id)
        return show("inventory/offcut_use.html", form=show.form(), offcut=offcut)

    @post("/offcuts/{id:uuid}/use", permission=MOVE, sync_to_thread=True)
    def use_offcut_page(
        self, remnants: Remnants, actor: Caller, show: Shown, id: FromPath[RemnantId], sent: Sent
    ) -> Response[Any]:
        """Use an offcut for a job."""
        return show.attempt(
            sent,
            UseRemnant,
            lambda wish: remnants.use(actor, id, wish, sent.version),
            again="inventory/offcut_use.html",
            then=lambda _: OFFCUTS,
            said=show.say("Used."),
            offcut=remnants.one(actor, id),
        )

    @post("/offcuts/{id:uuid}/discard", permission=MOVE, sync_to_thread=True)
    def discard_offcut_page(
        self, remnants: Remnants, actor: Caller, show: Shown, id: FromPath[RemnantId], sent: Sent
    ) -> Response[Any]:
        """Throw an offcut away."""
        return show.attempt(
            sent,
            DiscardRemnant,
            lambda wish: remnants.discard(actor, id, wish, sent.version),
            again="inventory/offcut_use.html",
            then=lambda _: OFFCUTS,
            said=show.say("Thrown away."),
            offcut=remnants.one(actor, id),
        )

    @post("/offcuts/{id:uuid}/put-back", permission=MOVE, sync_to_thread=True)
    def put_offcut_back_page(
        self, remnants: Remnants, actor: Caller, show: Shown, id: FromPath[RemnantId]
    ) -> Response[Any]:
        """Take an offcut in again."""
        return show.act(lambda: remnants.put_back(actor, id), show.say("Put back."), OFFCUTS)


def _size(said: str | None, formats: Formats) -> Decimal | None:
    """Return the size that was asked for; what is not a size asks for nothing."""
    try:
        return formats.read(said or "")
    except ValueError:
        return None
