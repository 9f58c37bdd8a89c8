"""The engine, and how a table that belongs to a shop is declared."""

from typing import Any
from uuid import UUID, SafeUUID

import sqlalchemy as sa
from sqlalchemy.orm import registry
from sqlalchemy.schema import SchemaItem

try:  # bundles a SQLite without the WAL-reset bug, which 3.7.0 to 3.51.2 have
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # no wheel for this platform
    import sqlite3 as sqlite

PRAGMAS = (
    *("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "busy_timeout = 5000"),
    "cache_size = -500",  # KiB of each connection; the system's cache holds the file already
)

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
mapping = registry(metadata=metadata)


def shop_table(name: str, *parts: SchemaItem, **info: Any) -> sa.Table:
    """Declare a table whose rows belong to a shop: the shop is part of their identity.

    `info` says how the activity log reads it: `log_as`, `part_of` (platform/activity.py).
    """
    shop_id = sa.Column("shop_id", sa.Uuid, primary_key=True)
    id = sa.Column("id", sa.Uuid, primary_key=True)
    return sa.Table(name, metadata, shop_id, id, *parts, info=info, sqlite_with_rowid=False)


def points_to(table: str, column: str) -> sa.ForeignKeyConstraint:
    """Tie a column to a row of the same shop. The table is named, never imported."""
    return sa.ForeignKeyConstraint(["shop_id", column], [f"{table}.shop_id", f"{table}.id"])


def beside(table: str, *columns: sa.ColumnClause[Any]) -> sa.TableClause:
    """Name a table that ours point to, for a list that shows what it points at.

    Only to look, only along a declared arrow (tests/test_architecture.py), and only columns
    that say what a thing is called: rules ask the neighbour's answers.
    """
    key = sa.column("shop_id", sa.Uuid), sa.column("id", sa.Uuid)
    return sa.table(table, *key, *columns)


def make_engine(url: str, **options: Any) -> sa.Engine:
    """Return an engine; `pool_size` is how many connections are ever open at once."""
    # What was to be written stays out of errors, and so out of the log.
    options = {"max_overflow": 0, "hide_parameters": True} | options
    if sa.make_url(url).get_backend_name() != "sqlite":
        from nexus.platform import postgresql  # noqa: PLC0415 (SQLite needs no other driver)

        return postgresql.make_engine(url, **options)
    engine = sa.create_engine(url, module=sqlite, **options)
    engine.dialect.colspecs = {**engine.dialect.colspecs, sa.Uuid: _HexUuid}
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


class _WritableUuid(UUID):
    __slots__ = ()
    __setattr__ = object.__setattr__  # type: ignore[assignment]  # an UUID refuses it


class _HexUuid(sa.Uuid[UUID]):
    """Reads the ids that SQLite keeps as text five times as fast as `UUID` reads any text.

    A page of fifty rows has some two hundred ids.
    """

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        def read(text: str | None) -> Any:
            if text is None:
                return None
            id: Any = _WritableUuid.__new__(_WritableUuid)
            id.int, id.is_safe = int(text, 16), SafeUUID.unknown
            id.__class__ = UUID
            return id

        return read


def _prepare(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    """Take the write lock at once, or promise not to write: no upgrade can fail half-way."""
    reading = connection.get_execution_options().get("nexus_reading", False)
    if connection.info.get("reading") is not reading:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(reading)}")
        connection.info["reading"] = reading
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
