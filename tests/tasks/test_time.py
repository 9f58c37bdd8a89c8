"""The rules of worked time and of the clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import EmployeeId, ProjectId, ShopId, TaskId, TimerId, new_id
from nexus.tasks.domain import (
    LONGEST_TIMER,
    Span,
    Timer,
    TimerRuns,
    Worked,
    month_of,
    next_month,
    shares,
    start_of,
)

from tests.conftest import NOW

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
LONDON = ZoneInfo("Europe/London")
ANN = EmployeeId(new_id())


def a_timer(at=NOW, **changes) -> Timer:
    given = dict(
        id=TimerId(new_id()),
        shop_id=ShopId(new_id()),
        task_id=TaskId(new_id()),
        project_id=ProjectId(new_id()),
        employee_id=ANN,
        started_at=at,
    )
    timer = Timer(**given | changes)
    timer.resume(at, alone=True)
    return timer


@pytest.mark.parametrize(
    "known",
    [
        {"started_at": NOW - HOUR, "ended_at": NOW},
        {"started_at": NOW - HOUR, "duration": HOUR},
        {"ended_at": NOW, "duration": HOUR},
        {"started_at": NOW - HOUR, "ended_at": NOW, "duration": HOUR},
    ],
)
def test_what_is_not_said_follows_from_what_is(known):
    assert Worked.read(NOW, **known) == Worked(started_at=NOW - HOUR, ended_at=NOW, duration=HOUR)


def test_a_mere_duration_has_no_place_in_time():
    worked = Worked.read(NOW, duration=45 * MINUTE)
    assert worked == Worked(started_at=NOW, ended_at=None, duration=45 * MINUTE)


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"duration": timedelta()}, "duration"),
        ({"duration": -HOUR}, "duration"),
        ({"duration": timedelta(milliseconds=400)}, "duration"),
        ({"duration": 24 * HOUR + SECOND}, "duration"),
        ({"duration": timedelta.max}, "duration"),
        ({}, "duration"),
        ({"started_at": NOW - HOUR}, "duration"),
        ({"started_at": NOW, "ended_at": NOW - HOUR}, "ended_at"),
        ({"started_at": NOW - HOUR, "ended_at": NOW, "duration": 2 * HOUR}, "duration"),
        ({"started_at": NOW, "duration": 61 * SECOND}, "ended_at"),
        ({"started_at": NOW - timedelta(days=4000), "duration": HOUR}, "started_at"),
        ({"started_at": datetime.min.replace(tzinfo=UTC), "duration": HOUR}, "started_at"),
        ({"ended_at": datetime.min.replace(tzinfo=UTC), "duration": HOUR}, "ended_at"),
        ({"started_at": datetime.max.replace(tzinfo=UTC), "duration": HOUR}, "started_at"),
        ({"started_at": datetime.min.replace(tzinfo=LONDON), "duration": HOUR}, "started_at"),
        ({"duration": HOUR, "day_at": NOW + HOUR}, "worked_on"),
    ],
)
def test_impossible_time_is_refused_at_its_field(known, field):
    with pytest.raises(Invalid) as refusal:
        Worked.read(NOW, **known)
    assert refusal.value.field == field


def test_two_devices_may_differ_by_a_minute():
    assert Worked.read(NOW, ended_at=NOW + MINUTE, duration=HOUR).duration == HOUR


@pytest.mark.parametrize(
    ("day", "begun", "ended", "hours"),
    [
        ((2025, 10, 26), (0, 30), (2, 30), 3),  # clocks go back at two
        ((2025, 3, 30), (0, 30), (2, 30), 1),  # and forwards at one
    ],
)
def test_a_night_on_which_the_clocks_change_is_as_long_as_it_was(day, begun, ended, hours):
    """Row 47 of the reliability list: Python's own subtraction would say two hours."""
    start, end = (datetime(*day, *at, tzinfo=LONDON) for at in (begun, ended))
    assert end - start == 2 * HOUR  # the trap
    worked = Worked.read(NOW, start, end)
    assert worked.duration == hours * HOUR
    timer = a_timer(start)
    timer.pause(end)
    assert timer.counted == hours * HOUR


def test_a_month_is_the_shops():
    last_hour = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert month_of(last_hour, "Europe/London").isoformat() == "2025-12-01"
    assert month_of(last_hour, "Africa/Johannesburg").isoformat() == "2026-01-01"
    assert next_month(month_of(last_hour, "Europe/London")).isoformat() == "2026-01-01"


def test_a_day_that_begins_nowhere_is_no_day():
    with pytest.raises(Invalid):
        start_of(date.min, "Africa/Johannesburg", "from")


instants = st.integers(0, 3 * 3600).map(lambda s: NOW + s * SECOND)
spans = st.lists(
    st.tuples(instants, instants).map(lambda pair: (min(pair), max(pair))), max_size=7
).map(lambda found: [Span(new_id(), start, end) for start, end in found])


def covered(spans):
    """The time in which at least one of them was going on."""
    edges = sorted({edge for span in spans for edge in span[1:]})
    return sum(
        (
            end - start
            for start, end in pairwise(edges)
            if any(s.started_at <= start and end <= s.ended_at for s in spans)
        ),
        timedelta(),
    )


@given(spans)
def test_shares_add_up_to_the_clock_and_never_exceed_it(spans):
    assert sum(shares(spans).values(), timedelta()) == covered(spans)


@given(spans)
def test_nobody_gets_more_than_worked_and_alone_one_gets_all(spans):
    given = shares(spans)
    for span in spans:
        assert timedelta() <= given[span.id] <= span.ended_at - span.started_at
        if not any(span.overlaps(other) for other in spans if other is not span):
            assert given[span.id] == span.ended_at - span.started_at


@given(spans, instants)
def test_shares_do_not_depend_on_what_is_far_away(spans, cut):
    """What was shared before stays, when something is added that does not overlap it."""
    before = [span for span in spans if span.ended_at <= cut]
    after = [span for span in spans if span.started_at >= cut]
    assert shares([*before, *after]) == shares(before) | shares(after)


@given(st.integers(2, 6), st.integers(1, 7200))
def test_equal_work_gets_equal_shares_to_the_second(people, seconds):
    spans = [Span(new_id(), NOW, NOW + seconds * SECOND) for _ in range(people)]
    given = shares(spans).values()
    assert max(given) - min(given) <= SECOND


def test_two_clocks_share_the_time_in_which_both_ran():
    """One from ten to eleven, one from half past ten to half past eleven."""
    first = Span(new_id(), NOW, NOW + HOUR)
    second = Span(new_id(), NOW + HOUR / 2, NOW + 1.5 * HOUR)
    assert shares([first, second]) == {first.id: 45 * MINUTE, second.id: 45 * MINUTE}


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=8))
def test_a_pause_excludes_exactly_the_pause(turns):
    now, worked = NOW, timedelta()
    timer = a_timer()
    for work, rest in turns:
        now += work * SECOND
        stretch = timer.pause(now)
        worked += work * SECOND
        assert (stretch is None) == (work == 0)
        assert timer.counted == timer.elapsed(now) == worked
        now += rest * SECOND
        assert timer.elapsed(now) == worked
        timer.resume(now, alone=True)
    assert timer.elapsed(now + MINUTE) == worked + MINUTE


def test_a_running_clock_does_not_start_again():
    with pytest.raises(TimerRuns):
        a_timer().resume(NOW, alone=True)


def test_one_clock_of_a_person_runs_or_one_on_each_task():
    timer = a_timer()
    assert timer.running_as_id == ANN
    timer.pause(NOW + HOUR)
    assert timer.running_as_id is None
    timer.resume(NOW + HOUR, alone=False)
    assert timer.running_as_id == timer.task_id


@pytest.mark.parametrize("step", [-timedelta(days=3650), -timedelta(days=1), -HOUR])
def test_a_clock_that_was_set_back_gives_no_negative_time(step):
    timer = a_timer()
    assert timer.elapsed(NOW + step) == timedelta()
    stretch = timer.pause(NOW + step)
    assert (stretch.ended_at, stretch.doubtful) == (NOW, True)
    assert timer.counted == timedelta()


def test_a_clock_that_was_set_forwards_counts_a_shift_at_most():
    timer = a_timer()
    stretch = timer.pause(NOW + timedelta(days=3650))
    assert (stretch.ended_at, stretch.doubtful) == (NOW + LONGEST_TIMER, True)


@pytest.mark.parametrize(
    ("now", "shift_ended_at", "stopped_at"),
    [
        (NOW + 15 * HOUR, None, None),
        (NOW + 16 * HOUR, None, NOW + 16 * HOUR),
        (NOW + 40 * HOUR, None, NOW + 16 * HOUR),
        (NOW + 3 * HOUR, NOW + 2 * HOUR, NOW + 2 * HOUR),
        (NOW + 30 * HOUR, NOW + 20 * HOUR, NOW + 16 * HOUR),
        (NOW + 3 * HOUR, NOW - HOUR, None),
        (NOW + 3 * HOUR, NOW + 4 * HOUR, None),
    ],
)
def test_a_clock_is_forgotten_after_its_longest_or_at_the_shifts_end(
    now, shift_ended_at, stopped_at
):
    timer = a_timer()
    assert timer.is_forgotten(now, shift_ended_at) == stopped_at
    if stopped_at is not None:
        stretch = timer.pause(now, stopped_at)
        assert (stretch.ended_at, stretch.doubtful) == (stopped_at, True)
    assert timer.is_running == (stopped_at is None)
