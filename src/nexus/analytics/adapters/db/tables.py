"""The table of kept figures; and those of others, by name: analytics imports nobody (R6)."""

from typing import Any

import sqlalchemy as sa

from nexus.platform.columns import Utc
from nexus.platform.db import metadata, shop_table

# A cache: what a report counted in a month, or just now. Kept by SqlSnapshots alone.
snapshot = shop_table(
    "analytics_snapshot",
    sa.Column("metric", sa.String(40), nullable=False),
    sa.Column("month_on", sa.Date, nullable=False),
    sa.Column("zone", sa.String(60), nullable=False),  # whose days they are
    sa.Column("counted_at", Utc, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.UniqueConstraint("shop_id", "metric", "month_on"),
)


def t(name: str) -> sa.Table:
    return metadata.tables[name]


def c(name: str) -> Any:
    """Return the columns of a table."""
    return metadata.tables[name].c


def number(column: Any) -> sa.ColumnElement[int]:
    """Read a column as the whole number that it is stored as."""
    return sa.type_coerce(column, sa.BigInteger)


def total(column: Any) -> sa.ColumnElement[int]:
    """Sum whole numbers; nothing sums up to 0. PostgreSQL would make a numeric of it."""
    return sa.cast(sa.func.coalesce(sa.func.sum(number(column)), 0), sa.BigInteger)


def count_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((condition, 1)))


def joined(one: str, other: str, by: str) -> sa.ColumnElement[bool]:
    """Tell that `one.by` points to a row of the other."""
    condition: sa.ColumnElement[bool] = (c(one).shop_id == c(other).shop_id) & (
        c(one)[by] == c(other).id
    )
    return condition
