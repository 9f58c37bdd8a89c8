"""Mapping and queries of the projects module, against both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import (
    CustomerId,
    NoteId,
    ProjectId,
    ShopId,
    StageInstanceId,
    StationId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.text import key
from nexus.platform.search import texts
from nexus.projects import ListNotes, ListProjects
from nexus.projects.adapters.db import CHECKS, SqlProjectsReading, SqlProjectsUnitOfWork
from nexus.projects.domain import Details, Kind, Lifecycle, Note, Status, Step

from tests.conftest import NOW
from tests.projects.fakes import FakeStage
from tests.projects.test_domain import TODAY, a_project


@pytest.fixture
def customer_id(a_shop):
    return a_customer(a_shop, "CL-0001", "Müller AG")


def a_customer(shop, code, name):
    """A customer as it is stored, with the text that it is found by."""
    id = CustomerId(shop.add("customers_customer", code=code, name=name, name_key=key(name)))
    with SqlProjectsUnitOfWork(shop.database, shop.actor) as uow:
        row = {"shop_id": shop.id, "kind": "customers_customer", "id": id}
        uow.session.execute(sa.insert(texts), row | {"text": key(f"{code} {name}")})
    return id


@pytest.fixture
def store(database, actor, a_shop, customer_id):
    numbers = iter(range(1, 1000))

    def store(*stages, **changes):
        given = dict(
            shop_id=a_shop.id,
            customer_id=customer_id,
            code=f"JB-2026-03-CL0001-{next(numbers):03}",
        )
        new = a_project(**given | changes)
        if stages:
            new.plan(None, [FakeStage(stage, a_shop.station_id) for stage in stages])
        with SqlProjectsUnitOfWork(database, actor) as uow:
            uow.projects.add(new)
        return new

    return store


@pytest.fixture
def change(database, actor):
    """Let a project do something, in a transaction of its own."""

    def change(project, deed):
        with SqlProjectsUnitOfWork(database, actor) as uow:
            return deed(uow.projects.get(project.id))

    return change


def listed(database, shop, today=None, **wish):
    with SqlProjectsReading(database, shop.id) as look:
        return look.page(ListProjects(**wish), today)


def names(page):
    return [row.name for row in page.items]


def one(database, shop, id):
    with SqlProjectsReading(database, shop.id) as look:
        return look.one(id)


def test_a_project_comes_back_as_it_went(database, a_shop, store, change, statements):
    new = store("Design", "Cut")
    details = Details(
        estimated_price=Money(Decimal("1250.50"), "ZAR"),
        material_thickness=Decimal("1.250"),
        parts_quantity=12,
        due_on=TODAY,
        manager_id=a_shop.employee_id,
        client_notified=True,
    )
    change(new, lambda it: it.amend(details, TODAY))
    change(new, lambda it: it.start(NOW, TODAY))
    statements.clear()
    found = one(database, a_shop, new.id)
    assert len(statements) == 1
    assert (found.customer_code, found.customer_name) == ("CL-0001", "Müller AG")
    assert (found.status_label, found.lifecycle) == ("In Progress", Lifecycle.ACTIVE)
    assert found.estimated_price == details.estimated_price
    assert found.estimated_cost is None
    assert (found.material_thickness, found.parts_quantity) == (Decimal("1.25"), 12)
    assert (found.due_on, found.client_notified_on, found.started_at) == (TODAY, TODAY, NOW)
    assert (found.manager_name, found.version) == ("Ann", new.version + 2)
    assert [(it.name, it.status, it.station_id) for it in found.stages] == [
        ("Design", "in_progress", a_shop.station_id),
        ("Cut", "pending", a_shop.station_id),
    ]
    assert found.current_stage_id == found.stages[0].id
    assert Status.COMPLETED in found.allowed


def test_the_code_leads_to_the_project(database, a_shop, store):
    new = store()
    with SqlProjectsReading(database, a_shop.id) as look:
        assert look.by_code(new.code).id == new.id
        with pytest.raises(NotFound):
            look.by_code(new.code.lower())


def test_get_one_and_lists_hide_other_shops(database, another_shop, store):
    new = store()
    with SqlProjectsUnitOfWork(database, another_shop.actor) as uow, pytest.raises(NotFound):
        uow.projects.get(new.id)
    with SqlProjectsReading(database, another_shop.id) as look:
        for ask in (look.one, look.team):
            with pytest.raises(NotFound):
                ask(new.id)
        with pytest.raises(NotFound):
            look.by_code(new.code)
    assert names(listed(database, another_shop)) == []
    assert names(listed(database, another_shop, search="brackets")) == []


@pytest.mark.parametrize("what", ["customer_id", "manager_id", "workflow_id"])
def test_no_project_points_into_another_shop(store, another_shop, what):
    table = {
        "customer_id": "customers_customer",
        "manager_id": "accounts_employee",
        "workflow_id": "workflows_workflow",
    }[what]
    with pytest.raises(Refused) as refusal:
        store(**{what: another_shop.add(table)})
    assert isinstance(refusal.value.__cause__, sa.exc.IntegrityError)


def test_a_code_is_given_once_and_the_shops_own_project_too(store):
    first = store(kind=Kind.INTERNAL, customer_id=None)
    for twin in ({"code": first.code}, {"kind": Kind.INTERNAL}):
        with pytest.raises(Refused):
            store(**twin)


def test_eight_at_once_get_eight_codes(database, actor, a_shop, customer_id):
    def take(n):
        new = a_project(shop_id=a_shop.id, customer_id=customer_id)
        with SqlProjectsUnitOfWork(database, actor) as uow:
            new.code = uow.number("JB-{year}-{month}-{customer}-{n:3}", **words)
            uow.projects.add(new)
        return new.code

    words = {"year": "2026", "month": "03", "customer": "CL0001"}
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(take, range(40)))
    assert sorted(codes) == [f"JB-2026-03-CL0001-{n:03}" for n in range(1, 41)]


def test_a_code_outgrows_its_width_and_sorts_right(database, actor, a_shop, store):
    for n in (999, 1000, 1001):
        store(code=f"JB-2026-03-CL0001-{n:03}", name=str(n))
    assert names(listed(database, a_shop, sort="code")) == ["999", "1000", "1001"]
    assert names(listed(database, a_shop, sort="-code")) == ["1001", "1000", "999"]


@pytest.mark.parametrize("sort", ["name", "code", "due_date", "created_at", "status", "customer"])
@pytest.mark.parametrize("falling", [False, True])
def test_pages_show_each_project_once_and_in_order(
    database, a_shop, store, statements, sort, falling
):
    for n, name in enumerate("cÁdbe"):
        customer = a_customer(a_shop, name, name)
        store(
            name=name,
            customer_id=customer if n else None,
            due_on=TODAY + timedelta(days=n) if n < 3 else None,
            created_at=NOW - timedelta(days=n),
            status=[*Status][n],
        )
    seen, cursor, order = [], None, f"-{sort}" if falling else sort
    while True:
        statements.clear()
        page = listed(database, a_shop, sort=order, limit=2, cursor=cursor)
        assert len(statements) == 1
        seen += names(page)
        if (cursor := page.next) is None:
            break
    assert len(set(seen)) == len(seen) == 5
    expected = {
        "name": "Ábcde",
        "code": "cÁdbe",
        "created_at": "ebdÁc",
        "status": "cÁdbe",
    }.get(sort)
    if expected:
        assert "".join(seen) == (expected[::-1] if falling else expected)
    if sort == "due_date":
        assert seen[:3] == list("cÁd") if not falling else seen[2:] == list("dÁc")
    if sort == "customer":
        assert seen[0 if not falling else -1] == "c"


@pytest.mark.parametrize(
    ("wish", "kept"),
    [
        ({}, "abcde"),
        ({"status": [Status.QUEUED]}, "b"),
        ({"status": [Status.QUEUED, Status.ON_HOLD]}, "bd"),
        ({"lifecycle": Lifecycle.DRAFT}, "a"),
        ({"lifecycle": Lifecycle.ACTIVE}, "bcd"),
        ({"lifecycle": Lifecycle.COMPLETED}, "e"),
        ({"status": [Status.QUEUED], "lifecycle": Lifecycle.DRAFT}, ""),
        ({"on_hold": True}, "d"),
        ({"on_hold": False}, "abce"),
        ({"overdue": True}, "a"),
        ({"expiring": True}, "bc"),
        ({"due_before": TODAY}, "ae"),
        ({"due_after": TODAY + timedelta(days=3)}, "d"),
        ({"kind": Kind.INTERNAL}, "o"),
        ({"search": "JB-2026 cl0001"}, "abcde"),
        ({"search": "muller"}, "abcde"),
        ({"search": "MÜLLER b"}, "abcde"),
        ({"search": "muller nothing"}, ""),
        ({"search": "%"}, ""),
    ],
)
def test_a_list_is_filtered_in_one_statement(database, a_shop, store, statements, wish, kept):
    day = timedelta(days=1)
    store(name="a", due_on=TODAY - day)
    store(name="b", status=Status.QUEUED, due_on=TODAY + 3 * day)
    store(name="c", status=Status.IN_PROGRESS, pop_deadline_on=TODAY)
    store(name="d", status=Status.ON_HOLD, held_from=Status.APPROVED, due_on=TODAY + 4 * day)
    store(name="e", status=Status.COMPLETED, due_on=TODAY - day)
    store(name="o", kind=Kind.INTERNAL, customer_id=None, status=Status.IN_PROGRESS)
    by_day = "overdue" in wish or "expiring" in wish
    statements.clear()
    page = listed(database, a_shop, TODAY if by_day else None, sort="code", total=True, **wish)
    assert len(statements) == 1
    assert ("".join(names(page)), page.total) == (kept, len(kept))


def test_words_of_a_search_may_be_the_customers_and_the_projects(
    database, a_shop, store, customer_id
):
    other = a_customer(a_shop, "CL-0002", "Other")
    store(name="Gate of steel")
    store(name="Gate", customer_id=other)
    assert names(listed(database, a_shop, search="muller gate")) == ["Gate of steel"]
    assert names(listed(database, a_shop, search="gate", sort="code")) == ["Gate of steel", "Gate"]
    assert names(listed(database, a_shop, search="gate", customer_id=other)) == ["Gate"]


def test_a_row_tells_the_stage_in_progress(database, a_shop, store, change):
    new = store("Design", "Cut")
    assert listed(database, a_shop).items[0].stage_name is None
    change(new, lambda it: it.start(NOW, TODAY))
    change(new, lambda it: it.move_stage(None, Step.NEXT, NOW))
    [row] = listed(database, a_shop).items
    assert (row.stage_name, row.customer_name) == ("Cut", "Müller AG")


def test_a_page_of_fifty_is_one_statement(database, a_shop, store, statements):
    for _ in range(52):
        store("Design")
    statements.clear()
    page = listed(database, a_shop, status=[Status.REQUEST], sort="-due_date", search="brackets")
    assert (len(page.items), len(statements)) == (50, 1)


def test_notes_are_listed_newest_first(database, actor, a_shop, store):
    new = store()
    for n in range(3):
        note = Note(
            id=NoteId(new_id()),
            shop_id=a_shop.id,
            project_id=new.id,
            text=str(n),
            author_id=actor.user_id,
            author="Ann",
            created_at=NOW + timedelta(hours=n),
            is_internal=n != 1,
        )
        with SqlProjectsUnitOfWork(database, actor) as uow:
            uow.notes.add(note)
    with SqlProjectsReading(database, a_shop.id) as look:
        first = look.notes(new.id, ListNotes(limit=2))
        assert [it.text for it in first.items] == ["2", "1"]
        rest = look.notes(new.id, ListNotes(limit=2, cursor=first.next))
        assert [it.text for it in rest.items] == ["0"]
        assert [it.text for it in look.notes(new.id, ListNotes(is_internal=False)).items] == ["1"]
        with pytest.raises(Invalid, match="cursor"):
            look.notes(new.id, ListNotes(cursor="?"))


def test_a_team_is_kept_in_one_statement(database, a_shop, store, change, statements):
    new = store()
    with SqlProjectsReading(database, a_shop.id) as look:
        assert look.team(new.id).items == []
    change(new, lambda it: it.form([(a_shop.employee_id, "lead")]))
    change(new, lambda it: it.join(a_shop.employee_id, "designer"))
    statements.clear()
    with SqlProjectsReading(database, a_shop.id) as look:
        [member] = look.team(new.id).items
    assert len(statements) == 1
    assert (member.name, member.role) == ("Ann", "designer")
    change(new, lambda it: it.leave(a_shop.employee_id))
    with SqlProjectsReading(database, a_shop.id) as look:
        assert look.team(new.id).items == []


def test_a_deleted_project_takes_its_parts_along(database, actor, a_shop, store, change):
    new = store("Design")
    change(new, lambda it: it.form([(a_shop.employee_id, "")]))
    a_shop.add("projects_note", project_id=new.id)
    with SqlProjectsUnitOfWork(database, actor) as uow:
        uow.projects.remove(uow.projects.get(new.id))
    with SqlProjectsReading(database, a_shop.id) as look:
        assert not look.has(new.id)
        for part in ("projects_stage", "projects_note", "projects_team_member"):
            counted = sa.select(sa.func.count()).select_from(sa.table(part, sa.column("shop_id")))
            assert look.connection.scalar(counted.where(sa.column("shop_id") == a_shop.id)) == 0
    assert names(listed(database, a_shop, search="brackets")) == []


def test_answers_are_found_in_one_look(database, a_shop, store, change, customer_id):
    new, closed = store("Design", "Cut"), store(status=Status.CANCELLED)
    own = store(kind=Kind.INTERNAL, customer_id=None, status=Status.IN_PROGRESS)
    nobody, nowhere = ProjectId(new_id()), StageInstanceId(new_id())
    change(new, lambda it: it.start(NOW, TODAY))
    with SqlProjectsReading(database, a_shop.id) as look:
        stage_id = new.stages[0].id
        assert [look.has(it) for it in (new.id, closed.id, nobody)] == [True, True, False]
        assert [look.is_open(it) for it in (new.id, own.id, closed.id, nobody)] == [
            *(True, True),
            *(False, False),
        ]
        assert [look.customer_of(it) for it in (new.id, own.id, nobody)] == [
            customer_id,
            None,
            None,
        ]
        assert look.has_stage(new.id, stage_id)
        assert not look.has_stage(closed.id, stage_id)
        assert not look.has_stage(new.id, nowhere)
        assert look.stage_station(new.id, stage_id) == StationId(a_shop.station_id)
        assert look.stage_station(closed.id, stage_id) is None
        assert look.current_stage(new.id) == stage_id
        assert look.current_stage(nobody) is None
        assert look.operations() == own.id
        assert set(look.codes_of_customer(customer_id, 10)) == {new.code, closed.code}
        assert len(look.codes_of_customer(customer_id, 1)) == 1
    with SqlProjectsReading(database, ShopId(new_id())) as look:
        assert not look.has(new.id)
        assert look.operations() is None


def violations(database, shop):
    with SqlProjectsReading(database, shop.id) as look:
        found = [told for check in CHECKS for told in check.violations(look.connection, shop.id)]
    return found


def test_verify_finds_what_cannot_be(database, a_shop, store, change):
    sound = store("Design", "Cut", "Coat")
    change(sound, lambda it: it.start(NOW, TODAY))
    change(sound, lambda it: it.move_stage(None, Step.NEXT, NOW))
    assert violations(database, a_shop) == []
    broken = store(status=Status.COMPLETED)
    for position in (1, 2):
        a_shop.add("projects_stage", project_id=broken.id, position=position, status="in_progress")
    told = violations(database, a_shop)
    assert [what in " ".join(told) for what in ("one stage", "passed over", "shows another")] == [
        True
    ] * 3
    assert str(broken.code) in told[-1]
