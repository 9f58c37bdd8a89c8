"""A cursor that somebody made up is refused before the database sees it."""

from base64 import urlsafe_b64encode
from uuid import UUID

import msgspec
import pytest
import sqlalchemy as sa

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import new_id
from nexus.platform.columns import Scaled, Seconds, Utc
from nexus.platform.listing import page

table = sa.table(
    "t",
    sa.column("id", sa.Uuid),
    sa.column("name", sa.String),
    sa.column("count", sa.Integer),
    sa.column("place", sa.BigInteger),
    sa.column("spent", Seconds()),
    sa.column("price", Scaled(2)),
    sa.column("at", Utc()),
)


def ask(connection, sort, row):
    cursor = urlsafe_b64encode(msgspec.json.encode(row)).decode().rstrip("=")
    return page(
        connection,
        sa.select(table.c.id),
        lambda row: row.id,
        sorts={column.name: column for column in table.c},
        id=table.c.id,
        sort=sort,
        limit=1,
        cursor=cursor,
    )


@pytest.mark.parametrize(
    ("sort", "row"),
    [
        ("name", ["name", "a\0b", new_id()]),
        ("name", ["name", 7, new_id()]),
        ("name", ["-name", "a", new_id()]),
        ("name", {}),
        ("name", "x"),
        ("count", ["count", 2**31, new_id()]),
        ("place", ["place", -(2**63) - 1, new_id()]),
        ("spent", ["spent", "P999999999D", new_id()]),
        ("at", ["at", "0001-01-01T00:00:00+14:00", new_id()]),
    ],
)
def test_a_made_up_cursor_is_invalid(sort, row):
    with pytest.raises(Invalid, match="cursor"):
        ask(None, sort, row)


def test_an_amount_that_is_too_fine_is_invalid():
    with pytest.raises(Invalid):
        ask(None, "price", ["price", "0.001", new_id()])


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("name", "a"),
        ("count", 2**31 - 1),
        ("place", 2**63 - 1),
        ("spent", "PT90S"),
        ("price", "1.25"),
        ("at", "2026-03-02T15:00:00Z"),
    ],
)
def test_a_list_goes_on_from_a_value_of_any_type(engine, sort, value):
    """The value is of its column's type in the question, too: a duration is no interval."""
    with engine.begin() as connection:
        columns = [sa.Column(column.name, column.type) for column in table.c]
        stored = sa.Table("t", sa.MetaData(), *columns, prefixes=["TEMPORARY"])
        stored.create(connection)
        read = msgspec.convert(value, table.c[sort].type.python_type)
        connection.execute(sa.insert(stored), {"id": UUID(int=9), sort: read})
        for last, found in ((UUID(int=8), [UUID(int=9)]), (UUID(int=9), [])):
            assert ask(connection, sort, [sort, value, last]).items == found
        stored.drop(connection)


KEPT = sa.select(table.c.id, table.c.name).where(table.c.count >= sa.bindparam("least"))


@pytest.mark.parametrize("sort", ["name", "-name", "count"])
@pytest.mark.parametrize("least", [0, 3])
def test_a_kept_query_gives_the_same_pages_as_one_that_is_put_together(sort, least):
    rows = [{"id": UUID(int=n), "name": "abca"[n % 4], "count": n % 5} for n in range(12)]
    with sa.create_engine("sqlite://").connect() as connection:
        connection.execute(sa.text("CREATE TABLE t (id, name, count)"))
        connection.execute(sa.insert(table), rows)
        anew = table.c.count >= least
        found = [
            walk(connection, sa.select(table.c.id, table.c.name).where(anew), sort, None),
            walk(connection, KEPT, sort, {"least": least}),
        ]
    assert found[0] == found[1]
    assert sorted(found[1]) == [row["id"] for row in rows if row["count"] >= least]


def walk(connection, query, sort, values):
    """Return what all pages show, from the first to the last."""
    found, cursor, seen = [], None, 1
    while seen:
        given = {"sorts": dict(table.c.items()), "id": table.c.id, "limit": 5, "total": True}
        told = page(
            connection, query, lambda row: row.id, sort=sort, cursor=cursor, values=values, **given
        )
        found += told.items
        cursor = seen = told.next
    return found
