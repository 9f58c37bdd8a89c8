"""The use cases of worked time and of the clock, over fakes."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import (
    EmployeeId,
    ShopId,
    TaskId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.tasks import (
    CreateTask,
    LogTime,
    StartTimer,
    StopForgotten,
    TaskStarted,
    TimeLogged,
    TimerStarted,
    WhoseTimer,
)
from nexus.tasks.domain import Assignee, Overlap, Status, TimerRuns, Why
from nexus.tasks.messages import (
    CorrectTime,
)

from tests.conftest import NOW, Everything
from tests.tasks.world import (
    BEN,
    HOUR,
    MINUTE,
    PROJECT,
    SAW,
    STRANGER,
    World,
    hours_ago,
    only,
)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def service(world):
    return world.service


@pytest.fixture
def task(service, actor):
    return service.create(actor, PROJECT, CreateTask(title="Cut the panels"))


@pytest.fixture
def second(service, actor, task):
    return service.create(actor, PROJECT, CreateTask(title="Sand"))


def test_log_time_is_for_the_actor_by_default(service, actor, world, task):
    logged = service.log_time(actor, task.id, hours_ago(2, 1.5))
    assert (logged.employee_id, logged.time_spent) == (actor.employee_id, 1.5 * HOUR)
    [event] = world.store.recorded
    assert (type(event), event.seconds, event.project_id) == (TimeLogged, 5400, PROJECT)
    assert world.store.hours.kept == {(actor.employee_id, date(2026, 3, 1)): 1.5 * HOUR}


def test_hand_entry_without_from_and_to_counts_identically(service, actor, world, task):
    service.log_time(actor, task.id, hours_ago(3, 0.75))
    service.log_time(actor, task.id, LogTime(duration=45 * MINUTE))
    logged = service.log_time(actor, task.id, LogTime(duration=45 * MINUTE))
    assert logged.time_spent == 3 * 45 * MINUTE
    assert set(world.store.hours.kept.values()) == {3 * 45 * MINUTE}


def test_time_of_an_earlier_day_is_late(service, actor, task):
    logged = service.log_time(actor, task.id, LogTime(duration=HOUR, worked_on=date(2026, 3, 1)))
    assert (logged.late, logged.started_at.isoformat()) == (True, "2026-02-28T22:00:00+00:00")
    assert not service.log_time(actor, task.id, LogTime(duration=HOUR)).late
    assert not service.log_time(
        actor, task.id, LogTime(duration=HOUR, worked_on=date(2026, 3, 2))
    ).late


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2015, 1, 1), date.min, date.max])
def test_a_day_that_was_not_worked_is_refused(service, actor, task, day):
    with pytest.raises(Invalid):
        service.log_time(actor, task.id, LogTime(duration=HOUR, worked_on=day))


def test_a_day_goes_with_a_duration_alone(service, actor, task):
    with pytest.raises(Invalid, match="duration alone"):
        service.log_time(actor, task.id, hours_ago(1, worked_on=date(2026, 3, 2)))


def test_time_is_the_stations_of_the_task_unless_said(service, actor, world):
    assigned = service.create(
        actor, PROJECT, CreateTask(title="Saw", assignee=Assignee(station_id=SAW))
    )
    assert service.log_time(actor, assigned.id, hours_ago(2)).station_id == SAW
    with pytest.raises(Invalid, match="no such station"):
        service.log_time(actor, assigned.id, hours_ago(5, station_id=STRANGER))


def test_overlap_of_one_person_is_refused_and_names_the_other(service, actor, task, second):
    first = service.log_time(actor, task.id, hours_ago(3, 2))
    with pytest.raises(Overlap, match=r"“Cut the panels”, from 2026-03-02 14:00 to 16:00") as no:
        service.log_time(actor, second.id, hours_ago(2, 0.5))
    assert (no.value.more["time_log_id"], list(no.value.more["errors"])) == (
        first.id,
        ["started_at"],
    )
    service.log_time(actor, second.id, hours_ago(1, 0.5))  # it ends where the first began anew
    service.log_time(actor, second.id, hours_ago(2, 0.5, employee_id=BEN))


def test_a_running_clock_is_an_overlap_too(service, actor, world, task, second):
    service.start_timer(actor, task.id, StartTimer())
    world.now += HOUR
    with pytest.raises(Overlap, match=r"from 2026-03-02 17:00 on"):
        service.log_time(actor, second.id, LogTime(started_at=NOW + HOUR / 2, duration=HOUR / 2))


def test_overlap_is_shared_if_the_shop_says_so(service, actor, world, task, second):
    world.split()
    service.log_time(actor, task.id, hours_ago(3, 2))
    shared = service.log_time(actor, second.id, hours_ago(2, 2))
    assert (shared.duration, shared.time_spent) == (1.5 * HOUR, 1.5 * HOUR)
    assert service.one(actor, task.id).time_spent == 1.5 * HOUR
    assert set(world.store.hours.kept.values()) == {3 * HOUR}
    service.delete_log(actor, shared.id, "Was not there")
    assert service.one(actor, task.id).time_spent == 2 * HOUR
    assert set(world.store.hours.kept.values()) == {2 * HOUR}


def test_two_clocks_share_their_time_when_they_are_stopped(service, actor, world, task, second):
    world.split()
    service.start_timer(actor, task.id, StartTimer())
    world.now += HOUR / 2
    service.start_timer(actor, second.id, StartTimer())
    world.now += HOUR / 2
    service.stop_timer(actor, task.id, WhoseTimer())
    assert world.logged() == [HOUR]
    world.now += HOUR / 2
    service.stop_timer(actor, second.id, WhoseTimer())
    assert world.logged() == [45 * MINUTE, 45 * MINUTE]


def test_a_second_clock_is_refused_with_what_is_running(service, actor, task, second):
    service.start_timer(actor, task.id, StartTimer())
    with pytest.raises(TimerRuns, match="runs on “Cut the panels”") as refusal:
        service.start_timer(actor, second.id, StartTimer())
    assert refusal.value.more["task_id"] == task.id
    with pytest.raises(TimerRuns, match="on this task runs already"):
        service.start_timer(actor, task.id, StartTimer())


def test_a_paused_clock_leaves_room_for_another(service, actor, world, task, second):
    service.start_timer(actor, task.id, StartTimer())
    world.now += HOUR
    paused = service.pause_timer(actor, task.id, WhoseTimer())
    assert (paused.state, paused.elapsed, bool(paused.time_log_id)) == ("paused", HOUR, True)
    service.start_timer(actor, second.id, StartTimer())
    with pytest.raises(TimerRuns, match="Sand"):
        service.resume_timer(actor, task.id, WhoseTimer())
    world.now += HOUR
    service.stop_timer(actor, second.id, WhoseTimer())
    service.resume_timer(actor, task.id, WhoseTimer())
    world.now += HOUR
    stopped = service.stop_timer(actor, task.id, WhoseTimer(note="All done"))
    assert (stopped.state, stopped.elapsed, stopped.note) == ("stopped", 2 * HOUR, "All done")
    assert world.logged() == [HOUR, HOUR, HOUR]


def test_a_clock_starts_its_task(service, actor, world, task):
    service.start_timer(actor, task.id, StartTimer())
    assert service.one(actor, task.id).status is Status.IN_PROGRESS
    assert [type(event) for event in world.store.recorded] == [TaskStarted, TimerStarted]


def test_a_clock_without_a_whole_second_leaves_no_log(service, actor, world, task):
    service.start_timer(actor, task.id, StartTimer())
    stopped = service.stop_timer(actor, task.id, WhoseTimer())
    assert (stopped.time_log_id, world.logged(), world.store.timers.rows) == (None, [], {})


@pytest.mark.parametrize("use_case", ["pause_timer", "resume_timer", "stop_timer"])
def test_a_clock_that_is_not_there_is_a_refusal(service, actor, task, use_case):
    with pytest.raises(Refused, match="No clock"):
        getattr(service, use_case)(actor, task.id, WhoseTimer())
    with pytest.raises(NotFound):
        getattr(service, use_case)(actor, TaskId(new_id()), WhoseTimer())


def test_a_clock_is_somebodys(service, actor, task):
    nobody = msgspec.structs.replace(actor, employee_id=None)
    with pytest.raises(Invalid, match="whose clock"):
        service.start_timer(nobody, task.id, StartTimer())


@pytest.mark.parametrize("end", ["complete", "block"])
def test_the_clocks_stop_when_the_task_does(service, actor, world, task, end):
    service.start_timer(actor, task.id, StartTimer())
    service.start_timer(actor, task.id, StartTimer(employee_id=BEN))
    world.now += HOUR
    service.complete(actor, task.id) if end == "complete" else service.block(
        actor, task.id, Why("No glue")
    )
    assert (world.logged(), world.store.timers.rows) == ([HOUR, HOUR], {})
    assert service.one(actor, task.id).time_spent == 2 * HOUR


def test_a_forgotten_clock_is_stopped_and_marked(service, actor, world, task, second):
    service.start_timer(actor, task.id, StartTimer())
    world.now += 10 * HOUR
    service.start_timer(actor, second.id, StartTimer(employee_id=BEN))
    assert service.stop_forgotten(actor, StopForgotten()).stopped == 0
    world.now += 10 * HOUR
    assert service.stop_forgotten(actor, StopForgotten()).stopped == 1
    [log] = world.store.logs.rows.values()
    assert (log.duration, log.auto_stopped) == (16 * HOUR, True)
    ended = StopForgotten(shift_ended_at=NOW + 12 * HOUR)
    assert service.stop_forgotten(actor, ended).stopped == 1
    assert world.logged() == [16 * HOUR, 2 * HOUR]
    with pytest.raises(Invalid, match="not ended"):
        service.stop_forgotten(actor, StopForgotten(shift_ended_at=NOW + 30 * HOUR))


def test_ones_own_time_of_today_is_corrected_with_a_reason(service, actor, world, task):
    worker = only(actor, "tasks.work")
    logged = service.log_time(worker, task.id, hours_ago(3, 2))
    world.now += MINUTE
    fixed = service.correct_log(
        worker, logged.id, CorrectTime(duration=HOUR, reason="Lunch"), logged.version
    )
    assert (fixed.duration, fixed.time_spent, fixed.correction) == (HOUR, HOUR, "Lunch")
    assert fixed.ended_at == fixed.started_at + HOUR
    with pytest.raises(Stale):
        service.correct_log(worker, logged.id, CorrectTime(note="x", reason="y"), logged.version)
    world.now += 24 * HOUR
    with pytest.raises(NotAllowed, match=r"tasks\.correct"):
        service.correct_log(worker, logged.id, CorrectTime(duration=HOUR, reason="Late"))
    with pytest.raises(NotAllowed, match=r"tasks\.correct"):
        service.delete_log(worker, logged.id, "Late")


def test_anothers_time_is_for_who_may_correct(service, actor, task):
    worker = only(actor, "tasks.work")
    with pytest.raises(NotAllowed):
        service.log_time(worker, task.id, hours_ago(1, employee_id=BEN))
    with pytest.raises(NotAllowed):
        service.start_timer(worker, task.id, StartTimer(employee_id=BEN))
    bens = service.log_time(actor, task.id, hours_ago(1, employee_id=BEN))
    with pytest.raises(NotAllowed):
        service.correct_log(worker, bens.id, CorrectTime(note="x", reason="y"))
    mine = service.log_time(worker, task.id, hours_ago(5))
    with pytest.raises(NotAllowed):
        service.correct_log(worker, mine.id, CorrectTime(employee_id=BEN, reason="y"))


def test_a_correction_may_give_the_time_to_another(service, actor, world, task):
    logged = service.log_time(actor, task.id, hours_ago(2))
    service.correct_log(actor, logged.id, CorrectTime(employee_id=BEN, reason="Ben was there"))
    kept = {person: spent for (person, _), spent in world.store.hours.kept.items() if spent}
    assert kept == {BEN: HOUR}


def test_a_correction_that_overlaps_is_refused(service, actor, task):
    first = service.log_time(actor, task.id, hours_ago(4))
    service.log_time(actor, task.id, hours_ago(3))
    with pytest.raises(Overlap):
        service.correct_log(actor, first.id, CorrectTime(duration=1.5 * HOUR, reason="Longer"))


@given(
    st.lists(
        st.tuples(st.sampled_from(["log", "correct", "delete"]), st.integers(1, 300)), max_size=10
    ),
    st.booleans(),
)
def test_one_persons_time_never_exceeds_the_clock(wishes, split):
    """Whatever is logged, corrected and deleted, by either rule."""
    world, actor = World(), an_actor()
    if split:
        world.split()
    task = world.service.create(actor, PROJECT, CreateTask(title="Cut"))
    for n, (what, minutes) in enumerate(wishes):
        start, length = NOW - (minutes + 200) * MINUTE, (minutes % 90 + 1) * MINUTE
        logs = list(world.store.logs.rows.values())
        try:
            if what == "log" or not logs:
                world.service.log_time(actor, task.id, LogTime(started_at=start, duration=length))
            elif what == "correct":
                change = CorrectTime(started_at=start, ended_at=start + length, reason="x")
                world.service.correct_log(actor, logs[n % len(logs)].id, change)
            else:
                world.service.delete_log(actor, logs[n % len(logs)].id, "x")
        except Overlap:
            assert not split
    logs = world.store.logs.rows.values()
    clock = {
        second
        for log in logs
        for second in range(int(log.started_at.timestamp()), int(log.ended_at.timestamp()))
    }
    total = sum(world.logged(), timedelta())
    assert total == timedelta(seconds=len(clock))
    assert world.service.one(actor, task.id).time_spent == total
    assert sum(world.store.hours.kept.values(), timedelta()) == total


def an_actor():
    return Actor(shop_id=ShopId(new_id()), employee_id=EmployeeId(new_id()), scopes=Everything())


# What an hour costs


def test_a_log_keeps_what_an_hour_cost_when_it_was_worked(service, actor, task, world):
    world.directory.rates[BEN] = Money.of(420_00, "ZAR")
    for who, rate in ((actor.employee_id, 350_00), (BEN, 420_00)):
        logged = service.log_time(actor, task.id, hours_ago(3, employee_id=who))
        assert world.rate(logged.id) == Money.of(rate, "ZAR")
    world.directory.rates[BEN] = Money.of(500_00, "ZAR")
    assert world.rate(logged.id) == Money.of(420_00, "ZAR")


def test_time_that_turns_out_to_be_anothers_costs_what_theirs_does(service, actor, task, world):
    world.directory.rates[BEN] = Money.of(420_00, "ZAR")
    logged = service.log_time(actor, task.id, hours_ago(3))
    service.correct_log(actor, logged.id, CorrectTime(employee_id=BEN, reason="Ben did it."))
    assert world.rate(logged.id) == Money.of(420_00, "ZAR")
