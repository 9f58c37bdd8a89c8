"""REST: stock takes."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from nexus.inventory.domain import StockTakeStatus
from nexus.inventory.messages.places import (
    CountSort,
    CountStock,
    CountView,
    ListCounts,
    ListStockTakes,
    OpenStockTake,
    StockTakeSort,
    StockTakeView,
)
from nexus.inventory.service.counting import StockTakeService
from nexus.kernel.ids import StockTakeId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Total, tagged
from nexus.platform.idempotency import OncePerKey

StockTakes = NamedDependency[StockTakeService]
READ, MOVE = "inventory.read", "inventory.move"


class StockTakeApi(Controller):
    path = "/api/inventory/stock-takes"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_stock_takes(
        self,
        stock_takes: StockTakes,
        actor: Caller,
        status: FromQuery[StockTakeStatus | None] = None,
        sort: FromQuery[StockTakeSort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[StockTakeView]:
        """List the stock takes, the latest first."""
        wish = ListStockTakes(status=status, sort=sort, limit=limit, cursor=cursor, total=total)
        return stock_takes.page(actor, wish)

    @post("/", permission=MOVE, sync_to_thread=True)
    def open_stock_take(
        self,
        stock_takes: StockTakes,
        actor: Caller,
        once: OncePerKey,
        data: JSONBody[OpenStockTake],
    ) -> Response[StockTakeView]:
        """Begin a stock take; what the books say now is what is expected."""
        return once(lambda: stock_takes.open(actor, data))

    @get("/{take_id:uuid}", permission=READ, sync_to_thread=True)
    def show_stock_take(
        self, stock_takes: StockTakes, actor: Caller, take_id: FromPath[StockTakeId]
    ) -> Response[StockTakeView]:
        """Show a stock take and how far it is."""
        return tagged(stock_takes.one(actor, take_id))

    @get("/{take_id:uuid}/counts", permission=READ, sync_to_thread=True)
    def list_stock_counts(
        self,
        stock_takes: StockTakes,
        actor: Caller,
        take_id: FromPath[StockTakeId],
        counted: FromQuery[bool | None] = None,
        differs: FromQuery[bool | None] = None,
        sort: FromQuery[CountSort] = "item",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[CountView]:
        """List the lines of the count sheet."""
        wish = ListCounts(
            counted=counted, differs=differs, sort=sort, limit=limit, cursor=cursor, total=total
        )
        return stock_takes.counts(actor, take_id, wish)

    @post("/{take_id:uuid}/counts", permission=MOVE, sync_to_thread=True)
    def count_stock(
        self,
        stock_takes: StockTakes,
        actor: Caller,
        once: OncePerKey,
        take_id: FromPath[StockTakeId],
        data: JSONBody[CountStock],
        if_match: IfMatch,
    ) -> Response[StockTakeView]:
        """Write down what was found."""
        return once(lambda: stock_takes.count(actor, take_id, data, if_match), 200)

    @post("/{take_id:uuid}/close", permission=MOVE, status_code=200, sync_to_thread=True)
    def close_stock_take(
        self,
        stock_takes: StockTakes,
        actor: Caller,
        take_id: FromPath[StockTakeId],
        if_match: IfMatch,
    ) -> Response[StockTakeView]:
        """End a stock take, once, and correct the books by what differs."""
        return tagged(stock_takes.close(actor, take_id, if_match))

    @post("/{take_id:uuid}/cancel", permission=MOVE, status_code=200, sync_to_thread=True)
    def cancel_stock_take(
        self,
        stock_takes: StockTakes,
        actor: Caller,
        take_id: FromPath[StockTakeId],
        if_match: IfMatch,
    ) -> Response[StockTakeView]:
        """Give a stock take up; the books stay as they are."""
        return tagged(stock_takes.cancel(actor, take_id, if_match))


HANDLERS = [StockTakeApi]
