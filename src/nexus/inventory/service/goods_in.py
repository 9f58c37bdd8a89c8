"""What comes in with a purchase order, as the ledger books it; in the order's transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

from nexus.inventory.domain import Ledger, Lot, Movement, MovementKind, Spot
from nexus.inventory.ports.purchasing import Incoming
from nexus.inventory.ports.stock import StockUnitOfWork, Terms
from nexus.inventory.service.desk import Desk, check_place, keep, ledger_of
from nexus.kernel.actor import Actor
from nexus.kernel.clock import day_of
from nexus.kernel.errors import Refused
from nexus.kernel.ids import LotId, MovementId, StockItemId, new_id
from nexus.kernel.phrase import phrase


class GoodsIn:
    """Answers the port `Stock` of purchasing."""

    def __init__(self, unit_of_work: Callable[[Actor], StockUnitOfWork], desk: Desk) -> None:
        self._unit_of_work = unit_of_work
        self._desk = desk

    def take_in(self, actor: Actor, incoming: Sequence[Incoming]) -> Sequence[MovementId]:
        with self._unit_of_work(actor) as uow:
            terms = self._desk.terms(actor.shop_id)
            ledgers = _held(uow, [it.item_id for it in incoming], terms)
            return [self._book(actor, uow, ledgers[it.item_id], it, terms) for it in incoming]

    def take_back(
        self, actor: Actor, movement_ids: Sequence[MovementId], reason: str
    ) -> Sequence[MovementId]:
        with self._unit_of_work(actor) as uow:
            terms = self._desk.terms(actor.shop_id)
            before = [uow.movements.get(id) for id in movement_ids]
            ledgers = _held(uow, [movement.item_id for movement in before], terms)
            return [
                self._reverse(actor, uow, ledgers[movement.item_id], movement, terms, reason)
                for movement in before
            ]

    def _book(
        self, actor: Actor, uow: StockUnitOfWork, ledger: Ledger, it: Incoming, terms: Terms
    ) -> MovementId:
        item, was_low = ledger.item, ledger.item.is_low
        told = self._desk.told(
            actor,
            terms,
            happened_at=_moment(it, self._desk.clock(), terms.timezone),
            reference=it.reference,
            origin_id=it.receipt_id,
        )
        place = check_place(uow, it.location_id) or item.location_id
        spot = Spot(self._lot(actor, uow, it), place)
        worth = Fraction(it.worth.amount)
        made = ledger.receive(MovementKind.PURCHASE, it.quantity, told, worth=worth, spot=spot)
        keep(uow, ledger, made, was_low=was_low)
        return made[0].id

    def _reverse(
        self,
        actor: Actor,
        uow: StockUnitOfWork,
        ledger: Ledger,
        movement: Movement,
        terms: Terms,
        reason: str,
    ) -> MovementId:
        if uow.movements.is_undone(movement):
            raise Refused("The ledger has taken this back already.")
        was_low = ledger.item.is_low
        told = self._desk.told(actor, terms, reason=reason, origin_id=movement.origin_id)
        made = ledger.undo([movement], told)
        keep(uow, ledger, made, was_low=was_low)
        return made[0].id

    def _lot(self, actor: Actor, uow: StockUnitOfWork, it: Incoming) -> LotId | None:
        """Return the lot of that number, made if it is the first of it that comes."""
        if not it.lot_number:
            return None
        lot = uow.lots.find(it.item_id, it.lot_number)
        if lot is None:
            lot = Lot(
                id=LotId(new_id()),
                shop_id=actor.shop_id,
                item_id=it.item_id,
                number=it.lot_number,
                expires_on=it.expires_on,
                received_on=it.received_on,
                supplier_id=it.supplier_id,
                created_at=self._desk.clock(),
            )
            uow.lots.add(lot)
        elif it.expires_on is not None and lot.expires_on != it.expires_on:
            if lot.expires_on is not None:
                raise Refused(
                    phrase(
                        "Lot %(number)s expires on %(expires_on)s by our books.",
                        number=lot.number,
                        expires_on=lot.expires_on,
                    )
                )
            lot.change({"expires_on": it.expires_on})
        return lot.id


def _held(
    uow: StockUnitOfWork, item_ids: Sequence[StockItemId], terms: Terms
) -> Mapping[StockItemId, Ledger]:
    """Hold the items, and open the ledger of each once."""
    items = uow.items.hold(*dict.fromkeys(item_ids))
    return {item.id: ledger_of(uow, item, terms) for item in items}


def _moment(it: Incoming, now: datetime, zone: str) -> datetime:
    """Return now for what came today, and noon of the day for what is written up later."""
    if it.received_on == day_of(now, zone):
        return now
    return datetime.combine(it.received_on, time(12), ZoneInfo(zone)).astimezone(UTC)
