"""The transactional outbox: events are rows first and messages afterwards."""

from collections.abc import Iterable

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
        connection.execute(sa.insert(outbox), rows)
