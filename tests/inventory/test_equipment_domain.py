"""Machines by themselves: when maintenance is due, and what a machine may become."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.inventory.domain.equipment import (
    MOVES,
    Equipment,
    EquipmentStatus,
    MaintenanceLog,
    MaintenancePlan,
)
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import (
    EquipmentId,
    MaintenanceLogId,
    MaintenancePlanId,
    ShopId,
    new_id,
)
from nexus.kernel.money import Money

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SHOP = ShopId(new_id())
days = st.dates(date(2020, 1, 1), TODAY)


def a_machine(**more):
    told = {"code": "EQ-001", "name": "Saw"} | more
    return Equipment(id=EquipmentId(new_id()), shop_id=SHOP, created_at=NOW, **told)


def a_plan(**more):
    told = {"title": "Grease", "starts_on": TODAY, "due_on": TODAY, "overdue_at": NOW} | more
    return MaintenancePlan(id=MaintenancePlanId(new_id()), **told)


def a_log(machine, **more):
    told = {"done_on": TODAY} | more
    return MaintenanceLog(
        id=MaintenanceLogId(new_id()),
        shop_id=SHOP,
        equipment_id=machine.id,
        recorded_at=NOW,
        recorded_by="Ann",
        **told,
    )


def test_a_plan_counts_days_from_its_start_and_then_from_the_last_time():
    machine, plan = a_machine(), a_plan(every_days=30, starts_on=date(2026, 1, 1))
    machine.add_plan(plan)
    assert plan.due_on == date(2026, 1, 31)
    machine.maintain(a_log(machine, plan_id=plan.id), TODAY, NOW)
    assert plan.due_on == date(2026, 4, 1)


@given(st.lists(days, min_size=1, max_size=6), st.integers(1, 400))
def test_late_entries_move_no_plan_back(done, every):
    machine, plan = a_machine(), a_plan(every_days=every)
    machine.add_plan(plan)
    for day in done:
        machine.maintain(a_log(machine, plan_id=plan.id, done_on=day), TODAY, NOW)
    assert plan.last_done_on == max(done)
    assert plan.due_on == max(done) + timedelta(days=every)


def test_a_plan_is_overdue_when_its_day_ends_in_the_shops_zone():
    machine, plan = a_machine(timezone="Africa/Johannesburg"), a_plan(every_days=1)
    machine.add_plan(plan)
    assert plan.due_on == date(2026, 3, 3)
    assert plan.overdue_at == datetime(2026, 3, 3, 22, tzinfo=UTC)


def test_running_hours_are_guessed_from_what_the_machine_runs_a_day():
    machine = a_machine(meter_hours=Decimal(100), hours_a_day=Decimal(4))
    plan = a_plan(every_hours=Decimal(20), starts_at_hours=Decimal(100))
    machine.add_plan(plan)
    assert (plan.due_hours, plan.due_on) == (120, TODAY + timedelta(days=5))
    machine.read_meter(Decimal(118), TODAY, TODAY)
    assert plan.due_on == TODAY + timedelta(days=1)
    machine.read_meter(Decimal(125), TODAY, TODAY)
    assert plan.due_on == TODAY
    machine.maintain(a_log(machine, plan_id=plan.id), TODAY, NOW)
    assert plan.due_hours == 145


def test_whichever_is_first_counts():
    machine = a_machine()
    plan = a_plan(every_days=365, every_hours=Decimal(80))
    machine.add_plan(plan)
    assert plan.due_on == TODAY + timedelta(days=10)
    machine.change_plan(plan.id, {"every_days": 3})
    assert plan.due_on == TODAY + timedelta(days=3)


def test_the_meter_does_not_run_backwards():
    machine = a_machine()
    machine.read_meter(Decimal(10), TODAY, TODAY)
    with pytest.raises(Refused):
        machine.read_meter(Decimal(9), TODAY, TODAY)
    with pytest.raises(Refused):
        machine.read_meter(Decimal(11), TODAY - timedelta(days=1), TODAY)
    with pytest.raises(Invalid):
        machine.read_meter(Decimal(11), TODAY + timedelta(days=1), TODAY)
    with pytest.raises(Invalid):
        machine.maintain(a_log(machine, meter_hours=Decimal(9)), TODAY, NOW)
    machine.maintain(
        a_log(machine, meter_hours=Decimal(9), done_on=TODAY - timedelta(days=1)), TODAY, NOW
    )
    assert machine.meter_hours == 10


def test_an_entry_taken_back_leaves_the_one_before_it():
    machine, plan = a_machine(), a_plan(every_days=10, starts_on=date(2026, 1, 1))
    machine.add_plan(plan)
    first = a_log(machine, plan_id=plan.id, done_on=date(2026, 2, 1))
    second = a_log(machine, plan_id=plan.id, done_on=date(2026, 2, 20))
    for log in (first, second):
        machine.maintain(log, TODAY, NOW)
    machine.forget(second, first)
    assert plan.due_on == date(2026, 2, 11)
    machine.forget(first, None)
    assert (plan.last_done_on, plan.due_on) == (None, date(2026, 1, 11))


@given(st.lists(st.sampled_from(EquipmentStatus), max_size=8))
def test_a_machine_becomes_only_what_its_status_allows(wishes):
    machine = a_machine()
    for wish in wishes:
        before = machine.status
        if wish in MOVES[before]:
            (told,) = machine.become(wish, "", NOW)
            assert told.status == machine.status == wish
        else:
            with pytest.raises(Refused):
                machine.become(wish, "", NOW)
            assert machine.status is before


def test_a_plan_comes_back_after_something():
    for wrong in ({}, {"every_days": 0}, {"every_hours": Decimal(0)}, {"title": " "}):
        with pytest.raises(Invalid):
            a_machine().add_plan(a_plan(**{"every_days": 1} | wrong if wrong else wrong))


def test_a_plan_of_ages_is_due_at_the_end_of_the_calendar():
    machine = a_machine(hours_a_day=Decimal("0.000001"))
    plan = a_plan(every_hours=Decimal(10**9))
    machine.add_plan(plan)
    assert plan.due_on == date(2199, 12, 31)


def test_work_on_an_unknown_plan_is_not_found():
    machine = a_machine()
    with pytest.raises(NotFound):
        machine.maintain(a_log(machine, plan_id=MaintenancePlanId(new_id())), TODAY, NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"hours_a_day": Decimal(25)},
        {"meter_hours": Decimal(-1)},
        {"cost": Money.of(-1, "ZAR")},
    ],
)
def test_a_machine_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(Invalid):
        a_machine(**wrong)


def test_nothing_is_done_tomorrow():
    machine = a_machine()
    with pytest.raises(Invalid):
        machine.maintain(a_log(machine, done_on=TODAY + timedelta(days=1)), TODAY, NOW)
