"""The rules of tasks and their order, without any input or output."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import EmployeeId, ProjectId, ShopId, StationId, TaskId, new_id
from nexus.tasks.domain import (
    MOVES,
    Assignee,
    Place,
    Status,
    Target,
    Task,
    Waiting,
    Why,
    WrongStatus,
    between,
    find_circle,
    gap_for,
    reaches,
)

from tests.conftest import NOW

REASON = Why("The glue is missing")


def a_task(**changes) -> Task:
    given = dict(
        id=TaskId(new_id()),
        shop_id=ShopId(new_id()),
        project_id=ProjectId(new_id()),
        title="Cut the panels",
        position=1000,
        created_at=NOW,
    )
    return Task(**given | changes)


def a_task_that_is(status) -> Task:
    task = a_task()
    if status is not Status.TODO:
        task.start(NOW)
    if status is Status.BLOCKED:
        task.block(NOW, REASON)
    if status is Status.DONE:
        task.complete(NOW)
    return task


@pytest.mark.parametrize("status", [Status.TODO, Status.BLOCKED])
def test_start_opens_a_waiting_task(status):
    task = a_task_that_is(status)
    event = task.start(NOW)
    assert (task.status, task.started_at, task.status_reason) == (Status.IN_PROGRESS, NOW, "")
    assert (event.task_id, event.project_id, event.happened_at) == (task.id, task.project_id, NOW)


@pytest.mark.parametrize("status", [Status.TODO, Status.IN_PROGRESS])
def test_a_task_is_completed_also_if_nobody_started_it(status):
    task = a_task_that_is(status)
    task.complete(NOW)
    assert (task.status, task.ended_at, task.is_open) == (Status.DONE, NOW, False)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", ["start", "block", "unblock", "complete", "reopen"])
def test_a_verb_that_a_status_does_not_know_is_refused_with_those_it_knows(status, verb):
    task = a_task_that_is(status)
    version, move = task.version, getattr(task, verb)
    reasons = [REASON] if verb in ("block", "reopen") else []
    if verb in MOVES[status]:
        move(NOW, *reasons)
        assert task.version > version
    else:
        with pytest.raises(WrongStatus) as refusal:
            move(NOW, *reasons)
        assert refusal.value.more == {"allowed": list(MOVES[status])}
        assert (task.status, task.version) == (status, version)


def test_a_refusal_reads_aloud():
    with pytest.raises(WrongStatus, match=r"^A task that is to do cannot be reopened\.$"):
        a_task().reopen(NOW, REASON)


@pytest.mark.parametrize("why", [None, Why(), Why("  ")])
@pytest.mark.parametrize(("verb", "status"), [("block", Status.TODO), ("reopen", Status.DONE)])
def test_blocking_and_reopening_need_a_reason(verb, status, why):
    task = a_task_that_is(status)
    with pytest.raises(Invalid) as refusal:
        getattr(task, verb)(NOW, why)
    assert refusal.value.field == "reason"
    assert task.status is status


@pytest.mark.parametrize("status", [Status.TODO, Status.IN_PROGRESS])
def test_unblock_and_reopen_lead_back_to_what_was(status):
    task = a_task_that_is(status)
    task.block(NOW, REASON)
    assert task.status_reason == "The glue is missing"
    task.unblock(NOW)
    assert (task.status, task.status_reason) == (status, "")
    task.complete(NOW)
    task.reopen(NOW, Why("A scratch"))
    assert (task.status, task.ended_at, task.status_reason) == (status, None, "A scratch")


@pytest.mark.parametrize("verb", ["start", "complete"])
def test_an_open_dependency_holds_a_task_unless_forced_for_a_reason(verb):
    task = a_task()
    with pytest.raises(Waiting, match="This waits for: Sand, Oil") as refusal:
        getattr(task, verb)(NOW, ["Sand", "Oil"])
    assert refusal.value.more == {"waits_for": ["Sand", "Oil"]}
    getattr(task, verb)(NOW, ["Sand"], Why("The customer waits", force=True))
    assert task.status_reason == "The customer waits"


def test_force_needs_a_reason():
    with pytest.raises(Invalid, match="why this cannot wait"):
        Why("", force=True)


@given(st.lists(st.sampled_from(Status), max_size=8))
def test_a_card_goes_from_column_to_column_or_stays(wishes):
    task = a_task()
    for wish in wishes:
        before = task.status
        try:
            events = task.become(wish, NOW, (), REASON)
        except WrongStatus:
            assert task.status is before or before is Status.DONE
        else:
            assert task.status is wish
            assert bool(events) == (wish is not before)


class TaskLife(RuleBasedStateMachine):
    """Whatever order of calls, a task only ever walks along the drawn arrows."""

    ARROWS = frozenset(
        {
            (Status.TODO, Status.IN_PROGRESS),
            (Status.TODO, Status.BLOCKED),
            (Status.TODO, Status.DONE),
            (Status.IN_PROGRESS, Status.BLOCKED),
            (Status.IN_PROGRESS, Status.DONE),
            (Status.BLOCKED, Status.IN_PROGRESS),
            (Status.BLOCKED, Status.TODO),
            (Status.DONE, Status.IN_PROGRESS),
            (Status.DONE, Status.TODO),
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self.task = a_task()
        self.seen, self.version = self.task.status, self.task.version

    @rule(verb=st.sampled_from(["start", "block", "unblock", "complete", "reopen"]))
    def move(self, verb: str) -> None:
        reasons = [REASON] if verb in ("block", "reopen") else []
        try:
            getattr(self.task, verb)(NOW, *reasons)
        except Refused:
            assert self.task.status is self.seen

    @invariant()
    def walks_along_an_arrow_and_counts_it(self) -> None:
        now = self.task.status
        assert now is self.seen or (self.seen, now) in self.ARROWS
        assert (now is self.seen) == (self.task.version == self.version)
        assert (now is Status.DONE) == (self.task.ended_at is not None)
        assert now is not Status.IN_PROGRESS or self.task.started_at
        self.seen, self.version = now, self.task.version


test_task_life = TaskLife.TestCase


@pytest.mark.parametrize("both", [True, False])
def test_an_assignee_is_a_station_or_an_employee(both):
    with pytest.raises(Invalid, match="a station or to an employee"):
        Assignee(
            station_id=StationId(new_id()) if both else None,
            employee_id=EmployeeId(new_id()) if both else None,
        )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"planned": timedelta(seconds=-1)}, "planned"),
        ({"planned": timedelta(days=400)}, "planned"),
        ({"starts_at": NOW, "ends_at": NOW - timedelta(hours=1)}, "ends_at"),
    ],
)
def test_a_task_that_makes_no_sense_is_invalid(values, field):
    with pytest.raises(Invalid) as refusal:
        a_task(**values)
    assert refusal.value.field == field
    with pytest.raises(Invalid):
        a_task().change(**values)


def test_a_change_of_nothing_is_no_change():
    task = a_task()
    task.change(title="Cut the panels", planned=None)
    assert task.version == 1
    task.change(title=" Cut   them ")
    assert (task.title, task.version) == ("Cut them", 2)


def test_a_checklist_counts_what_is_done():
    task = a_task()
    first, second = task.add_item("Left"), task.add_item(" Right ")
    task.change_item(first.id, done=True)
    task.change_item(second.id, text="Right side")
    assert (task.checklist_done, task.checklist_total) == (1, 2)
    assert [(item.text, item.done) for item in task.checklist] == [
        ("Left", True),
        ("Right side", False),
    ]
    task.remove_item(first.id)
    assert (task.checklist_done, task.checklist_total) == (0, 1)
    with pytest.raises(NotFound, match="no such item"):
        task.change_item(first.id, done=True)


def test_dependencies_are_kept_added_and_dropped():
    task = a_task()
    a, b, c = (TaskId(new_id()) for _ in range(3))
    task.depend_on([a, b, a])
    kept = {link.needs_id: link for link in task.dependencies}
    task.depend_on([b, c])
    assert [link.needs_id for link in task.dependencies] == [b, c]
    assert task.dependencies[0] is kept[b]
    with pytest.raises(Invalid, match="does not wait for itself"):
        task.depend_on([task.id])


tasks = st.integers(0, 7).map(lambda n: TaskId(n))
links = st.lists(st.tuples(tasks, tasks), max_size=20)


class Link:
    def __init__(self, task_id, needs_id):
        self.task_id, self.needs_id = task_id, needs_id


@given(links)
def test_links_that_were_let_in_never_go_round_in_a_circle(wishes):
    graph: list[Link] = []
    for task_id, needs_id in wishes:
        needs = [link.needs_id for link in graph if link.task_id == task_id] + [needs_id]
        if not find_circle(task_id, needs, graph):
            graph.append(Link(task_id, needs_id))
    left = {link.task_id for link in graph} | {link.needs_id for link in graph}
    while left:  # somebody waits for nobody, until nobody is left
        free = {t for t in left if not any(k.task_id == t and k.needs_id in left for k in graph)}
        assert free
        left -= free


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30), st.data())
def test_moves_keep_positions_unique_and_do_what_was_asked(wishes, data):
    """Small gaps, so that they run out and positions are spread anew."""
    places = [Place(TaskId(n), 3 * n) for n in range(1, 6)]
    for wish in wishes:
        moved = data.draw(st.sampled_from([place.id for place in places]))
        target = Target(place=wish)
        gap = gap_for(moved, target, places)
        position = between(*gap)
        if position is None:
            last = places[-1].position
            places = [Place(p.id, last + 1000 * n) for n, p in enumerate(places, start=1)]
            position = between(*gap_for(moved, target, places))
        assert position is not None
        places = sorted(
            (p if p.id != moved else Place(moved, position) for p in places),
            key=lambda place: place.position,
        )
        assert len({place.position for place in places}) == len(places)
        assert [place.id for place in places].index(moved) == min(wish, 5) - 1


def test_a_task_moves_before_and_after_another():
    places = [Place(TaskId(n), n * 10) for n in range(1, 5)]
    assert gap_for(TaskId(4), Target(before=TaskId(2)), places) == (10, 20)
    assert gap_for(TaskId(1), Target(after=TaskId(2)), places) == (20, 30)
    assert gap_for(TaskId(1), Target(after=TaskId(4)), places) == (40, None)
    assert gap_for(TaskId(3), Target(place=1), places) == (0, 10)


@pytest.mark.parametrize(
    "target", [Target(), Target(place=1, after=TaskId(2)), Target(before=TaskId(9))]
)
def test_a_move_says_where_to_and_says_it_once(target):
    with pytest.raises(Invalid):
        gap_for(TaskId(1), target, [Place(TaskId(1), 1), Place(TaskId(2), 2)])


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("started", [True, False])
def test_a_card_may_be_dropped_where_the_verbs_lead(status, started):
    for there in Status:
        task = a_task(status=status, started_at=NOW if started else None)
        goes = there in reaches(status, started=started)
        if goes or there is status:
            task.become(there, NOW, why=REASON)
            assert task.status is there
        elif (status, there) != (Status.DONE, Status.BLOCKED) and status is not Status.IN_PROGRESS:
            with pytest.raises(Refused):
                task.become(there, NOW, why=REASON)
