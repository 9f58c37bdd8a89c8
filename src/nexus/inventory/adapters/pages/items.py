"""Pages of stock items: the list, an item with all that is known of it, its form."""

from collections.abc import Sequence
from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.inventory.domain import Kind, RemnantStatus, ReservationStatus
from nexus.inventory.messages.items import ChangeItem, CreateItem, ItemSort, ListItems
from nexus.inventory.messages.movements import (
    ListMovements,
    ListReservations,
    MovementView,
    ReservationView,
)
from nexus.inventory.messages.places import ListRemnants
from nexus.inventory.service.ledger import LedgerService
from nexus.inventory.service.places import PlaceService
from nexus.inventory.service.remnants import RemnantService
from nexus.inventory.service.reservations import ReservationService
from nexus.inventory.service.stock import StockService
from nexus.inventory.service.suppliers import SupplierService
from nexus.kernel.ids import LocationId, ProjectId, SupplierId
from nexus.kernel.quantity import Unit
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Shown

Stock = NamedDependency[StockService]
Ledger = NamedDependency[LedgerService]
Places = NamedDependency[PlaceService]
Remnants = NamedDependency[RemnantService]
Reservations = NamedDependency[ReservationService]
Suppliers = NamedDependency[SupplierService]
READ, WRITE = "inventory.read", "inventory.write"
Category = Annotated[str | None, QueryParameter(max_length=200)]
MOST_TOLD = 4  # names in the strip about what runs low
MOST_MOVED = 15  # movements on an item's own page
UNITS = [unit.value for unit in Unit]


class ItemPages(Controller):
    path = "/inventory"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def stock_page(
        self,
        stock: Stock,
        actor: Caller,
        show: Shown,
        kind: FromQuery[Kind | None] = None,
        category: Category = None,
        supplier_id: FromQuery[SupplierId | None] = None,
        location_id: FromQuery[LocationId | None] = None,
        low: FromQuery[bool | None] = None,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[ItemSort] = "name",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List what is in stock, and tell what runs low."""
        if (away := show.opened()) is not None:
            return away
        wish = ListItems(
            kind=kind,
            category=category,
            supplier_id=supplier_id,
            location_id=location_id,
            low=low,
            archived=archived,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        page = stock.page(actor, wish)
        short = stock.page(actor, ListItems(low=True, limit=MOST_TOLD, total=True))
        categories = stock.categories(actor)
        return show("inventory/list.html", page=page, wish=wish, short=short, categories=categories)

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_stock_item_page(self, show: Shown) -> Response[Any]:
        """Show an empty form."""
        form = show.form([("kind", "material"), ("unit", "pc")])
        return show("inventory/edit.html", form=form, item=None, units=UNITS)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def create_stock_item_page(
        self, stock: Stock, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Take a new item in, with what there is of it already."""
        return show.attempt(
            sent,
            CreateItem,
            lambda wish: stock.create(actor, wish),
            again="inventory/edit.html",
            then=lambda made: f"/inventory/{made.code}",
            said=show.say("Saved."),
            item=None,
            units=UNITS,
        )

    @post("/bulk", permission=WRITE, sync_to_thread=True)
    def stock_bulk_page(
        self, stock: Stock, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Archive or restore those that were picked; who cannot be is told by name."""
        act = stock.restore if sent["act"] == "restore" else stock.archive
        return show.each(sent.all("picked"), lambda code: act(actor, stock.by_code(actor, code).id))

    @get("/{code:str}", permission=READ, sync_to_thread=True)
    def stock_item_page(
        self,
        stock: Stock,
        ledger: Ledger,
        places: Places,
        remnants: Remnants,
        reservations: Reservations,
        suppliers: Suppliers,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
    ) -> Response[Any]:
        """Show an item: figures, ledger, where it lies, what is set aside, who sells it."""
        item = stock.by_code(actor, code)
        moved = ledger.page(actor, ListMovements(item_id=item.id, limit=MOST_MOVED, total=True))
        held = ListReservations(item_id=item.id, status=ReservationStatus.OPEN)
        reserved = reservations.page(actor, held).items
        left = ListRemnants(item_id=item.id, status=RemnantStatus.AVAILABLE)
        return show(
            "inventory/show.html",
            item=item,
            moved=moved,
            reserved=reserved,
            spots=places.spots(actor, item.id),
            offcuts=remnants.page(actor, left).items,
            offers=suppliers.offers_of_item(actor, item.id),
            jobs=ledger.jobs(actor, _jobs_of(moved.items, reserved)),
        )

    @get("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def edit_stock_item_page(
        self, stock: Stock, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of an item."""
        item = stock.by_code(actor, code)
        return show("inventory/edit.html", form=show.filled(item), item=item, units=UNITS)

    @post("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def change_stock_item_page(
        self, stock: Stock, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Change an item."""
        item = stock.by_code(actor, code)
        return show.attempt(
            sent,
            ChangeItem,
            lambda wish: stock.change(actor, item.id, wish, sent.version),
            again="inventory/edit.html",
            then=lambda made: f"/inventory/{made.code}",
            said=show.say("Saved."),
            item=item,
            units=UNITS,
        )

    @post("/{code:str}/archive", permission=WRITE, sync_to_thread=True)
    def archive_stock_item_page(
        self, stock: Stock, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Take an item off the lists of which there is nothing left."""
        item = stock.by_code(actor, code)
        return show.act(lambda: stock.archive(actor, item.id), show.say("Archived."))

    @post("/{code:str}/restore", permission=WRITE, sync_to_thread=True)
    def restore_stock_item_page(
        self, stock: Stock, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Put an item back on the lists."""
        item = stock.by_code(actor, code)
        return show.act(lambda: stock.restore(actor, item.id), show.say("Restored."))


def _jobs_of(*lists: Sequence[MovementView | ReservationView]) -> list[ProjectId | None]:
    return [row.project_id for rows in lists for row in rows]
