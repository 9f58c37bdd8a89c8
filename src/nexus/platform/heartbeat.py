"""A sign of life from the background worker, wherever it runs."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from nexus.platform.columns import Utc
from nexus.platform.db import metadata

BEAT = timedelta(seconds=15)
SILENCE = 4 * BEAT  # after which something is wrong

heartbeat = sa.Table(
    "platform_heartbeat",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("seen_at", Utc, nullable=False),
    sqlite_with_rowid=False,
)


def beat(engine: sa.Engine, name: str, now: datetime) -> None:
    with engine.begin() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        insert = (sqlite.insert if on_sqlite else postgresql.insert)(heartbeat)
        sign = insert.values(name=name, seen_at=now)
        connection.execute(
            sign.on_conflict_do_update(index_elements=["name"], set_={"seen_at": now})
        )


def last_beat(connection: sa.Connection) -> datetime | None:
    seen: datetime | None = connection.scalar(sa.select(sa.func.max(heartbeat.c.seen_at)))
    return seen
