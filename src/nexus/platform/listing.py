"""Keyset pagination: a page costs the same at any depth, and rows do not slip between pages."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from nexus.kernel.errors import Invalid
from nexus.kernel.page import Page
from nexus.kernel.text import key as search_key

T = TypeVar("T")


def page(
    connection: sa.Connection,
    query: sa.Select[Any],
    view: Callable[[sa.Row[Any]], T],
    *,
    sorts: Mapping[str, sa.ColumnElement[Any]],
    id: sa.ColumnElement[Any],
    sort: str,
    limit: int,
    cursor: str | None,
    total: bool = False,
    values: Mapping[str, Any] | None = None,
) -> Page[T]:
    """Run the query, in one statement, from the cursor on.

    `sort` is a name in `sorts`, whose columns are never null; with a minus it descends. A query
    that is kept, because it takes its values as parameters, comes with the `values`: then the
    statement around it is kept as well.
    """
    key, falling = sorts[sort.removeprefix("-")], sort.startswith("-")
    place: dict[str, Any] = {"_rows": limit + 1}
    if cursor:
        place["_after"], place["_after_id"] = _unpack(cursor, sort, key)
    build = _cut if values is None else _cut_of_kept
    cut = build(query, key, id, falling, bool(cursor), total)
    rows = connection.execute(cut, {**(values or {}), **place}).all()
    more = _pack(sort, rows[limit - 1]) if len(rows) > limit else None
    # A page without rows has no count either: it is the first of nothing, or past the end.
    count = (rows[0][-1] if rows else 0) if total else None
    return Page(items=[view(row) for row in rows[:limit]], next=more, total=count)


def _cut(
    query: sa.Select[Any],
    key: sa.ColumnElement[Any],
    id: sa.ColumnElement[Any],
    falling: bool,
    goes_on: bool,
    total: bool,
) -> sa.Select[Any]:
    """Put together what gives one page of the query."""
    columns: list[sa.ColumnElement[Any]] = [key.label("_key"), id.label("_id")]
    if total:
        counted = query.with_only_columns(sa.literal(1)).order_by(None).subquery()
        columns.append(sa.select(sa.func.count()).select_from(counted).scalar_subquery())
    if goes_on:
        place = sa.tuple_(key, id)
        last = sa.bindparam("_after", type_=key.type), sa.bindparam("_after_id", type_=id.type)
        query = query.where(place < sa.tuple_(*last) if falling else place > sa.tuple_(*last))
    order = [column.desc() if falling else column for column in (key, id)]
    rows = sa.bindparam("_rows", type_=sa.Integer)
    return query.add_columns(*columns).order_by(*order).limit(rows)


_cut_of_kept = lru_cache(maxsize=500)(_cut)


def holds(search: str, *columns: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Tell whether each word of the search is in one of the columns, which hold text keys."""
    words = search_key(search).split()
    return sa.and_(
        sa.true(),
        *(sa.or_(*(c.contains(word, autoescape=True) for c in columns)) for word in words),
    )


def _pack(sort: str, row: sa.Row[Any]) -> str:
    cursor = msgspec.json.encode((sort, row._key, row._id))
    return urlsafe_b64encode(cursor).decode().rstrip("=")


def _unpack(text: str, sort: str, key: sa.ColumnElement[Any]) -> tuple[Any, UUID]:
    """Read the sort, and the last row's value and id, as they were packed."""
    cursor = tuple[str, key.type.python_type, UUID]  # type: ignore[name-defined]
    try:
        packed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        made_for = msgspec.json.decode(packed, type=tuple[str, Any, UUID])[0]
        if made_for != sort:
            raise Invalid("A cursor keeps to the sort it was made with.", "cursor")
        _, value, id = msgspec.json.decode(packed, type=cursor)
        _check_it_fits(value, key.type)
    except (ValueError, OverflowError) as error:  # msgspec's and base64's are ValueErrors
        raise Invalid("This is no cursor of this list.", "cursor") from error
    return value, id


def _check_it_fits(value: Any, kind: Any) -> None:
    """Raise ValueError or OverflowError if no database could hold the value in such a column."""
    if isinstance(kind, sa.TypeDecorator):
        value, kind = kind.process_bind_param(value, sqlite.dialect()), kind.impl
    if isinstance(value, str) and "\0" in value:
        raise ValueError("PostgreSQL takes no NUL.")
    bits = 63 if isinstance(kind, sa.BigInteger) else 31
    if isinstance(value, int) and not -(1 << bits) <= value < 1 << bits:
        raise OverflowError("That is too large a number.")
