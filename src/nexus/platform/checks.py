"""Invariants as code: what must hold in any shop's data, asked by `nexus verify` and by tests.

A module offers its own in its container as `CHECKS`; the queries live in its db adapter. Here are
those that hold whatever the modules are.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa

from nexus.kernel.ids import ShopId
from nexus.platform.activity import broken_links
from nexus.platform.db import metadata
from nexus.platform.numbers import counters
from nexus.platform.outbox import outbox
from nexus.platform.shops import bind_shop, guarded_tables
from nexus.platform.transaction import READ_ONLY

DIGITS = re.compile(r"\d{1,18}")
CODES = ("code", "number")  # what a column of codes is called

shops = sa.table("accounts_shop", sa.column("shop_id", sa.Uuid), sa.column("name", sa.String))


class Check(NamedTuple):
    """`name` is the promise in words; `violations` yields a sentence for each breach."""

    name: str
    violations: Callable[[sa.Connection, ShopId], Iterable[str]]


class CheckOfAll(NamedTuple):
    """A promise about the database as a whole, whichever shop it is of."""

    name: str
    violations: Callable[[sa.Connection], Iterable[str]]


@contextmanager
def snapshot(engine: sa.Engine, shop_id: ShopId | None = None) -> Iterator[sa.Connection]:
    """Open a look at one instant, so that what is at work meanwhile raises no false alarm."""
    options: dict[str, Any] = dict(READ_ONLY)
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**options) as connection:
        if shop_id is not None:
            bind_shop(connection, shop_id)
        yield connection


def every_shop(connection: sa.Connection) -> dict[ShopId, str]:
    rows = connection.execute(sa.select(shops).order_by(shops.c.name, shops.c.shop_id))
    return {ShopId(row.shop_id): row.name for row in rows}


def dangling_references(connection: sa.Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"A row of {table} points to a row of {parent} that is not there."
        return
    unchecked = "SELECT conname, conrelid::regclass FROM pg_constraint WHERE NOT convalidated"
    for name, table in connection.exec_driver_sql(unchecked):
        yield f"The constraint {name} of {table} was never checked on the rows there are."


def open_walls(connection: sa.Connection) -> Iterator[str]:
    """Name the tables of shops without row-level security; SQLite has none."""
    if connection.dialect.name != "postgresql":
        return
    walled = connection.exec_driver_sql(
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
        " WHERE relrowsecurity AND relforcerowsecurity"
    ).scalars()
    for table in sorted(set(guarded_tables(metadata)) - set(walled)):
        yield f"No wall stands between the shops in {table}."


def missing_tables(connection: sa.Connection) -> Iterator[str]:
    for table in sorted(metadata.tables.keys() - set(sa.inspect(connection).get_table_names())):
        yield f"There is no table {table}."


def unknown_topics(known: Iterable[str]) -> Callable[[sa.Connection], Iterator[str]]:
    def violations(connection: sa.Connection) -> Iterator[str]:
        topics = set(connection.scalars(sa.select(outbox.c.topic).distinct()))
        for topic in sorted(topics - set(known)):
            yield f"Nobody knows the event {topic}, which waits in the outbox."

    return violations


def overtaken_counters(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Find codes that a counter will give again, because it stands below them."""
    query = sa.select(counters.c.series, counters.c.last).where(counters.c.shop_id == shop_id)
    last = {series: number for series, number in connection.execute(query)}
    for code in _codes(connection, shop_id) if last else ():
        for match in DIGITS.finditer(code):
            series = f"{code[: match.start()]}{{n}}{code[match.end() :]}"
            if int(match[0]) > last.get(series, int(match[0])):
                yield f"{code} is in use, and the counter stands at {last[series]} only."


def _codes(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    for table in metadata.sorted_tables:
        for name in CODES:
            if "shop_id" in table.c and isinstance(
                table.c.get(name, sa.column("")).type, sa.String
            ):
                query = sa.select(table.c[name]).where(table.c.shop_id == shop_id)
                yield from connection.scalars(query.where(table.c[name].is_not(None)))


OF_A_SHOP = [
    Check("The activity log is whole and unaltered.", broken_links),
    Check("No number is given twice.", overtaken_counters),
]
OF_ALL = [
    CheckOfAll("All tables are there.", missing_tables),
    CheckOfAll("Every reference has something to point to.", dangling_references),
    CheckOfAll("A wall stands between the shops in every table.", open_walls),
]
