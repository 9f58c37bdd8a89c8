"""Statements that are built once: to build one takes several times as long as to run it."""

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Columns = Any  # by name, as in `new.total`
S = TypeVar("S", bound=sa.Executable)


def prepared(build: Callable[..., S]) -> S:
    """Turn a function into the statement that it returns, with a parameter for each argument.

    The values come by the arguments' names when it is executed:

        @prepared
        def its_name(shop_id: Any, id: Any) -> sa.Select[Any]: ...

        connection.scalar(its_name, {"shop_id": shop_id, "id": id})
    """
    return build(**{name: sa.bindparam(name) for name in signature(build).parameters})


Upsert = Mapping[str, sa.Executable]


def upsert(
    table: sa.Table,
    key: Sequence[str],
    change: Callable[[Columns], Mapping[str, sa.ColumnElement[Any]]],
    *returning: sa.ColumnElement[Any],
) -> Upsert:
    """Build, by dialect, what inserts a row or else changes the one that has its key.

    `change` is given the columns of the row that could not be inserted. The values come as
    parameters when it is executed.
    """
    built: dict[str, sa.Executable] = {}
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
        new: Any = insert(table)
        new = new.on_conflict_do_update(index_elements=key, set_=change(new.excluded))
        built[dialect] = new.returning(*returning) if returning else new
    return built
