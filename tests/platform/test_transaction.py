"""One transaction per use case: joined by neighbours, whole or not at all, bound to a shop."""

from contextlib import suppress
from contextvars import Context
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from nexus.kernel.errors import Refused
from nexus.kernel.ids import ShopId, new_id
from nexus.platform.outbox import outbox
from nexus.platform.statements import prepared
from nexus.platform.transaction import Database, SqlReading
from nexus.platform.uow import SqlUnitOfWork

from tests.conftest import NOW
from tests.platform.benches import Bench, SqlBenches, bench, mapping


@pytest.fixture(scope="module")
def benches(engine):
    """The table, for as long as the tests of one file run."""
    mapping.metadata.create_all(engine)
    yield
    mapping.metadata.drop_all(engine)


@pytest.fixture
def stored(benches, database, actor, a_shop):
    """A bench that is free."""
    new = Bench(shop_id=a_shop.id, id=new_id())
    with SqlBenches(database, actor) as uow:
        uow.benches.add(new)
    return new


def elsewhere(function):
    """Run as another request would: with no transaction open around it."""
    return Context().run(function)


def waiting(database):
    with database.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(outbox))


def status_of(database, stored):
    with SqlReading(database, stored.shop_id) as look:
        query = sa.select(bench.c.status).where(bench.c.id == stored.id)
        return look.connection.execute(query).scalar_one()


def test_an_error_rolls_back_data_and_events(database, stored, actor):
    with pytest.raises(ZeroDivisionError), SqlBenches(database, actor) as uow:
        uow.record(uow.benches.get(stored.id).start(NOW))
        1 / 0  # noqa: B018
    assert status_of(database, stored) == "free"
    assert waiting(database) == 0


def test_a_neighbour_reads_and_writes_in_the_callers_transaction(database, stored, actor):
    with SqlBenches(database, actor) as outer:
        with SqlBenches(database, actor) as inner:
            inner.record(inner.benches.get(stored.id).start(NOW))
            assert inner.session is outer.session
        assert status_of(database, stored) == "busy"
        if database.engine.dialect.name == "postgresql":  # SQLite has one writer
            assert elsewhere(lambda: waiting(database)) == 0
    assert waiting(database) == 1


def test_a_failed_part_spoils_the_whole(database, stored, actor):
    def start_twice():
        with SqlBenches(database, actor) as part:
            part.benches.get(stored.id).start(NOW)
            part.benches.get(stored.id).start(NOW)

    with (
        pytest.raises(RuntimeError, match="whole is rolled back") as failure,
        SqlBenches(database, actor),
        suppress(Refused),
    ):
        start_twice()
    assert isinstance(failure.value.__cause__, Refused)
    assert status_of(database, stored) == "free"


def test_an_attempt_fails_by_itself_and_the_whole_goes_on(database, stored, actor, a_shop):
    with SqlBenches(database, actor) as uow:
        with suppress(Refused), uow.attempt(), SqlBenches(database, actor) as part:
            part.record(part.benches.get(stored.id).start(NOW))
            part.benches.get(stored.id).start(NOW)
        with uow.attempt():
            uow.benches.add(Bench(shop_id=a_shop.id, id=new_id(), name="Press"))
        uow.benches.add(Bench(shop_id=a_shop.id, id=new_id(), name="Lathe"))
    assert status_of(database, stored) == "free"
    assert waiting(database) == 0
    with SqlReading(database, actor.shop_id) as look:
        mine = sa.select(bench.c.name).where(bench.c.shop_id == actor.shop_id)
        assert set(look.connection.scalars(mine)) == {"Saw", "Press", "Lathe"}


def test_an_attempt_that_clashes_is_undone(database, stored, actor, a_shop):
    with SqlBenches(database, actor) as uow:
        twin = Bench(shop_id=a_shop.id, id=stored.id)
        with pytest.raises(IntegrityError), uow.attempt():
            uow.session.execute(
                sa.insert(bench),
                {
                    "shop_id": twin.shop_id,
                    "id": twin.id,
                    "version": 1,
                    "name": "x",
                    "status": "free",
                },
            )
        uow.record(uow.benches.get(stored.id).start(NOW))
    assert status_of(database, stored) == "busy"
    assert waiting(database) == 1


def test_what_follows_an_attempt_at_once_shares_its_fate_and_follows_once(engine, stored, actor):
    heard = []

    def hear(event):
        heard.append(event)
        if len(heard) == 1:
            raise Refused("Not this one.")

    eager = Database(engine, lambda: hear)
    with SqlBenches(eager, actor) as uow:
        with suppress(Refused), uow.attempt():
            uow.record(uow.benches.get(stored.id).start(NOW))
        with uow.attempt():
            uow.record(uow.benches.get(stored.id).start(NOW))
    assert len(heard) == 2
    assert status_of(eager, stored) == "busy"


def test_a_part_of_a_reaction_spoils_the_whole_too(engine, database, stored, actor):
    def try_in_vain(event):
        with suppress(Refused), SqlBenches(eager, actor) as part:
            part.benches.get(stored.id).start(NOW)

    eager = Database(engine, lambda: try_in_vain)
    with (
        pytest.raises(RuntimeError, match="whole is rolled back"),
        SqlBenches(eager, actor) as uow,
    ):
        uow.record(uow.benches.get(stored.id).start(NOW))
    assert status_of(database, stored) == "free"


def test_a_transaction_serves_one_shop(database, stored, actor):
    with (
        pytest.raises(RuntimeError, match="one shop"),
        SqlUnitOfWork(database, actor),
        SqlReading(database, ShopId(new_id())),
    ):
        pass


def test_writing_begins_before_reading(database, stored, actor):
    with (
        pytest.raises(RuntimeError, match="before it reads"),
        SqlReading(database, stored.shop_id),
        SqlUnitOfWork(database, actor),
    ):
        pass


def test_reading_cannot_write_and_leaves_the_pool_as_it_was(database, stored, actor):
    rename = sa.update(bench).where(bench.c.id == stored.id).values(name="x")
    with (
        pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"),
        SqlReading(database, stored.shop_id) as look,
    ):
        look.connection.execute(rename)
    with SqlUnitOfWork(database, actor) as uow:
        assert uow.session.execute(rename).rowcount == 1


@pytest.mark.parametrize("met", ["at the commit", "half-way"])
def test_the_second_of_two_writers_is_refused(database, actor, stored, met):
    def start():
        with SqlBenches(database, actor) as quick:
            quick.benches.get(stored.id).start(NOW)

    if database.engine.dialect.name == "sqlite":
        pytest.skip("On SQLite the second writer waits and then sees what the first has done.")
    with (
        pytest.raises(Refused, match="Somebody else"),
        SqlBenches(database, actor) as slow,
    ):
        late = slow.benches.get(stored.id)
        elsewhere(start)
        late.start(NOW)
        if met == "half-way":
            slow.session.flush()


def test_a_change_that_is_not_counted_is_a_bug(database, stored, actor):
    with (
        pytest.raises(RuntimeError, match="kept its version"),
        SqlBenches(database, actor) as uow,
    ):
        uow.benches.get(stored.id).name = "Sneaked past the rules"


def test_reactions_share_the_fate_of_the_change(engine, database, stored, actor):
    def fail(event):
        raise Refused("Not today.")

    with (
        pytest.raises(Refused, match="Not today"),
        SqlBenches(Database(engine, lambda: fail), actor) as uow,
    ):
        uow.record(uow.benches.get(stored.id).start(NOW))
    assert status_of(database, stored) == "free"
    assert waiting(database) == 0


def test_reactions_come_to_an_end(engine, stored, actor):
    def again(event):
        with SqlUnitOfWork(chained, actor) as uow:
            uow.record(event)

    chained = Database(engine, lambda: again)
    with (
        pytest.raises(RuntimeError, match=r"platform\.BenchStarted do not come to an end"),
        SqlBenches(chained, actor) as uow,
    ):
        uow.record(uow.benches.get(stored.id).start(NOW - timedelta(1)))


def test_where_history_is_made_up_nobody_is_told_afterwards(database, stored, actor):
    database.tells = False
    with SqlBenches(database, actor) as uow:
        uow.record(uow.benches.get(stored.id).start(NOW))
    assert status_of(database, stored) == "busy"
    assert waiting(database) == 0


def test_what_nobody_hears_afterwards_is_not_kept(engine, database, stored, actor):
    deaf = Database(engine, lambda: lambda event: None, lambda: NOW, heard=lambda event: False)
    with SqlBenches(deaf, actor) as uow:
        uow.record(uow.benches.get(stored.id).start(NOW))
    assert status_of(database, stored) == "busy"
    assert waiting(database) == 0


@prepared
def found(shop_id, id):
    return sa.select(bench.c.version).where(bench.c.shop_id == shop_id, bench.c.id == id)


def test_a_question_is_asked_once_in_a_transaction(database, actor, stored, statements):
    mine = {"shop_id": actor.shop_id, "id": stored.id}
    with SqlReading(database, actor.shop_id) as look:
        statements.clear()
        assert look.told(found, **mine) == look.told(found, **mine) == [(stored.version,)]
        assert look.told(found, **mine | {"id": new_id()}) == []
        assert len(statements) == 2


def test_what_was_told_is_forgotten_when_something_changes(database, actor, stored):
    mine = {"shop_id": actor.shop_id, "id": stored.id}
    with SqlBenches(database, actor) as uow:
        with SqlReading(database, actor.shop_id) as look:
            assert look.told(found, **mine) == [(stored.version,)]
        uow.benches.get(stored.id).start(NOW)
        with SqlReading(database, actor.shop_id) as look:
            assert look.told(found, **mine) == [(stored.version + 1,)]
