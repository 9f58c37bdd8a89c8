"""Pages of stock takes: begin one, count on a phone, post what differs."""

from functools import partial
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from nexus.inventory.adapters.pages.items import READ
from nexus.inventory.adapters.pages.rows import attempt_rows
from nexus.inventory.domain import StockTakeStatus
from nexus.inventory.messages.places import (
    CountStock,
    ListCounts,
    ListStockTakes,
    OpenStockTake,
    StockTakeSort,
)
from nexus.inventory.service.counting import StockTakeService
from nexus.kernel.actor import Actor
from nexus.kernel.ids import StockTakeId
from nexus.platform.http import Caller, Cursor
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown

Takes = NamedDependency[StockTakeService]
MOVE = "inventory.move"
TAKES = "/inventory/stock-takes"


class StockTakePages(Controller):
    path = TAKES
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def stock_takes_page(
        self,
        stock_takes: Takes,
        actor: Caller,
        show: Shown,
        status: FromQuery[StockTakeStatus | None] = None,
        sort: FromQuery[StockTakeSort] = "-created_at",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the stock takes, the latest first."""
        wish = ListStockTakes(status=status, sort=sort, cursor=cursor, total=True)
        return show("inventory/takes.html", page=stock_takes.page(actor, wish), wish=wish)

    @get("/new", permission=MOVE, sync_to_thread=True)
    def new_stock_take_page(self, show: Shown) -> Response[Any]:
        """Show an empty form."""
        name = show.say("Stock take %(day)s") % {"day": show.formats.today().isoformat()}
        return show("inventory/take_new.html", form=show.form([("name", name)]))

    @post("/new", permission=MOVE, sync_to_thread=True)
    def open_stock_take_page(
        self, stock_takes: Takes, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Begin to count."""
        return show.attempt(
            sent,
            OpenStockTake,
            lambda wish: stock_takes.open(actor, wish),
            again="inventory/take_new.html",
            then=lambda made: f"{TAKES}/{made.id}?counted=false",
        )

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def stock_take_page(
        self,
        stock_takes: Takes,
        actor: Caller,
        show: Shown,
        id: FromPath[StockTakeId],
        counted: FromQuery[bool | None] = None,
        differs: FromQuery[bool | None] = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """Show the count sheet and how far it is."""
        wish = ListCounts(counted=counted, differs=differs, cursor=cursor, total=True)
        return _sheet(show, stock_takes, actor, id, wish, show.form())

    @post("/{id:uuid}", permission=MOVE, sync_to_thread=True)
    def count_stock_page(
        self,
        stock_takes: Takes,
        actor: Caller,
        show: Shown,
        id: FromPath[StockTakeId],
        sent: Sent,
        counted: FromQuery[bool | None] = None,
        differs: FromQuery[bool | None] = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """Write down what was found, and go on counting. Several people may count at once."""
        wish = ListCounts(counted=counted, differs=differs, cursor=cursor, total=True)
        return attempt_rows(
            show,
            sent,
            ("counts", "counted"),
            CountStock,
            lambda said: stock_takes.count(actor, id, said),
            again=lambda form, status: _sheet(show, stock_takes, actor, id, wish, form, status),
            then=lambda _: f"{TAKES}/{id}?counted=false",
            said=show.say("Counted."),
        )

    @get("/{id:uuid}/found", permission=MOVE, sync_to_thread=True)
    def found_stock_form_page(
        self, stock_takes: Takes, actor: Caller, show: Shown, id: FromPath[StockTakeId]
    ) -> Response[Any]:
        """Show the form for what nobody expected there."""
        return show("inventory/take_found.html", form=show.form(), take=stock_takes.one(actor, id))

    @post("/{id:uuid}/found", permission=MOVE, sync_to_thread=True)
    def found_stock_page(
        self,
        stock_takes: Takes,
        actor: Caller,
        show: Shown,
        id: FromPath[StockTakeId],
        sent: Sent,
    ) -> Response[Any]:
        """Count what nobody expected there."""
        return show.attempt(
            sent,
            CountStock,
            lambda wish: stock_takes.count(actor, id, wish),
            again="inventory/take_found.html",
            then=lambda _: f"{TAKES}/{id}",
            said=show.say("Counted."),
            take=stock_takes.one(actor, id),
        )

    @post("/{id:uuid}/close", permission=MOVE, sync_to_thread=True)
    def close_stock_take_page(
        self,
        stock_takes: Takes,
        actor: Caller,
        show: Shown,
        id: FromPath[StockTakeId],
        sent: Sent,
    ) -> Response[Any]:
        """End it, and correct the books by what differs."""
        act = partial(stock_takes.close, actor, id, sent.version)
        return show.act(act, show.say("Stock take ended."), f"{TAKES}/{id}")

    @post("/{id:uuid}/cancel", permission=MOVE, sync_to_thread=True)
    def cancel_stock_take_page(
        self,
        stock_takes: Takes,
        actor: Caller,
        show: Shown,
        id: FromPath[StockTakeId],
        sent: Sent,
    ) -> Response[Any]:
        """Give it up; the books stay as they are."""
        act = partial(stock_takes.cancel, actor, id, sent.version)
        return show.act(act, show.say("Stock take ended."), f"{TAKES}/{id}")


def _sheet(
    show: Show,
    stock_takes: StockTakeService,
    actor: Actor,
    id: StockTakeId,
    wish: ListCounts,
    form: Form,
    status: int = 200,
) -> Response[Any]:
    take, page = stock_takes.one(actor, id), stock_takes.counts(actor, id, wish)
    template = "inventory/take.html"
    return show(template, status=status, take=take, page=page, wish=wish, form=form)
