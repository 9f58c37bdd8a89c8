"""Worked time, its sums and the clocks, against both databases."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
import sqlalchemy as sa

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import (
    new_id,
)
from nexus.platform.activity import entries
from nexus.tasks import (
    AskTotals,
    ListTimeLogs,
    LogTime,
    StartTimer,
    StopForgotten,
    WhoseTimer,
)
from nexus.tasks.adapters.db import SqlTasksReading, SqlTasksUnitOfWork
from nexus.tasks.adapters.db.tables import task, time_log, timer
from nexus.tasks.domain import Status
from nexus.tasks.messages import (
    CorrectTime,
    ListTimers,
    SetDependencies,
)

from tests.conftest import NOW
from tests.tasks.conftest import HOUR, MINUTE, hours_ago, kept
from tests.tasks.fakes import FakeTerms

MARCH = date(2026, 3, 1)


def test_the_sums_follow_every_change(service, actor, a_shop, ben, made, second, database, broken):
    me = actor.employee_id
    first = service.log_time(actor, made.id, hours_ago(5, 2))
    service.log_time(actor, second.id, LogTime(duration=45 * MINUTE))
    bens = service.log_time(actor, made.id, hours_ago(5, 2, employee_id=ben))
    service.log_time(
        msgspec.structs.replace(actor, employee_id=None), made.id, LogTime(duration=HOUR)
    )
    assert service.one(actor, made.id).time_spent == 5 * HOUR
    assert kept(database, a_shop) == {(me, MARCH): 2.75 * HOUR, (ben, MARCH): 2 * HOUR}
    last_month = datetime(2026, 2, 28, 21, 30, tzinfo=UTC)  # 23:30 in the shop
    change = CorrectTime(started_at=last_month, ended_at=last_month + HOUR, reason="Wrong day")
    service.correct_log(actor, first.id, change)
    february = date(2026, 2, 1)
    assert kept(database, a_shop) == {
        (me, february): HOUR,
        (me, MARCH): 0.75 * HOUR,
        (ben, MARCH): 2 * HOUR,
    }
    service.delete_log(actor, bens.id, "Was ill")
    assert service.one(actor, made.id).time_spent == 2 * HOUR
    assert kept(database, a_shop) == {(me, february): HOUR, (me, MARCH): 0.75 * HOUR}
    assert broken() == []


def test_shares_are_kept_on_both_sides(
    service, actor, a_shop, rules, made, second, database, broken
):
    rules.terms_ = FakeTerms(time_overlap="split")
    service.log_time(actor, made.id, hours_ago(4, 3))
    shared = service.log_time(actor, second.id, hours_ago(2, 2))
    assert (shared.duration, service.one(actor, made.id).time_spent) == (1.5 * HOUR, 2.5 * HOUR)
    assert kept(database, a_shop) == {(actor.employee_id, MARCH): 4 * HOUR}
    service.correct_log(actor, shared.id, CorrectTime(duration=HOUR, reason="Left early"))
    assert service.one(actor, second.id).time_spent == HOUR / 2
    assert broken() == []
    rules.terms_ = FakeTerms()
    service.delete_log(actor, shared.id, "Never mind")
    assert service.one(actor, made.id).time_spent == 3 * HOUR
    assert broken() == []


def test_an_overlap_leaves_nothing_behind(service, actor, a_shop, made, database, broken):
    service.log_time(actor, made.id, hours_ago(3, 2))
    with pytest.raises(Refused, match="This overlaps"):
        service.log_time(actor, made.id, hours_ago(2))
    assert service.one(actor, made.id).time_spent == 2 * HOUR
    assert kept(database, a_shop) == {(actor.employee_id, MARCH): 2 * HOUR}
    assert broken() == []


def test_a_correction_is_told_with_before_and_after(service, actor, a_shop, made, database):
    logged = service.log_time(actor, made.id, hours_ago(3, 2))
    service.correct_log(actor, logged.id, CorrectTime(duration=HOUR, reason="Lunch"))
    with SqlTasksReading(database, a_shop.id) as look:
        told = look.connection.execute(
            sa.select(entries).where(
                entries.c.entity_id == logged.id, entries.c.action == "updated"
            )
        ).one()
    changes = msgspec.json.decode(told.changes)
    assert (told.entity_type, told.part_of_id) == ("time_log", made.id)
    assert changes["correction"] == ["", "Lunch"]
    assert changes["duration"] == ["PT7200S", "PT3600S"]


@pytest.mark.parametrize("by", ["employee", "station", "stage", "task", "project", "month"])
def test_totals_are_one_statement(service, actor, a_shop, ben, made, second, statements, by):
    service.log_time(actor, made.id, hours_ago(5, 2, station_id=a_shop.station_id))
    service.log_time(actor, second.id, hours_ago(5, 1, employee_id=ben))
    statements.clear()
    found = service.totals(actor, AskTotals(by=by))
    assert len(statements) == 1
    assert sum((total.time_spent for total in found.items), timedelta()) == 3 * HOUR
    assert [(total.name, total.time_spent) for total in found.items] == {
        "employee": [("Ann", 2 * HOUR), ("Ben", HOUR)],
        "station": [("Saw", 2 * HOUR), (None, HOUR)],
        "stage": [(None, 3 * HOUR)],
        "task": [("Cut", 2 * HOUR), ("Sand", HOUR)],
        "project": [("Chair", 3 * HOUR)],
        "month": [("2026-03", 3 * HOUR)],
    }[by]


def test_totals_are_filtered_and_paged(service, actor, a_shop, ben, made, second):
    service.log_time(actor, made.id, hours_ago(5, 2))
    service.log_time(actor, second.id, hours_ago(2, 1, employee_id=ben))
    service.log_time(actor, second.id, LogTime(duration=HOUR, worked_on=date(2026, 2, 10)))

    def ask(**wish):
        return {t.name: t.time_spent / HOUR for t in service.totals(actor, AskTotals(**wish)).items}

    assert ask(by="task", employee_id=ben) == {"Sand": 1}
    assert ask(by="employee", project_id=a_shop.project_id) == {"Ann": 3, "Ben": 1}
    assert ask(by="task", last=date(2026, 2, 28)) == {"Sand": 1}
    assert ask(by="task", first=date(2026, 3, 2), last=date(2026, 3, 2)) == {"Cut": 2, "Sand": 1}
    assert ask(by="month") == {"2026-02": 1, "2026-03": 3}
    first = service.totals(actor, AskTotals(by="month", limit=1, sort="name", total=True))
    rest = service.totals(actor, AskTotals(by="month", limit=1, sort="name", cursor=first.next))
    assert [t.name for t in first.items + rest.items] == ["2026-02", "2026-03"]
    assert (first.total, rest.next) == (2, None)
    first = service.totals(actor, AskTotals(by="task", limit=1))
    rest = service.totals(actor, AskTotals(by="task", limit=1, cursor=first.next))
    assert [t.time_spent / HOUR for t in first.items + rest.items] == [2, 2]


@pytest.mark.parametrize(
    "wish",
    [
        {"by": "task", "first": date(2026, 3, 2), "last": date(2026, 3, 1)},
        {"by": "month", "first": date(1999, 1, 1)},
        {"by": "task", "last": date.max},
        {"by": "task", "first": date.min},
    ],
)
def test_totals_of_days_that_make_no_sense_are_invalid(service, actor, wish):
    with pytest.raises(Invalid):
        service.totals(actor, AskTotals(**wish))


def test_the_month_of_a_log_is_the_shops(service, actor, a_shop, made, database, broken):
    """The last hour of a month in UTC is the first of the next in Johannesburg."""
    at = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)
    service.log_time(actor, made.id, LogTime(started_at=at, duration=HOUR))
    assert kept(database, a_shop) == {(actor.employee_id, date(2026, 2, 1)): HOUR}
    [total] = service.totals(actor, AskTotals(by="month")).items
    assert (total.name, total.time_spent) == ("2026-02", HOUR)
    assert broken() == []


def test_monthly_hours_come_from_the_kept_sums(service, actor, ben, made, statements):
    service.log_time(actor, made.id, hours_ago(5, 2))
    service.log_time(
        actor, made.id, LogTime(duration=HOUR, worked_on=date(2026, 1, 5), employee_id=ben)
    )
    statements.clear()
    found = service.monthly(actor, "2026-01", "2026-03")
    assert len(statements) == 1
    assert "tasks_time_log" not in statements[0]
    assert found.months == ["2026-01", "2026-02", "2026-03"]
    assert [(e.name, [t / HOUR for t in e.time_spent]) for e in found.employees] == [
        ("Ann", [0, 0, 2]),
        ("Ben", [1, 0, 0]),
    ]
    year = service.monthly(actor, None, None).months
    assert (year[0], year[-1]) == ("2025-03", "2026-03")


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-13", None), ("0000-01", None), ("2026-03", "2026-02"), ("0001-01", None)],
)
def test_months_that_make_no_sense_are_invalid(service, actor, first, last):
    with pytest.raises(Invalid):
        service.monthly(actor, first, last)


def test_what_was_loaded_in_bulk_is_counted_anew(
    service, actor, a_shop, ben, made, database, broken
):
    row = {"shop_id": a_shop.id, "task_id": made.id, "duration": HOUR, "version": 1}
    row |= {"created_at": NOW, "source": "manual", "ended_at": None, "employee_id": ben}
    with SqlTasksUnitOfWork(database, actor) as uow:
        days = [row | {"id": new_id(), "started_at": NOW - timedelta(days=n)} for n in range(99)]
        uow.session.execute(sa.insert(time_log), days)
    assert len(broken()) == 2
    service.recount(actor)
    assert broken() == []
    assert sum(kept(database, a_shop).values(), timedelta()) == 99 * HOUR
    assert service.one(actor, made.id).time_spent == 99 * HOUR


def test_a_breach_of_each_promise_is_found(service, actor, a_shop, made, second, database, broken):
    service.log_time(actor, made.id, hours_ago(5, 2))
    service.depend(actor, second.id, SetDependencies(ids=[made.id]))
    a_shop.add(
        "tasks_time_log",
        task_id=made.id,
        employee_id=actor.employee_id,
        started_at=NOW - 4 * HOUR,
        ended_at=NOW - 3 * HOUR,
        duration=HOUR,
        source="manual",
    )
    a_shop.add("tasks_dependency", task_id=made.id, needs_id=second.id)
    found = "\n".join(broken())
    for words in ("keeps 7200 s", "has 7200 s in 2026-03", "its share", "waits for itself"):
        assert words in found
    with SqlTasksUnitOfWork(database, actor) as uow:
        uow.session.execute(sa.update(task).values(status=Status.DONE).where(task.c.id == made.id))
        uow.session.execute(
            sa.insert(timer).values(
                shop_id=a_shop.id,
                id=new_id(),
                version=1,
                task_id=made.id,
                project_id=a_shop.project_id,
                employee_id=actor.employee_id,
                started_at=NOW,
                counted=timedelta(),
            )
        )
    assert "is done" in "\n".join(broken())


def test_a_clock_is_the_same_on_every_device(service, actor, a_shop, made, second, clock, broken):
    service.start_timer(actor, made.id, StartTimer())
    clock[0] += 10 * MINUTE
    [seen] = service.timers(actor, ListTimers(mine=True)).items
    assert (seen.state, seen.elapsed, seen.task_title) == ("running", 10 * MINUTE, "Cut")
    service.pause_timer(actor, made.id, WhoseTimer())
    clock[0] += 6 * MINUTE
    [seen] = service.timers(actor, ListTimers(running=False)).items
    assert (seen.state, seen.elapsed) == ("paused", 10 * MINUTE)
    service.resume_timer(actor, made.id, WhoseTimer())
    clock[0] += 5 * MINUTE
    assert service.stop_timer(actor, made.id, WhoseTimer()).elapsed == 15 * MINUTE
    assert service.one(actor, made.id).time_spent == 15 * MINUTE
    assert broken() == []


def test_completing_stops_all_clocks_on_the_task(service, actor, ben, made, clock, broken):
    service.start_timer(actor, made.id, StartTimer())
    service.start_timer(actor, made.id, StartTimer(employee_id=ben))
    clock[0] += HOUR
    assert service.complete(actor, made.id).time_spent == 2 * HOUR
    assert service.timers(actor, ListTimers()).items == []
    assert broken() == []


def test_forgotten_clocks_are_found(service, actor, ben, made, clock, broken):
    service.start_timer(actor, made.id, StartTimer())
    clock[0] += 2 * HOUR
    service.start_timer(actor, made.id, StartTimer(employee_id=ben))
    clock[0] += HOUR
    ended = StopForgotten(shift_ended_at=NOW + HOUR)
    assert service.stop_forgotten(actor, ended).stopped == 1
    [log] = service.logs(actor, ListTimeLogs(doubtful=True)).items
    assert (log.employee_name, log.duration, log.source) == ("Ann", HOUR, "timer")
    clock[0] += 20 * HOUR
    assert service.stop_forgotten(actor, StopForgotten()).stopped == 1
    assert service.one(actor, made.id).time_spent == 17 * HOUR
    assert broken() == []


def test_the_database_itself_lets_one_clock_run(a_shop, made, second):
    row = {"project_id": a_shop.project_id, "employee_id": a_shop.employee_id}
    row |= {"running_as_id": a_shop.employee_id, "resumed_at": NOW}
    a_shop.add("tasks_timer", task_id=made.id, **row)
    with pytest.raises(Refused):
        a_shop.add("tasks_timer", task_id=second.id, **row)
