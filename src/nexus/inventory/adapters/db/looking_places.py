"""Looking at places, lots, offcuts and stock takes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from nexus.inventory.adapters.db.looking_ledger import same
from nexus.inventory.adapters.db.tables import (
    balance,
    count,
    item,
    location,
    lot,
    movement,
    remnant,
    stock_take,
)
from nexus.inventory.domain import plain
from nexus.inventory.messages.places import (
    CountView,
    ListCounts,
    ListLocations,
    ListLots,
    ListRemnants,
    ListStockTakes,
    LocationView,
    LotView,
    RemnantView,
    SpotView,
    StockTakeView,
)
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import LocationId, LotId, RemnantId, StockItemId, StockTakeId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import key
from nexus.platform.columns import Scaled
from nexus.platform.listing import holds, page
from nexus.platform.transaction import SqlReading

NEVER = sa.literal(date.max, sa.Date)  # where a lot that does not expire sorts


def raw(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.type_coerce(column, sa.BigInteger)


there = (balance.c.shop_id == location.c.shop_id) & (balance.c.location_id == location.c.id)
places = sa.select(
    location,
    sa.select(sa.func.count(sa.distinct(balance.c.item_id)))
    .where(there)
    .scalar_subquery()
    .label("items"),
)
of_lot = (balance.c.shop_id == lot.c.shop_id) & (balance.c.lot_id == lot.c.id)
in_lot = sa.type_coerce(
    sa.select(sa.func.coalesce(sa.func.sum(raw(balance.c.on_hand)), 0))
    .where(of_lot)
    .scalar_subquery(),
    Scaled(DIGITS),
)
lots = sa.select(
    lot,
    in_lot.label("on_hand"),
    item.c.code.label("item_code"),
    item.c.name.label("item_name"),
    item.c.unit,
).join(item, same(lot, item, "item_id"))
offcuts = (
    sa.select(
        remnant,
        item.c.code.label("item_code"),
        item.c.name.label("item_name"),
        item.c.unit,
        item.c.material_type,
        item.c.thickness,
        lot.c.number.label("lot_number"),
        location.c.name.label("location"),
    )
    .join(item, same(remnant, item, "item_id"))
    .outerjoin(lot, same(remnant, lot, "lot_id"))
    .outerjoin(location, same(remnant, location, "location_id"))
)
its = (count.c.shop_id == stock_take.c.shop_id) & (count.c.stock_take_id == stock_take.c.id)
differs = count.c.counted != count.c.expected


def tally(condition: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    return sa.select(sa.func.count()).where(its, condition).scalar_subquery()


# What its corrections came to; nothing before it is closed.
worth = (
    sa.select(sa.func.sum(movement.c.value_minor))
    .where(movement.c.shop_id == stock_take.c.shop_id, movement.c.origin_id == stock_take.c.id)
    .scalar_subquery()
)
currency = (
    sa.select(sa.func.min(movement.c.value_currency))
    .where(movement.c.shop_id == stock_take.c.shop_id, movement.c.origin_id == stock_take.c.id)
    .scalar_subquery()
)
takes = sa.select(
    stock_take,
    location.c.name.label("location"),
    tally(sa.true()).label("lines"),
    tally(count.c.counted.is_not(None)).label("counted"),
    tally(differs).label("differing"),
    worth.label("worth"),
    currency.label("currency"),
).outerjoin(location, same(stock_take, location, "location_id"))
sheet = (
    sa.select(
        count,
        item.c.code.label("item_code"),
        item.c.name.label("item_name"),
        item.c.unit,
        lot.c.number.label("lot_number"),
        location.c.name.label("location"),
    )
    .join(item, same(count, item, "item_id"))
    .outerjoin(lot, same(count, lot, "lot_id"))
    .outerjoin(location, same(count, location, "location_id"))
)


def take_view(row: sa.Row[Any]) -> StockTakeView:
    value = None if row.worth is None else Money.of(int(row.worth), row.currency)
    return StockTakeView.filled(row._mapping, value)


class PlacesLooking(SqlReading):
    def location(self, id: LocationId) -> LocationView:
        row = self._one(places, location, id, "There is no such location.")
        return LocationView.filled(row._mapping)

    def locations(self, wish: ListLocations) -> Page[LocationView]:
        query = places.where(
            location.c.shop_id == self.shop_id, location.c.is_archived.is_(wish.archived)
        )
        if wish.search:
            query = query.where(holds(wish.search, location.c.name_key))
        return page(
            self.connection,
            query,
            lambda row: LocationView.filled(row._mapping),
            sorts={"name": location.c.name_key},
            id=location.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def lot(self, id: LotId) -> LotView:
        return LotView.filled(self._one(lots, lot, id, "There is no such lot.")._mapping)

    def lots(self, wish: ListLots) -> Page[LotView]:
        query = lots.where(lot.c.shop_id == self.shop_id, lot.c.is_archived.is_(wish.archived))
        if wish.item_id is not None:
            query = query.where(lot.c.item_id == wish.item_id)
        if wish.in_stock is not None:
            is_there = sa.exists().where(of_lot).correlate(lot)
            query = query.where(is_there if wish.in_stock else sa.not_(is_there))
        if wish.expires_by is not None:
            query = query.where(lot.c.expires_on <= wish.expires_by)
        if wish.search:
            query = query.where(holds(wish.search, lot.c.number_key, item.c.search_key))
        return page(
            self.connection,
            query,
            lambda row: LotView.filled(row._mapping),
            sorts={
                "number": lot.c.number_key,
                "expires_on": sa.func.coalesce(lot.c.expires_on, NEVER),
            },
            id=lot.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def spots(self, item_id: StockItemId) -> Sequence[SpotView]:
        b = balance.c
        query = (
            sa.select(
                b.lot_id,
                sa.func.coalesce(lot.c.number, "").label("lot_number"),
                lot.c.expires_on,
                b.location_id,
                sa.func.coalesce(location.c.name, "").label("location"),
                b.on_hand,
            )
            .outerjoin(lot, same(balance, lot, "lot_id"))
            .outerjoin(location, same(balance, location, "location_id"))
            .where(b.shop_id == self.shop_id, b.item_id == item_id, b.on_hand != Decimal(0))
            .order_by(sa.func.coalesce(location.c.name_key, ""), lot.c.number_key, b.id)
        )
        rows = self.connection.execute(query)
        return [SpotView(**dict(row._mapping) | {"on_hand": plain(row.on_hand)}) for row in rows]

    def remnant(self, id: RemnantId) -> RemnantView:
        row = self._one(offcuts, remnant, id, "There is no such offcut.")
        return RemnantView.filled(row._mapping)

    def remnants(self, wish: ListRemnants) -> Page[RemnantView]:
        query = offcuts.where(remnant.c.shop_id == self.shop_id)
        for name in ("item_id", "status", "location_id"):
            if (value := getattr(wish, name)) is not None:
                query = query.where(remnant.c[name] == value)
        if wish.material_type is not None:
            query = query.where(item.c.material_type_key == key(wish.material_type))
        if wish.thickness is not None:
            query = query.where(item.c.thickness == wish.thickness)
        sides = sorted(filter(None, (wish.fits_length, wish.fits_width)), reverse=True)
        if sides:  # it may be turned, and an offcut has its longer side for length
            query = query.where(remnant.c.length >= sides[0], remnant.c.width >= sides[-1])
        return page(
            self.connection,
            query,
            lambda row: RemnantView.filled(row._mapping),
            sorts={"area": remnant.c.area, "created_at": remnant.c.created_at},
            id=remnant.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def stock_take(self, id: StockTakeId) -> StockTakeView:
        return take_view(self._one(takes, stock_take, id, "There is no such stock take."))

    def stock_takes(self, wish: ListStockTakes) -> Page[StockTakeView]:
        query = takes.where(stock_take.c.shop_id == self.shop_id)
        if wish.status is not None:
            query = query.where(stock_take.c.status == wish.status)
        return page(
            self.connection,
            query,
            take_view,
            sorts={"created_at": stock_take.c.created_at},
            id=stock_take.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def counts(self, id: StockTakeId, wish: ListCounts) -> Page[CountView]:
        mine = (count.c.shop_id == self.shop_id) & (count.c.stock_take_id == id)
        query = sheet.where(mine)
        if wish.counted is not None:
            is_counted = count.c.counted.is_not(None)
            query = query.where(is_counted if wish.counted else sa.not_(is_counted))
        if wish.differs is not None:
            other = sa.func.coalesce(differs, sa.false())
            query = query.where(other if wish.differs else sa.not_(other))
        return page(
            self.connection,
            query,
            lambda row: CountView.filled(row._mapping),
            sorts={"item": item.c.name_key},
            id=count.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def _one(self, query: sa.Select[Any], table: sa.Table, id: UUID, said: str) -> sa.Row[Any]:
        mine = query.where(table.c.shop_id == self.shop_id, table.c.id == id)
        if (row := self.connection.execute(mine).one_or_none()) is None:
            raise NotFound(said)
        return row
