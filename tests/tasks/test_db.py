"""Mapping, queries, kept sums and many at once, against both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
import sqlalchemy as sa
from dependency_injector import providers

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import (
    EmployeeId,
    ProjectId,
    ShopId,
    StageInstanceId,
    StationId,
    new_id,
)
from nexus.platform.activity import entries
from nexus.tasks import (
    AskTotals,
    CreateTask,
    ListTasks,
    ListTimeLogs,
    LogTime,
    StartTimer,
    StopForgotten,
    WhoseTimer,
)
from nexus.tasks.adapters.db import CHECKS, SqlTasksReading, SqlTasksUnitOfWork
from nexus.tasks.adapters.db.tables import hours, task, time_log, timer
from nexus.tasks.domain import ActivityType, Assignee, Priority, Status, TimerRuns
from nexus.tasks.messages import (
    AddCheckItem,
    CorrectTime,
    ListTimers,
    MoveTask,
    SetDependencies,
)

from tests.conftest import NOW, Everything
from tests.tasks.fakes import FakeTerms, Standard

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MARCH = date(2026, 3, 1)


class Rules:
    """The shop's settings, changed by hand."""

    def __init__(self) -> None:
        self.terms_, self.standard = FakeTerms(), []

    def terms(self, shop_id):
        return self.terms_

    def standard_tasks(self, shop_id, station_id):
        return self.standard


@pytest.fixture
def rules():
    return Rules()


@pytest.fixture
def clock():
    return [NOW]


@pytest.fixture
def service(nexus, rules, clock, a_shop):
    """The service on the database and among its neighbours, with hands on rules and clock."""
    nexus.tasks.settings.override(providers.Object(rules))
    nexus.tasks.clock.override(providers.Object(lambda: clock[0]))
    return nexus.tasks.service()


@pytest.fixture
def ben(a_shop):
    return EmployeeId(a_shop.add("accounts_employee", name="Ben"))


@pytest.fixture
def made(service, actor, a_shop):
    return service.create(actor, a_shop.project_id, CreateTask(title="Cut"))


@pytest.fixture
def second(service, actor, a_shop, made):
    return service.create(actor, a_shop.project_id, CreateTask(title="Sand"))


@pytest.fixture
def broken(database, a_shop):
    """Tell what `nexus verify` would."""

    def ask():
        with SqlTasksReading(database, a_shop.id) as look:
            return [b for check in CHECKS for b in check.violations(look.connection, a_shop.id)]

    return ask


def hours_ago(ago, hours=1.0, **more):
    return LogTime(started_at=NOW - ago * HOUR, duration=hours * HOUR, **more)


def kept(database, shop):
    with SqlTasksReading(database, shop.id) as look:
        query = sa.select(hours.c.employee_id, hours.c.month_on, sa.func.sum(hours.c.time_spent))
        mine = query.where(hours.c.shop_id == shop.id).group_by(*query.selected_columns[:2])
        found = look.connection.execute(mine)
        return {(id, month): timedelta(seconds=int(sum)) for id, month, sum in found if sum}


def test_a_task_comes_back_as_it_went(service, actor, a_shop, database):
    wish = CreateTask(
        title="Cut",
        description="Two\nlines",
        assignee=Assignee(station_id=a_shop.station_id),
        priority=Priority.URGENT,
        planned=90 * MINUTE,
        due_on=date(2026, 3, 9),
        starts_at=NOW,
        ends_at=NOW + HOUR,
    )
    made = service.create(actor, a_shop.project_id, wish)
    with SqlTasksUnitOfWork(database, actor) as uow:
        found = uow.tasks.get(made.id)
        assert [getattr(found, name) for name in wish.__struct_fields__] == [
            getattr(wish, name) for name in wish.__struct_fields__
        ]
    seen = service.one(actor, made.id)
    assert {name: getattr(seen, name) for name in made.__struct_fields__} == {
        name: getattr(made, name) for name in made.__struct_fields__
    }
    assert (seen.assignee_name, seen.project_name, seen.stage_name) == ("Saw", "Chair", None)


def test_get_and_one_hide_other_shops(database, made):
    stranger = Actor(shop_id=ShopId(new_id()), scopes=Everything())
    with SqlTasksUnitOfWork(database, stranger) as uow, pytest.raises(NotFound):
        uow.tasks.get(made.id)
    with SqlTasksReading(database, stranger.shop_id) as look, pytest.raises(NotFound):
        look.one(made.id)


@pytest.mark.parametrize("what", ["project_id", "assignee_station_id", "assignee_employee_id"])
def test_no_row_points_into_another_shop(a_shop, another_shop, what):
    stray = {
        "project_id": another_shop.project_id,
        "assignee_station_id": another_shop.station_id,
        "assignee_employee_id": another_shop.employee_id,
    }
    with pytest.raises(Refused) as refusal:
        a_shop.add("tasks_task", **{what: stray[what]})
    assert isinstance(refusal.value.__cause__, sa.exc.IntegrityError)


def test_another_shops_station_and_employee_are_not_there(service, actor, another_shop, made):
    for stray in (
        {"station_id": another_shop.station_id},
        {"employee_id": another_shop.employee_id},
    ):
        with pytest.raises(Invalid, match="no such"):
            service.log_time(actor, made.id, hours_ago(2, **stray))


def test_each_write_is_few_statements(service, actor, a_shop, made, statements):
    """What the brief of the module allows: the log, the outbox and the sums included."""
    for most, use_case in [
        (6, lambda: service.create(actor, a_shop.project_id, CreateTask(title="Sand"))),
        (8, lambda: service.log_time(actor, made.id, hours_ago(2))),
        (8, lambda: service.log_time(actor, made.id, LogTime(duration=HOUR))),
        (9, lambda: service.start(actor, made.id)),
        (9, lambda: service.complete(actor, made.id)),
    ]:
        statements.clear()
        use_case()
        assert len(statements) <= most, "\n".join(statements)


def test_logging_time_costs_the_same_on_a_task_with_many_logs(
    service, actor, a_shop, made, database, statements
):
    row = {"shop_id": a_shop.id, "task_id": made.id, "duration": MINUTE, "version": 1}
    row |= {"started_at": NOW, "created_at": NOW, "source": "manual"}
    with SqlTasksUnitOfWork(database, actor) as uow:
        uow.session.execute(sa.insert(time_log), [row | {"id": new_id()} for _ in range(3000)])
    statements.clear()
    service.log_time(actor, made.id, LogTime(duration=HOUR))
    assert not any(statement.startswith("SELECT tasks_time_log") for statement in statements)


@pytest.mark.parametrize(
    "sort", ["position", "title", "created_at", "due_on", "priority", "time_spent"]
)
@pytest.mark.parametrize("falling", [False, True])
def test_pages_show_each_task_once_and_in_order(service, actor, a_shop, statements, sort, falling):
    for n, title in enumerate("bacab"):
        due_on = None if n == 1 else date(2026, 3, 1 + n % 2)
        priority = list(Priority)[n % 4]
        wish = CreateTask(title=title, due_on=due_on, priority=priority)
        made = service.create(actor, a_shop.project_id, wish)
        service.log_time(actor, made.id, LogTime(duration=(n % 3 + 1) * HOUR))
    seen, cursor = [], None
    while True:
        statements.clear()
        page = service.page(
            actor,
            ListTasks(sort=f"-{sort}" if falling else sort, limit=2, cursor=cursor, total=True),
        )
        assert (len(statements), page.total) == (1, 5)
        seen += page.items
        if (cursor := page.next) is None:
            break
    by = {
        "due_on": lambda task: task.due_on or date.max,
        "priority": lambda task: list(Priority).index(task.priority),
    }.get(sort, lambda task: getattr(task, sort))
    assert [by(task) for task in seen] == sorted(map(by, seen), reverse=falling)
    assert len({task.id for task in seen}) == 5


def test_a_list_is_filtered_in_one_statement(service, actor, a_shop, another_shop, ben, statements):
    station = Assignee(station_id=a_shop.station_id)
    for title, wish in {
        "Sägen": {"assignee": station, "due_on": date(2026, 3, 1)},
        "Saw more": {"assignee": Assignee(employee_id=a_shop.employee_id)},
        "Oil": {"assignee": Assignee(employee_id=ben), "due_on": date(2026, 3, 2)},
        "Ship": {
            "priority": Priority.HIGH,
            "due_on": date(2026, 3, 8),
            "type": ActivityType.DELIVERY,
        },
        "Done": {"due_on": date(2026, 3, 1)},
    }.items():
        made = service.create(actor, a_shop.project_id, CreateTask(title=title, **wish))
    service.complete(actor, made.id)
    for wish, titles in [
        ({"station_id": a_shop.station_id}, ["Sägen"]),
        ({"employee_id": ben}, ["Oil"]),
        ({"mine": True}, ["Saw more"]),
        ({"due": "overdue"}, ["Sägen"]),
        ({"due": "today"}, ["Oil"]),
        ({"due": "week"}, ["Oil", "Ship"]),
        ({"search": "SAG"}, ["Sägen"]),
        ({"search": "more saw"}, ["Saw more"]),
        ({"status": Status.DONE}, ["Done"]),
        ({"open": False}, ["Done"]),
        ({"open": True, "priority": Priority.HIGH}, ["Ship"]),
        ({"type": ActivityType.DELIVERY}, ["Ship"]),
        ({"project_id": ProjectId(new_id())}, []),
    ]:
        statements.clear()
        page = service.page(actor, ListTasks(sort="created_at", **wish))
        assert [row.title for row in page.items] == titles, wish
        assert len(statements) == 1


def test_mine_of_nobody_is_nothing(service, actor, made):
    login = msgspec.structs.replace(actor, employee_id=None)
    assert service.page(login, ListTasks(mine=True)).items == []
    assert service.logs(login, ListTimeLogs(mine=True)).items == []
    assert service.timers(login, ListTimers(mine=True)).items == []


def test_a_task_takes_its_parts_with_it(service, actor, made, second, database, a_shop):
    service.add_item(actor, made.id, AddCheckItem(text="Left"))
    service.depend(actor, second.id, SetDependencies(ids=[made.id]))
    seen = service.one(actor, second.id)
    assert [(d.id, d.title, d.status) for d in seen.dependencies] == [(made.id, "Cut", "todo")]
    service.delete(actor, made.id)
    assert service.one(actor, second.id).dependencies == []
    with SqlTasksReading(database, a_shop.id) as look:
        query = sa.select(entries.c.entity_type).where(
            entries.c.shop_id == a_shop.id, entries.c.action == "deleted"
        )
        gone = look.connection.scalars(query).all()
    assert sorted(gone) == ["task", "task_check_item", "task_dependency"]


def test_a_checklist_keeps_its_order_and_counts(service, actor, made):
    for text in "abc":
        seen = service.add_item(actor, made.id, AddCheckItem(text=text))
    assert [item.text for item in seen.checklist] == ["a", "b", "c"]
    assert (seen.checklist_total, seen.version) == (3, made.version + 3)


def test_the_board_is_one_statement_and_short(service, actor, a_shop, ben, statements):
    """500 tasks as a shop has them: at most 80 kB."""
    stage = a_shop.add("projects_stage", project_id=a_shop.project_id, name="Cutting")
    rows = [
        {
            "shop_id": a_shop.id,
            "id": new_id(),
            "project_id": a_shop.project_id,
            "stage_id": stage if n % 2 else None,
            "title": f"Cut and sand the side panel {n}",
            "title_key": f"cut and sand the side panel {n}",
            "position": n * 1000,
            "version": 1,
            "status": list(Status)[n % 4],
            "priority": Priority.NORMAL if n % 5 else Priority.HIGH,
            "type": "production",
            "assignee_station_id": a_shop.station_id if n % 3 == 0 else None,
            "assignee_employee_id": ben if n % 3 == 1 else None,
            "due_on": date(2026, 4, 1) if n % 2 else None,
            "time_spent": n % 4 * HOUR,
            "created_at": NOW,
        }
        for n in range(500, 0, -1)
    ]
    with SqlTasksUnitOfWork(a_shop.database, actor) as uow:
        uow.session.execute(sa.insert(task), rows)
    service.depend(actor, rows[499]["id"], SetDependencies(ids=[rows[498]["id"]]))
    statements.clear()
    board = service.board(actor, a_shop.project_id)
    assert len(statements) == 1
    assert len(msgspec.json.encode(board)) <= 80_000
    columns = [board.todo, board.in_progress, board.blocked, board.done]
    assert [len(column) for column in columns] == [125] * 4
    assert [card.title[-2:] for card in board.in_progress[:2]] == [" 1", " 5"]
    first = board.in_progress[0]
    assert (first.waits, first.time_spent) == (True, HOUR)
    assert board.assignees[first.assignee].name == "Ben"
    assert board.stages[first.stage].name == "Cutting"
    assert sum(card.waits for column in columns for card in column) == 1


def test_a_project_that_is_not_there_has_no_tasks_and_no_board(
    service, actor, a_shop, another_shop
):
    assert service.of_project(actor, a_shop.project_id, ListTasks()).items == []
    for project_id in (ProjectId(new_id()), another_shop.project_id):
        with pytest.raises(NotFound):
            service.of_project(actor, project_id, ListTasks())
        with pytest.raises(NotFound):
            service.board(actor, project_id)


def test_moves_end_as_one_order(service, actor, a_shop, made, second):
    third = service.create(actor, a_shop.project_id, CreateTask(title="Oil"))
    service.move(actor, third.id, MoveTask(position=1))
    service.move(actor, made.id, MoveTask(after=second.id))
    for _ in range(12):  # until the gap is used up
        service.move(actor, second.id, MoveTask(before=made.id))
        service.move(actor, made.id, MoveTask(before=second.id))
    titles = [
        row.title
        for row in service.of_project(actor, a_shop.project_id, ListTasks(sort="position")).items
    ]
    assert titles == ["Oil", "Cut", "Sand"]


def test_positions_go_on_from_rows_that_came_by_another_way(service, actor, a_shop, made):
    a_shop.add("tasks_task", project_id=a_shop.project_id, position=70_000)
    assert service.create(actor, a_shop.project_id, CreateTask(title="Last")).position == 71_000


def test_standard_tasks_are_planned_once(service, actor, a_shop, rules, database):
    station = a_shop.station_id
    template = a_shop.add("settings_station_task_template", station_id=station, title="Check")
    rules.standard = [Standard(template, "Check")]
    stage = StageInstanceId(a_shop.add("projects_stage", project_id=a_shop.project_id))
    for planned in (1, 0):
        found = service.plan_standard_tasks(actor, a_shop.project_id, stage, StationId(station))
        assert len(found) == planned
    with pytest.raises(Refused):  # nor by another way
        a_shop.add("tasks_task", project_id=a_shop.project_id, stage_id=stage, template_id=template)


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


def together(*deeds):
    """Do all at the same moment, and return what came of each."""
    barrier = threading.Barrier(len(deeds))

    def do(deed):
        barrier.wait()
        try:
            return deed()
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_two_tablets_at_once_start_one_clock(service, actor, made, second, clock, broken):
    """Row 27 of the reliability list; two hundred times with `-m slow`."""
    for _ in range(20):
        found = together(
            lambda: service.start_timer(actor, made.id, StartTimer()),
            lambda: service.start_timer(actor, second.id, StartTimer()),
        )
        [refusal] = [it for it in found if isinstance(it, Refused)]
        assert isinstance(refusal, TimerRuns)
        [running] = service.timers(actor, ListTimers()).items
        clock[0] += MINUTE
        service.stop_timer(actor, running.task_id, WhoseTimer())
    spent = [service.one(actor, task.id).time_spent for task in (made, second)]
    assert sum(spent, timedelta()) == 20 * MINUTE
    assert broken() == []


@pytest.mark.slow
def test_two_tablets_at_once_start_one_clock_two_hundred_times(
    service, actor, made, second, clock, broken
):
    for _ in range(10):
        test_two_tablets_at_once_start_one_clock(service, actor, made, second, clock, broken)
        for log in service.logs(actor, ListTimeLogs(limit=200)).items:
            service.delete_log(actor, log.id, "Again")


def test_one_clock_stopped_on_two_devices_counts_once(service, actor, made, clock, broken):
    for n in range(1, 6):
        service.start_timer(actor, made.id, StartTimer())
        clock[0] += MINUTE
        found = together(*[lambda: service.stop_timer(actor, made.id, WhoseTimer())] * 2)
        assert sum(isinstance(it, Refused) for it in found) == 1
        assert service.one(actor, made.id).time_spent == n * MINUTE
    assert broken() == []


def test_two_entries_of_one_hour_at_once_are_one(service, actor, made, second, broken):
    for n in range(1, 11):
        found = together(
            lambda n=n: service.log_time(actor, made.id, hours_ago(2 * n)),
            lambda n=n: service.log_time(actor, second.id, hours_ago(2 * n - 0.5)),
        )
        assert sum(isinstance(it, Refused) for it in found) == 1
    assert broken() == []


def test_many_log_on_one_task_at_once_and_nothing_is_lost(service, actor, a_shop, made, broken):
    people = [EmployeeId(a_shop.add("accounts_employee", name=f"P{n}")) for n in range(4)]

    def log(person):
        return lambda: (
            [
                service.log_time(actor, made.id, hours_ago(2 * n + 2, employee_id=person))
                for n in range(4)
            ]
            + [service.log_time(actor, made.id, LogTime(duration=MINUTE)) for _ in range(2)]
        )

    found = together(*[log(person) for person in people])
    assert not any(isinstance(it, Refused) for it in found)
    assert service.one(actor, made.id).time_spent == 16 * HOUR + 8 * MINUTE
    assert broken() == []


def test_many_create_and_move_at_once_and_one_order_comes_of_it(
    service, actor, a_shop, made, second
):
    def create_and_move():
        for _ in range(3):
            task = service.create(actor, a_shop.project_id, CreateTask(title="x"))
            service.move(actor, task.id, MoveTask(after=made.id))

    found = together(*[create_and_move] * 4)
    assert found == [None] * 4
    rows = service.of_project(actor, a_shop.project_id, ListTasks(sort="position")).items
    assert len({row.position for row in rows}) == 14
    assert (rows[0].id, rows[-1].id) == (made.id, second.id)


def test_dependencies_set_at_once_make_no_circle(service, actor, a_shop, made, second, broken):
    for _ in range(5):
        found = together(
            _invalid(lambda: service.depend(actor, made.id, SetDependencies(ids=[second.id]))),
            _invalid(lambda: service.depend(actor, second.id, SetDependencies(ids=[made.id]))),
        )
        assert sum(it == "circle" for it in found) == 1
        for id in (made.id, second.id):
            service.depend(actor, id, SetDependencies(ids=[]))
    assert broken() == []


def _invalid(deed):
    def do():
        try:
            deed()
        except Invalid:
            return "circle"

    return do


def test_time_on_a_task_makes_nobodys_edit_stale(service, actor, made):
    service.log_time(actor, made.id, hours_ago(2))
    assert service.start(actor, made.id, made.version).time_spent == HOUR
