"""Pages that move stock of an item: receive, use, adjust, return, transfer, reserve, undo."""

from functools import partial
from typing import Any
from uuid import uuid4

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from nexus.inventory.adapters.pages.items import Ledger, Places, Reservations, Stock
from nexus.inventory.domain import MovementKind
from nexus.inventory.messages.items import ItemView
from nexus.inventory.messages.movements import (
    ChangeReservation,
    ConsumeReservation,
    MoveStock,
    Reserve,
    UndoMovement,
)
from nexus.inventory.messages.places import ListLots
from nexus.inventory.service.places import PlaceService
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import MovementId, ReservationId
from nexus.kernel.page import LONGEST_PAGE
from nexus.kernel.quantity import SIZES, Unit
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown

MOVE = "inventory.move"
KIND = MovementKind
AWAY = "out"  # which way an adjustment or a return goes


class MovePages(Controller):
    path = "/inventory/{code:str}"
    include_in_schema = False

    @get("/move/{kind:str}", permission=MOVE, sync_to_thread=True)
    def move_stock_form_page(
        self,
        stock: Stock,
        places: Places,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        kind: FromPath[str],
    ) -> Response[Any]:
        """Show the form of a movement."""
        item = stock.by_code(actor, code)
        query = show.request.query_params
        form = show.form(
            [
                ("unit", item.unit),
                ("key", f"page-{uuid4()}"),
                ("project_id", query.get("project_id", "")),
                ("quantity", query.get("quantity", "")),
            ]
        )
        return _form(show, "inventory/move.html", form, item, places, actor, kind)

    @post("/move/{kind:str}", permission=MOVE, sync_to_thread=True)
    def move_stock_page(
        self,
        stock: Stock,
        ledger: Ledger,
        places: Places,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        kind: FromPath[str],
        sent: Sent,
    ) -> Response[Any]:
        """Move stock; the form's own key keeps it from being done twice."""
        item = stock.by_code(actor, code)
        sent.said["kind"] = [_kind(kind)]
        return show.attempt(
            sent,
            MoveStock,
            lambda wish: ledger.move(actor, item.id, _signed(wish, sent)),
            again="inventory/move.html",
            then=lambda _: f"/inventory/{item.code}",
            said=_told(show, _kind(kind)),
            **_around(item, places, actor, kind),
        )

    @get("/reserve", permission=MOVE, sync_to_thread=True)
    def reserve_stock_form_page(
        self, stock: Stock, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form that sets stock aside for a job."""
        item = stock.by_code(actor, code)
        form = show.form([("unit", item.unit)])
        return show("inventory/reserve.html", form=form, item=item, units=_units(item))

    @post("/reserve", permission=MOVE, sync_to_thread=True)
    def reserve_stock_page(
        self,
        stock: Stock,
        reservations: Reservations,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        sent: Sent,
    ) -> Response[Any]:
        """Set stock aside for a job."""
        item = stock.by_code(actor, code)
        sent.said["item_id"] = [str(item.id)]
        return show.attempt(
            sent,
            Reserve,
            lambda wish: reservations.reserve(actor, wish),
            again="inventory/reserve.html",
            then=lambda _: f"/inventory/{item.code}",
            said=show.say("Reserved."),
            item=item,
            units=_units(item),
        )

    @get("/reservations/{id:uuid}", permission=MOVE, sync_to_thread=True)
    def change_reservation_page(
        self,
        stock: Stock,
        reservations: Reservations,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[ReservationId],
    ) -> Response[Any]:
        """Show what is set aside, to use it, let it go or change how much."""
        held = reservations.one(actor, id)
        form = show.form([("quantity", show.formats.number(held.open))])
        item = stock.by_code(actor, code)
        return show("inventory/reservation.html", form=form, item=item, held=held)

    @post("/reservations/{id:uuid}/use", permission=MOVE, sync_to_thread=True)
    def use_reservation_page(
        self,
        stock: Stock,
        reservations: Reservations,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[ReservationId],
        sent: Sent,
    ) -> Response[Any]:
        """Use what was set aside."""
        return _held(
            show,
            sent,
            ConsumeReservation,
            lambda wish: reservations.consume(actor, id, wish, sent.version),
            stock.by_code(actor, code),
            reservations.one(actor, id),
            show.say("Written down."),
        )

    @post("/reservations/{id:uuid}/change", permission=MOVE, sync_to_thread=True)
    def resize_reservation_page(
        self,
        stock: Stock,
        reservations: Reservations,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[ReservationId],
        sent: Sent,
    ) -> Response[Any]:
        """Set more or less aside."""
        return _held(
            show,
            sent,
            ChangeReservation,
            lambda wish: reservations.change(actor, id, wish, sent.version),
            stock.by_code(actor, code),
            reservations.one(actor, id),
            show.say("Saved."),
        )

    @post("/reservations/{id:uuid}/release", permission=MOVE, sync_to_thread=True)
    def release_reservation_page(
        self,
        reservations: Reservations,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[ReservationId],
        sent: Sent,
    ) -> Response[Any]:
        """Let go what is still set aside."""
        act = partial(reservations.release, actor, id, sent.version)
        return show.act(act, show.say("Let go."), f"/inventory/{code}")

    @post("/movements/{id:uuid}/undo", permission=MOVE, sync_to_thread=True)
    def undo_movement_page(
        self,
        ledger: Ledger,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[MovementId],
    ) -> Response[Any]:
        """Take a movement back by its opposite."""
        to = f"/inventory/{code}"
        return show.act(lambda: ledger.undo(actor, id, UndoMovement()), show.say("Undone."), to)


def _told(show: Show, kind: MovementKind) -> str:
    told = {
        KIND.PURCHASE: show.say("Received."),
        KIND.USAGE: show.say("Used."),
        KIND.ADJUSTMENT: show.say("Corrected."),
        KIND.RETURN: show.say("Returned."),
        KIND.TRANSFER: show.say("Moved."),
    }
    return told[kind]


def _kind(said: str) -> MovementKind:
    try:
        return MovementKind(said)
    except ValueError as error:
        raise NotFound("Stock is not moved so.") from error


def _signed(wish: MoveStock, sent: Form) -> MoveStock:
    """Return the wish with the sign that the form asks for in a word."""
    away = sent["way"] == AWAY and wish.kind in (KIND.ADJUSTMENT, KIND.RETURN)
    return replace(wish, quantity=-wish.quantity) if away else wish


def _units(item: ItemView) -> list[str]:
    """Return the units that the item's own converts to; its own comes first."""
    same = [unit for unit in Unit if SIZES[unit][0] == SIZES[item.unit][0] and unit != item.unit]
    return [unit.value for unit in (item.unit, *same)]


def _around(item: ItemView, places: PlaceService, actor: Actor, kind: str) -> dict[str, Any]:
    lots = places.lots(actor, ListLots(item_id=item.id, in_stock=True, limit=LONGEST_PAGE))
    return {"item": item, "how": _kind(kind).value, "units": _units(item), "lots": lots.items}


def _form(
    show: Show,
    template: str,
    form: Form,
    item: ItemView,
    places: PlaceService,
    actor: Actor,
    kind: str,
) -> Response[Any]:
    return show(template, form=form, **_around(item, places, actor, kind))


def _held(
    show: Show,
    sent: Form,
    kind: type[Struct],
    act: Any,
    item: ItemView,
    held: Any,
    said: str,
) -> Response[Any]:
    return show.attempt(
        sent,
        kind,
        act,
        again="inventory/reservation.html",
        then=lambda _: f"/inventory/{item.code}",
        said=said,
        item=item,
        held=held,
    )
