"""Setting stock aside for jobs. What is short is told; whether the job goes on, it decides."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from nexus.inventory.domain import (
    MovementKind,
    Reservation,
    Short,
    StockItem,
    StockReserved,
    plain,
)
from nexus.inventory.messages.movements import (
    ChangeReservation,
    ConsumeReservation,
    ListReservations,
    MoveStock,
    ReservationView,
    Reserve,
)
from nexus.inventory.ports.stock import StockReading, StockUnitOfWork
from nexus.inventory.service.desk import Desk, the_item
from nexus.inventory.service.ledger import LedgerService
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import ProjectId, ReservationId, ShopId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase

ZERO = Decimal(0)


class ReservationService:
    """Each change holds the item, so that the last sheet is promised once."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], StockUnitOfWork],
        reading: Callable[[ShopId], StockReading],
        desk: Desk,
        ledger: LedgerService,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._desk = desk
        self._ledger = ledger

    def reserve(self, actor: Actor, wish: Reserve) -> ReservationView:
        """Set stock aside for a job; refused if it is not there, unless short will do."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            self._desk.check_job(actor.shop_id, wish.project_id)
            item = the_item(uow, wish.item_id)
            made = self._reserve(actor, uow, item, wish)
            return self._seen(actor, made.id)

    def reserve_all(self, actor: Actor, wishes: Sequence[Reserve]) -> Sequence[ReservationView]:
        """Set aside all that a job needs, in one go; each answer tells what is short."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            for wish in wishes:
                self._desk.check_job(actor.shop_id, wish.project_id)
            try:
                items = uow.items.hold(*(wish.item_id for wish in wishes))
            except NotFound as error:
                raise Invalid("There is no such stock item.", "item_id") from error
            made = [self._reserve(actor, uow, *it) for it in zip(items, wishes, strict=True)]
            return [self._seen(actor, it.id) for it in made]

    def change(
        self,
        actor: Actor,
        reservation_id: ReservationId,
        wish: ChangeReservation,
        version: int | None = None,
    ) -> ReservationView:
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            item, reservation = self._held(uow, reservation_id)
            reservation.expect(version)
            if wish.quantity is not None:
                more = reservation.resize(wish.quantity)
                if more > 0 and not wish.even_if_short:
                    check_available(item, more)
                if more:
                    item.reserve(more)
            return self._seen(actor, reservation_id)

    def release(
        self, actor: Actor, reservation_id: ReservationId, version: int | None = None
    ) -> ReservationView:
        """Let go what is still set aside; what was used of it stays used."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            item, reservation = self._held(uow, reservation_id)
            release(item, reservation.expect(version))
            return self._seen(actor, reservation_id)

    def release_of_project(self, actor: Actor, project_id: ProjectId) -> None:
        """Let go all that is set aside for a job, which has come to its end."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            for item in uow.items.hold(*uow.reservations.items_of(project_id)):
                for reservation in uow.reservations.open_of(item.id, project_id):
                    release(item, reservation)

    def consume(
        self,
        actor: Actor,
        reservation_id: ReservationId,
        wish: ConsumeReservation,
        version: int | None = None,
    ) -> ReservationView:
        """Use what was set aside: the usage is in the ledger, for the same job."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            item, reservation = self._held(uow, reservation_id)
            reservation.expect(version).check_open()
            used = MoveStock(
                kind=MovementKind.USAGE,
                quantity=reservation.open if wish.quantity is None else wish.quantity,
                lot_id=wish.lot_id,
                location_id=wish.location_id,
                project_id=reservation.project_id,
                task_id=wish.task_id,
                reference=wish.reference,
                notes=wish.notes,
            )
            self._ledger.use(actor, item, used, reservation)
            return self._seen(actor, reservation_id)

    # Looking

    def one(self, actor: Actor, reservation_id: ReservationId) -> ReservationView:
        actor.require("inventory.read")
        return self._seen(actor, reservation_id)

    def page(self, actor: Actor, wish: ListReservations) -> Page[ReservationView]:
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.reservations(wish))

    # How it is done.

    def _reserve(
        self, actor: Actor, uow: StockUnitOfWork, item: StockItem, wish: Reserve
    ) -> Reservation:
        item.check_alive()
        now = self._desk.clock()
        reservation = Reservation(
            shop_id=actor.shop_id,
            id=ReservationId(new_id()),
            item_id=item.id,
            project_id=wish.project_id,
            quantity=item.own(wish.quantity, wish.unit),
            needed_on=wish.needed_on,
            notes=wish.notes,
            created_at=now,
            created_by=actor.label[:200],
        )
        if not wish.even_if_short:
            check_available(item, reservation.quantity)
        item.reserve(reservation.quantity)
        uow.reservations.add(reservation)
        uow.record(
            StockReserved(
                shop_id=actor.shop_id,
                happened_at=now,
                item_id=item.id,
                reservation_id=reservation.id,
                project_id=reservation.project_id,
                quantity=reservation.quantity,
                short=min(max(item.reserved - item.on_hand, ZERO), reservation.quantity),
            )
        )
        return reservation

    def _held(
        self, uow: StockUnitOfWork, reservation_id: ReservationId
    ) -> tuple[StockItem, Reservation]:
        """Hold the item first: what is set aside of it changes under its lock only."""
        item = uow.items.hold(uow.reservations.item_of(reservation_id))[0]
        return item, uow.reservations.get(reservation_id)

    def _seen(self, actor: Actor, reservation_id: ReservationId) -> ReservationView:
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.reservation(reservation_id))


def check_available(item: StockItem, quantity: Decimal) -> None:
    if quantity > item.available:
        free = plain(max(item.available, ZERO))
        raise Short(
            phrase(
                "Of %(name)s, %(free)s %(unit)s are available: "
                "%(on_hand)s on hand, %(reserved)s reserved.",
                name=item.name,
                free=free,
                unit=item.unit,
                on_hand=plain(item.on_hand),
                reserved=plain(item.reserved),
            ),
            available=free,
            short=plain(quantity - free),
        )


def release(item: StockItem, reservation: Reservation) -> None:
    if rest := reservation.release():
        item.reserve(-rest)
