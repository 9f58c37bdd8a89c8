"""Pages of lots: what is known of one, and powder weighed before and after the work."""

from typing import Any
from uuid import uuid4

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from nexus.inventory.adapters.pages.items import Ledger, Places, Stock
from nexus.inventory.messages.items import ItemView
from nexus.inventory.messages.movements import WeighPowder
from nexus.inventory.messages.places import ChangeLot, ListLots
from nexus.inventory.service.places import PlaceService
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import LotId, read_id
from nexus.kernel.page import LONGEST_PAGE
from nexus.platform.http import Caller
from nexus.platform.web.pages import Sent, Shown

MOVE = "inventory.move"


class LotPages(Controller):
    path = "/inventory/{code:str}"
    include_in_schema = False

    @get("/lots/{id:uuid}", permission=MOVE, sync_to_thread=True)
    def lot_page(
        self,
        stock: Stock,
        places: Places,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[LotId],
    ) -> Response[Any]:
        """Show what is known of a lot."""
        lot, item = places.one_lot(actor, id), stock.by_code(actor, code)
        return show("inventory/lot.html", form=show.filled(lot), lot=lot, item=item)

    @post("/lots/{id:uuid}", permission=MOVE, sync_to_thread=True)
    def change_lot_page(
        self,
        stock: Stock,
        places: Places,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[LotId],
        sent: Sent,
    ) -> Response[Any]:
        """Change what is known of a lot."""
        return show.attempt(
            sent,
            ChangeLot,
            lambda wish: places.change_lot(actor, id, wish, sent.version),
            again="inventory/lot.html",
            then=lambda made: f"/inventory/{made.item_code}",
            said=show.say("Saved."),
            lot=places.one_lot(actor, id),
            item=stock.by_code(actor, code),
        )

    @get("/weigh", permission=MOVE, sync_to_thread=True)
    def weigh_form_page(
        self, stock: Stock, places: Places, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of what the scale said."""
        form = show.form([("key", f"page-{uuid4()}")])
        return show("inventory/weigh.html", form=form, **_around(stock, places, actor, code))

    @post("/weigh", permission=MOVE, sync_to_thread=True)
    def weigh_page(
        self,
        stock: Stock,
        ledger: Ledger,
        places: Places,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        sent: Sent,
    ) -> Response[Any]:
        """Write down as used what the scale lost."""
        around = _around(stock, places, actor, code)
        return show.attempt(
            sent,
            WeighPowder,
            lambda wish: ledger.weigh(actor, _lot(sent["lot_id"]), wish),
            again="inventory/weigh.html",
            then=lambda made: f"/inventory/{made.movement.item_code}",
            said=show.say("Used."),
            **around,
        )


def _lot(said: str) -> LotId:
    if (id := read_id(said)) is None:
        raise Invalid("Choose one of the list.", "lot_id")
    return LotId(id)


def _around(stock: Any, places: PlaceService, actor: Actor, code: str) -> dict[str, Any]:
    item: ItemView = stock.by_code(actor, code)
    wish = ListLots(item_id=item.id, in_stock=True, limit=LONGEST_PAGE)
    return {"item": item, "lots": places.lots(actor, wish).items}
