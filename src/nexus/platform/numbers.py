"""The counters behind codes: one row per series of a shop, moved on inside the transaction."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from nexus.kernel.ids import ShopId
from nexus.platform.db import metadata

counters = sa.Table(
    "platform_counter",
    metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("series", sa.String(120), primary_key=True),  # numbering.Series.key
    sa.Column("last", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

Step = Callable[[sa.Table, sa.ColumnElement[int]], sa.ColumnElement[int]]


def take(session: Session, shop_id: ShopId, series: str, count: int = 1) -> int:
    """Return the last of the next numbers; the row stays locked until the transaction ends."""
    return _move(session, shop_id, series, count, lambda counter, new: counter.c.last + new)


def observe(session: Session, shop_id: ShopId, series: str, n: int) -> None:
    """Let the next number be above n."""

    def highest(counter: sa.Table, new: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
        return sa.case((counter.c.last < new, new), else_=counter.c.last)

    _move(session, shop_id, series, n, highest)


def _move(session: Session, shop_id: ShopId, series: str, n: int, step: Step) -> int:
    connection = session.connection()
    on_sqlite = connection.dialect.name == "sqlite"
    insert = (sqlite.insert if on_sqlite else postgresql.insert)(counters)
    move = insert.values(shop_id=shop_id, series=series, last=n).on_conflict_do_update(
        index_elements=["shop_id", "series"],
        set_={"last": step(counters, insert.excluded.last)},
    )
    return int(connection.execute(move.returning(counters.c.last)).scalar_one())
