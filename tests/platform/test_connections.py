"""Connections: begun for a shop in one step, kept warm, replaced when the server was away."""

from uuid import UUID

import msgspec
import pytest
import sqlalchemy as sa

from nexus.platform.db import metadata
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlUnitOfWork

CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()
"""
ONE = sa.select(1)


@pytest.fixture
def postgresql(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no server.")
    return engine


def pid(connection):
    return connection.scalar(sa.select(sa.func.pg_backend_pid()))


@pytest.fixture
def cut(postgresql, database, a_shop):
    """The server has closed all connections since they were last used."""
    postgresql.dispose()
    with SqlReading(database, a_shop.id):
        pass
    other = sa.create_engine(postgresql.url, poolclass=sa.NullPool)
    with other.connect() as connection:
        assert connection.scalars(sa.text(CUT)).all() == [True]


@pytest.mark.usefixtures("cut")
def test_who_reads_does_not_notice_that_the_server_was_away(database, a_shop):
    with SqlReading(database, a_shop.id) as look:
        assert look.connection.scalar(ONE) == 1


@pytest.mark.usefixtures("cut")
def test_who_writes_does_not_notice_that_the_server_was_away(database, actor):
    with SqlUnitOfWork(database, actor) as uow:
        assert uow.session.scalar(ONE) == 1


@pytest.mark.usefixtures("cut")
def test_who_looks_does_not_notice_that_the_server_was_away(database):
    with database.looking() as connection:
        assert connection.scalar(ONE) == 1


@pytest.mark.usefixtures("postgresql")
def test_what_is_asked_often_stays_prepared(database, a_shop):
    for _ in range(7):
        with SqlReading(database, a_shop.id) as look:
            look.connection.scalar(ONE)
    with database.looking() as connection:
        prepared = sa.text("SELECT count(*) FROM pg_prepared_statements")
        assert connection.scalar(prepared) > 0


def test_no_transaction_inherits_a_shop(database, a_shop, postgresql):
    with SqlReading(database, a_shop.id) as look:
        its_pid = pid(look.connection)
    with database.looking() as connection:
        bound = connection.scalar(sa.text("SELECT current_setting('nexus.shop', true)"))
        assert (pid(connection), bound or None) == (its_pid, None)


def test_what_is_written_past_the_session_is_committed_with_it(database, actor, a_shop):
    with SqlUnitOfWork(database, actor) as uow:
        assert database.open is not None
        rename = sa.text("UPDATE accounts_station SET name = 'Lathe' WHERE shop_id = :id")
        shop_id = a_shop.id if uow.session.bind.dialect.name == "postgresql" else a_shop.id.hex
        database.open.connection.execute(rename, {"id": shop_id})
    with SqlReading(database, a_shop.id) as look:
        names = sa.text("SELECT DISTINCT name FROM accounts_station WHERE shop_id = :id")
        assert look.connection.scalars(names, {"id": shop_id}).all() == ["Lathe"]


def test_an_id_from_the_database_is_like_any_other(database, a_shop):
    with SqlReading(database, a_shop.id) as look:
        station = metadata.tables["accounts_station"]
        mine = station.c.id == a_shop.station_id
        [found] = look.connection.scalars(sa.select(station.c.id).where(mine))
    made = UUID(a_shop.station_id.hex)
    assert (type(found), found, hash(found)) == (UUID, made, hash(made))
    assert (str(found), found.is_safe) == (str(made), made.is_safe)
    assert msgspec.json.encode(found) == msgspec.json.encode(made)
    with pytest.raises(TypeError, match="immutable"):
        found.int = 1


def test_who_reads_after_a_writer_on_its_connection_cannot_write(engine, database, actor, a_shop):
    engine.dispose()  # so that there is one connection
    for _ in range(2):
        with SqlUnitOfWork(database, actor) as uow:
            uow.session.execute(sa.text("UPDATE accounts_station SET name = 'Lathe'"))
        with (
            pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"),
            SqlReading(database, a_shop.id) as look,
        ):
            look.connection.execute(sa.text("UPDATE accounts_station SET name = 'Saw'"))


def test_what_the_server_objects_to_at_the_end_is_raised_and_nothing_is_kept(postgresql):
    with postgresql.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE late (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    try:
        with pytest.raises(sa.exc.IntegrityError), postgresql.begin() as connection:
            connection.exec_driver_sql("INSERT INTO late VALUES (1), (1)")
        with postgresql.begin() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM late").scalar() == 0
    finally:
        with postgresql.begin() as connection:
            connection.exec_driver_sql("DROP TABLE late")
