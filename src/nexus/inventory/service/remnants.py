"""Offcuts: kept with their size and place, offered before a whole sheet is cut."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from nexus.inventory.domain import (
    Ledger,
    Movement,
    MovementKind,
    Remnant,
    RemnantStatus,
    Spot,
    StockItem,
    Told,
    plain,
)
from nexus.inventory.messages.places import (
    ChangeRemnant,
    DiscardRemnant,
    KeepRemnant,
    ListRemnants,
    RemnantView,
    UseRemnant,
)
from nexus.inventory.ports.stock import StockReading, StockUnitOfWork
from nexus.inventory.service.desk import (
    Desk,
    check_lot,
    check_place,
    given_in,
    keep,
    ledger_of,
    the_item,
)
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid
from nexus.kernel.exact import rounded
from nexus.kernel.ids import RemnantId, ShopId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS, SIZES, Unit

KIND = MovementKind
ZERO = Decimal(0)


class RemnantService:
    """What is counted is in the ledger by its share of a whole one: cut, it goes back into stock
    to the credit of the job; used, it goes to the charge of the next one."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], StockUnitOfWork],
        reading: Callable[[ShopId], StockReading],
        desk: Desk,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._desk = desk

    def keep(self, actor: Actor, wish: KeepRemnant) -> RemnantView:
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            item = the_item(uow, wish.item_id)
            item.check_alive()
            self._desk.check_job(actor.shop_id, wish.project_id)
            self._desk.check_file(actor.shop_id, wish.photo_file_id, "photo_file_id")
            remnant = Remnant(
                shop_id=actor.shop_id,
                id=RemnantId(new_id()),
                item_id=item.id,
                lot_id=check_lot(uow, item.id, wish.lot_id),
                location_id=check_place(uow, wish.location_id) or item.location_id,
                length=wish.length,
                width=wish.width,
                photo_file_id=wish.photo_file_id,
                cut_from_project_id=wish.project_id,
                notes=wish.notes,
                created_at=self._desk.clock(),
                created_by=actor.label[:200],
            )
            if wish.counted:
                remnant.quantity = share(item, remnant)
            uow.remnants.add(remnant)
            self._book(actor, uow, item, remnant, KIND.RETURN, 1, project_id=wish.project_id)
            return self._seen(actor, remnant.id)

    def change(
        self,
        actor: Actor,
        remnant_id: RemnantId,
        wish: ChangeRemnant,
        version: int | None = None,
    ) -> RemnantView:
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            _, remnant = self._held(uow, remnant_id)
            self._desk.check_file(actor.shop_id, wish.photo_file_id, "photo_file_id")
            remnant.expect(version).change(given_in(wish))
            return self._seen(actor, remnant_id)

    def use(
        self, actor: Actor, remnant_id: RemnantId, wish: UseRemnant, version: int | None = None
    ) -> RemnantView:
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            item, remnant = self._held(uow, remnant_id)
            self._desk.check_job(actor.shop_id, wish.project_id, wish.task_id)
            remnant.expect(version).use(wish.project_id)
            self._book(
                actor,
                uow,
                item,
                remnant,
                KIND.USAGE,
                -1,
                project_id=wish.project_id,
                task_id=wish.task_id,
                reference=wish.reference,
            )
            return self._seen(actor, remnant_id)

    def discard(
        self,
        actor: Actor,
        remnant_id: RemnantId,
        wish: DiscardRemnant,
        version: int | None = None,
    ) -> RemnantView:
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            item, remnant = self._held(uow, remnant_id)
            remnant.expect(version).discard()
            reason = wish.reason or "Offcut discarded"
            self._book(actor, uow, item, remnant, KIND.ADJUSTMENT, -1, reason=reason)
            return self._seen(actor, remnant_id)

    def put_back(
        self, actor: Actor, remnant_id: RemnantId, version: int | None = None
    ) -> RemnantView:
        """Take an offcut in again that was not used, or not thrown away, after all."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            item, remnant = self._held(uow, remnant_id)
            remnant.expect(version)
            was_used, project_id = remnant.status is RemnantStatus.USED, remnant.used_by_project_id
            remnant.put_back()
            if was_used:
                self._book(actor, uow, item, remnant, KIND.RETURN, 1, project_id=project_id)
            else:
                reason = "Offcut found again"
                self._book(actor, uow, item, remnant, KIND.ADJUSTMENT, 1, reason=reason)
            return self._seen(actor, remnant_id)

    # Looking

    def one(self, actor: Actor, remnant_id: RemnantId) -> RemnantView:
        actor.require("inventory.read")
        return self._seen(actor, remnant_id)

    def page(self, actor: Actor, wish: ListRemnants) -> Page[RemnantView]:
        """List offcuts, those that fit best first."""
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            return look.remnants(wish)

    # How it is done.

    def _held(self, uow: StockUnitOfWork, remnant_id: RemnantId) -> tuple[StockItem, Remnant]:
        item = uow.items.hold(uow.remnants.item_of(remnant_id))[0]
        return item, uow.remnants.get(remnant_id)

    def _book(
        self,
        actor: Actor,
        uow: StockUnitOfWork,
        item: StockItem,
        remnant: Remnant,
        kind: MovementKind,
        sign: int,
        **about: object,
    ) -> None:
        """Let the ledger follow an offcut that is counted."""
        if not remnant.quantity:
            return
        terms = self._desk.terms(actor.shop_id)
        ledger, was_low = ledger_of(uow, item, terms), item.is_low
        told = self._desk.told(
            actor,
            terms,
            origin_id=remnant.id,
            **about,  # type: ignore[arg-type]
        )
        keep(uow, ledger, _moved(ledger, remnant, kind, sign, told), was_low=was_low)

    def _seen(self, actor: Actor, remnant_id: RemnantId) -> RemnantView:
        with self._reading(actor.shop_id) as look:
            return look.remnant(remnant_id)


def _moved(
    ledger: Ledger, remnant: Remnant, kind: MovementKind, sign: int, told: Told
) -> list[Movement]:
    if sign > 0:
        spot = Spot(remnant.lot_id, remnant.location_id)
        return list(ledger.receive(kind, remnant.quantity, told, spot=spot))
    return list(
        ledger.issue(
            kind,
            remnant.quantity,
            told,
            lot_id=remnant.lot_id,
            location_id=remnant.location_id,
            even_if_reserved=kind is KIND.ADJUSTMENT,
        )
    )


def share(item: StockItem, remnant: Remnant) -> Decimal:
    """Return how much of the item's unit an offcut is: of a sheet its part, of an area all."""
    area = Fraction(remnant.length) * Fraction(remnant.width) / 10**6
    dimension, size = SIZES[item.unit]
    if dimension == "area":
        return plain(rounded(area / Fraction(size), DIGITS))
    if item.unit not in (Unit.SHEET, Unit.PIECE) or item.sheet_area is None:
        raise Invalid(
            phrase(
                "How large one %(unit)s of %(name)s is, is not known.",
                unit=item.unit,
                name=item.name,
            ),
            "counted",
        )
    if area > item.sheet_area:
        raise Invalid("This offcut is larger than what it was cut from.", "length")
    return plain(rounded(area / item.sheet_area, DIGITS))
