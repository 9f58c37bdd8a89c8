"""Repositories and the unit of work of stock: for changes."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.inventory.adapters.db.tables import (
    balance,
    item,
    location,
    lot,
    movement,
    remnant,
    reservation,
    stock_take,
)
from nexus.inventory.domain import (
    Kind,
    Location,
    Lot,
    Movement,
    MovementKind,
    Remnant,
    Reservation,
    ReservationStatus,
    Shelf,
    Spot,
    StockItem,
    StockTake,
)
from nexus.inventory.ports.stock import Stocked
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import LocationId, ProjectId, StockItemId
from nexus.kernel.text import code_key, key
from nexus.platform.statements import prepared, upsert
from nexus.platform.uow import SqlRepository, SqlUnitOfWork

FRESH: dict[str, Any] = {"populate_existing": True}  # what was read before it was held is old


@prepared
def held_item(shop_id: Any, id: Any) -> sa.Select[Any]:
    mine = (item.c.shop_id == shop_id) & (item.c.id == id)
    # Weaker than an update: rows that point to the item may be written meanwhile.
    query: sa.Select[Any] = sa.select(StockItem).where(mine).with_for_update(key_share=True)
    return query.execution_options(**FRESH)


@prepared
def its_shelf(shop_id: Any, item_id: Any) -> sa.Select[Any]:
    mine = (balance.c.shop_id == shop_id) & (balance.c.item_id == item_id)
    return sa.select(balance.c.lot_id, balance.c.location_id, balance.c.on_hand).where(mine)


PUT = upsert(balance, ["shop_id", "id"], lambda new: {"on_hand": new.on_hand})
CLEAR = sa.delete(balance).where(
    balance.c.shop_id == sa.bindparam("its_shop"), balance.c.id == sa.bindparam("its_id")
)


class SqlItems(SqlRepository[StockItem]):
    entity: ClassVar[type] = StockItem

    def get(self, id: UUID) -> StockItem:
        try:
            return super().get(id)
        except NotFound as error:
            raise NotFound("There is no such stock item.") from error

    def hold(self, *ids: UUID) -> Sequence[StockItem]:
        held: dict[UUID, StockItem] = self.session.info.setdefault("held_items", {})
        for id in sorted({*ids} - held.keys()):
            mine = {"shop_id": self.shop_id, "id": id}
            found = self.session.scalars(held_item, mine).one_or_none()
            if found is None:
                raise NotFound("There is no such stock item.")
            held[id] = found  # or the session would forget it before it is asked for
        return [held[id] for id in ids]

    def has_code(self, code: str, but: StockItem | None = None) -> bool:
        theirs = (item.c.shop_id == self.shop_id) & (item.c.code_key == code_key(code))
        if but is not None:
            theirs &= item.c.id != but.id
        return bool(self.session.scalar(sa.select(sa.exists().where(theirs))))


class SqlShelves:
    """Sums of movements, kept past the mapper: the movements tell of every change."""

    def __init__(self, session: Session, shop_id: UUID) -> None:
        self.session = session
        self.shop_id = shop_id

    def of(self, item_id: StockItemId) -> Shelf:
        mine = {"shop_id": self.shop_id, "item_id": item_id}
        rows = self.session.execute(its_shelf, mine)
        return Shelf({Spot(lot_id, place_id): amount for lot_id, place_id, amount in rows})

    def keep(self, item_id: StockItemId, shelf: Shelf) -> None:
        self.session.flush()  # a lot that came with the movement first
        connection = self.session.connection()
        for spot in sorted(shelf.touched, key=str):
            id = uuid5(item_id, f"{spot.lot_id}/{spot.location_id}")
            if shelf.at(spot) == 0:
                connection.execute(CLEAR, {"its_shop": self.shop_id, "its_id": id})
                continue
            row = {"shop_id": self.shop_id, "id": id, "item_id": item_id, **spot._asdict()}
            connection.execute(PUT[connection.dialect.name], row | {"on_hand": shelf.at(spot)})
        shelf.touched.clear()

    def spots(self, kind: Kind | None, location_id: LocationId | None) -> Sequence[Stocked]:
        its = (balance.c.shop_id == item.c.shop_id) & (balance.c.item_id == item.c.id)
        query = (
            sa.select(
                item.c.id,
                balance.c.lot_id,
                balance.c.location_id,
                item.c.location_id.label("home_id"),
                balance.c.on_hand,
            )
            .outerjoin(balance, its)
            .where(item.c.shop_id == self.shop_id, item.c.is_archived.is_(False))
            .order_by(item.c.name_key, item.c.id, balance.c.id)
        )
        if kind is not None:
            query = query.where(item.c.kind == kind)
        found = []
        for row in self.session.execute(query):
            none = row.on_hand is None
            spot = Spot(row.lot_id, row.home_id if none else row.location_id)
            if location_id in (None, spot.location_id):
                found.append(Stocked(row.id, spot, Decimal(0) if none else row.on_hand))
        return found


class SqlMovements:
    """Rows of the ledger are added, and never changed."""

    def __init__(self, session: Session, shop_id: UUID) -> None:
        self.session = session
        self.shop_id = shop_id

    def get(self, id: UUID) -> Movement:
        if (found := self.session.get(Movement, (self.shop_id, id))) is None:
            raise NotFound("There is no such movement.")
        return found

    def write(self, movements: Sequence[Movement]) -> None:
        self.session.add_all(movements)

    def by_key(self, key: str) -> Movement | None:
        mine = (movement.c.shop_id == self.shop_id) & (movement.c.key == key)
        return self.session.scalars(sa.select(Movement).where(mine)).one_or_none()

    def sides(self, moved: Movement) -> Sequence[Movement]:
        if moved.kind is not MovementKind.TRANSFER or moved.reverses_id is not None:
            return [moved]
        mine = (movement.c.shop_id == self.shop_id) & (movement.c.origin_id == moved.origin_id)
        only = movement.c.kind == MovementKind.TRANSFER
        query = sa.select(Movement).where(mine, only, movement.c.reverses_id.is_(None))
        return self.session.scalars(query.order_by(movement.c.place)).all()

    def is_undone(self, moved: Movement) -> bool:
        theirs = (movement.c.shop_id == self.shop_id) & (movement.c.reverses_id == moved.id)
        return bool(self.session.scalar(sa.select(sa.exists().where(theirs))))


class SqlLocations(SqlRepository[Location]):
    entity: ClassVar[type] = Location

    def has_name(self, name: str, but: Location | None = None) -> bool:
        theirs = (location.c.shop_id == self.shop_id) & (location.c.name_key == key(name))
        if but is not None:
            theirs &= location.c.id != but.id
        return bool(self.session.scalar(sa.select(sa.exists().where(theirs))))

    def has_stock(self, location_id: LocationId) -> bool:
        there = (balance.c.shop_id == self.shop_id) & (balance.c.location_id == location_id)
        return bool(self.session.scalar(sa.select(sa.exists().where(there))))


class SqlLots(SqlRepository[Lot]):
    entity: ClassVar[type] = Lot

    def add(self, entity: Lot) -> None:
        super().add(entity)
        self.session.flush()  # before the movements that point to it

    def find(self, item_id: StockItemId, number: str) -> Lot | None:
        theirs = (lot.c.shop_id == self.shop_id) & (lot.c.item_id == item_id)
        query = sa.select(Lot).where(theirs, lot.c.number_key == code_key(number))
        return self.session.scalars(query).one_or_none()


class SqlRemnants(SqlRepository[Remnant]):
    entity: ClassVar[type] = Remnant

    def get(self, id: UUID) -> Remnant:
        try:
            return super().get(id)
        except NotFound as error:
            raise NotFound("There is no such offcut.") from error

    def item_of(self, id: UUID) -> StockItemId:
        return _item_of(self.session, remnant, self.shop_id, id, "There is no such offcut.")


class SqlReservations(SqlRepository[Reservation]):
    entity: ClassVar[type] = Reservation

    def item_of(self, id: UUID) -> StockItemId:
        said = "There is no such reservation."
        return _item_of(self.session, reservation, self.shop_id, id, said)

    def open_of(self, item_id: StockItemId, project_id: ProjectId) -> Sequence[Reservation]:
        mine = self._open(project_id) & (reservation.c.item_id == item_id)
        order = (reservation.c.created_at, reservation.c.id)
        return self.session.scalars(sa.select(Reservation).where(mine).order_by(*order)).all()

    def items_of(self, project_id: ProjectId) -> Sequence[StockItemId]:
        query = sa.select(reservation.c.item_id).where(self._open(project_id)).distinct()
        return self.session.scalars(query.order_by(reservation.c.item_id)).all()

    def _open(self, project_id: ProjectId) -> sa.ColumnElement[bool]:
        return sa.and_(
            reservation.c.shop_id == self.shop_id,
            reservation.c.project_id == project_id,
            reservation.c.status == ReservationStatus.OPEN,
        )


class SqlStockTakes(SqlRepository[StockTake]):
    entity: ClassVar[type] = StockTake

    def get(self, id: UUID) -> StockTake:
        try:
            return super().get(id)
        except NotFound as error:
            raise NotFound("There is no such stock take.") from error

    def hold(self, id: UUID) -> StockTake:
        mine = (stock_take.c.shop_id == self.shop_id) & (stock_take.c.id == id)
        query = sa.select(StockTake).where(mine).with_for_update(key_share=True)
        if (found := self.session.scalars(query.execution_options(**FRESH)).one_or_none()) is None:
            raise NotFound("There is no such stock take.")
        return found


def _item_of(session: Session, table: sa.Table, shop_id: UUID, id: UUID, said: str) -> StockItemId:
    mine = (table.c.shop_id == shop_id) & (table.c.id == id)
    if (found := session.scalar(sa.select(table.c.item_id).where(mine))) is None:
        raise NotFound(said)
    return StockItemId(found)


class SqlStockUnitOfWork(SqlUnitOfWork):
    items: SqlItems
    shelves: SqlShelves
    movements: SqlMovements
    locations: SqlLocations
    lots: SqlLots
    remnants: SqlRemnants
    reservations: SqlReservations
    stock_takes: SqlStockTakes

    def open(self, session: Session) -> None:
        self.items = SqlItems(session, self.shop_id)
        self.shelves = SqlShelves(session, self.shop_id)
        self.movements = SqlMovements(session, self.shop_id)
        self.locations = SqlLocations(session, self.shop_id)
        self.lots = SqlLots(session, self.shop_id)
        self.remnants = SqlRemnants(session, self.shop_id)
        self.reservations = SqlReservations(session, self.shop_id)
        self.stock_takes = SqlStockTakes(session, self.shop_id)
