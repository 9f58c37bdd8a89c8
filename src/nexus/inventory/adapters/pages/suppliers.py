"""Pages of suppliers and what they offer."""

from functools import partial
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from nexus.inventory.adapters.pages.items import READ, WRITE, Suppliers
from nexus.inventory.adapters.pages.ledgers import Purchasing
from nexus.inventory.messages.purchasing import ListPurchaseOrders
from nexus.inventory.messages.suppliers import (
    AddSupplierItem,
    ChangeSupplier,
    ChangeSupplierItem,
    CreateSupplier,
    ListSupplierItems,
    ListSuppliers,
    Sort,
    SupplierItemView,
    SupplierView,
)
from nexus.inventory.service.suppliers import SupplierService
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import StockItemId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Shown

SUPPLIERS = "/inventory/suppliers"
LATEST = 5  # orders on a supplier's page


class SupplierPages(Controller):
    path = SUPPLIERS
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def suppliers_page(
        self,
        suppliers: Suppliers,
        actor: Caller,
        show: Shown,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[Sort] = "name",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List suppliers."""
        if (away := show.opened()) is not None:
            return away
        wish = ListSuppliers(archived=archived, search=search, sort=sort, cursor=cursor, total=True)
        return show("inventory/suppliers.html", page=suppliers.page(actor, wish), wish=wish)

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_supplier_page(self, show: Shown) -> Response[Any]:
        """Show an empty form."""
        form = show.form([("currency", show.house.currency)])
        return show("inventory/supplier_edit.html", form=form, supplier=None)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def create_supplier_page(
        self, suppliers: Suppliers, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Add a supplier."""
        return show.attempt(
            sent,
            CreateSupplier,
            lambda wish: suppliers.create(actor, wish),
            again="inventory/supplier_edit.html",
            then=lambda made: f"{SUPPLIERS}/{made.code}",
            said=show.say("Saved."),
            supplier=None,
        )

    @post("/bulk", permission=WRITE, sync_to_thread=True)
    def suppliers_bulk_page(
        self, suppliers: Suppliers, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Archive or restore those that were picked."""
        act = suppliers.restore if sent["act"] == "restore" else suppliers.archive
        return show.each(
            sent.all("picked"), lambda code: act(actor, suppliers.by_code(actor, code).id)
        )

    @get("/{code:str}", permission=READ, sync_to_thread=True)
    def supplier_page(
        self,
        suppliers: Suppliers,
        purchasing: Purchasing,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        cursor: Cursor = None,
    ) -> Response[Any]:
        """Show a supplier, what it offers and what was ordered there."""
        supplier = suppliers.by_code(actor, code)
        offers = suppliers.offers(actor, supplier.id, ListSupplierItems(cursor=cursor, total=True))
        wish = ListPurchaseOrders(supplier_id=supplier.id, limit=LATEST, total=True)
        orders = purchasing.page(actor, wish)
        return show("inventory/supplier.html", supplier=supplier, offers=offers, orders=orders)

    @get("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def edit_supplier_page(
        self, suppliers: Suppliers, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of a supplier."""
        supplier = suppliers.by_code(actor, code)
        form = show.filled(supplier)
        return show("inventory/supplier_edit.html", form=form, supplier=supplier)

    @post("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def change_supplier_page(
        self, suppliers: Suppliers, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Change a supplier."""
        supplier = suppliers.by_code(actor, code)
        return show.attempt(
            sent,
            ChangeSupplier,
            lambda wish: suppliers.change(actor, supplier.id, wish, sent.version),
            again="inventory/supplier_edit.html",
            then=lambda made: f"{SUPPLIERS}/{made.code}",
            said=show.say("Saved."),
            supplier=supplier,
        )

    @post("/{code:str}/archive", permission=WRITE, sync_to_thread=True)
    def archive_supplier_page(
        self, suppliers: Suppliers, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Put a supplier away."""
        supplier = suppliers.by_code(actor, code)
        return show.act(lambda: suppliers.archive(actor, supplier.id), show.say("Archived."))

    @post("/{code:str}/restore", permission=WRITE, sync_to_thread=True)
    def restore_supplier_page(
        self, suppliers: Suppliers, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Bring a supplier back into use."""
        supplier = suppliers.by_code(actor, code)
        return show.act(lambda: suppliers.restore(actor, supplier.id), show.say("Restored."))


class OfferPages(Controller):
    path = f"{SUPPLIERS}/{{code:str}}/items"
    include_in_schema = False

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_offer_page(
        self, suppliers: Suppliers, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show an empty form."""
        supplier = suppliers.by_code(actor, code)
        form = show.form([("pack_size", "1"), ("minimum", "0")])
        return show("inventory/offer.html", form=form, supplier=supplier, offer=None)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def add_offer_page(
        self, suppliers: Suppliers, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Note that a supplier has one of our items."""
        supplier = suppliers.by_code(actor, code)
        return show.attempt(
            sent,
            AddSupplierItem,
            lambda wish: suppliers.add_offer(actor, supplier.id, wish),
            again="inventory/offer.html",
            then=lambda _: f"{SUPPLIERS}/{supplier.code}",
            said=show.say("Saved."),
            supplier=supplier,
            offer=None,
        )

    @get("/{item_id:uuid}", permission=WRITE, sync_to_thread=True)
    def edit_offer_page(
        self,
        suppliers: Suppliers,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        item_id: FromPath[StockItemId],
    ) -> Response[Any]:
        """Show the form of what a supplier says of an item."""
        supplier = suppliers.by_code(actor, code)
        offer = _offer(suppliers, actor, supplier, item_id)
        form = show.filled(offer)
        return show("inventory/offer.html", form=form, supplier=supplier, offer=offer)

    @post("/{item_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_offer_page(
        self,
        suppliers: Suppliers,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        item_id: FromPath[StockItemId],
        sent: Sent,
    ) -> Response[Any]:
        """Change what a supplier says of an item."""
        supplier = suppliers.by_code(actor, code)
        sent.said.setdefault("is_preferred", [""])
        return show.attempt(
            sent,
            ChangeSupplierItem,
            lambda wish: suppliers.change_offer(actor, supplier.id, item_id, wish, sent.version),
            again="inventory/offer.html",
            then=lambda _: f"{SUPPLIERS}/{supplier.code}",
            said=show.say("Saved."),
            supplier=supplier,
            offer=_offer(suppliers, actor, supplier, item_id),
        )

    @post("/{item_id:uuid}/remove", permission=WRITE, sync_to_thread=True)
    def remove_offer_page(
        self,
        suppliers: Suppliers,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        item_id: FromPath[StockItemId],
    ) -> Response[Any]:
        """Note that a supplier has an item no longer."""
        supplier = suppliers.by_code(actor, code)
        act = partial(suppliers.remove_offer, actor, supplier.id, item_id)
        return show.act(act, show.say("Removed."), f"{SUPPLIERS}/{supplier.code}")


def _offer(
    suppliers: SupplierService, actor: Actor, supplier: SupplierView, item_id: StockItemId
) -> SupplierItemView:
    for offer in suppliers.offers_of_item(actor, item_id):
        if offer.supplier_id == supplier.id:
            return offer
    raise NotFound("This supplier does not have it.")
