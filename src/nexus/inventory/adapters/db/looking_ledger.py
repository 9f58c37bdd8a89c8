"""Looking at the ledger and at reservations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from nexus.inventory.adapters.db.tables import item, location, lot, movement, reservation
from nexus.inventory.domain import plain
from nexus.inventory.messages.items import UsedMaterial
from nexus.inventory.messages.movements import (
    ListMovements,
    ListReservations,
    MovementView,
    ReservationView,
)
from nexus.inventory.ports.stock import Used
from nexus.kernel.errors import NotFound
from nexus.kernel.exact import decimal
from nexus.kernel.ids import MovementId, ProjectId, ReservationId, StockItemId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.quantity import DIGITS
from nexus.platform.listing import holds, page
from nexus.platform.statements import prepared
from nexus.platform.transaction import SqlReading

undo = movement.alias("undo")


def same(table: sa.FromClause, other: sa.FromClause, column: str) -> sa.ColumnElement[bool]:
    """Join a table to the row of the same shop that its column names."""
    return (other.c.shop_id == table.c.shop_id) & (other.c.id == table.c[column])


moved = (
    sa.select(
        movement,
        item.c.code.label("item_code"),
        item.c.name.label("item_name"),
        item.c.unit,
        lot.c.number.label("lot_number"),
        location.c.name.label("location"),
        undo.c.id.label("undone_by_id"),
    )
    .join(item, same(movement, item, "item_id"))
    .outerjoin(lot, same(movement, lot, "lot_id"))
    .outerjoin(location, same(movement, location, "location_id"))
    .outerjoin(undo, (undo.c.shop_id == movement.c.shop_id) & (undo.c.reverses_id == movement.c.id))
)
reserved = sa.select(
    reservation,
    item.c.code.label("item_code"),
    item.c.name.label("item_name"),
    item.c.unit,
    item.c.on_hand,
    item.c.reserved,
).join(item, same(reservation, item, "item_id"))


@prepared
def one_movement(shop_id: Any, id: Any) -> sa.Select[Any]:
    return moved.where(movement.c.shop_id == shop_id, movement.c.id == id)


class LedgerLooking(SqlReading):
    def movement(self, id: MovementId) -> MovementView:
        mine = {"shop_id": self.shop_id, "id": id}
        if (row := self.connection.execute(one_movement, mine).one_or_none()) is None:
            raise NotFound("There is no such movement.")
        return MovementView.filled(row._mapping)

    def movements(self, wish: ListMovements) -> Page[MovementView]:
        return page(
            self.connection,
            moved.where(movement.c.shop_id == self.shop_id, *_wished(wish)),
            lambda row: MovementView.filled(row._mapping),
            sorts={"happened_at": movement.c.happened_at},
            id=movement.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def last_used(self) -> Mapping[ProjectId, datetime]:
        """Return when material was last written down for each job."""
        m = movement.c
        query = (
            sa.select(m.project_id, sa.func.max(m.created_at, type_=m.created_at.type))
            .where(m.shop_id == self.shop_id, m.project_id.is_not(None))
            .where(m.kind.in_(("usage", "return")))
            .group_by(m.project_id)
        )
        return {ProjectId(id): at for id, at in self.connection.execute(query)}

    def used_by_project(
        self, project_id: ProjectId, since: datetime | None = None
    ) -> Sequence[UsedMaterial]:
        """Add up what went to a job, less what came back of it."""
        m = movement.c
        amount = sa.func.sum(sa.type_coerce(m.quantity, sa.BigInteger))
        query = (
            sa.select(
                item.c.id,
                item.c.code,
                item.c.name,
                item.c.unit,
                m.value_currency,
                amount.label("amount"),
                sa.func.sum(m.value_minor).label("worth"),
            )
            .join(item, same(movement, item, "item_id"))
            .where(m.shop_id == self.shop_id, m.project_id == project_id)
            .where(m.kind.in_(("usage", "return")), m.created_at > since if since else sa.true())
            .group_by(
                item.c.id, item.c.code, item.c.code_key, item.c.name, item.c.unit, m.value_currency
            )
            .having((amount != 0) | (sa.func.sum(m.value_minor) != 0))
            .order_by(item.c.code_key)
        )
        return [
            UsedMaterial(
                item_id=StockItemId(row.id),
                code=row.code,
                name=row.name,
                unit=row.unit.value,
                quantity=plain(decimal(-int(row.amount), DIGITS)),
                value=Money.of(-int(row.worth), row.value_currency),
            )
            for row in self.connection.execute(query)
        ]

    def used_for(self, origin_id: UUID) -> Mapping[StockItemId, Used]:
        m = movement.c
        undone = sa.exists().where(undo.c.shop_id == m.shop_id, undo.c.reverses_id == m.id)
        amount = sa.case((undone, 0), else_=sa.type_coerce(m.quantity, sa.BigInteger))
        query = (
            sa.select(m.item_id, sa.func.sum(amount), sa.func.count())
            .where(m.shop_id == self.shop_id, m.origin_id == origin_id, m.kind == "usage")
            .group_by(m.item_id)
        )
        return {
            StockItemId(id): Used(decimal(-int(amount), DIGITS), times)
            for id, amount, times in self.connection.execute(query)
        }

    def reservation(self, id: ReservationId) -> ReservationView:
        query = reserved.where(reservation.c.shop_id == self.shop_id, reservation.c.id == id)
        if (row := self.connection.execute(query).one_or_none()) is None:
            raise NotFound("There is no such reservation.")
        return ReservationView.filled(row._mapping)

    def reservations(self, wish: ListReservations) -> Page[ReservationView]:
        query = reserved.where(reservation.c.shop_id == self.shop_id)
        if wish.item_id is not None:
            query = query.where(reservation.c.item_id == wish.item_id)
        if wish.project_id is not None:
            query = query.where(reservation.c.project_id == wish.project_id)
        if wish.status is not None:
            query = query.where(reservation.c.status == wish.status)
        return page(
            self.connection,
            query,
            lambda row: ReservationView.filled(row._mapping),
            sorts={"created_at": reservation.c.created_at},
            id=reservation.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )


def _wished(wish: ListMovements) -> Sequence[sa.ColumnElement[bool]]:
    m = movement.c
    names = ("item_id", "kind", "lot_id", "location_id", "project_id", "task_id")
    given = [m[name] == value for name in names if (value := getattr(wish, name)) is not None]
    if wish.flagged is not None:
        given.append(m.is_flagged.is_(wish.flagged))
    if wish.since is not None:
        given.append(m.moved_on >= wish.since)
    if wish.until is not None:
        given.append(m.moved_on <= wish.until)
    if wish.search:
        given.append(holds(wish.search, m.reference_key, item.c.search_key))
    return given
