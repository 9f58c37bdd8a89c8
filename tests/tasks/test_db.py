"""Mapping and queries of tasks, against both databases."""

from datetime import date

import msgspec
import pytest
import sqlalchemy as sa

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import (
    ProjectId,
    ShopId,
    StageInstanceId,
    StationId,
    new_id,
)
from nexus.platform.activity import entries
from nexus.tasks import (
    CreateTask,
    ListTasks,
    ListTimeLogs,
    LogTime,
)
from nexus.tasks.adapters.db import SqlTasksReading, SqlTasksUnitOfWork
from nexus.tasks.adapters.db.tables import task, time_log
from nexus.tasks.domain import ActivityType, Assignee, Priority, Status
from nexus.tasks.messages import (
    AddCheckItem,
    ListTimers,
    MoveTask,
    SetDependencies,
)

from tests.conftest import NOW, Everything
from tests.tasks.conftest import HOUR, MINUTE, hours_ago
from tests.tasks.fakes import Standard

MARCH = date(2026, 3, 1)


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


def test_time_on_a_task_makes_nobodys_edit_stale(service, actor, made):
    service.log_time(actor, made.id, hours_ago(2))
    assert service.start(actor, made.id, made.version).time_spent == HOUR
