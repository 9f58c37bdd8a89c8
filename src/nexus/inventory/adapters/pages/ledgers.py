"""Pages of the whole store: what came and went, and what is to be ordered."""

from datetime import date
from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.inventory.adapters.pages.items import READ, Ledger, Stock
from nexus.inventory.domain import MovementKind
from nexus.inventory.messages.items import ListReorder, MarkOrdered
from nexus.inventory.messages.movements import ListMovements, MovementSort
from nexus.inventory.messages.purchasing import Drafted, OrderFromReorder
from nexus.inventory.service.purchasing import PurchasingService
from nexus.kernel.ids import LocationId, ProjectId, StockItemId, SupplierId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Show, Shown

Purchasing = NamedDependency[PurchasingService]
MOVE, BUY = "inventory.move", "inventory.buy"
ORDERS = "/inventory/orders"
# A field for a day that is left empty is sent all the same.
Since = Annotated[str | None, QueryParameter(name="from", max_length=10)]
Until = Annotated[str | None, QueryParameter(name="to", max_length=10)]


class LedgerPages(Controller):
    path = "/inventory"
    include_in_schema = False

    @get("/movements", permission=READ, sync_to_thread=True)
    def stock_movements_page(
        self,
        ledger: Ledger,
        stock: Stock,
        actor: Caller,
        show: Shown,
        since: Since = None,
        until: Until = None,
        item_id: FromQuery[StockItemId | None] = None,
        kind: FromQuery[MovementKind | None] = None,
        location_id: FromQuery[LocationId | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        flagged: FromQuery[bool | None] = None,
        search: Search = None,
        sort: FromQuery[MovementSort] = "-happened_at",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List what came and went, the latest first."""
        if (away := show.opened()) is not None:
            return away
        wish = ListMovements(
            item_id=item_id,
            kind=kind,
            location_id=location_id,
            project_id=project_id,
            flagged=flagged,
            since=_day(since),
            until=_day(until),
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        page = ledger.page(actor, wish)
        item = None if item_id is None else stock.one(actor, item_id)
        jobs = ledger.jobs(actor, [project_id, *(it.project_id for it in page.items)])
        return show("inventory/movements.html", page=page, wish=wish, item=item, jobs=jobs)

    @get("/reorder", permission=READ, sync_to_thread=True)
    def reorder_page(
        self,
        stock: Stock,
        actor: Caller,
        show: Shown,
        supplier_id: FromQuery[SupplierId | None] = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List what to order, and how much."""
        wish = ListReorder(supplier_id=supplier_id, cursor=cursor, total=True)
        return show("inventory/reorder.html", page=stock.reorder(actor, wish), wish=wish)

    @post("/reorder", permission=BUY, sync_to_thread=True)
    def order_from_reorder_page(
        self, purchasing: Purchasing, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Draft an order for each supplier, of what was picked or of all."""
        if sent.said.get("picked"):
            sent.said["item_ids"] = [",".join(sent.all("picked"))]
        wish = sent.read(OrderFromReorder, show.formats)
        drafted = purchasing.from_reorder(actor, wish)
        there = [it.number for it in drafted.orders]
        to = f"{ORDERS}/{there[0]}" if len(there) == 1 else f"{ORDERS}?status=draft"
        tone = "warn" if drafted.left_out else "ok"
        return show.go(to if there else "/inventory/reorder", _told(show, drafted), tone)

    @get("/{code:str}/ordered", permission=MOVE, sync_to_thread=True)
    def mark_ordered_form_page(
        self, stock: Stock, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form that notes an order made elsewhere."""
        item = stock.by_code(actor, code)
        form = show.form([("quantity", show.formats.number(item.reorder_quantity))])
        return show("inventory/ordered.html", form=form, item=item)

    @post("/{code:str}/ordered", permission=MOVE, sync_to_thread=True)
    def mark_ordered_page(
        self, stock: Stock, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Note that more is on its way, so that nobody orders it twice."""
        item = stock.by_code(actor, code)
        return show.attempt(
            sent,
            MarkOrdered,
            lambda wish: stock.mark_ordered(actor, item.id, wish, sent.version),
            again="inventory/ordered.html",
            then=lambda made: f"/inventory/{made.code}",
            said=show.say("Noted as ordered."),
            item=item,
        )


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said or "")
    except ValueError:
        return None


def _told(show: Show, drafted: Drafted) -> str:
    count = len(drafted.orders)
    told = show.say_many("%(num)d order drafted.", "%(num)d orders drafted.", count)
    said = [told % {"num": count}]
    said += [f"{it.item_name}: {it.reason}" for it in drafted.left_out[:2]]
    if rest := len(drafted.left_out[2:]):
        more = show.say_many("%(num)d more left out.", "%(num)d more left out.", rest)
        said.append(more % {"num": rest})
    return " ".join(said)
