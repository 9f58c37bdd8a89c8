"""The transactional outbox: events are rows first and messages afterwards."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from nexus.kernel.events import Event
from nexus.platform.columns import Utc
from nexus.platform.db import metadata

outbox = sa.Table(
    "platform_outbox",
    metadata,
    # A counter, because order matters and clocks go back. Events about one aggregate are
    # numbered in the order of their commits: its version column lets no two write at once.
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("about_id", sa.Uuid, nullable=False),
    sa.Column("topic", sa.String(80), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("due_at", Utc, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("last_error", sa.Text),
    sa.Column("dead_at", Utc),  # given up; waits for a person
    sa.Index("ix_platform_outbox_about_id", "about_id", "id"),
    sa.Index("ix_platform_outbox_due_at", "due_at"),
    sqlite_autoincrement=True,
)


APPEND = sa.insert(outbox)


def enqueue(connection: sa.Connection, events: Iterable[Event]) -> None:
    """Store the events in the open transaction, after the data: its locks order the numbers."""
    rows = [
        {
            "about_id": event.about,
            "topic": event.topic(),
            "body": msgspec.json.encode(event),
            "due_at": event.happened_at,
        }
        for event in events
    ]
    if rows:
        connection.execute(APPEND, rows if len(rows) > 1 else rows[0])


class Backlog(NamedTuple):
    """What waits: events, the age of the oldest that is due, and those given up."""

    waiting: int
    oldest: timedelta
    dead: int


def backlog(connection: sa.Connection, now: datetime) -> Backlog:
    alive = outbox.c.dead_at.is_(None)
    count = sa.func.count()
    waiting, oldest, dead = connection.execute(
        sa.select(
            count.filter(alive),
            sa.func.min(outbox.c.due_at).filter(alive),
            count.filter(~alive),
        ).select_from(outbox)
    ).one()
    return Backlog(waiting, max(now - oldest, timedelta()) if oldest else timedelta(), dead)


def is_due(connection: sa.Connection, now: datetime) -> bool:
    """Look, without the write lock, whether there is anything to do."""
    due = sa.select(1).where(outbox.c.due_at <= now, outbox.c.dead_at.is_(None))
    return connection.execute(due.limit(1)).first() is not None


def dead_letters(connection: sa.Connection) -> list[sa.Row[Any]]:
    """List the events given up, the oldest first, without what they say of whom."""
    parts = outbox.c.id, outbox.c.topic, outbox.c.attempts, outbox.c.dead_at, outbox.c.last_error
    return list(
        connection.execute(
            sa.select(*parts).where(outbox.c.dead_at.is_not(None)).order_by(outbox.c.id)
        )
    )


def revive(connection: sa.Connection, now: datetime, id: int | None = None) -> int:
    """Let the dead letters, or one of them, go out again; return how many they are."""
    dead = outbox.c.dead_at.is_not(None)
    chosen = dead if id is None else dead & (outbox.c.id == id)
    change = sa.update(outbox).where(chosen).values(dead_at=None, attempts=0, due_at=now)
    return connection.execute(change).rowcount
