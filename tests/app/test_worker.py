"""The background worker: it goes on whatever happens, and stops when it is told."""

from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
import sqlalchemy as sa

from nexus.app.worker import Timer, Worker
from nexus.kernel.ids import new_id
from nexus.platform.heartbeat import heartbeat, last_beat
from nexus.platform.outbox import outbox
from nexus.platform.relay import Relay
from nexus.platform.uow import SqlUnitOfWork

from tests.conftest import NOW
from tests.platform.benches import BenchStarted


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock(database):
    with database.engine.begin() as connection:
        connection.execute(sa.delete(heartbeat))
    return Clock()


@pytest.fixture
def happen(database, actor, a_shop):
    def happen(count):
        with SqlUnitOfWork(database, actor) as uow:
            for _ in range(count):
                uow.record(BenchStarted(shop_id=a_shop.id, happened_at=NOW, bench_id=new_id()))

    return happen


def left(database):
    with database.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(outbox))


def worker(database, clock, publish=lambda topic, body: None, timers=()):
    return Worker(database, Relay(database.engine, publish, clock), clock, timers)


def test_a_turn_sends_what_is_due_and_gives_a_sign_of_life(database, clock, happen):
    happen(3)
    worker(database, clock).turn()
    assert left(database) == 0
    with database.engine.connect() as connection:
        assert last_beat(connection) == NOW


def test_without_work_it_takes_no_write_lock(database, clock, statements):
    at_work = worker(database, clock)
    at_work.turn()
    statements.clear()
    at_work.turn()
    assert not [statement for statement in statements if not statement.startswith("SELECT")]


def test_timers_run_when_they_are_due(database, clock):
    rung = []
    at_work = worker(
        database,
        clock,
        timers=[Timer("bell", timedelta(minutes=1), lambda: rung.append(clock.now))],
    )
    for minutes in (0, 0.5, 1, 1.5, 2):
        clock.now = NOW + timedelta(minutes=minutes)
        at_work.turn()
    assert rung == [NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)]


def test_an_error_does_not_end_it(database, clock, monkeypatch):
    monkeypatch.setattr("nexus.app.worker.PAUSE", 0.001)
    rung = Signal()
    tried = []

    def break_once():
        tried.append(1)
        if len(tried) == 1:
            raise ConnectionError("the database is away")
        rung.set()

    at_work = worker(database, clock, timers=[Timer("bell", timedelta(0), break_once)])
    at_work.start()
    assert rung.wait(5)
    at_work.stop()


def test_it_stops_after_the_item_at_work_and_leaves_the_others(database, clock, happen):
    happen(5)
    begun, go_on = Signal(), Signal()

    def publish(topic, body):
        begun.set()
        assert go_on.wait(5)

    at_work = worker(database, clock, publish)
    at_work.start()
    assert begun.wait(5)
    stopping = Thread(target=at_work.stop)
    stopping.start()
    go_on.set()
    stopping.join(10)
    assert not stopping.is_alive()
    assert left(database) == 4
