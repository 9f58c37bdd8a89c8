"""Invariants as code: what must hold in any shop's data, asked by `nexus verify` and by tests.

A module offers its own in its container as `CHECKS`; the queries live in its db adapter. Here are
those that hold whatever the modules are.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from nexus.kernel.clock import utc_now
from nexus.kernel.ids import ShopId
from nexus.kernel.text import key
from nexus.platform.activity import broken_links
from nexus.platform.db import metadata
from nexus.platform.numbers import counters
from nexus.platform.outbox import outbox
from nexus.platform.search import texts
from nexus.platform.shops import bind_shop, guarded_tables
from nexus.platform.transaction import READ_ONLY

DIGITS = re.compile(r"\d{1,18}")
NAMES = ("name", "title")
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


Problem = tuple[str, sa.ColumnElement[bool]]


def _rows(
    connection: sa.Connection, shop_id: ShopId, problem: Callable[[sa.Table], Iterable[Problem]]
) -> Iterator[str]:
    """Count the rows of each table that have the problem."""
    for table in metadata.sorted_tables:
        if "shop_id" not in table.c:
            continue
        for says, condition in problem(table):
            query = sa.select(sa.func.count()).where(table.c.shop_id == shop_id, condition)
            if count := connection.scalar(query.select_from(table)):
                yield f"{count} rows of {table.name} {says}."


def unknown_choices(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    def problem(table: sa.Table) -> Iterator[Problem]:
        for column in table.c:
            if isinstance(column.type, sa.Enum):
                text = sa.type_coerce(column, sa.String)
                unknown = column.is_not(None) & text.not_in(column.type.enums)
                yield f"have a {column.name} that is none", unknown

    return _rows(connection, shop_id, problem)


def half_amounts(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Find sums without a currency and quantities without a unit, or the other way round."""
    halves = {"_minor": "_currency", "_amount": "_unit"}

    def problem(table: sa.Table) -> Iterator[Problem]:
        for one, other in halves.items():
            for column in table.c:
                its = table.c.get(column.name.removesuffix(one) + other)
                if column.name.endswith(one) and its is not None:
                    half = column.is_(None) != its.is_(None)
                    yield f"have half of a {column.name.removesuffix(one)}", half

    return _rows(connection, shop_id, problem)


def uncounted_changes(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    def problem(table: sa.Table) -> Iterator[Problem]:
        if "version" in table.c:
            yield "were never counted", table.c.version < 1

    return _rows(connection, shop_id, problem)


def from_the_future(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    tomorrow = utc_now() + timedelta(days=1)  # clocks of several servers differ

    def problem(table: sa.Table) -> Iterator[Problem]:
        if "created_at" in table.c:
            yield "were made tomorrow", table.c.created_at > tomorrow

    return _rows(connection, shop_id, problem)


def unlike_their_keys(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Find names that are sorted and found by something else than what they are."""
    for table in metadata.sorted_tables:
        for name in NAMES:
            if {"shop_id", name, f"{name}_key"} <= set(table.c.keys()):
                columns = table.c[name], table.c[f"{name}_key"]
                query = sa.select(*columns).where(table.c.shop_id == shop_id)
                for text, kept in connection.execute(query.execution_options(yield_per=1000)):
                    if key(text or "") != kept:
                        yield f"A {name} of {table.name} is found as {kept!r}."


def unfound(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Compare the search index with what it mirrors."""
    for table in metadata.sorted_tables:
        if not {"shop_id", "id", "search_key"} <= set(table.c.keys()):
            continue
        mine = (texts.c.shop_id == shop_id) & (texts.c.kind == table.name)
        both = mine & (texts.c.id == table.c.id)
        here = sa.select(sa.func.count()).select_from(table).where(table.c.shop_id == shop_id)
        alike = sa.exists().where(both, texts.c.text == table.c.search_key)
        if count := connection.scalar(here.where(~alike)):
            yield f"{count} rows of {table.name} are not found by what they say."
        there = sa.select(sa.func.count()).select_from(texts).where(mine)
        gone = ~sa.exists().where(both, table.c.shop_id == shop_id)
        if count := connection.scalar(there.where(gone)):
            yield f"{count} rows of {table.name} are found and are not there."


OF_A_SHOP = [
    Check("The activity log is whole and unaltered.", broken_links),
    Check("No number is given twice.", overtaken_counters),
    Check("Every choice is one of its values.", unknown_choices),
    Check("A sum has its currency, and a quantity its unit.", half_amounts),
    Check("Every change was counted.", uncounted_changes),
    Check("Nothing was made tomorrow.", from_the_future),
    Check("Names are sorted and found by what they are.", unlike_their_keys),
    Check("What is searched is what is there.", unfound),
]
OF_ALL = [
    CheckOfAll("All tables are there.", missing_tables),
    CheckOfAll("Every reference has something to point to.", dangling_references),
    CheckOfAll("A wall stands between the shops in every table.", open_walls),
]
