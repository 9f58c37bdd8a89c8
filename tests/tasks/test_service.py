"""The use cases of tasks over fakes: permissions, orchestration and recorded events."""

import msgspec
import pytest

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import (
    EmployeeId,
    ProjectId,
    ShopId,
    StageInstanceId,
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
    TaskStarted,
    WhoseTimer,
)
from nexus.tasks.domain import Assignee, Status, Waiting, Why
from nexus.tasks.messages import (
    AddCheckItem,
    ChangeActivity,
    ChangeCheckItem,
    CorrectTime,
    MoveTask,
    SetDependencies,
)

from tests.conftest import NOW
from tests.tasks.fakes import FakeSettings
from tests.tasks.world import BEN, HOUR, OTHER, PROJECT, SAW, STRANGER, World, hours_ago, only


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
        lambda s, a: s.bring(a, ID, Status.DONE),
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


def test_a_card_is_brought_to_a_column_by_the_verbs(world, service, actor, task):
    seen = service.bring(actor, task.id, Status.BLOCKED, why=Why("No sheet"))
    assert (seen.status, seen.status_reason) == (Status.BLOCKED, "No sheet")
    with pytest.raises(Refused):
        service.bring(actor, task.id, Status.DONE)
    assert service.bring(actor, task.id, Status.IN_PROGRESS).status is Status.IN_PROGRESS
    assert service.bring(actor, task.id, Status.DONE).status is Status.DONE
    with pytest.raises(Invalid):
        service.bring(actor, task.id, Status.IN_PROGRESS)
    assert service.bring(actor, task.id, Status.IN_PROGRESS, why=Why("Bent")).started_at is not None
    with pytest.raises(Stale):
        service.bring(actor, task.id, Status.DONE, version=1)


def test_nobody_who_works_nowhere_has_work(service, actor):
    nobody = msgspec.structs.replace(actor, employee_id=None)
    assert service.work_of(nobody) == []
    with pytest.raises(NotAllowed):
        service.work_of(only(nobody, "tasks.read"))
