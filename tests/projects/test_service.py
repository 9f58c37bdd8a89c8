"""The use cases over fakes: permissions, orchestration and recorded events."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from nexus.kernel.errors import Invalid, NotFound, Refused, Stale
from nexus.kernel.ids import (
    CustomerId,
    EmployeeId,
    WorkflowId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.projects import (
    ChangeProject,
    ChangeStatus,
    MoveStage,
    PaymentProven,
    ProjectAnswers,
    ProjectCompleted,
    ProjectCreated,
    ProjectDeleted,
    ProjectStarted,
    ProjectStatusChanged,
    StageEntered,
    Status,
)

from tests.conftest import NOW
from tests.projects.world import ACME, ANN, LASER, OTHER

TODAY = NOW.date()


def kinds(around):
    return [type(event) for event in around.store.recorded]


# Taking on


def test_create_gives_a_code_and_copies_the_default_workflow(create, around):
    project = create()
    assert (project.code, project.version) == ("JB-2026-03-CL0001-001", 1)
    assert (project.status, project.created_at) == (Status.REQUEST, NOW)
    assert project.workflow_id == LASER
    assert [(it.name, it.position, it.status) for it in project.stages] == [
        ("Design", 1, "pending"),
        ("Cut", 2, "pending"),
    ]
    assert kinds(around) == [ProjectCreated]


def test_a_code_counts_by_customer_and_month(create, around):
    codes = [create().code, create().code, create(customer_id=OTHER).code]
    around.now = NOW + timedelta(days=31)
    assert [*codes, create().code] == [
        "JB-2026-03-CL0001-001",
        "JB-2026-03-CL0001-002",
        "JB-2026-03-CL0002-001",
        "JB-2026-04-CL0001-001",
    ]


@pytest.mark.parametrize(
    ("zone", "month"),
    [
        ("Pacific/Auckland", "11"),
        ("Asia/Kolkata", "11"),
        ("Africa/Johannesburg", "11"),
        ("Europe/London", "10"),
        ("Pacific/Honolulu", "10"),
    ],
)
def test_the_month_is_the_shops(create, around, zone, month):
    around.settings.now.timezone = zone
    around.now = datetime(2025, 10, 31, 23, 30, tzinfo=UTC)
    assert create().code == f"JB-2025-{month}-CL0001-001"


def test_a_project_follows_the_workflow_it_names_or_none(create):
    plain = create(workflow_id=None)
    assert (plain.workflow_id, plain.stages) == (None, [])
    with pytest.raises(Invalid, match="no such workflow"):
        create(workflow_id=WorkflowId(new_id()))


def test_a_workflow_is_chosen_until_the_work_begins(service, actor, create):
    project = create(workflow_id=None)
    changed = service.change(actor, project.id, ChangeProject(workflow_id=LASER))
    assert len(changed.stages) == 2
    same = service.change(actor, project.id, ChangeProject(workflow_id=LASER))
    assert [it.id for it in same.stages] == [it.id for it in changed.stages]
    service.start(actor, project.id)
    with pytest.raises(Refused, match="has begun"):
        service.change(actor, project.id, ChangeProject(workflow_id=None))


def test_who_is_named_belongs_to_the_shop(service, actor, create):
    with pytest.raises(Invalid) as refusal:
        create(customer_id=CustomerId(new_id()))
    assert refusal.value.field == "customer_id"
    with pytest.raises(Invalid) as refusal:
        create(manager_id=EmployeeId(new_id()))
    assert refusal.value.field == "manager_id"
    project = create(manager_id=ANN)
    with pytest.raises(Invalid):
        service.change(actor, project.id, ChangeProject(manager_id=EmployeeId(new_id())))
    assert service.change(actor, project.id, ChangeProject(manager_id=None)).manager_id is None


def test_an_estimate_is_in_the_shops_currency(create):
    assert create(estimated_price=Money(Decimal(5), "ZAR")).estimated_price
    with pytest.raises(Invalid, match="ZAR"):
        create(estimated_price=Money(Decimal(5), "EUR"))


def test_the_final_price_is_what_sales_says(service, actor, create, around):
    project = create()
    around.revenue.total = Money(Decimal("12.50"), "ZAR")
    assert service.one(actor, project.id).final_price == around.revenue.total
    assert service.by_code(actor, project.code).final_price == around.revenue.total
    assert service.start(actor, project.id).final_price == around.revenue.total


def test_the_shops_own_project_is_opened_once(service, actor, around):
    first, second = service.open_operations(actor), service.open_operations(actor)
    assert (first, first.code, first.name) == (second, "OPS-001", "Shop operations")
    assert (first.customer_id, first.status, first.allowed) == (None, Status.IN_PROGRESS, ())
    assert ProjectAnswers(around.store).operations(actor.shop_id) == first.id


def test_merged_customers_take_their_projects_along(service, actor, create):
    theirs, mine = create(), create(customer_id=OTHER)
    service.repoint(actor, ACME, OTHER)
    assert service.one(actor, theirs.id).customer_id == OTHER
    assert service.one(actor, mine.id).version == mine.version


# Progress


def test_start_and_move_record_what_happened(service, actor, create, around):
    project = create()
    started = service.start(actor, project.id, project.version)
    assert (started.status, started.current_stage_id) == (
        Status.IN_PROGRESS,
        started.stages[0].id,
    )
    moved = service.move_stage(actor, project.id, MoveStage(direction="next"), started.version)
    assert moved.current_stage_id == moved.stages[1].id
    done = service.move_stage(actor, project.id, MoveStage(direction="next", complete=True))
    assert (done.status, done.completion_on) == (Status.COMPLETED, TODAY)
    assert kinds(around) == [
        ProjectCreated,
        ProjectStatusChanged,
        ProjectStarted,
        StageEntered,
        StageEntered,
        ProjectStatusChanged,
        ProjectCompleted,
    ]


def test_the_last_stage_does_not_complete_by_itself(service, actor, create):
    project = create()
    service.start(actor, project.id)
    service.move_stage(actor, project.id, MoveStage(direction="next"))
    ended = service.move_stage(actor, project.id, MoveStage(direction="next"))
    assert (ended.status, ended.current_stage_id) == (Status.IN_PROGRESS, None)


def test_complete_on_the_way_completes_nothing(service, actor, create):
    project = create()
    service.start(actor, project.id)
    moved = service.move_stage(actor, project.id, MoveStage(direction="next", complete=True))
    assert moved.status is Status.IN_PROGRESS


def test_open_tasks_are_left_for_a_reason_only(service, actor, create, around):
    project = create(workflow_id=None)
    service.start(actor, project.id)
    around.work.is_open = True
    complete = ChangeStatus(status=Status.COMPLETED)
    with pytest.raises(Refused, match="open tasks"):
        service.change_status(actor, project.id, complete)
    forced = ChangeStatus(status=Status.COMPLETED, skip_reason="Done elsewhere")
    assert service.change_status(actor, project.id, forced).status is Status.COMPLETED


def test_the_day_of_completion_is_the_shops(service, actor, create, around):
    around.settings.now.timezone = "Pacific/Auckland"
    around.now = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    project = create(workflow_id=None)
    service.start(actor, project.id)
    done = service.change_status(actor, project.id, ChangeStatus(status=Status.COMPLETED))
    assert done.completion_on == date(2026, 3, 3)


def test_hold_resume_cancel_and_reopen(service, actor, create):
    project = create()
    held = service.change_status(
        actor, project.id, ChangeStatus(status=Status.ON_HOLD, reason="No steel")
    )
    assert (held.held_from, held.status_reason) == (Status.REQUEST, "No steel")
    assert held.allowed == (Status.REQUEST, Status.CANCELLED)
    assert service.resume(actor, project.id).status is Status.REQUEST
    service.change_status(actor, project.id, ChangeStatus(status=Status.CANCELLED))
    assert service.reopen(actor, project.id, "They called again").status is Status.REQUEST


def test_a_proof_of_payment_counts_once(service, actor, create, around):
    project = create()
    around.settings.now.pop_days = 14
    marked = service.mark_pop(actor, project.id)
    assert (marked.status, marked.pop_received) == (Status.APPROVED, True)
    assert (marked.pop_received_on, marked.approval_on) == (TODAY, TODAY)
    assert marked.pop_deadline_on == TODAY + timedelta(days=14)
    assert service.mark_pop(actor, project.id, TODAY - timedelta(days=1)) == marked
    assert kinds(around).count(PaymentProven) == 1
    with pytest.raises(Invalid, match="by now"):
        service.mark_pop(actor, create().id, TODAY + timedelta(days=1))


# Deleting


def test_a_draft_without_work_and_sales_is_deleted(service, actor, create, around):
    project = create()
    around.work.is_there, around.revenue.total = True, Money(Decimal(1), "ZAR")
    with pytest.raises(Refused) as refusal:
        service.delete(actor, project.id)
    assert refusal.value.more["reasons"] == ["It has tasks.", "It has sales."]
    around.work.is_there, around.revenue.total = False, None
    with pytest.raises(Stale):
        service.delete(actor, project.id, project.version + 1)
    service.delete(actor, project.id, project.version)
    assert kinds(around)[-1] is ProjectDeleted
    with pytest.raises(NotFound):
        service.one(actor, project.id)


def test_a_project_under_way_is_not_deleted(service, actor, create):
    project = create()
    service.start(actor, project.id)
    with pytest.raises(Refused, match="Cancel it instead"):
        service.delete(actor, project.id)
