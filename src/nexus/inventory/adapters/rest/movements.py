"""REST: the ledger, reservations and powder."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from litestar import Controller, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.inventory.domain import MovementKind, ReservationStatus
from nexus.inventory.messages.items import UsedMaterial
from nexus.inventory.messages.movements import (
    AskPowder,
    ChangeReservation,
    ConsumeReservation,
    ListMovements,
    ListReservations,
    MoveItem,
    MovementSort,
    MovementView,
    MoveStock,
    PowderNeeded,
    ReservationSort,
    ReservationView,
    Reserve,
    UndoMovement,
    WeighingView,
    WeighPowder,
)
from nexus.inventory.service.ledger import LedgerService
from nexus.inventory.service.reservations import ReservationService
from nexus.kernel.ids import (
    LocationId,
    LotId,
    MovementId,
    ProjectId,
    ReservationId,
    StockItemId,
    TaskId,
)
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey

Ledger = NamedDependency[LedgerService]
Reservations = NamedDependency[ReservationService]
READ, MOVE = "inventory.read", "inventory.move"

Since = Annotated[
    date | None, QueryParameter(name="from", description="On this day or later, in shop time.")
]
Until = Annotated[
    date | None, QueryParameter(name="to", description="On this day or before, in shop time.")
]


class MovementApi(Controller):
    path = "/api/inventory/movements"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_stock_movements(
        self,
        ledger: Ledger,
        actor: Caller,
        since: Since = None,
        until: Until = None,
        item_id: FromQuery[StockItemId | None] = None,
        kind: FromQuery[MovementKind | None] = None,
        lot_id: FromQuery[LotId | None] = None,
        location_id: FromQuery[LocationId | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        task_id: FromQuery[TaskId | None] = None,
        flagged: FromQuery[bool | None] = None,
        search: Search = None,
        sort: FromQuery[MovementSort] = "-happened_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[MovementView]:
        """List what came and went; search by reference, code or name."""
        return ledger.page(
            actor,
            ListMovements(
                item_id=item_id,
                kind=kind,
                lot_id=lot_id,
                location_id=location_id,
                project_id=project_id,
                task_id=task_id,
                flagged=flagged,
                since=since,
                until=until,
                search=search,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=MOVE, sync_to_thread=True)
    def move_stock(
        self, ledger: Ledger, actor: Caller, once: OncePerKey, data: JSONBody[MoveItem]
    ) -> Response[MovementView]:
        """Move stock of the item that the body names."""
        return once(lambda: ledger.move_item(actor, data))

    @get("/{movement_id:uuid}", permission=READ, sync_to_thread=True)
    def show_stock_movement(
        self, ledger: Ledger, actor: Caller, movement_id: FromPath[MovementId]
    ) -> Response[MovementView]:
        """Show a movement, and what took it back if it was undone."""
        return tagged(ledger.one(actor, movement_id))

    @post("/{movement_id:uuid}/undo", permission=MOVE, sync_to_thread=True)
    def undo_stock_movement(
        self,
        ledger: Ledger,
        actor: Caller,
        once: OncePerKey,
        movement_id: FromPath[MovementId],
        data: JSONBody[UndoMovement],
    ) -> Response[MovementView]:
        """Take a movement back by its opposite; both stay in the ledger."""
        return once(lambda: ledger.undo(actor, movement_id, data))


class ItemMovementApi(Controller):
    path = "/api/inventory/items/{item_id:uuid}/movements"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_movements_of_stock_item(
        self,
        ledger: Ledger,
        actor: Caller,
        item_id: FromPath[StockItemId],
        since: Since = None,
        until: Until = None,
        kind: FromQuery[MovementKind | None] = None,
        sort: FromQuery[MovementSort] = "-happened_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[MovementView]:
        """List an item's movements, the latest first."""
        return ledger.of_item(
            actor,
            item_id,
            ListMovements(
                item_id=item_id,
                kind=kind,
                since=since,
                until=until,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=MOVE, sync_to_thread=True)
    def move_stock_item(
        self,
        ledger: Ledger,
        actor: Caller,
        once: OncePerKey,
        item_id: FromPath[StockItemId],
        data: JSONBody[MoveStock],
    ) -> Response[MovementView]:
        """Buy, use, correct, return or transfer stock of an item."""
        return once(lambda: ledger.move(actor, item_id, data))


class ProjectMaterialApi(Controller):
    path = "/api/projects/{project_id:uuid}/materials"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_materials_of_project(
        self, ledger: Ledger, actor: Caller, project_id: FromPath[ProjectId]
    ) -> Page[UsedMaterial]:
        """List what a job used of stock, less what it gave back."""
        return ledger.of_project(actor, project_id)


class ReservationApi(Controller):
    path = "/api/inventory/reservations"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_reservations(
        self,
        reservations: Reservations,
        actor: Caller,
        item_id: FromQuery[StockItemId | None] = None,
        project_id: FromQuery[ProjectId | None] = None,
        status: FromQuery[ReservationStatus | None] = None,
        sort: FromQuery[ReservationSort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ReservationView]:
        """List what is set aside for jobs."""
        return reservations.page(
            actor,
            ListReservations(
                item_id=item_id,
                project_id=project_id,
                status=status,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @post("/", permission=MOVE, sync_to_thread=True)
    def reserve_stock(
        self, reservations: Reservations, actor: Caller, once: OncePerKey, data: JSONBody[Reserve]
    ) -> Response[ReservationView]:
        """Set stock aside for a job."""
        return once(lambda: reservations.reserve(actor, data))

    @get("/{reservation_id:uuid}", permission=READ, sync_to_thread=True)
    def show_reservation(
        self, reservations: Reservations, actor: Caller, reservation_id: FromPath[ReservationId]
    ) -> Response[ReservationView]:
        """Show a reservation, and what is short."""
        return tagged(reservations.one(actor, reservation_id))

    @patch("/{reservation_id:uuid}", permission=MOVE, sync_to_thread=True)
    def change_reservation(
        self,
        reservations: Reservations,
        actor: Caller,
        reservation_id: FromPath[ReservationId],
        data: JSONBody[ChangeReservation],
        if_match: IfMatch,
    ) -> Response[ReservationView]:
        """Reserve more or less."""
        return tagged(reservations.change(actor, reservation_id, data, if_match))

    @post("/{reservation_id:uuid}/release", permission=MOVE, status_code=200, sync_to_thread=True)
    def release_reservation(
        self,
        reservations: Reservations,
        actor: Caller,
        reservation_id: FromPath[ReservationId],
        if_match: IfMatch,
    ) -> Response[ReservationView]:
        """Let go what is still set aside."""
        return tagged(reservations.release(actor, reservation_id, if_match))

    @post("/{reservation_id:uuid}/consume", permission=MOVE, sync_to_thread=True)
    def consume_reservation(
        self,
        reservations: Reservations,
        actor: Caller,
        once: OncePerKey,
        reservation_id: FromPath[ReservationId],
        data: JSONBody[ConsumeReservation],
        if_match: IfMatch,
    ) -> Response[ReservationView]:
        """Use what was set aside; the ledger has the usage."""
        return once(lambda: reservations.consume(actor, reservation_id, data, if_match), 200)


class PowderApi(Controller):
    path = "/api/inventory"
    tags = ("inventory",)

    @get("/powder-needed", permission=READ, sync_to_thread=True)
    def reckon_powder_needed(
        self,
        ledger: Ledger,
        actor: Caller,
        area: Annotated[Decimal, QueryParameter(description="Square metres to coat.")] = Decimal(1),
        film: Annotated[
            Decimal, QueryParameter(description="Film thickness in micrometres.")
        ] = Decimal(60),
        efficiency: Annotated[
            Decimal, QueryParameter(description="Percent of what is sprayed that sticks.")
        ] = Decimal(65),
        density: Annotated[
            Decimal | None, QueryParameter(description="In g/cm3; the item's unless given.")
        ] = None,
        item_id: FromQuery[StockItemId | None] = None,
    ) -> PowderNeeded:
        """Reckon how much powder a job needs, and whether there is so much."""
        wish = AskPowder(
            area=area, film=film, density=density, efficiency=efficiency, item_id=item_id
        )
        return ledger.powder_needed(actor, wish)

    @post("/lots/{lot_id:uuid}/weighings", permission=MOVE, sync_to_thread=True)
    def weigh_powder(
        self,
        ledger: Ledger,
        actor: Caller,
        once: OncePerKey,
        lot_id: FromPath[LotId],
        data: JSONBody[WeighPowder],
    ) -> Response[WeighingView]:
        """Write down as used what the scale lost, and compare it with the plan."""
        return once(lambda: ledger.weigh(actor, lot_id, data))


HANDLERS = [
    MovementApi,
    ItemMovementApi,
    ProjectMaterialApi,
    ReservationApi,
    PowderApi,
]
