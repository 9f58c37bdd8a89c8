"""The counters behind codes: one row per series of a shop, moved on inside the transaction."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.kernel.ids import ShopId
from nexus.platform.db import metadata
from nexus.platform.statements import Upsert, upsert

counters = sa.Table(
    "platform_counter",
    metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("series", sa.String(120), primary_key=True),  # numbering.Series.key
    sa.Column("last", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

KEY = ["shop_id", "series"]
ADD = upsert(counters, KEY, lambda new: {"last": counters.c.last + new.last}, counters.c.last)
RAISE = upsert(
    counters,
    KEY,
    lambda new: {"last": sa.case((counters.c.last < new.last, new.last), else_=counters.c.last)},
    counters.c.last,
)


def take(session: Session, shop_id: ShopId, series: str, count: int = 1) -> int:
    """Return the last of the next numbers; the row stays locked until the transaction ends."""
    return _move(session, ADD, shop_id, series, count)


def observe(session: Session, shop_id: ShopId, series: str, n: int) -> None:
    """Let the next number be above n."""
    _move(session, RAISE, shop_id, series, n)


def _move(session: Session, how: Upsert, shop_id: ShopId, series: str, n: int) -> int:
    connection = session.connection()
    row = {"shop_id": shop_id, "series": series, "last": n}
    return int(connection.execute(how[connection.dialect.name], row).scalar_one())
