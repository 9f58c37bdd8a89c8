"""Many rows from a few: what the program itself has written is a mould, and copies are cast.

So the rows are as the program writes them, whatever columns a table has or will have: a copy
differs in its ids, its names and codes, its days, and in whom and what it points to.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from nexus.kernel.text import code_key, key
from nexus.platform.db import metadata
from nexus.platform.search import INDEX, texts

BATCH = 20_000  # rows that go to the database at once


class Cast(NamedTuple):
    """What one copy has of its own. A text may occur as it is, or as one of its keys."""

    ids: dict[UUID, UUID]
    words: Sequence[tuple[str, str]]
    shift: timedelta
    place: int  # counts the copies of a mould's kind


Special = Callable[[Cast], Any]


class Row(NamedTuple):
    """A row of a mould, ready for the driver, and the places where copies differ."""

    table: sa.Table
    values: list[Any]
    ids: list[tuple[int, UUID]]
    texts: list[tuple[int, str]]
    days: list[tuple[int, Any, Callable[[Any], Any]]]
    specials: list[tuple[int, Special, Callable[[Any], Any]]]


class Mould:
    def __init__(
        self,
        rows: Iterable[tuple[sa.Table, Mapping[str, Any]]],
        dialect: sa.Dialect,
        swapped: Iterable[UUID] = (),
        specials: Mapping[str, Special] = {},  # by "table.column"
    ) -> None:
        rows = list(rows)
        self.own = [row["id"] for _, row in rows if "id" in row]
        self._encode_id = encoder(sa.Uuid(), dialect)
        changed = {*self.own, *swapped}
        self.rows = [_row(table, row, dialect, changed, specials) for table, row in rows]

    def cast(self, cast: Cast, new_id: Callable[[], UUID]) -> Iterator[tuple[sa.Table, list[Any]]]:
        ids = {id: new_id() for id in self.own} | cast.ids
        words = [
            (form(old), form(new))
            for old, new in cast.words
            for form in (str, key, code_key)
            if form is str or form(old) != old
        ]
        for row in self.rows:
            values = row.values.copy()
            for at, id in row.ids:
                values[at] = self._encode_id(ids.get(id, id))
            for at, text in row.texts:
                for old, new in words:
                    text = text.replace(old, new)
                values[at] = text
            for at, day, encode in row.days:
                values[at] = encode(day + cast.shift)
            for at, special, encode in row.specials:
                values[at] = encode(special(cast))
            yield row.table, values


def _row(
    table: sa.Table,
    row: Mapping[str, Any],
    dialect: sa.Dialect,
    changed: set[UUID],
    specials: Mapping[str, Special],
) -> Row:
    mould = Row(table, [], [], [], [], [])
    for at, column in enumerate(table.columns):
        value, encode = row[column.name], encoder(column.type, dialect)
        mould.values.append(encode(value))
        if (special := specials.get(f"{table.name}.{column.name}")) is not None:
            mould.specials.append((at, special, encode))
        elif isinstance(value, UUID) and value in changed:
            mould.ids.append((at, value))
        elif isinstance(value, datetime | date):
            mould.days.append((at, value, encode))
        elif type(value) is str:
            mould.texts.append((at, value))
    return mould


def encoder(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Callable[[Any], Any]:
    """Return what turns a value of Python into what the driver takes."""
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    return process or (lambda value: value)


def pointing_to(
    connection: sa.Connection, root: sa.Table, id: UUID, modules: tuple[str, ...]
) -> list[tuple[sa.Table, Any]]:
    """Read a row, and the rows of these modules that point to it or to one that does."""
    found: dict[sa.Table, dict[UUID, Any]] = {}
    _take(connection, root, root.c.id == id, found)
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        for table, column in _pointing(parent, modules):
            which = column.in_(list(found[parent]))
            if _take(connection, table, which, found):
                waiting.append(table)
    return [(t, row) for t in metadata.sorted_tables for row in found.get(t, {}).values()]


def _take(
    connection: sa.Connection,
    table: sa.Table,
    which: sa.ColumnElement[bool],
    found: dict[sa.Table, dict[UUID, Any]],
) -> bool:
    rows = connection.execute(sa.select(table).where(which)).mappings()
    mine = found.setdefault(table, {})
    new = {row["id"]: row for row in rows if row["id"] not in mine}
    mine |= new
    return bool(new)


def _pointing(
    parent: sa.Table, modules: tuple[str, ...]
) -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for table in metadata.sorted_tables:
        if not table.name.startswith(modules):
            continue
        for arrow in table.foreign_keys:
            to = arrow.column
            if to.table is parent and to.name == "id" and "id" in table.c:
                yield table, arrow.parent


class Bulk:
    """Writes rows as fast as the database takes them, past its checks of references."""

    def __init__(self, connection: sa.Connection) -> None:
        self._raw: Any = connection.connection.dbapi_connection
        self._on_sqlite = connection.dialect.name == "sqlite"
        self._waiting: dict[sa.Table, list[list[Any]]] = {}

    def add(self, rows: Iterable[tuple[sa.Table, list[Any]]]) -> None:
        for table, values in rows:
            batch = self._waiting.setdefault(table, [])
            batch.append(values)
            if len(batch) >= BATCH:
                self._write(table)

    def flush(self) -> None:
        for table in list(self._waiting):
            self._write(table)

    def _write(self, table: sa.Table) -> None:
        rows = self._waiting.pop(table)
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        cursor = self._raw.cursor()
        if self._on_sqlite:
            marks = ", ".join("?" * len(table.columns))
            cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)
            return
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def fill_search(connection: sa.Connection) -> None:
    """Write the texts to be searched, as the mapper would have."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP INDEX ix_platform_search_text")
    there = sa.select(texts.c.id)
    for table in metadata.sorted_tables:
        if "search_key" in table.c:
            found = sa.select(
                table.c.shop_id, sa.literal(table.name), table.c.id, table.c.search_key
            ).where(table.c.id.not_in(there.where(texts.c.kind == table.name)))
            names = ["shop_id", "kind", "id", "text"]
            connection.execute(sa.insert(texts).from_select(names, found))
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(INDEX["postgresql"][-1])
