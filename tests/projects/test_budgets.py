"""Budgets and expenses: the rules, the use cases, and REST on both databases."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import BudgetLineId, FileId, new_id
from nexus.kernel.money import Money
from nexus.projects import (
    PERMISSIONS,
    AddExpense,
    ChangeExpense,
    ListExpenses,
    WriteBudget,
    WriteBudgetLine,
)
from nexus.projects.domain import BudgetLine, BudgetStatus, Category, ExpenseStatus

from tests.conftest import NOW

CREW = WriteBudgetLine(
    category=Category.LABOUR,
    description="Crew",
    quantity=Decimal(3),
    count=Decimal(4),
    unit="day",
    unit_cost=Decimal(2500),
)
NIGHT_OWL = WriteBudget(
    lines=[
        WriteBudgetLine(
            category=Category.EQUIPMENT, description="Camera", unit_cost=Decimal(12000)
        ),
        CREW,
        WriteBudgetLine(category=Category.OUTSIDE, description="Post", unit_cost=Decimal(18000)),
    ]
)


@pytest.fixture
def project(create):
    return create()


@pytest.fixture
def budget(service, actor, project):
    return service.write_budget(actor, project.id, NIGHT_OWL)


# Budgets


def test_a_budget_adds_up_its_lines(budget):
    """J9.6: camera 12 000, crew 3 days x 4 x 2 500, post 18 000."""
    assert budget.total_cost == Money.of(60_000_00, "ZAR")
    assert [str(it.cost.amount) for it in budget.lines] == ["12000.00", "30000.00", "18000.00"]
    assert [(it.category, str(it.cost.amount)) for it in budget.by_category] == [
        ("labour", "30000.00"),
        ("outside", "18000.00"),
        ("equipment", "12000.00"),
    ]
    assert (budget.revision, budget.version, budget.status) == (1, 1, "draft")


small = st.decimals(0, 10**4, places=3)


@given(st.lists(st.tuples(small, small, small), max_size=20))
def test_the_total_is_the_sum_of_amounts_rounded_once(rows):
    for quantity, count, unit_cost in rows:
        line = BudgetLine(
            id=BudgetLineId(new_id()),
            category=Category.OTHER,
            description="x",
            quantity=quantity,
            count=count,
            unit_cost=unit_cost,
        )
        line.reckon("EUR")
        assert abs(Decimal(line.amount_minor) - quantity * count * unit_cost * 100) <= Decimal(
            "0.5"
        )


def test_a_draft_is_written_anew_as_a_whole(service, actor, project, budget):
    shorter = service.write_budget(actor, project.id, WriteBudget(lines=[CREW]), budget.version)
    assert (len(shorter.lines), shorter.version) == (1, 2)
    with pytest.raises(Stale):
        service.write_budget(actor, project.id, NIGHT_OWL, budget.version)


def test_what_is_approved_stays_and_is_revised_instead(service, actor, project, budget):
    approved = service.approve_budget(actor, project.id)
    assert (approved.status, approved.approved_at) == (BudgetStatus.APPROVED, NOW)
    assert approved.approved_by == actor.label
    with pytest.raises(Refused, match="revise it"):
        service.write_budget(actor, project.id, WriteBudget(lines=[CREW]))
    with pytest.raises(Refused):
        service.approve_budget(actor, project.id)
    second = service.revise_budget(actor, project.id)
    assert (second.revision, second.status) == (2, BudgetStatus.DRAFT)
    assert second.total_cost == approved.total_cost
    assert [it.status for it in service.budgets(actor, project.id).items] == ["draft", "superseded"]
    with pytest.raises(Refused, match="changed, not revised"):
        service.revise_budget(actor, project.id)


def test_nothing_is_not_approved(service, actor, project):
    with pytest.raises(NotFound, match="no budget"):
        service.approve_budget(actor, project.id)
    service.write_budget(actor, project.id, WriteBudget(lines=[]))
    with pytest.raises(Refused, match="no lines"):
        service.approve_budget(actor, project.id)


@pytest.mark.parametrize("bad", [{"quantity": Decimal(-1)}, {"unit_cost": Decimal("1e15")}])
def test_a_senseless_line_is_refused_at_its_field(service, actor, project, bad):
    line = msgspec.structs.replace(CREW, **bad)
    with pytest.raises(Invalid):
        service.write_budget(actor, project.id, WriteBudget(lines=[CREW, line]))


def test_budgets_ask_for_their_permissions(service, actor, project, budget):
    for scope, ask in (
        ("budgets.read", lambda who: service.budget(who, project.id)),
        ("budgets.write", lambda who: service.write_budget(who, project.id, NIGHT_OWL)),
        ("budgets.approve", lambda who: service.approve_budget(who, project.id)),
        ("budgets.write", lambda who: service.revise_budget(who, project.id)),
        ("expenses.write", lambda who: service.add_expense(who, project.id, TRUCK)),
        ("budgets.read", lambda who: service.expenses(who, ListExpenses())),
    ):
        with pytest.raises(NotAllowed):
            ask(msgspec.structs.replace(actor, scopes=frozenset(PERMISSIONS) - {scope}))


def test_a_budget_shows_no_amounts_to_who_may_not_see_costs(service, actor, project, budget):
    blind = msgspec.structs.replace(actor, scopes=frozenset(PERMISSIONS))
    said = msgspec.json.encode(service.budget(blind, project.id))
    assert b"cost" not in said
    assert b"2500" not in said


# Expenses

TRUCK = AddExpense(description="Truck", amount=Decimal("450.00"), category=Category.TRAVEL)


def test_an_expense_is_spent_today_in_the_shops_currency(service, actor, project):
    truck = service.add_expense(actor, project.id, TRUCK)
    assert (truck.cost, truck.spent_on) == (Money.of(450_00, "ZAR"), NOW.date())
    assert (truck.status, truck.category_label) == (ExpenseStatus.SPENT, "Travel")


def test_an_order_is_committed_and_may_lie_ahead(service, actor, project):
    later = NOW.date() + timedelta(days=9)
    ordered = msgspec.structs.replace(TRUCK, spent_on=later, status=ExpenseStatus.COMMITTED)
    made = service.add_expense(actor, project.id, ordered)
    with pytest.raises(Invalid, match="today or earlier") as refused:
        service.change_expense(actor, made.id, ChangeExpense(status=ExpenseStatus.SPENT))
    assert refused.value.field == "spent_on"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(-5)}, "amount"),
        ({"amount": Decimal("0.001")}, "amount"),
        ({"amount": Money.of(5, "USD")}, "amount"),
        ({"spent_on": date(1999, 1, 1)}, "spent_on"),
        ({"description": "  "}, "description"),
        ({"file_id": FileId(new_id())}, "file_id"),
    ],
)
def test_a_senseless_expense_is_refused(service, actor, project, changes, field):
    with pytest.raises(Invalid) as refused:
        service.add_expense(actor, project.id, msgspec.structs.replace(TRUCK, **changes))
    assert refused.value.field == field


def test_a_project_with_expenses_is_not_deleted(service, actor, project, budget):
    truck = service.add_expense(actor, project.id, TRUCK)
    with pytest.raises(Refused, match="It has expenses"):
        service.delete(actor, project.id)
    service.delete_expense(actor, truck.id)
    service.delete(actor, project.id)


# Over REST


@pytest.fixture
def job(a_shop):
    return a_shop.add("projects_project", name="Night Owl")


def test_budget_and_expenses_over_rest(client, job):
    path = f"/api/projects/{job}"
    lines = [msgspec.to_builtins(it) for it in NIGHT_OWL.lines]
    assert client.get(f"{path}/budget").status_code == 404
    made = client.put(f"{path}/budget", json={"lines": lines})
    assert made.json()["total_cost"] == {"amount": "60000.00", "currency": "ZAR"}
    assert client.get(f"{path}/budget").json() == made.json()
    stale = client.put(f"{path}/budget", json={"lines": []}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    assert client.post(f"{path}/budget/approve").json()["status_label"] == "Approved"
    assert client.put(f"{path}/budget", json={"lines": []}).status_code == 409
    assert client.post(f"{path}/budget/revise").json()["revision"] == 2
    found = client.get(f"{path}/budget/revisions").json()["items"]
    assert [(it["revision"], len(it["lines"])) for it in found] == [(2, 3), (1, 3)]

    body = {"description": "Truck", "amount": "450.00", "supplier": "Haul & Sons"}
    twice = [
        client.post(f"{path}/expenses", json=body, headers={"Idempotency-Key": "truck"})
        for _ in range(2)
    ]
    assert [it.status_code for it in twice] == [201, 201]
    one = twice[0].json()
    listed = client.get("/api/expenses?search=haul&total=true").json()
    assert (listed["total"], listed["items"][0]["id"]) == (1, one["id"])
    changed = client.patch(f"/api/expenses/{one['id']}", json={"amount": "470"})
    assert changed.json()["cost"]["amount"] == "470.00"
    assert client.get(f"{path}/expenses?category=travel").json()["items"] == []
    assert client.delete(f"/api/expenses/{one['id']}").status_code == 204
    assert client.get(f"/api/expenses/{one['id']}").status_code == 404


def test_a_bad_line_is_named_by_its_place(client, job):
    lines = [msgspec.to_builtins(it) for it in NIGHT_OWL.lines]
    lines[1]["quantity"] = "-3"
    answer = client.put(f"/api/projects/{job}/budget", json={"lines": lines})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["lines[1].quantity"])


def test_another_shops_budget_is_not_there(client, another_shop):
    theirs = another_shop.add("projects_project", name="Secret")
    for path in (f"/api/projects/{theirs}/budget", f"/api/projects/{theirs}/expenses"):
        assert client.get(path).status_code == 404
