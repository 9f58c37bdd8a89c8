"""Statements that are built once and asked with other values each time."""

from typing import Any

import pytest
import sqlalchemy as sa

from nexus.platform.db import metadata
from nexus.platform.numbers import counters
from nexus.platform.statements import prepared, upsert
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlUnitOfWork

station = metadata.tables["accounts_station"]
MOST = upsert(
    counters,
    ["shop_id", "series"],
    lambda new: {"last": sa.case((counters.c.last < new.last, new.last), else_=counters.c.last)},
    counters.c.last,
)


@prepared
def its_name(shop_id: Any, id: Any) -> sa.Select[Any]:
    return sa.select(station.c.name).where(station.c.shop_id == shop_id, station.c.id == id)


def test_a_prepared_statement_asks_for_the_values_it_is_given(database, a_shop, another_shop):
    for shop in (a_shop, another_shop):
        other = shop.add("accounts_station", name="Lathe")
        with SqlReading(database, shop.id) as look:
            for id, name in ((shop.station_id, "Saw"), (other, "Lathe")):
                assert look.connection.scalar(its_name, {"shop_id": shop.id, "id": id}) == name


def test_a_prepared_statement_asks_for_all_its_values(database, a_shop):
    with (
        pytest.raises(sa.exc.StatementError, match="id"),
        SqlReading(database, a_shop.id) as look,
    ):
        look.connection.scalar(its_name, {"shop_id": a_shop.id})


def test_an_upsert_inserts_or_changes_the_row_of_its_key(database, actor, a_shop):
    def put(last):
        with SqlUnitOfWork(database, actor) as uow:
            connection = uow.session.connection()
            row = {"shop_id": a_shop.id, "series": "T-{n}", "last": last}
            return connection.scalar(MOST[connection.dialect.name], row)

    assert [put(last) for last in (3, 2, 5)] == [3, 3, 5]
