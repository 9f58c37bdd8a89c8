"""Many at once, against both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import (
    EmployeeId,
)
from nexus.tasks import (
    CreateTask,
    ListTasks,
    ListTimeLogs,
    LogTime,
    StartTimer,
    WhoseTimer,
)
from nexus.tasks.domain import TimerRuns
from nexus.tasks.messages import (
    ListTimers,
    MoveTask,
    SetDependencies,
)

from tests.tasks.conftest import HOUR, MINUTE, hours_ago

MARCH = date(2026, 3, 1)


def together(*deeds):
    """Do all at the same moment, and return what came of each."""
    barrier = threading.Barrier(len(deeds))

    def do(deed):
        barrier.wait()
        try:
            return deed()
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_two_tablets_at_once_start_one_clock(service, actor, made, second, clock, broken):
    """Row 27 of the reliability list; two hundred times with `-m slow`."""
    for _ in range(20):
        found = together(
            lambda: service.start_timer(actor, made.id, StartTimer()),
            lambda: service.start_timer(actor, second.id, StartTimer()),
        )
        [refusal] = [it for it in found if isinstance(it, Refused)]
        assert isinstance(refusal, TimerRuns)
        [running] = service.timers(actor, ListTimers()).items
        clock[0] += MINUTE
        service.stop_timer(actor, running.task_id, WhoseTimer())
    spent = [service.one(actor, task.id).time_spent for task in (made, second)]
    assert sum(spent, timedelta()) == 20 * MINUTE
    assert broken() == []


@pytest.mark.slow
def test_two_tablets_at_once_start_one_clock_two_hundred_times(
    service, actor, made, second, clock, broken
):
    for _ in range(10):
        test_two_tablets_at_once_start_one_clock(service, actor, made, second, clock, broken)
        for log in service.logs(actor, ListTimeLogs(limit=200)).items:
            service.delete_log(actor, log.id, "Again")


def test_one_clock_stopped_on_two_devices_counts_once(service, actor, made, clock, broken):
    for n in range(1, 6):
        service.start_timer(actor, made.id, StartTimer())
        clock[0] += MINUTE
        found = together(*[lambda: service.stop_timer(actor, made.id, WhoseTimer())] * 2)
        assert sum(isinstance(it, Refused) for it in found) == 1
        assert service.one(actor, made.id).time_spent == n * MINUTE
    assert broken() == []


def test_two_entries_of_one_hour_at_once_are_one(service, actor, made, second, broken):
    for n in range(1, 11):
        found = together(
            lambda n=n: service.log_time(actor, made.id, hours_ago(2 * n)),
            lambda n=n: service.log_time(actor, second.id, hours_ago(2 * n - 0.5)),
        )
        assert sum(isinstance(it, Refused) for it in found) == 1
    assert broken() == []


def test_many_log_on_one_task_at_once_and_nothing_is_lost(service, actor, a_shop, made, broken):
    people = [EmployeeId(a_shop.add("accounts_employee", name=f"P{n}")) for n in range(4)]

    def log(person):
        return lambda: (
            [
                service.log_time(actor, made.id, hours_ago(2 * n + 2, employee_id=person))
                for n in range(4)
            ]
            + [service.log_time(actor, made.id, LogTime(duration=MINUTE)) for _ in range(2)]
        )

    found = together(*[log(person) for person in people])
    assert not any(isinstance(it, Refused) for it in found)
    assert service.one(actor, made.id).time_spent == 16 * HOUR + 8 * MINUTE
    assert broken() == []


def test_many_create_and_move_at_once_and_one_order_comes_of_it(
    service, actor, a_shop, made, second
):
    def create_and_move():
        for _ in range(3):
            task = service.create(actor, a_shop.project_id, CreateTask(title="x"))
            service.move(actor, task.id, MoveTask(after=made.id))

    found = together(*[create_and_move] * 4)
    assert found == [None] * 4
    rows = service.of_project(actor, a_shop.project_id, ListTasks(sort="position")).items
    assert len({row.position for row in rows}) == 14
    assert (rows[0].id, rows[-1].id) == (made.id, second.id)


def test_dependencies_set_at_once_make_no_circle(service, actor, a_shop, made, second, broken):
    for _ in range(5):
        found = together(
            _invalid(lambda: service.depend(actor, made.id, SetDependencies(ids=[second.id]))),
            _invalid(lambda: service.depend(actor, second.id, SetDependencies(ids=[made.id]))),
        )
        assert sum(it == "circle" for it in found) == 1
        for id in (made.id, second.id):
            service.depend(actor, id, SetDependencies(ids=[]))
    assert broken() == []


def _invalid(deed):
    def do():
        try:
            deed()
        except Invalid:
            return "circle"

    return do
