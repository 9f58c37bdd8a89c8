"""What must hold in any shop's store; each yields a sentence for every breach."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from nexus.inventory.adapters.db.tables import (
    balance,
    item,
    movement,
    remnant,
    reservation,
    stock_take,
)
from nexus.inventory.domain import RemnantStatus, ReservationStatus, StockTakeStatus
from nexus.kernel.ids import ShopId


def _raw(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return the whole number that a scaled column holds, for sums."""
    return sa.type_coerce(column, sa.BigInteger)


def _sum(table: sa.Table, column: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    its = (table.c.shop_id == item.c.shop_id) & (table.c.item_id == item.c.id)
    return sa.select(sa.func.coalesce(sa.func.sum(column), 0)).where(its).scalar_subquery()


def _which(shop_id: ShopId, wrong: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(item.c.code).where(item.c.shop_id == shop_id, wrong).order_by(item.c.code)


def broken_stock(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of items whose on-hand or value is not the sum of their movements."""
    moved = _sum(movement, _raw(movement.c.quantity))
    worth = _sum(movement, movement.c.value_minor)
    wrong = sa.or_(
        _raw(item.c.on_hand) != moved,
        item.c.value_minor != worth,
        (_raw(item.c.on_hand) == 0) & (item.c.value_minor != 0),
    )
    for code in connection.scalars(_which(shop_id, wrong)):
        yield f"Stock of {code} is not the sum of its movements, or nothing is worth something."


def broken_ledgers(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of items whose movements are not numbered 1 to N, or whose running balance is off."""
    m = movement.c
    running = sa.func.sum(_raw(m.quantity)).over(
        partition_by=m.item_id, order_by=m.place, rows=(None, 0)
    )
    place = sa.func.row_number().over(partition_by=m.item_id, order_by=m.place)
    rows = (
        sa.select(
            m.item_id,
            m.place,
            place.label("ought"),
            _raw(m.balance).label("balance"),
            running.label("running"),
        )
        .where(m.shop_id == shop_id)
        .subquery()
    )
    wrong = (rows.c.place != rows.c.ought) | (rows.c.balance != rows.c.running)
    query = sa.select(rows.c.item_id).where(wrong).distinct().order_by(rows.c.item_id)
    for id in connection.scalars(query):
        yield f"The ledger of item {id} has a gap, or a balance that is not the sum so far."


def broken_shelves(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of lots and places whose stock is not the sum of the movements there."""
    sides = [
        sa.select(
            table.c.item_id,
            table.c.lot_id,
            table.c.location_id,
            (_raw(amount) * sign).label("amount"),
        ).where(table.c.shop_id == shop_id)
        for table, amount, sign in (
            (movement, movement.c.quantity, 1),
            (balance, balance.c.on_hand, -1),
        )
    ]
    both = sa.union_all(*sides).subquery()
    spot = (both.c.item_id, both.c.lot_id, both.c.location_id)
    query = sa.select(both.c.item_id).group_by(*spot).having(sa.func.sum(both.c.amount) != 0)
    for id in sorted(set(connection.scalars(query))):
        yield f"Of item {id}, a lot or a place holds other stock than was moved there."


def broken_reservations(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of items whose reserved stock is not the sum of the open reservations."""
    wrong = _raw(item.c.reserved) != _sum(reservation, _raw(reservation.c.open))
    for code in connection.scalars(_which(shop_id, wrong)):
        yield f"What is reserved of {code} is not the sum of its open reservations."
    r = reservation.c
    ended = (r.status != ReservationStatus.OPEN) == (_raw(r.open) > 0)
    below = (_raw(r.open) < 0) | (_raw(r.consumed) < 0)
    query = sa.select(r.id).where(r.shop_id == shop_id, ended | below).order_by(r.id)
    for id in connection.scalars(query):
        yield f"Reservation {id} is open with nothing left, or ended with something."


def lopsided_transfers(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of transfers that did not arrive as they left."""
    m = movement.c
    query = (
        sa.select(m.origin_id)
        .where(m.shop_id == shop_id, m.kind == "transfer", m.reverses_id.is_(None))
        .group_by(m.origin_id)
        .having((sa.func.sum(_raw(m.quantity)) != 0) | (sa.func.sum(m.value_minor) != 0))
    )
    for id in connection.scalars(query.order_by(m.origin_id)):
        yield f"Transfer {id} did not arrive as it left."


def lost_remnants(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of offcuts that are used and in their place, and of stock takes closed by nobody."""
    r, t = remnant.c, stock_take.c
    odd = r.used_by_project_id.is_not(None) & (r.status != RemnantStatus.USED)
    for id in connection.scalars(sa.select(r.id).where(r.shop_id == shop_id, odd).order_by(r.id)):
        yield f"Offcut {id} was used, and is not marked so."
    ended = (t.status == StockTakeStatus.OPEN) != t.closed_at.is_(None)
    query = sa.select(t.id).where(t.shop_id == shop_id, ended).order_by(t.id)
    for id in connection.scalars(query):
        yield f"Stock take {id} has an end and is open, or the other way round."
