"""Stock take: a sheet of what is expected, what was counted, and the corrections."""

from collections.abc import Callable, Iterator
from itertools import groupby
from uuid import UUID

from nexus.inventory.domain import (
    Count,
    Ledger,
    Movement,
    MovementKind,
    Spot,
    StockTake,
    StockTakeClosed,
    Told,
)
from nexus.inventory.messages.places import (
    CountLine,
    CountStock,
    CountView,
    ListCounts,
    ListStockTakes,
    OpenStockTake,
    StockTakeView,
)
from nexus.inventory.ports.stock import StockReading, StockUnitOfWork
from nexus.inventory.service.desk import Desk, check_lot, check_place, keep, ledger_of
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import ShopId, StockItemId, StockTakeId, new_id
from nexus.kernel.page import Page


class StockTakeService:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], StockUnitOfWork],
        reading: Callable[[ShopId], StockReading],
        desk: Desk,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._desk = desk

    def open(self, actor: Actor, wish: OpenStockTake) -> StockTakeView:
        """Begin a stock take, and freeze what the books say."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            location_id = check_place(uow, wish.location_id)
            take = StockTake(
                shop_id=actor.shop_id,
                id=StockTakeId(new_id()),
                name=wish.name,
                kind=wish.kind,
                location_id=location_id,
                notes=wish.notes,
                created_at=self._desk.clock(),
                created_by=actor.label[:200],
            )
            for item_id, spot, quantity in uow.shelves.spots(wish.kind, location_id):
                take.expect_stock(item_id, spot, quantity)
            uow.stock_takes.add(take)
            return self._seen(actor, take.id)

    def count(
        self,
        actor: Actor,
        take_id: StockTakeId,
        wish: CountStock,
        version: int | None = None,
    ) -> StockTakeView:
        """Write down what was found; a line that is counted again takes the later number."""
        actor.require("inventory.move")
        at = self._desk.clock()
        with self._unit_of_work(actor) as uow:
            take = uow.stock_takes.hold(take_id).expect(version)
            take.check_open()
            by_id = {count.id: count for count in take.counts}
            for place, line in enumerate(wish.counts):
                try:
                    count = self._line(uow, take, line, by_id)
                    take.count(count, line.counted, line.note, at, actor.label[:200])
                except Invalid as error:
                    raise Invalid(error.message, f"counts[{place}].{error.field}") from error
            return self._seen(actor, take_id)

    def close(
        self, actor: Actor, take_id: StockTakeId, version: int | None = None
    ) -> StockTakeView:
        """End it, once, and correct the books by what differs."""
        actor.require("inventory.move")
        at = self._desk.clock()
        with self._unit_of_work(actor) as uow:
            take = uow.stock_takes.hold(take_id).expect(version)
            differing = sorted(take.close(at, actor.label[:200]), key=lambda it: it.item_id)
            uow.items.hold(*{count.item_id for count in differing})
            for item_id, counts in groupby(differing, key=lambda it: it.item_id):
                self._correct(actor, uow, take, item_id, list(counts))
            uow.record(
                StockTakeClosed(
                    shop_id=actor.shop_id,
                    happened_at=at,
                    stock_take_id=take.id,
                    corrections=len(differing),
                )
            )
            return self._seen(actor, take_id)

    def cancel(
        self, actor: Actor, take_id: StockTakeId, version: int | None = None
    ) -> StockTakeView:
        """Give up a stock take; the books stay as they are."""
        actor.require("inventory.move")
        with self._unit_of_work(actor) as uow:
            take = uow.stock_takes.hold(take_id).expect(version)
            take.cancel(self._desk.clock(), actor.label[:200])
            return self._seen(actor, take_id)

    # Looking

    def one(self, actor: Actor, take_id: StockTakeId) -> StockTakeView:
        actor.require("inventory.read")
        return self._seen(actor, take_id)

    def page(self, actor: Actor, wish: ListStockTakes) -> Page[StockTakeView]:
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.stock_takes(wish))

    def counts(self, actor: Actor, take_id: StockTakeId, wish: ListCounts) -> Page[CountView]:
        """List the lines of the sheet; whether there is one is asked if it has none."""
        actor.require("inventory.read")
        with self._reading(actor.shop_id) as look:
            found = look.counts(take_id, wish)
            if not found.items:
                look.stock_take(take_id)
            return found

    # How it is done.

    def _line(
        self, uow: StockUnitOfWork, take: StockTake, line: CountLine, by_id: dict[UUID, Count]
    ) -> Count:
        """Return the line that was counted; one for what nobody expected there, if need be."""
        if line.id is not None:
            if line.id not in by_id:
                raise Invalid("There is no such line.", "id")
            return by_id[line.id]
        location_id = check_place(uow, line.location_id)
        if line.item_id is None:
            raise Invalid("Say which line, or which item.", "item_id")
        try:
            item = uow.items.get(line.item_id)
        except NotFound as error:
            raise Invalid("There is no such stock item.", "item_id") from error
        spot = Spot(check_lot(uow, item.id, line.lot_id), location_id)
        known = take.find(item.id, spot)
        if known is not None:
            return known
        return take.expect_stock(item.id, spot, uow.shelves.of(item.id).at(spot))

    def _correct(
        self,
        actor: Actor,
        uow: StockUnitOfWork,
        take: StockTake,
        item_id: StockItemId,
        counts: list[Count],
    ) -> None:
        item, terms = uow.items.get(item_id), self._desk.terms(actor.shop_id)
        ledger, was_low = ledger_of(uow, item, terms), item.is_low
        told = self._desk.told(
            actor, terms, reason="Stock take", reference=take.name, origin_id=take.id
        )
        made = [it for count in counts for it in _corrections(ledger, count, told)]
        keep(uow, ledger, made, was_low=was_low)

    def _seen(self, actor: Actor, take_id: StockTakeId) -> StockTakeView:
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.stock_take(take_id))


def _corrections(ledger: Ledger, count: Count, told: Told) -> Iterator[Movement]:
    difference = count.difference
    assert difference
    kind = MovementKind.ADJUSTMENT
    if difference > 0:
        yield from ledger.receive(kind, difference, told, spot=count.spot)
    else:
        yield from ledger.take(kind, -difference, told, count.spot)
