"""The rules of projects, their status and their stages, without any input or output."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import (
    CustomerId,
    ProjectId,
    ShopId,
    StageInstanceId,
    StationId,
    new_id,
)
from nexus.projects.domain import (
    Kind,
    Lifecycle,
    OpenStages,
    PaymentProven,
    Project,
    ProjectCompleted,
    ProjectStarted,
    ProjectStatusChanged,
    StageEntered,
    StageStatus,
    Status,
    Step,
    WrongMove,
)

from tests.conftest import NOW
from tests.projects.fakes import FakeStage

TODAY = NOW.date()
COURSE = ["request", "quote_approval", "approved", "queued", "in_progress"]
SAW = StationId(new_id())


def a_project(*stages: str, **changes) -> Project:
    given = dict(
        id=ProjectId(new_id()),
        shop_id=ShopId(new_id()),
        code="JB-2026-03-CL0001-001",
        name="Brackets",
        created_at=NOW,
        customer_id=CustomerId(new_id()),
    )
    project = Project(**given | changes)
    if stages:
        project.plan(None, [FakeStage(name, SAW) for name in stages])
    return project


def a_running(*stages: str) -> Project:
    project = a_project(*stages)
    project.start(NOW, TODAY)
    return project


def statuses(project):
    return [stage.status.value for stage in project.stages]


def kinds(events):
    return [type(event) for event in events]


# The status


def test_a_new_project_is_a_request():
    project = a_project()
    assert (project.status.label, project.status.lifecycle) == ("Request", Lifecycle.DRAFT)


@pytest.mark.parametrize(("before", "after"), [*product(Status, Status)], ids=str)
def test_only_the_drawn_arrows_can_be_walked(before, after):
    project = a_project(status=before, held_from=Status.QUEUED if before == "on_hold" else None)
    arrows = {
        **{it: {*COURSE, "on_hold", "cancelled"} - {it} for it in COURSE},
        "on_hold": {"queued", "cancelled"},
        "completed": {"in_progress"},
        "cancelled": {"request"},
    }
    arrows["in_progress"].add("completed")
    if after in arrows[before]:
        [event, *_] = project.become(after, NOW, TODAY, reason="so be it")
        assert project.status is after
        assert (event.before, event.after) == (before, after)
    else:
        with pytest.raises(WrongMove) as refusal:
            project.become(after, NOW, TODAY, reason="so be it")
        assert project.status is before
        assert set(refusal.value.more["allowed"]) == arrows[before]
        assert before.label in str(refusal.value)


@pytest.mark.parametrize("closed", [Status.COMPLETED, Status.CANCELLED])
def test_what_is_closed_is_taken_up_again_for_a_reason_only(closed):
    project = a_project(status=closed, completion_on=TODAY)
    with pytest.raises(Invalid, match="say why"):
        project.reopen(NOW, TODAY, "  ")
    [event, *_] = project.reopen(NOW, TODAY, " Wrong  colour ")
    assert project.is_open
    assert project.completion_on is None
    assert project.status_reason == event.reason == "Wrong colour"
    with pytest.raises(Refused, match="is open"):
        project.reopen(NOW, TODAY, "again")


@pytest.mark.parametrize("before", COURSE)
def test_a_project_on_hold_comes_back_to_where_it_was_held_from(before):
    project = a_project("Cut", status=Status(before))
    project.become(Status.ON_HOLD, NOW, TODAY, "Waiting for steel")
    assert project.status.lifecycle is Lifecycle.ACTIVE
    assert project.status_reason == "Waiting for steel"
    assert [it.value for it in project.allowed] == [before, "cancelled"]
    project.resume(NOW, TODAY)
    assert (project.status, project.held_from) == (before, None)
    with pytest.raises(Refused, match="not on hold"):
        project.resume(NOW, TODAY)


def test_moves_write_the_dates_that_are_not_yet_written():
    project = a_project(quote_on=date(2026, 1, 1))
    project.become(Status.QUOTE_APPROVAL, NOW, TODAY)
    project.become(Status.APPROVED, NOW, TODAY)
    assert (project.quote_on, project.approval_on) == (date(2026, 1, 1), TODAY)


def test_the_shops_own_work_never_ends():
    project = a_project(kind=Kind.INTERNAL, status=Status.IN_PROGRESS)
    assert project.allowed == ()
    for status in Status:
        with pytest.raises(WrongMove):
            project.become(status, NOW, TODAY)
    for impossible in (project.check_it_may_go, lambda: project.prove_payment(TODAY, 10, NOW)):
        with pytest.raises(Refused):
            impossible()


# Proof of payment


def test_a_proof_of_payment_approves_once():
    project = a_project()
    moved, proven = project.prove_payment(TODAY, 10, NOW)
    assert (moved.after, project.status) == (Status.APPROVED, Status.APPROVED)
    assert isinstance(proven, PaymentProven)
    assert project.pop_deadline_on == proven.deadline_on == TODAY + timedelta(days=10)
    version = project.version
    assert project.prove_payment(TODAY + timedelta(days=3), 10, NOW) == []
    assert (project.pop_received_on, project.version) == (TODAY, version)


@pytest.mark.parametrize("status", ["queued", "in_progress", "completed", "cancelled"])
def test_a_proof_of_payment_takes_nothing_back(status):
    project = a_project(status=Status(status))
    assert kinds(project.prove_payment(TODAY, 10, NOW)) == [PaymentProven]
    assert project.status == status


@pytest.mark.parametrize(("held", "later"), [("request", "approved"), ("queued", "queued")])
def test_a_project_on_hold_stays_so_when_its_payment_is_proven(held, later):
    project = a_project(status=Status(held))
    project.become(Status.ON_HOLD, NOW, TODAY)
    project.prove_payment(TODAY, 10, NOW)
    assert project.status is Status.ON_HOLD
    project.resume(NOW, TODAY)
    assert project.status == later


# Stages


def test_start_begins_the_first_stage_once():
    project = a_project("Design", "Cut")
    changed, started, entered = project.start(NOW, TODAY)
    assert kinds([changed, started, entered]) == [
        ProjectStatusChanged,
        ProjectStarted,
        StageEntered,
    ]
    assert (entered.stage_id, entered.station_id) == (project.stages[0].id, SAW)
    assert (statuses(project), project.started_at) == (["in_progress", "pending"], NOW)
    with pytest.raises(WrongMove):
        project.start(NOW, TODAY)
    project.become(Status.QUEUED, NOW, TODAY)
    assert kinds(project.start(NOW, TODAY)) == [ProjectStatusChanged]
    assert statuses(project) == ["in_progress", "pending"]


@pytest.mark.parametrize("status", ["on_hold", "completed", "cancelled", "in_progress"])
def test_start_is_for_jobs_that_wait(status):
    with pytest.raises(WrongMove):
        a_project(status=Status(status)).start(NOW, TODAY)


def test_stages_are_walked_forwards_to_the_end():
    project = a_running("Design", "Cut")
    [entered] = project.move_stage(None, Step.NEXT, NOW)
    assert entered.stage_id == project.stages[1].id
    assert statuses(project) == ["done", "in_progress"]
    assert project.stages[0].ended_at == NOW
    assert project.move_stage(None, Step.NEXT, NOW) == []
    assert statuses(project) == ["done", "done"]
    assert project.is_at_its_end
    assert project.status is Status.IN_PROGRESS
    with pytest.raises(Refused, match="Complete the project"):
        project.move_stage(None, Step.NEXT, NOW)


def test_stages_are_walked_back_and_entered_anew():
    project = a_running("Design", "Cut", "Coat")
    design, cut, coat = project.stages
    project.move_stage(None, Step.NEXT, NOW)
    project.move_stage(None, Step.NEXT, NOW)
    [entered] = project.move_stage(None, Step.BACK, NOW)
    assert (entered.stage_id, statuses(project)) == (cut.id, ["done", "in_progress", "pending"])
    assert coat.started_at is None
    project.move_stage(design.id, None, NOW)
    assert statuses(project) == ["in_progress", "pending", "pending"]
    with pytest.raises(Refused, match="no stage before"):
        project.move_stage(None, Step.BACK, NOW)
    project.move_stage(None, Step.NEXT, NOW)
    project.move_stage(None, Step.NEXT, NOW)
    project.move_stage(None, Step.NEXT, NOW)
    project.move_stage(None, Step.BACK, NOW)
    assert statuses(project) == ["done", "done", "in_progress"]


def test_stages_are_skipped_for_a_reason_only():
    project = a_running("Design", "Cut", "Coat", "Pack")
    pack = project.stages[-1]
    with pytest.raises(OpenStages, match="Cut, Coat would be skipped") as refusal:
        project.move_stage(pack.id, None, NOW, " ")
    assert [it["name"] for it in refusal.value.more["stages"]] == ["Cut", "Coat"]
    assert statuses(project)[0] == "in_progress"
    project.move_stage(pack.id, None, NOW, "Bought cut and coated")
    assert statuses(project) == ["done", "skipped", "skipped", "in_progress"]
    assert project.stages[1].skip_reason == "Bought cut and coated"


def test_a_move_goes_to_another_stage_of_the_same_running_project():
    project = a_running("Design")
    with pytest.raises(Refused, match="in progress already"):
        project.move_stage(project.stages[0].id, None, NOW)
    with pytest.raises(Invalid, match="no such stage"):
        project.move_stage(StageInstanceId(new_id()), None, NOW)
    with pytest.raises(Refused, match="has no stages"):
        a_running().move_stage(None, Step.NEXT, NOW)
    project.become(Status.ON_HOLD, NOW, TODAY)
    with pytest.raises(Refused, match="On Hold") as refusal:
        project.move_stage(None, Step.NEXT, NOW)
    assert refusal.value.more["allowed"] == ["in_progress", "cancelled"]


def test_complete_closes_the_stage_in_progress_and_dates_the_day():
    project = a_running("Design")
    changed, completed = project.become(Status.COMPLETED, NOW, TODAY)
    assert kinds([changed, completed]) == [ProjectStatusChanged, ProjectCompleted]
    assert (project.completion_on, completed.completed_on) == (TODAY, TODAY)
    assert statuses(project) == ["done"]


def test_complete_passes_over_no_stage_without_a_reason():
    project = a_running("Design", "Cut")
    with pytest.raises(OpenStages, match="skip_reason"):
        project.become(Status.COMPLETED, NOW, TODAY)
    project.become(Status.COMPLETED, NOW, TODAY, skip_reason="Design only")
    assert statuses(project) == ["done", "skipped"]
    assert project.stages[1].skip_reason == "Design only"


def test_a_workflow_is_chosen_until_the_work_begins():
    project = a_project("Design")
    project.plan(None, [FakeStage("Cut"), FakeStage("Coat")])
    assert [it.position for it in project.stages] == [1, 2]
    project.start(NOW, TODAY)
    with pytest.raises(Refused, match="has begun"):
        project.plan(None, [])


class ProjectLife(RuleBasedStateMachine):
    """Whatever order of calls, stages are worked one at a time and in order."""

    def __init__(self) -> None:
        super().__init__()
        self.project = a_project(*"abcd")
        self.entered = 0

    @rule(to=st.sampled_from(Status), reason=st.sampled_from(["", "why not"]))
    def change_status(self, to, reason):
        self.attempt(lambda: self.project.become(to, NOW, TODAY, reason, reason))

    @rule()
    def start(self):
        self.attempt(lambda: self.project.start(NOW, TODAY))

    @rule(step=st.sampled_from(Step), reason=st.sampled_from(["", "why not"]))
    def step(self, step, reason):
        self.attempt(lambda: self.project.move_stage(None, step, NOW, reason))

    @rule(n=st.integers(0, 3), reason=st.sampled_from(["", "why not"]))
    def jump(self, n, reason):
        id = self.project.stages[n].id
        self.attempt(lambda: self.project.move_stage(id, None, NOW, reason))

    @precondition(lambda self: self.project.status is Status.ON_HOLD)
    @rule()
    def resume(self):
        self.attempt(lambda: self.project.resume(NOW, TODAY))

    def attempt(self, wish):
        before = self.snapshot()
        try:
            events = wish()
        except (Refused, Invalid):
            assert self.snapshot() == before  # a refusal leaves everything as it was
        else:
            assert self.project.version > before[0]
            if any(isinstance(event, StageEntered) for event in events):
                assert statuses(self.project).count("in_progress") == 1

    def snapshot(self):
        it = self.project
        return (it.version, it.status, it.held_from, it.completion_on, statuses(it))

    @invariant()
    def one_stage_at_a_time_and_what_lies_before_has_ended(self):
        stages = self.project.stages
        assert statuses(self.project).count("in_progress") <= 1
        for before, after in pairwise(stages):
            assert before.status.has_ended or after.status is StageStatus.PENDING
        for stage in stages:
            assert (stage.ended_at is not None) == stage.status.has_ended
            assert bool(stage.skip_reason) == (stage.status is StageStatus.SKIPPED)

    @invariant()
    def the_status_fits_the_stages(self):
        it = self.project
        assert (it.completion_on is not None) == (it.status is Status.COMPLETED)
        assert (it.held_from is not None) == (it.status is Status.ON_HOLD)
        assert it.status is not Status.COMPLETED or it.is_at_its_end
        assert it.status is not Status.IN_PROGRESS or it.started_at is not None


test_project_life = ProjectLife.TestCase
