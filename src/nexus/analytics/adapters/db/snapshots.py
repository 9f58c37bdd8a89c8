"""Kept figures (MetricSnapshot): of months that are over, and of now. They can all be lost.

Only shops that are large enough have any: elsewhere each report counts as it is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Protocol, Self, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.analytics.adapters.db.tables import c, snapshot
from nexus.analytics.domain import NOW, Period
from nexus.analytics.messages import Kept
from nexus.kernel.ids import ShopId, new_id
from nexus.platform.transaction import Database

FRESH = timedelta(minutes=10)  # how old figures of now may be
LARGE = 10_000  # of one kind, in a shop whose figures of now are kept
DAY = timedelta(days=1)


class Tally(Protocol):
    def add(self, other: Self) -> None: ...


T = TypeVar("T", bound=Tally)
V = TypeVar("V")


def added_up(
    connection: sa.Connection,
    shop_id: ShopId,
    metric: str,
    period: Period,
    kind: type[T],
    count: Callable[[Period], T],
) -> T:
    """Add up the months that are kept, and what is counted before, between and after them."""
    query = sa.select(snapshot.c.month_on, snapshot.c.body).where(
        snapshot.c.shop_id == shop_id,
        snapshot.c.metric == metric,
        snapshot.c.zone == period.zone,
        *([snapshot.c.month_on >= period.first] if period.first else []),
        *([snapshot.c.month_on <= period.last] if period.last else []),
    )
    rows = connection.execute(query.order_by(snapshot.c.month_on)).all()
    kept = [row for row in rows if not period.last or last_of(row.month_on) <= period.last]
    found = kind()
    for part in gaps(period, [row.month_on for row in kept]):
        found.add(count(part))
    for row in kept:
        found.add(msgspec.json.decode(row.body, type=kind))
    return found


def gaps(period: Period, months: Sequence[date]) -> Iterator[Period]:
    """Return the parts of a period between these months."""
    begin = period.first
    for month in months:
        if begin is None or begin < month:
            yield Period(begin, month - DAY, period.zone)
        begin = last_of(month) + DAY
    if begin is None or period.last is None or begin <= period.last:
        yield Period(begin, period.last, period.zone)


def last_of(month: date) -> date:
    return next_month(month) - DAY


def next_month(month: date) -> date:
    return (month.replace(day=28) + 4 * DAY).replace(day=1)


def kept(metric: str, month: date, zone: str, figures: object) -> Kept:
    body = msgspec.json.encode(figures).decode()
    return Kept(metric=metric, month_on=month, zone=zone, body=body)


def of_now(
    connection: sa.Connection, shop_id: ShopId, metric: str, now: datetime, kind: type[V]
) -> V | None:
    """Return what was counted a moment ago, if anything was."""
    query = sa.select(snapshot.c.body).where(
        snapshot.c.shop_id == shop_id,
        snapshot.c.metric == metric,
        snapshot.c.month_on == NOW,
        snapshot.c.counted_at > now - FRESH,
    )
    body = connection.scalar(query)
    return None if body is None else msgspec.json.decode(body, type=kind)


def is_large(connection: sa.Connection, shop_id: ShopId) -> bool:
    """Tell whether the shop has so many of anything that counting it takes its time."""
    names = ("projects_project", "tasks_task", "sales_sale", "inventory_item")
    many = [
        sa.select(c(name).id).where(c(name).shop_id == shop_id).limit(1).offset(LARGE)
        for name in names
    ]
    return any(connection.scalar(query) is not None for query in many)


class SqlSnapshots:
    """Writes the one table of this module, whose rows follow from those of the others."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, shop_id: ShopId, rows: Sequence[Kept], at: datetime, *, now: bool) -> None:
        """Put these in the place of all that is kept: of now, or of the months."""
        is_now = snapshot.c.month_on == NOW
        mine = (snapshot.c.shop_id == shop_id) & (is_now if now else ~is_now)
        fixed = {"shop_id": shop_id, "counted_at": at}
        values = [fixed | {"id": new_id()} | msgspec.structs.asdict(row) for row in rows]
        with self._writing(shop_id) as session:
            session.execute(sa.delete(snapshot).where(mine))
            if values:
                session.execute(sa.insert(snapshot), values)
            session.commit()

    @contextmanager
    def _writing(self, shop_id: ShopId) -> Iterator[Session]:
        token = self._database.begin(shop_id, writes=True)
        opened = self._database.open
        assert opened is not None
        assert opened.session is not None
        try:
            yield opened.session
        finally:
            opened.close()
            self._database.end(token)
