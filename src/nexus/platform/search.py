"""Search: one table of texts with an index of their trigrams, kept by the mapper.

A table with a column `search_key` (kernel.text.key of all that it is found by) is searched by
`found`; whatever a flush does to that column is mirrored here in the same transaction.

Why a table of its own: row-level security lets PostgreSQL use no index for LIKE on a guarded
table, because LIKE is not leakproof. This one is not guarded, so it gives nothing but ids, and
only to `found`, which always names the shop; what the ids stand for is read behind the wall.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapper, object_session
from sqlalchemy.sql.visitors import InternalTraversal

from nexus.kernel.ids import ShopId
from nexus.kernel.text import key
from nexus.platform.columns import bytewise
from nexus.platform.db import metadata
from nexus.platform.statements import upsert
from nexus.platform.transaction import Transaction

SHORTEST = 3  # signs that a trigram index can look up

texts = sa.Table(
    "platform_search",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("shop_id", sa.Uuid, nullable=False),
    sa.Column("kind", sa.String(60), nullable=False),  # the table that `id` is of
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Column("text", bytewise(), nullable=False),
    sa.UniqueConstraint("shop_id", "kind", "id"),
)

INDEX = {
    "postgresql": (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE EXTENSION IF NOT EXISTS btree_gin",  # so that a shop's rows are found by shop
        # No list of pending entries: it makes a search after some writes six times slower.
        "CREATE INDEX ix_platform_search_text ON platform_search"
        " USING gin (shop_id, text gin_trgm_ops) WITH (fastupdate = off)",
    ),
    "sqlite": (
        "CREATE VIRTUAL TABLE platform_search_fts USING fts5"
        " (text, content='platform_search', content_rowid='number', tokenize='trigram')",
        "CREATE TRIGGER platform_search_added AFTER INSERT ON platform_search BEGIN"
        " INSERT INTO platform_search_fts (rowid, text) VALUES (new.number, new.text); END",
        "CREATE TRIGGER platform_search_gone AFTER DELETE ON platform_search BEGIN"
        " INSERT INTO platform_search_fts (platform_search_fts, rowid, text)"
        " VALUES ('delete', old.number, old.text); END",
        "CREATE TRIGGER platform_search_changed AFTER UPDATE ON platform_search BEGIN"
        " INSERT INTO platform_search_fts (platform_search_fts, rowid, text)"
        " VALUES ('delete', old.number, old.text);"
        " INSERT INTO platform_search_fts (rowid, text) VALUES (new.number, new.text); END",
    ),
}


def create_search_index(connection: sa.Connection) -> None:
    """Make what SQLAlchemy cannot declare; for the migration that makes the table."""
    for statement in INDEX[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def drop_search_index(connection: sa.Connection) -> None:
    """Undo it. On PostgreSQL it goes with its table, and the extensions may be others' too."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE platform_search_fts")


def is_declared(name: str | None, kind: str, parents: object) -> bool:
    """Tell whether the mapped tables know of it; for comparing them with a database."""
    made_here = ("platform_search_fts", "ix_platform_search_text")
    return name is None or not name.startswith(made_here)


@sa.event.listens_for(texts, "after_create")
def _with_index(table: sa.Table, connection: sa.Connection, **rest: Any) -> None:
    create_search_index(connection)


@sa.event.listens_for(Mapper, "after_insert")
@sa.event.listens_for(Mapper, "after_update")
def _written(mapper: Mapper[Any], connection: sa.Connection, entity: Any) -> None:
    """Note a text that is new; the column counts, whatever the attribute is called."""
    if "search_key" not in mapper.columns or (open := _transaction(entity)) is None:
        return
    name = mapper.get_property_by_column(mapper.columns["search_key"]).key
    attribute = sa.inspect(entity).attrs[name]
    if attribute.history.has_changes():
        open.texts[_kind(mapper), entity.id] = attribute.value


@sa.event.listens_for(Mapper, "after_delete")
def _deleted(mapper: Mapper[Any], connection: sa.Connection, entity: Any) -> None:
    if "search_key" in mapper.columns and (open := _transaction(entity)) is not None:
        open.texts[_kind(mapper), entity.id] = None


def _kind(mapper: Mapper[Any]) -> str:
    return str(mapper.local_table)


def _transaction(entity: object) -> Transaction | None:
    session = object_session(entity)
    return session.info.get("transaction") if session is not None else None


MINE = ["shop_id", "kind", "id"]
PUT = upsert(texts, MINE, lambda new: {"text": new.text})
DROP = sa.delete(texts).where(*(texts.c[name] == sa.bindparam(f"its_{name}") for name in MINE))


def write_texts(transaction: Transaction) -> None:
    """Mirror what was written in the open transaction."""
    written, connection = [], transaction.connection
    for (kind, id), text in transaction.texts.items():
        mine = {"shop_id": transaction.shop_id, "kind": kind, "id": id}
        if text is None:
            connection.execute(DROP, {f"its_{name}": value for name, value in mine.items()})
        else:
            written.append(mine | {"text": text})
    if written:
        put = PUT[connection.dialect.name]
        connection.execute(put, written if len(written) > 1 else written[0])


def found(shop_id: ShopId, table: sa.TableClause, search: str) -> sa.ColumnElement[bool]:
    """Tell whether a row's `search_key` holds every word of the search, anywhere in it."""
    words = key(search).split()
    return table.c.id.in_(ids_found(shop_id, table, words)) if words else sa.true()


class Word(NamedTuple):
    """A word to come: it stands in a statement that is kept, and its values come by its name."""

    name: str
    is_long: bool

    @classmethod
    def of(cls, name: str, word: str) -> "Word":
        return cls(name, len(word) >= SHORTEST)

    def values(self, word: str) -> dict[str, str]:
        plain = word.replace("/", "//").replace("%", "/%").replace("_", "/_")
        return {self.name: plain} | ({f"{self.name}_quoted": _quoted(word)} if self.is_long else {})


def ids_found(
    shop_id: ShopId, table: sa.TableClause, words: Sequence[str | Word]
) -> sa.Select[Any]:
    """Select the ids of the rows whose `search_key` holds all of the words, which are keys."""
    matching = sa.select(texts.c.id).where(
        texts.c.shop_id == shop_id, texts.c.kind == table.name, *map(_contains, words)
    )
    if long := [quoted for word in words if (quoted := _to_look_up(word)) is not None]:
        matching = matching.where(_Narrowed(reduce(lambda all, one: all + " AND " + one, long)))
    return matching


def _contains(word: str | Word) -> sa.ColumnElement[bool]:
    if isinstance(word, Word):
        return texts.c.text.contains(sa.bindparam(word.name, type_=sa.Text), escape="/")
    return texts.c.text.contains(word, autoescape=True)


def _to_look_up(word: str | Word) -> sa.ColumnElement[str] | None:
    """Return what the index of SQLite is asked for; nothing if the word is too short for it."""
    if isinstance(word, Word):
        name = f"{word.name}_quoted"
        return sa.bindparam(name, type_=sa.String) if word.is_long else None
    return sa.literal(_quoted(word)) if len(word) >= SHORTEST else None


def _quoted(word: str) -> str:
    return f'"{word.replace(chr(34), chr(34) * 2)}"'


class _Narrowed(sa.ColumnElement[bool]):
    """What SQLite needs to look a word up in its index; PostgreSQL needs to be told nothing."""

    inherit_cache = True
    _traverse_internals = [("words", InternalTraversal.dp_clauseelement)]  # noqa: RUF012
    type = sa.Boolean()
    _is_implicitly_boolean = True  # or it would read `IN (...) = 1`, which no index serves

    def __init__(self, words: sa.ColumnElement[str]) -> None:
        self.words = words


@compiles(_Narrowed)
def _nothing_more(element: _Narrowed, compiler: Any, **kw: Any) -> str:
    return "true"


@compiles(_Narrowed, "sqlite")
def _by_trigram(element: _Narrowed, compiler: Any, **kw: Any) -> str:
    match = compiler.process(element.words, **kw)
    return (
        "platform_search.number IN"
        f" (SELECT rowid FROM platform_search_fts WHERE platform_search_fts MATCH {match})"
    )
