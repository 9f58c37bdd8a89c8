"""REST: suppliers and what they offer."""

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from nexus.inventory.messages.suppliers import (
    AddSupplierItem,
    ChangeSupplier,
    ChangeSupplierItem,
    CreateSupplier,
    ItemSort,
    ListSupplierItems,
    ListSuppliers,
    Sort,
    SupplierItemView,
    SupplierView,
)
from nexus.inventory.service.suppliers import SupplierService
from nexus.kernel.ids import StockItemId, SupplierId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey

Service = NamedDependency[SupplierService]
READ, WRITE = "inventory.read", "inventory.write"


class SupplierApi(Controller):
    path = "/api/inventory/suppliers"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_suppliers(
        self,
        suppliers: Service,
        actor: Caller,
        archived: FromQuery[bool] = False,
        item_id: FromQuery[StockItemId | None] = None,
        search: Search = None,
        sort: FromQuery[Sort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[SupplierView]:
        """List suppliers; of an item, those who have it."""
        wish = ListSuppliers(
            archived=archived,
            item_id=item_id,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return suppliers.page(actor, wish)

    @post("/", permission=WRITE, sync_to_thread=True)
    def create_supplier(
        self, suppliers: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateSupplier]
    ) -> Response[SupplierView]:
        """Add a supplier."""
        return once(lambda: suppliers.create(actor, data))

    @get("/by-code/{code:str}", permission=READ, sync_to_thread=True)
    def show_supplier_by_code(
        self, suppliers: Service, actor: Caller, code: FromPath[str]
    ) -> Response[SupplierView]:
        """Show the supplier of a code; `sup-1` is `SUP-0001`."""
        return tagged(suppliers.by_code(actor, code))

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_supplier(
        self, suppliers: Service, actor: Caller, id: FromPath[SupplierId]
    ) -> Response[SupplierView]:
        """Show a supplier."""
        return tagged(suppliers.one(actor, id))

    @patch("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_supplier(
        self,
        suppliers: Service,
        actor: Caller,
        id: FromPath[SupplierId],
        if_match: IfMatch,
        data: JSONBody[ChangeSupplier],
    ) -> Response[SupplierView]:
        """Change a supplier; what is left out stays."""
        return tagged(suppliers.change(actor, id, data, if_match))

    @post("/{id:uuid}/archive", permission=WRITE, status_code=200, sync_to_thread=True)
    def archive_supplier(
        self, suppliers: Service, actor: Caller, id: FromPath[SupplierId], if_match: IfMatch
    ) -> Response[SupplierView]:
        """Put a supplier away: nothing is ordered there any more."""
        return tagged(suppliers.archive(actor, id, if_match))

    @post("/{id:uuid}/restore", permission=WRITE, status_code=200, sync_to_thread=True)
    def restore_supplier(
        self, suppliers: Service, actor: Caller, id: FromPath[SupplierId], if_match: IfMatch
    ) -> Response[SupplierView]:
        """Bring an archived supplier back into use."""
        return tagged(suppliers.restore(actor, id, if_match))

    @get("/{id:uuid}/items", permission=READ, sync_to_thread=True)
    def list_supplier_items(
        self,
        suppliers: Service,
        actor: Caller,
        id: FromPath[SupplierId],
        search: Search = None,
        sort: FromQuery[ItemSort] = "item_name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[SupplierItemView]:
        """List what a supplier has of our items, at which price and in which packs."""
        wish = ListSupplierItems(search=search, sort=sort, limit=limit, cursor=cursor, total=total)
        return suppliers.offers(actor, id, wish)

    @post("/{id:uuid}/items", permission=WRITE, sync_to_thread=True)
    def add_supplier_item(
        self,
        suppliers: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[SupplierId],
        data: JSONBody[AddSupplierItem],
    ) -> Response[SupplierItemView]:
        """Note that a supplier has one of our items."""
        return once(lambda: suppliers.add_offer(actor, id, data))

    @patch("/{id:uuid}/items/{item_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_supplier_item(
        self,
        suppliers: Service,
        actor: Caller,
        id: FromPath[SupplierId],
        item_id: FromPath[StockItemId],
        if_match: IfMatch,
        data: JSONBody[ChangeSupplierItem],
    ) -> Response[SupplierItemView]:
        """Change what a supplier says of an item; what is left out stays."""
        return tagged(suppliers.change_offer(actor, id, item_id, data, if_match))

    @delete("/{id:uuid}/items/{item_id:uuid}", permission=WRITE, sync_to_thread=True)
    def remove_supplier_item(
        self,
        suppliers: Service,
        actor: Caller,
        id: FromPath[SupplierId],
        item_id: FromPath[StockItemId],
        if_match: IfMatch,
    ) -> None:
        """Note that a supplier has an item no longer."""
        suppliers.remove_offer(actor, id, item_id, if_match)


HANDLERS = [SupplierApi]
