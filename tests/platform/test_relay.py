"""From the outbox to the world, over crashes, failures and several workers."""

from collections import defaultdict
from datetime import timedelta
from threading import Lock, Thread

import pytest
import sqlalchemy as sa

from nexus.kernel.ids import new_id
from nexus.platform.outbox import backlog, dead_letters, is_due, outbox, revive
from nexus.platform.relay import LEASE, MOST_ATTEMPTS, Relay
from nexus.platform.uow import SqlUnitOfWork

from tests.conftest import NOW
from tests.platform.benches import BenchStarted


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def happens(database, actor, a_shop):
    def record(*ids):
        with SqlUnitOfWork(database, actor) as uow:
            for id in ids:
                uow.record(BenchStarted(shop_id=a_shop.id, happened_at=NOW, bench_id=id))

    return record


def left(engine):
    with engine.connect() as connection:
        return connection.execute(sa.select(outbox).order_by(outbox.c.id)).all()


def ignore(topic, body):
    pass


def test_events_leave_once_and_in_order(engine, happens, clock):
    happens(new_id(), new_id())
    heard = []
    relay = Relay(engine, lambda topic, body: heard.append(body), clock)
    wanted = [row.body for row in left(engine)]
    assert (relay.run(), relay.run()) == (2, 0)
    assert heard == wanted


def test_a_crash_between_commit_and_dispatch_loses_nothing(engine, happens, clock):
    happens(new_id())

    def die(topic, body):
        raise SystemExit

    with pytest.raises(SystemExit):
        Relay(engine, die, clock).run()
    assert Relay(engine, ignore, clock).run() == 0  # the dead worker's lease still runs
    clock.now += LEASE
    assert Relay(engine, ignore, clock).run() == 1


def test_a_failure_holds_back_its_own_aggregate_only(engine, happens, clock):
    broken, sound = new_id(), new_id()
    happens(broken, sound, broken)

    def publish(topic, body):
        if str(broken).encode() in body:
            raise ConnectionError("no route")

    assert Relay(engine, publish, clock).run() == 1
    first, second = left(engine)
    assert (first.attempts, first.last_error) == (1, "ConnectionError('no route')")
    assert first.due_at == NOW + timedelta(seconds=2)
    assert second.attempts == 0
    clock.now = first.due_at
    assert Relay(engine, ignore, clock).run() == 2


def test_what_never_works_is_laid_aside(engine, happens, clock):
    broken = new_id()
    happens(broken)

    def fail(topic, body):
        raise ConnectionError

    for _ in range(MOST_ATTEMPTS):
        Relay(engine, fail, clock).run()
        clock.now += timedelta(days=1)
    [dead] = left(engine)
    assert (dead.attempts, dead.dead_at is not None) == (MOST_ATTEMPTS, True)
    happens(broken)
    assert Relay(engine, ignore, clock).run() == 1  # life goes on behind it


def test_a_worker_that_slept_does_not_settle_what_another_has_taken(engine, happens, clock):
    happens(new_id())

    def oversleep(topic, body):
        clock.now += LEASE
        with pytest.raises(SystemExit):
            Relay(engine, die, clock).run()
        raise ConnectionError("too late")

    def die(topic, body):
        raise SystemExit

    Relay(engine, oversleep, clock).run()
    [row] = left(engine)
    assert (row.attempts, row.last_error) == (2, None)


def test_several_workers_share_the_work_and_keep_the_order(engine, happens, clock):
    ids = [new_id() for _ in range(10)]
    for _ in range(5):
        happens(*ids)
    wanted = defaultdict(list)
    for row in left(engine):
        wanted[row.about_id].append(row.body)
    about = {row.body: row.about_id for row in left(engine)}
    heard, lock = defaultdict(list), Lock()

    def publish(topic, body):
        with lock:
            heard[about[body]].append(body)

    workers = [Thread(target=Relay(engine, publish, clock).run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert left(engine) == []
    assert heard == wanted


def test_the_backlog_tells_what_waits_and_what_was_given_up(engine, happens, clock):
    def fail(topic, body):
        raise ConnectionError("no route")

    happens(new_id(), new_id())
    with engine.connect() as connection:
        assert backlog(connection, NOW + timedelta(minutes=2)) == (2, timedelta(minutes=2), 0)
    for _ in range(MOST_ATTEMPTS):
        Relay(engine, fail, clock).run()
        clock.now += timedelta(days=1)
    with engine.connect() as connection:
        assert backlog(connection, clock.now) == (0, timedelta(), 2)
        assert not is_due(connection, clock.now)


def test_a_dead_letter_goes_out_when_a_person_says_so(engine, happens, clock):
    def fail(topic, body):
        raise ConnectionError("no route")

    happens(new_id(), new_id())
    for _ in range(MOST_ATTEMPTS):
        Relay(engine, fail, clock).run()
        clock.now += timedelta(days=1)
    with engine.begin() as connection:
        letter, _ = dead_letters(connection)
        assert letter.last_error == "ConnectionError('no route')"
        assert revive(connection, clock.now, letter.id) == 1
        assert is_due(connection, clock.now)
    assert Relay(engine, ignore, clock).run() == 1
    with engine.begin() as connection:
        assert revive(connection, clock.now) == 1
