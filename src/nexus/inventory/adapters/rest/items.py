"""REST: stock items, and what is to be ordered."""

from typing import Annotated

from litestar import Controller, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.inventory.domain import Kind
from nexus.inventory.messages.items import (
    ChangeItem,
    CreateItem,
    CreateMaterial,
    ItemSort,
    ItemView,
    ListItems,
    ListReorder,
    MarkOrdered,
    ReorderView,
)
from nexus.inventory.service.stock import StockService
from nexus.kernel.ids import LocationId, StockItemId, SupplierId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey

Service = NamedDependency[StockService]
READ, WRITE, MOVE = "inventory.read", "inventory.write", "inventory.move"

Category = Annotated[
    str | None, QueryParameter(max_length=200, description="Those of this category.")
]
Material = Annotated[
    str | None, QueryParameter(max_length=200, description="Those of this material.")
]


class ItemApi(Controller):
    path = "/api/inventory/items"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_stock_items(
        self,
        stock: Service,
        actor: Caller,
        kind: FromQuery[Kind | None] = None,
        category: Category = None,
        material_type: Material = None,
        supplier_id: FromQuery[SupplierId | None] = None,
        location_id: FromQuery[LocationId | None] = None,
        low: FromQuery[bool | None] = None,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[ItemSort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ItemView]:
        """List the stock items, or the archived ones; search by code, name, colour or supplier."""
        return stock.page(
            actor,
            ListItems(
                kind=kind,
                category=category,
                material_type=material_type,
                supplier_id=supplier_id,
                location_id=location_id,
                low=low,
                archived=archived,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=WRITE, sync_to_thread=True)
    def create_stock_item(
        self, stock: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateItem]
    ) -> Response[ItemView]:
        """Add a stock item, with what there is of it already."""
        return once(lambda: stock.create(actor, data))

    @get("/by-code/{code:str}", permission=READ, sync_to_thread=True)
    def show_stock_item_by_code(
        self, stock: Service, actor: Caller, code: FromPath[str]
    ) -> Response[ItemView]:
        """Show the stock item of a code, however it is spelled."""
        return tagged(stock.by_code(actor, code))

    @get("/{item_id:uuid}", permission=READ, sync_to_thread=True)
    def show_stock_item(
        self, stock: Service, actor: Caller, item_id: FromPath[StockItemId]
    ) -> Response[ItemView]:
        """Show a stock item, how much there is of it and what is reserved."""
        return tagged(stock.one(actor, item_id))

    @patch("/{item_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_stock_item(
        self,
        stock: Service,
        actor: Caller,
        item_id: FromPath[StockItemId],
        data: JSONBody[ChangeItem],
        if_match: IfMatch,
    ) -> Response[ItemView]:
        """Change a stock item; another cost revalues what there is."""
        return tagged(stock.change(actor, item_id, data, if_match))

    @post("/{item_id:uuid}/archive", permission=WRITE, status_code=200, sync_to_thread=True)
    def archive_stock_item(
        self, stock: Service, actor: Caller, item_id: FromPath[StockItemId], if_match: IfMatch
    ) -> Response[ItemView]:
        """Archive a stock item of which there is nothing left."""
        return tagged(stock.archive(actor, item_id, if_match))

    @post("/{item_id:uuid}/restore", permission=WRITE, status_code=200, sync_to_thread=True)
    def restore_stock_item(
        self, stock: Service, actor: Caller, item_id: FromPath[StockItemId], if_match: IfMatch
    ) -> Response[ItemView]:
        """Take an archived stock item back into use."""
        return tagged(stock.restore(actor, item_id, if_match))

    @post("/{item_id:uuid}/mark-ordered", permission=MOVE, status_code=200, sync_to_thread=True)
    def mark_stock_ordered(
        self,
        stock: Service,
        actor: Caller,
        once: OncePerKey,
        item_id: FromPath[StockItemId],
        data: JSONBody[MarkOrdered],
        if_match: IfMatch,
    ) -> Response[ItemView]:
        """Note that more is on its way, so that nobody orders it twice."""
        return once(lambda: stock.mark_ordered(actor, item_id, data, if_match), 200)


class MaterialApi(Controller):
    path = "/api/inventory/materials"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_materials(
        self,
        stock: Service,
        actor: Caller,
        category: Category = None,
        search: Search = None,
        sort: FromQuery[ItemSort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ItemView]:
        """List the materials: the stock items that jobs are made of."""
        return stock.page(
            actor,
            ListItems(
                kind=Kind.MATERIAL,
                category=category,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=WRITE, sync_to_thread=True)
    def create_material(
        self, stock: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateMaterial]
    ) -> Response[ItemView]:
        """Add a material in few words."""
        return once(lambda: stock.create_material(actor, data))


class ReorderApi(Controller):
    path = "/api/inventory"
    tags = ("inventory",)

    @get("/low-stock", permission=READ, sync_to_thread=True)
    def list_low_stock(
        self,
        stock: Service,
        actor: Caller,
        kind: FromQuery[Kind | None] = None,
        search: Search = None,
        sort: FromQuery[ItemSort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ItemView]:
        """List what has come down to its reorder level."""
        return stock.page(
            actor,
            ListItems(
                kind=kind,
                low=True,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @get("/reorder", permission=READ, sync_to_thread=True)
    def list_reorder(
        self,
        stock: Service,
        actor: Caller,
        supplier_id: FromQuery[SupplierId | None] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ReorderView]:
        """List what to order and how much, with what is reserved and on order counted in."""
        wish = ListReorder(supplier_id=supplier_id, limit=limit, cursor=cursor, total=total)
        return stock.reorder(actor, wish)


HANDLERS = [ItemApi, MaterialApi, ReorderApi]
