"""Pages of deliveries."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from nexus.kernel.actor import Actor
from nexus.kernel.ids import DeliveryId, ProjectId, read_id
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Shown
from nexus.sales.adapters.pages.places import words
from nexus.sales.domain.delivery import DeliveryStatus
from nexus.sales.messages.deliveries import (
    CancelDelivery,
    Deliver,
    DeliverySort,
    DeliveryView,
    ListDeliveries,
)
from nexus.sales.service.deliveries import DeliveryService

Service = NamedDependency[DeliveryService]
Code = FromPath[str]
READ, DELIVER = "sales.read", "sales.deliver"
PAGE = "sales/delivery.html"


class DeliveryPages(Controller):
    path = "/sales/deliveries"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def deliveries_page(
        self,
        deliveries: Service,
        actor: Caller,
        show: Shown,
        status: FromQuery[DeliveryStatus | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        search: Search = None,
        sort: FromQuery[DeliverySort] = "-created_at",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List delivery notes."""
        if (away := show.opened()) is not None:
            return away
        wish = ListDeliveries(
            status=status,
            project_id=project_id,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        page = deliveries.page(actor, wish)
        return show("sales/delivery_list.html", **words(show, page=page, wish=wish))

    @get("/{code:str}", permission=READ, sync_to_thread=True)
    def delivery_page(
        self, deliveries: Service, actor: Caller, show: Shown, code: Code
    ) -> Response[Any]:
        """Show a delivery note, and what is done with it."""
        it = _find(deliveries, actor, code)
        form = show.form([("delivered_on", str(show.formats.today())), ("signed_by", it.recipient)])
        return show(PAGE, form=form, step="", **words(show, it=it))

    @post("/{code:str}", permission=DELIVER, sync_to_thread=True)
    def change_delivery_page(
        self, deliveries: Service, actor: Caller, show: Shown, code: Code, sent: Sent
    ) -> Response[Any]:
        """Note that it arrived, or cancel it."""
        it = _find(deliveries, actor, code)
        kind: Any
        act: Any
        if sent["act"] == "cancel":
            kind, act, said = CancelDelivery, deliveries.cancel, show.say("Cancelled.")
        else:
            kind, act, said = Deliver, deliveries.deliver, show.say("Delivered.")
        return show.attempt(
            sent,
            kind,
            lambda wish: act(actor, it.id, wish, sent.version),
            again=PAGE,
            then=lambda made: f"/sales/deliveries/{it.id}",
            said=said,
            step=sent["act"],
            **words(show, it=it),
        )


def _find(deliveries: DeliveryService, actor: Actor, code: str) -> DeliveryView:
    id = read_id(code)
    return deliveries.one(actor, DeliveryId(id)) if id else deliveries.by_number(actor, code)
