"""REST of deliveries."""

from datetime import date
from typing import Annotated

from litestar import Controller, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.kernel.ids import CustomerId, DeliveryId, ProjectId, SaleId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.sales.domain.delivery import DeliveryStatus
from nexus.sales.messages.deliveries import (
    CancelDelivery,
    ChangeDelivery,
    CreateDelivery,
    Deliver,
    DeliveryRow,
    DeliverySort,
    DeliveryView,
    ListDeliveries,
)
from nexus.sales.service.deliveries import DeliveryService

Service = NamedDependency[DeliveryService]
From = Annotated[date | None, QueryParameter(description="The first day of delivery.")]
To = Annotated[date | None, QueryParameter(description="The last day of delivery.")]
READ, DELIVER = "sales.read", "sales.deliver"


class DeliveryApi(Controller):
    path = "/api/deliveries"
    tags = ("sales",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_deliveries(
        self,
        deliveries: Service,
        actor: Caller,
        status: FromQuery[DeliveryStatus | None] = None,
        customer_id: FromQuery[CustomerId | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        sale_id: FromQuery[SaleId | None] = None,
        delivered_from: From = None,
        delivered_to: To = None,
        search: Search = None,
        sort: FromQuery[DeliverySort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[DeliveryRow]:
        """List deliveries."""
        wish = ListDeliveries(
            status=status,
            customer_id=customer_id,
            project_id=project_id,
            sale_id=sale_id,
            delivered_from=delivered_from,
            delivered_to=delivered_to,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return deliveries.page(actor, wish)

    @post("/", permission=DELIVER, sync_to_thread=True)
    def create_delivery(
        self, deliveries: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateDelivery]
    ) -> Response[DeliveryView]:
        """Write a delivery note: it has its number at once."""
        return once(lambda: deliveries.create(actor, data))

    @get("/by-number/{number:path}", permission=READ, sync_to_thread=True)
    def show_delivery_by_number(
        self, deliveries: Service, actor: Caller, number: FromPath[str]
    ) -> Response[DeliveryView]:
        """Show the delivery of a number."""
        return tagged(deliveries.by_number(actor, number.removeprefix("/")))

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_delivery(
        self, deliveries: Service, actor: Caller, id: FromPath[DeliveryId]
    ) -> Response[DeliveryView]:
        """Show a delivery with its lines."""
        return tagged(deliveries.one(actor, id))

    @patch("/{id:uuid}", permission=DELIVER, sync_to_thread=True)
    def change_delivery(
        self,
        deliveries: Service,
        actor: Caller,
        id: FromPath[DeliveryId],
        if_match: IfMatch,
        data: JSONBody[ChangeDelivery],
    ) -> Response[DeliveryView]:
        """Change a delivery that has not arrived yet."""
        return tagged(deliveries.change(actor, id, data, if_match))

    @post("/{id:uuid}/deliver", permission=DELIVER, status_code=200, sync_to_thread=True)
    def make_delivery(
        self,
        deliveries: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[DeliveryId],
        if_match: IfMatch,
        data: JSONBody[Deliver],
    ) -> Response[DeliveryView]:
        """Note that a delivery arrived, and who took it."""
        return once(lambda: deliveries.deliver(actor, id, data, if_match), 200)

    @post("/{id:uuid}/cancel", permission=DELIVER, status_code=200, sync_to_thread=True)
    def cancel_delivery(
        self,
        deliveries: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[DeliveryId],
        if_match: IfMatch,
        data: JSONBody[CancelDelivery],
    ) -> Response[DeliveryView]:
        """Cancel a delivery. It keeps its number."""
        return once(lambda: deliveries.cancel(actor, id, data, if_match), 200)


class ProjectDeliveryApi(Controller):
    path = "/api/projects/{project_id:uuid}/deliveries"
    tags = ("sales",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_project_deliveries(
        self,
        deliveries: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        status: FromQuery[DeliveryStatus | None] = None,
        search: Search = None,
        sort: FromQuery[DeliverySort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[DeliveryRow]:
        """List a project's deliveries."""
        wish = ListDeliveries(
            status=status,
            project_id=project_id,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return deliveries.of_project(actor, project_id, wish)
