"""Moving stock: what comes in, goes out, is corrected, comes back, changes its place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from nexus.inventory.domain import (
    Ledger,
    Lot,
    Movement,
    MovementKind,
    Reservation,
    Spot,
    StockItem,
    Told,
    exact,
    minor_of,
    plain,
    powder_needed,
    variance,
)
from nexus.inventory.messages.items import UsedMaterial
from nexus.inventory.messages.movements import (
    AskPowder,
    ListMovements,
    MoveItem,
    MovementView,
    MoveStock,
    PowderNeeded,
    UndoMovement,
    WeighingView,
    WeighPowder,
)
from nexus.inventory.ports.stock import Job, StockReading, StockUnitOfWork, Terms
from nexus.inventory.service.desk import (
    Desk,
    check_lot,
    check_place,
    keep,
    ledger_of,
)
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import LotId, MovementId, ProjectId, ShopId, StockItemId, new_id
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import SIZES, Quantity, Unit

KIND = MovementKind
ZERO = Decimal(0)


class LedgerService:
    """Each movement holds its item, so that no two at once count on the same stock."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], StockUnitOfWork],
        reading: Callable[[ShopId], StockReading],
        desk: Desk,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._desk = desk

    def move(
        self,
        actor: Actor,
        item_id: StockItemId,
        wish: MoveStock,
        origin_id: UUID | None = None,
    ) -> MovementView:
        """Move stock of one item; the same key again gives the movement it was used for."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            item = uow.items.hold(item_id)[0]
            terms = self._desk.terms(actor.shop_id)
            moved = self._moved_before(uow, item_id, wish)
            if moved is None:
                ledger = ledger_of(uow, item, terms)
                moved = self._move(actor, uow, ledger, terms, wish, origin_id=origin_id)
            return self._seen(actor, moved.id)

    def move_item(self, actor: Actor, wish: MoveItem) -> MovementView:
        """Move stock of the item that the wish names."""
        try:
            return self.move(actor, wish.item_id, wish)
        except NotFound as error:
            raise Invalid("There is no such stock item.", "item_id") from error

    def move_all(self, actor: Actor, wishes: Sequence[MoveItem]) -> Sequence[MovementId]:
        """Move stock of several items, all or nothing: what a job or a delivery comes to."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            uow.items.hold(*(wish.item_id for wish in wishes))
            terms = self._desk.terms(actor.shop_id)
            made = []
            for wish in wishes:
                moved = self._moved_before(uow, wish.item_id, wish)
                if moved is None:
                    ledger = ledger_of(uow, uow.items.get(wish.item_id), terms)
                    moved = self._move(actor, uow, ledger, terms, wish)
                made.append(moved.id)
            return made

    def undo(self, actor: Actor, movement_id: MovementId, wish: UndoMovement) -> MovementView:
        """Take a movement back by its opposite; both stay in the ledger."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            first = uow.movements.get(movement_id)
            item = uow.items.hold(first.item_id)[0]
            if first.kind is KIND.PURCHASE and first.origin_id is not None:
                raise Refused("It came in on an order. Undo its receipt there.")
            sides = uow.movements.sides(first)
            if any(uow.movements.is_undone(side) for side in sides):
                raise Refused("This was taken back already.")
            terms = self._desk.terms(actor.shop_id)
            ledger, was_low = ledger_of(uow, item, terms), item.is_low
            told = self._desk.told(actor, terms, reason=wish.reason or "Undone")
            made = ledger.undo(sides, told)
            keep(uow, ledger, made, was_low=was_low)
            mine = next(it for it in made if it.reverses_id == first.id)
            return self._seen(actor, mine.id)

    def use(self, actor: Actor, item: StockItem, wish: MoveStock, reservation: Reservation) -> None:
        """Use what one reservation holds before any other of the same job."""
        quantity = item.own(wish.quantity, wish.unit)
        if quantity <= 0:
            raise Invalid("A quantity is above zero.", "quantity")
        with self._unit_of_work(actor) as uow:
            taken = consume(item, [reservation], quantity)
            terms = self._desk.terms(actor.shop_id)
            self._move(actor, uow, ledger_of(uow, item, terms), terms, wish, taken)

    def jobs(self, actor: Actor, ids: Iterable[ProjectId | None]) -> Mapping[ProjectId, Job]:
        """Name the jobs that stock was moved for, to who may see jobs."""
        actor.require("inventory.read")
        wanted = {id for id in ids if id is not None}
        if not wanted or not actor.may("projects.read"):
            return {}
        return self._desk.jobs(actor.shop_id, wanted)

    # Powder

    def powder_needed(self, actor: Actor, wish: AskPowder) -> PowderNeeded:
        """Reckon what a job needs, and of an item also whether there is so much."""
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            density = wish.density
            if wish.item_id is None:
                if density is None:
                    raise Invalid("Say the density, or which powder it is.", "density")
                needed = powder_needed(wish.area, wish.film, density, wish.efficiency)
                return PowderNeeded(needed=needed, unit=Unit.KILOGRAM, density=plain(density))
            card = look.cards([wish.item_id]).get(wish.item_id)
            if card is None:
                raise NotFound("There is no such stock item.")
            if SIZES[Unit(card.unit)][0] != "mass":
                raise Invalid("Powder is measured by its weight.", "item_id")
            density = density or card.density
            if density is None:
                raise Invalid(
                    phrase("The density of %(name)s is not known.", name=card.name), "density"
                )
            needed = powder_needed(wish.area, wish.film, density, wish.efficiency)
            seen = look.item(wish.item_id)
        own = plain(Quantity(needed, Unit.KILOGRAM).to(seen.unit).amount)
        cost = minor_of(Fraction(own) * Fraction(card.cost), card.currency)
        view = PowderNeeded(
            needed=own,
            unit=seen.unit,
            density=plain(density),
            item_id=seen.id,
            on_hand=seen.on_hand,
            available=seen.available,
            short=plain(max(own - max(seen.available, ZERO), ZERO)),
            cost=Money.of(cost, card.currency),
        )
        return actor.sees(view)

    def weigh(self, actor: Actor, lot_id: LotId, wish: WeighPowder) -> WeighingView:
        """Write down as used what the scale lost, and say how far from the plan that is."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            lot = uow.lots.get(lot_id)
            before, after = exact(wish.before, "before"), exact(wish.after, "after")
            planned = None if wish.planned is None else exact(wish.planned, "planned")
            if not before > after >= 0:
                raise Invalid("After the job the scale says less than before it.", "after")
            item = uow.items.hold(lot.item_id)[0]
            booked = uow.shelves.of(item.id).of_lot(lot.id)
            moved = self.move(actor, item.id, _weighed(wish, lot.id, before - after))
            view = WeighingView(
                movement=moved,
                used=plain(before - after),
                planned=planned,
                variance_percent=variance(before - after, planned),
                left=plain(uow.shelves.of(item.id).of_lot(lot.id)),
                unexplained=plain(before - booked),
            )
            return actor.sees(view)

    # Looking

    def one(self, actor: Actor, movement_id: MovementId) -> MovementView:
        actor.require("inventory.read")
        return self._seen(actor, movement_id)

    def page(self, actor: Actor, wish: ListMovements) -> Page[MovementView]:
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.movements(wish))

    def of_item(
        self, actor: Actor, item_id: StockItemId, wish: ListMovements
    ) -> Page[MovementView]:
        """List an item's movements; whether there is such an item is asked if there are none."""
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            found = look.movements(wish)
            if not found.items:
                look.item(item_id)
            return actor.sees(found)

    def of_project(self, actor: Actor, project_id: ProjectId) -> Page[UsedMaterial]:
        """List what a job used, in sum by item."""
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            if not self._desk.has_project(actor.shop_id, project_id):
                raise NotFound("There is no such project.")
            return actor.sees(Page(items=list(look.used_by_project(project_id))))

    # How it is done.

    def _moved_before(
        self, uow: StockUnitOfWork, item_id: StockItemId, wish: MoveStock
    ) -> Movement | None:
        if wish.key is None or (known := uow.movements.by_key(wish.key)) is None:
            return None
        if (known.item_id, known.kind) != (item_id, wish.kind):
            raise Refused("This key was used for another movement.")
        return known

    def _move(
        self,
        actor: Actor,
        uow: StockUnitOfWork,
        ledger: Ledger,
        terms: Terms,
        wish: MoveStock,
        taken: Decimal = ZERO,
        origin_id: UUID | None = None,
    ) -> Movement:
        _check_wish(wish)
        item, was_low = ledger.item, ledger.item.is_low
        self._desk.check_job(actor.shop_id, wish.project_id, wish.task_id)
        told = self._desk.told(
            actor,
            terms,
            happened_at=wish.happened_at,
            project_id=wish.project_id,
            task_id=wish.task_id,
            reference=wish.reference,
            reason=wish.reason,
            notes=wish.notes,
            key=wish.key,
            origin_id=origin_id,
        )
        quantity = item.own(wish.quantity, wish.unit)
        if wish.kind is KIND.USAGE and wish.project_id is not None:
            mine = uow.reservations.open_of(item.id, wish.project_id)
            consume(item, mine, abs(quantity) - taken)
        made = self._post(uow, ledger, wish, quantity, told)
        keep(uow, ledger, made, was_low=was_low)
        return made[0]

    def _post(
        self, uow: StockUnitOfWork, ledger: Ledger, wish: MoveStock, quantity: Decimal, told: Told
    ) -> Sequence[Movement]:
        item = ledger.item
        place = check_place(uow, wish.location_id)
        if wish.kind is KIND.TRANSFER:
            to = Spot(
                check_lot(uow, item.id, wish.to_lot_id, "to_lot_id"),
                check_place(uow, wish.to_location_id, "to_location_id"),
            )
            lot_id = check_lot(uow, item.id, wish.lot_id)
            return ledger.transfer(quantity, told, lot_id=lot_id, location_id=place, to=to)
        comes_in = wish.kind is KIND.PURCHASE or (wish.kind is not KIND.USAGE and quantity > 0)
        lot_id = _lot(uow, item, wish, told, may_be_new=comes_in)
        if comes_in:
            worth = None if wish.unit_cost is None else Fraction(wish.unit_cost)
            if worth is not None:
                worth *= abs(Fraction(wish.quantity))
            spot = Spot(lot_id, place or item.location_id)
            return ledger.receive(wish.kind, abs(quantity), told, worth=worth, spot=spot)
        return ledger.issue(
            wish.kind,
            abs(quantity),
            told,
            lot_id=lot_id,
            location_id=place,
            even_if_reserved=wish.even_if_reserved or wish.kind is KIND.ADJUSTMENT,
        )

    def _seen(self, actor: Actor, movement_id: MovementId) -> MovementView:
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.movement(movement_id))


def consume(item: StockItem, reserved: Sequence[Reservation], quantity: Decimal) -> Decimal:
    """Let a job use up what is set aside for it, the oldest first; return how much that is."""
    rest = quantity
    for reservation in reserved:
        if taken := reservation.consume(rest):
            item.reserve(-taken)
            rest -= taken
    return quantity - rest


def _check_wish(wish: MoveStock) -> None:
    if not wish.quantity:
        raise Invalid("Nothing is moved by nothing.", "quantity")
    if wish.kind is KIND.PURCHASE and wish.quantity < 0:
        raise Invalid("A purchase adds. What went back to the supplier is a return.", "quantity")
    if wish.kind is KIND.ADJUSTMENT and not wish.reason.strip():
        raise Invalid("An adjustment says why.", "reason")
    if wish.unit_cost is not None and not _says_cost(wish):
        raise Invalid("What goes out costs what it did on average.", "unit_cost")
    if wish.unit_cost is not None and exact(wish.unit_cost, "unit_cost") < 0:
        raise Invalid("A cost is not below zero.", "unit_cost")
    moves_to = wish.to_location_id is not None or wish.to_lot_id is not None
    if (wish.kind is KIND.TRANSFER) != moves_to:
        raise Invalid("A transfer, and only that, says where to.", "to_location_id")


def _says_cost(wish: MoveStock) -> bool:
    return wish.quantity > 0 and wish.kind in (KIND.PURCHASE, KIND.ADJUSTMENT, KIND.RETURN)


def _lot(
    uow: StockUnitOfWork, item: StockItem, wish: MoveStock, told: Told, *, may_be_new: bool
) -> LotId | None:
    """Return the lot that is named by its id or number; one that comes in may be new."""
    if wish.lot_number is None or wish.lot_id is not None:
        return check_lot(uow, item.id, wish.lot_id)
    if (known := uow.lots.find(item.id, wish.lot_number)) is not None:
        return known.id
    if not may_be_new:
        raise Invalid("There is no lot of that number.", "lot_number")
    lot = Lot(
        shop_id=item.shop_id,
        id=LotId(new_id()),
        item_id=item.id,
        number=wish.lot_number,
        received_on=told.moved_on,
        created_at=told.created_at,
    )
    uow.lots.add(lot)
    return lot.id


def _weighed(wish: WeighPowder, lot_id: LotId, used: Decimal) -> MoveStock:
    return MoveStock(
        kind=KIND.USAGE,
        quantity=used,
        lot_id=lot_id,
        location_id=wish.location_id,
        project_id=wish.project_id,
        task_id=wish.task_id,
        reference=wish.reference,
        notes=wish.notes or f"Weighed: {plain(wish.before)} before, {plain(wish.after)} after.",
        even_if_reserved=wish.even_if_reserved,
        key=wish.key,
    )
