"""The walls between shops, seen from the database."""

import pytest
import sqlalchemy as sa

from nexus.platform.db import metadata
from nexus.platform.shops import guarded_tables
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlUnitOfWork

GUARDED = guarded_tables(metadata)


@pytest.fixture
def postgresql(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one wall; the files of its shops can be kept apart.")
    return engine


def test_every_table_of_a_shop_is_guarded(postgresql):
    guarded = sa.text(
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
        " WHERE relrowsecurity AND relforcerowsecurity ORDER BY relname"
    )
    with postgresql.connect() as connection:
        assert connection.scalars(guarded).all() == GUARDED


@pytest.mark.usefixtures("postgresql")
def test_a_forgotten_where_shows_no_other_shop(database, a_shop, another_shop):
    everything = sa.text("SELECT shop_id FROM accounts_station")
    with SqlReading(database, a_shop.id) as look:
        assert look.connection.scalars(everything).all() == [a_shop.id]


@pytest.mark.usefixtures("postgresql")
def test_a_row_cannot_be_written_into_another_shop(database, actor, a_shop, another_shop):
    give_away = sa.text("UPDATE accounts_station SET shop_id = :other")
    with (
        pytest.raises(sa.exc.ProgrammingError, match="row-level security"),
        SqlUnitOfWork(database, actor) as uow,
    ):
        uow.session.execute(give_away, {"other": another_shop.id})


@pytest.mark.usefixtures("a_shop")
def test_without_a_shop_there_is_nothing_to_see(postgresql):
    with (
        postgresql.connect() as connection,
        pytest.raises(sa.exc.DBAPIError, match=r"nexus\.shop|uuid"),
    ):
        connection.execute(sa.text("SELECT count(*) FROM accounts_station"))


def test_the_engine_is_set_up_for_safety(engine):
    if engine.dialect.name != "sqlite":
        pytest.skip("Asked in PRAGMAs.")
    wanted = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000}
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        tables = connection.exec_driver_sql("SELECT name, wr FROM pragma_table_list").all()
    assert found == wanted
    rows = {name for name, without_rowid in tables if without_rowid}
    assert rows >= {name for name in GUARDED if not name.startswith("platform_")}
