"""The use cases over fakes: permissions, orchestration and recorded events."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import (
    EmployeeId,
    ProjectId,
    ShopId,
    StageInstanceId,
    StationId,
    TaskId,
    TimeLogId,
    new_id,
)
from nexus.tasks import (
    AskTotals,
    ChangeTask,
    CreateActivity,
    CreateTask,
    ListTasks,
    ListTimeLogs,
    LogTime,
    StartTimer,
    StopForgotten,
    TaskAnswers,
    TaskCompleted,
    TaskService,
    TaskStarted,
    TimeLogged,
    TimerStarted,
    WhoseTimer,
)
from nexus.tasks.domain import Assignee, Overlap, Status, TimerRuns, Waiting, Why
from nexus.tasks.messages import (
    AddCheckItem,
    ChangeActivity,
    ChangeCheckItem,
    CorrectTime,
    MoveTask,
    SetDependencies,
)

from tests.conftest import NOW, Everything
from tests.tasks.fakes import FakeDirectory, FakeProjects, FakeSettings, FakeStore, FakeTerms

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PROJECT, OTHER = ProjectId(new_id()), ProjectId(new_id())
SAW, STRANGER = StationId(new_id()), StationId(new_id())
BEN = EmployeeId(new_id())


class World:
    """The service over fakes, with hands on the clock and on the settings."""

    def __init__(self) -> None:
        self.now = NOW
        self.store, self.projects = FakeStore(), FakeProjects(PROJECT, OTHER)
        self.settings = FakeSettings("Check the blade", "Cut")
        self.service = TaskService(
            unit_of_work=self.store,
            reading=self.store,
            directory=FakeDirectory(SAW, BEN),
            projects=self.projects,
            settings=self.settings,
            clock=lambda: self.now,
        )

    def split(self) -> None:
        self.settings.rules = FakeTerms(time_overlap="split")

    def logged(self) -> list[timedelta]:
        return [log.duration for log in self.store.logs.rows.values()]


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


def only(actor, *scopes):
    return msgspec.structs.replace(actor, scopes=frozenset(scopes))


def hours_ago(ago, hours=1.0, **more):
    return LogTime(started_at=NOW - ago * HOUR, duration=hours * HOUR, **more)


def test_create_puts_the_task_last(service, actor, task, second):
    assert task.position < second.position
    titles = [row.title for row in service.of_project(actor, PROJECT, ListTasks()).items]
    assert titles == ["Cut the panels", "Sand"]
    assert (task.created_at, task.created_by_id) == (NOW, actor.user_id)


def test_create_refuses_a_closed_project_and_knows_none_that_is_not_there(world, actor):
    world.projects.closed.add(PROJECT)
    with pytest.raises(Refused, match="open projects"):
        world.service.create(actor, PROJECT, CreateTask(title="Too late"))
    with pytest.raises(NotFound, match="no such project"):
        world.service.create(actor, ProjectId(new_id()), CreateTask(title="Nowhere"))


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"assignee": Assignee(employee_id=EmployeeId(new_id()))}, "assignee.employee_id"),
        ({"assignee": Assignee(station_id=STRANGER)}, "assignee.station_id"),
        ({"stage_id": StageInstanceId(new_id())}, "stage_id"),
    ],
)
def test_a_task_points_to_its_own_shop_and_project_only(service, actor, task, wish, field):
    for use_case in (
        lambda: service.create(actor, PROJECT, CreateTask(title="Sand", **wish)),
        lambda: service.change(actor, task.id, ChangeTask(**wish)),
    ):
        with pytest.raises(Invalid) as refusal:
            use_case()
        assert refusal.value.field == field


def test_start_and_complete_record_what_happened(service, actor, world, task):
    service.start(actor, task.id)
    service.complete(actor, task.id)
    assert [type(event) for event in world.store.recorded] == [TaskStarted, TaskCompleted]


def test_no_work_goes_on_in_a_closed_project(service, actor, world, task):
    world.projects.closed.add(PROJECT)
    for use_case in (service.start, lambda *a: service.start_timer(*a, StartTimer())):
        with pytest.raises(Refused, match="open projects only"):
            use_case(actor, task.id)


def test_a_status_in_a_change_moves_the_task(service, actor, world, task):
    done = service.change(actor, task.id, ChangeTask(title="Saw", status=Status.DONE))
    assert (done.title, done.status) == ("Saw", Status.DONE)
    with pytest.raises(Invalid, match="say why"):
        service.change(actor, task.id, ChangeTask(status=Status.TODO))
    back = service.change(actor, task.id, ChangeTask(status=Status.TODO, reason="A scratch"))
    assert (back.status, back.status_reason) == (Status.TODO, "A scratch")


def test_a_task_waits_until_what_it_needs_is_done(service, actor, task, second):
    service.depend(actor, second.id, SetDependencies(ids=[task.id]))
    for use_case in (
        service.start,
        service.complete,
        lambda *a: service.start_timer(*a, StartTimer()),
    ):
        with pytest.raises(Waiting, match="Cut the panels"):
            use_case(actor, second.id)
    service.complete(actor, task.id)
    assert service.start(actor, second.id).status is Status.IN_PROGRESS


def test_a_waiting_task_is_forced_for_a_reason(service, actor, task, second):
    service.depend(actor, second.id, SetDependencies(ids=[task.id]))
    forced = service.start(actor, second.id, why=Why("The customer waits", force=True))
    assert forced.status_reason == "The customer waits"


def test_dependencies_stay_in_the_project_and_run_in_no_circle(service, actor, task, second):
    other = service.create(actor, OTHER, CreateTask(title="Elsewhere"))
    with pytest.raises(Invalid, match="own project"):
        service.depend(actor, task.id, SetDependencies(ids=[other.id]))
    service.depend(actor, second.id, SetDependencies(ids=[task.id]))
    with pytest.raises(Invalid, match="circle"):
        service.depend(actor, task.id, SetDependencies(ids=[second.id]))


def test_move_finds_room_when_there_is_none_left(service, actor, world, task, second):
    for _ in range(30):  # halves the same gap until it is used up
        last = service.create(actor, PROJECT, CreateTask(title="Between"))
        service.move(actor, last.id, MoveTask(after=task.id))
        places = world.store.tasks.places(PROJECT)
        assert [place.id for place in places][:2] == [task.id, last.id]
        assert len({place.position for place in places}) == len(places)
    assert places[-1].id == second.id


def test_a_move_to_where_it_is_changes_nothing(service, actor, task, second):
    assert service.move(actor, second.id, MoveTask(after=task.id)) == second


def test_delete_keeps_a_task_on_which_time_was_worked(service, actor, task, second):
    service.log_time(actor, task.id, hours_ago(2))
    service.start_timer(actor, second.id, StartTimer())
    for worked_on in (task, second):
        with pytest.raises(Refused, match="Time was worked"):
            service.delete(actor, worked_on.id)
    service.delete(actor, service.create(actor, PROJECT, CreateTask(title="Idea")).id)


def test_a_checklist_is_ticked_by_who_works(service, actor, world, task):
    worker = only(actor, "tasks.work", "tasks.read")
    service.add_item(worker, task.id, AddCheckItem(text="Left"))
    [item] = world.store.tasks.get(task.id).checklist
    ticked = service.change_item(worker, task.id, item.id, ChangeCheckItem(done=True))
    assert (ticked.checklist_done, ticked.checklist_total) == (1, 1)
    service.remove_item(worker, task.id, item.id)
    assert service.one(actor, task.id).checklist_total == 0


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


def test_a_stage_brings_its_stations_standard_tasks_once(service, actor, world):
    stage = StageInstanceId(new_id())
    planner = Actor.system(actor.shop_id, "tasks.plan", label="System (Standard tasks)")
    planned = service.plan_standard_tasks(planner, PROJECT, stage, SAW)
    assert [(t.title, t.assignee.station_id, t.stage_id) for t in planned] == [
        ("Check the blade", SAW, stage),
        ("Cut", SAW, stage),
    ]
    assert service.plan_standard_tasks(planner, PROJECT, stage, SAW) == []
    world.settings.standard += FakeSettings("Sweep").standard
    [third] = service.plan_standard_tasks(planner, PROJECT, stage, SAW)
    assert third.title == "Sweep"


def test_an_activity_without_project_is_the_shops_own(service, actor, world):
    with pytest.raises(Refused, match="no project for its own work"):
        service.create_activity(actor, CreateActivity(title="Fire drill"))
    world.projects.own = PROJECT
    drill = service.create_activity(actor, CreateActivity(title="Fire drill", assigned_to=BEN))
    assert (drill.project_id, drill.assigned_to, drill.created_by) == (PROJECT, BEN, actor.user_id)


def test_an_activity_is_changed_in_its_own_words(service, actor, world):
    world.projects.own = PROJECT
    drill = service.create_activity(actor, CreateActivity(title="Drill", start_time=NOW))
    assert (drill.start_time, drill.end_time) == (NOW, None)
    changed = service.change_activity(
        actor,
        drill.id,
        ChangeActivity(end_time=NOW + HOUR, status=Status.DONE, assigned_to=BEN),
    )
    assert (changed.end_time, changed.status, changed.assigned_to) == (NOW + HOUR, "done", BEN)
    assert service.change_activity(actor, drill.id, ChangeActivity(assigned_to=None)).title == (
        "Drill"
    )
    assert service.activity(actor, drill.id).assigned_to is None


def test_answers_follow_the_work(service, actor, world, task):
    answers = TaskAnswers(world.store)
    assert answers.has_open_tasks(actor.shop_id, PROJECT)
    service.log_time(actor, task.id, hours_ago(2))
    service.complete(actor, task.id)
    assert not answers.has_open_tasks(actor.shop_id, PROJECT)
    assert answers.has_tasks(actor.shop_id, PROJECT)
    assert answers.time_spent(actor.shop_id, PROJECT) == HOUR


def test_another_shop_cannot_see_the_task(service, actor, task):
    stranger = msgspec.structs.replace(actor, shop_id=ShopId(new_id()))
    with pytest.raises(NotFound):
        service.start(stranger, task.id)


def test_a_wish_made_on_an_older_version_is_stale(service, actor, task):
    seen = service.start(actor, task.id, task.version)
    with pytest.raises(Stale, match="look again"):
        service.complete(actor, task.id, task.version)
    assert service.complete(actor, task.id, seen.version).version > seen.version


ID, LOG = TaskId(new_id()), TimeLogId(new_id())
NEEDS = {
    "tasks.plan": [
        lambda s, a: s.create(a, PROJECT, CreateTask(title="x")),
        lambda s, a: s.change(a, ID, ChangeTask()),
        lambda s, a: s.delete(a, ID),
        lambda s, a: s.move(a, ID, MoveTask(position=1)),
        lambda s, a: s.depend(a, ID, SetDependencies(ids=[])),
        lambda s, a: s.plan_standard_tasks(a, PROJECT, StageInstanceId(ID), SAW),
        lambda s, a: s.create_activity(a, CreateActivity(title="x")),
        lambda s, a: s.change_activity(a, ID, ChangeActivity()),
    ],
    "tasks.work": [
        lambda s, a: s.start(a, ID),
        lambda s, a: s.complete(a, ID),
        lambda s, a: s.block(a, ID, Why("x")),
        lambda s, a: s.unblock(a, ID),
        lambda s, a: s.reopen(a, ID, Why("x")),
        lambda s, a: s.add_item(a, ID, AddCheckItem(text="x")),
        lambda s, a: s.log_time(a, ID, LogTime(duration=HOUR)),
        lambda s, a: s.start_timer(a, ID, StartTimer()),
        lambda s, a: s.pause_timer(a, ID, WhoseTimer()),
        lambda s, a: s.resume_timer(a, ID, WhoseTimer()),
        lambda s, a: s.stop_timer(a, ID, WhoseTimer()),
        lambda s, a: s.correct_log(a, LOG, CorrectTime(reason="x")),
        lambda s, a: s.delete_log(a, LOG, "x"),
    ],
    "tasks.correct": [
        lambda s, a: s.stop_forgotten(a, StopForgotten()),
        lambda s, a: s.recount(a),
    ],
    "tasks.read": [
        lambda s, a: s.one(a, ID),
        lambda s, a: s.page(a, ListTasks()),
        lambda s, a: s.of_project(a, PROJECT, ListTasks()),
        lambda s, a: s.board(a, PROJECT),
        lambda s, a: s.log(a, LOG),
        lambda s, a: s.logs(a, ListTimeLogs()),
        lambda s, a: s.totals(a, AskTotals(by="task")),
        lambda s, a: s.monthly(a, None, None),
        lambda s, a: s.activities(a, ListTasks()),
        lambda s, a: s.activity(a, ID),
    ],
}


@pytest.mark.parametrize(
    ("scope", "use_case"), [(scope, use) for scope, uses in NEEDS.items() for use in uses]
)
def test_every_use_case_needs_its_permission(service, actor, scope, use_case):
    with pytest.raises(NotAllowed, match=scope):
        use_case(service, only(actor, *(NEEDS.keys() - {scope})))
