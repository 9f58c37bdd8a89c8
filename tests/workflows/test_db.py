"""Mapping and queries of the workflows module, against both databases."""

import pytest
import sqlalchemy as sa

from nexus.kernel.errors import NotFound, Refused
from nexus.kernel.ids import ShopId, WorkflowId, new_id
from nexus.workflows import ListWorkflows, StagePlan
from nexus.workflows.adapters.db import (
    SqlWorkflowsReading,
    SqlWorkflowsUnitOfWork,
    misplaced_stages,
)
from nexus.workflows.domain import Workflow

from tests.conftest import NOW


@pytest.fixture
def store(database, actor, a_shop):
    def store(name="Cut and coat", stages=("Design", "Cutting"), **changes):
        plans = [StagePlan(name=stage, station_id=a_shop.station_id) for stage in stages]
        new = Workflow.new(a_shop.id, name, NOW, stages=plans)
        for field, value in changes.items():
            setattr(new, field, value)
        with SqlWorkflowsUnitOfWork(database, actor) as uow:
            uow.workflows.add(new)
        return new

    return store


def read(database, shop, **wish):
    with SqlWorkflowsReading(database, shop.id) as look:
        return look.page(ListWorkflows(**wish))


def one(database, shop, id):
    with SqlWorkflowsReading(database, shop.id) as look:
        return look.one(id)


def names(page):
    return [row.name for row in page.items]


def test_a_workflow_comes_back_as_it_went(database, a_shop, store, statements):
    new = store()
    statements.clear()
    found = one(database, a_shop, new.id)
    assert len(statements) == 1
    assert (found.name, found.version, found.created_at) == ("Cut and coat", 1, NOW)
    assert [(it.name, it.position, it.station_id) for it in found.stages] == [
        ("Design", 1, a_shop.station_id),
        ("Cutting", 2, a_shop.station_id),
    ]


def test_arranging_reorders_adds_and_drops_rows(database, actor, a_shop, store):
    new = store(stages="abc")
    with SqlWorkflowsUnitOfWork(database, actor) as uow:
        found = uow.workflows.get(new.id)
        a, _, c = found.stages
        found.arrange(
            [
                StagePlan(id=c.id, name="c"),
                StagePlan(name="new"),
                StagePlan(id=a.id, name="first"),
            ]
        )
    found = one(database, a_shop, new.id)
    assert [(it.name, it.position) for it in found.stages] == [("c", 1), ("new", 2), ("first", 3)]
    assert [it.id for it in found.stages][::2] == [c.id, a.id]
    assert found.version == 2


def test_a_workflow_without_stages_is_shown(database, a_shop, store):
    new = store(stages=())
    assert one(database, a_shop, new.id).stages == []


def test_get_and_one_hide_other_shops(database, another_shop, store):
    new = store()
    with SqlWorkflowsUnitOfWork(database, another_shop.actor) as uow, pytest.raises(NotFound):
        uow.workflows.get(new.id)
    with pytest.raises(NotFound):
        one(database, another_shop, new.id)
    assert names(read(database, another_shop)) == []


def test_no_stage_points_into_another_shop(database, actor, a_shop, another_shop):
    stray = [StagePlan(name="Stray", station_id=another_shop.station_id)]
    new = Workflow.new(a_shop.id, "x", NOW, stages=stray)
    with pytest.raises(Refused) as refusal, SqlWorkflowsUnitOfWork(database, actor) as uow:
        uow.workflows.add(new)
    assert isinstance(refusal.value.__cause__, sa.exc.IntegrityError)


def test_the_database_gives_a_name_and_the_default_once(store):
    store(name="Über", is_default=True)
    with pytest.raises(Refused):
        store(name="UBER")
    with pytest.raises(Refused):
        store(name="Other", is_default=True)


def test_lists_are_filtered_sorted_and_one_statement_long(database, a_shop, store, statements):
    for name in ("Coat", "Árbol", "brass", "Zinc"):
        store(name=name, archived_at=NOW if name == "Zinc" else None)
    statements.clear()
    page = read(database, a_shop, total=True)
    assert len(statements) == 1
    assert (names(page), page.total) == (["Árbol", "brass", "Coat"], 3)
    assert page.items[0].stage_count == 2
    assert names(read(database, a_shop, archived=True)) == ["Zinc"]
    assert names(read(database, a_shop, search="ARB")) == ["Árbol"]
    first = read(database, a_shop, sort="-name", limit=2)
    rest = read(database, a_shop, sort="-name", limit=2, cursor=first.next)
    assert names(first) + names(rest) == ["Coat", "brass", "Árbol"]
    assert names(read(database, a_shop, sort="created_at")) == ["Coat", "Árbol", "brass"]


def test_answers_pass_over_the_archived(database, a_shop, store):
    active = store(name="In use", is_default=True)
    gone = store(name="Gone", archived_at=NOW)
    with SqlWorkflowsReading(database, a_shop.id) as look:
        assert [look.has(it.id) for it in (active, gone)] == [True, False]
        assert [len(look.stages(it.id)) for it in (active, gone)] == [2, 0]
        assert look.default() == active.id
    with SqlWorkflowsReading(database, ShopId(new_id())) as look:
        assert not look.has(active.id)
        assert look.default() is None


def test_verify_finds_stages_that_are_not_counted(database, a_shop, store):
    new = store()
    with SqlWorkflowsReading(database, a_shop.id) as look:
        assert list(misplaced_stages(look.connection, a_shop.id)) == []
    a_shop.add("workflows_stage", workflow_id=new.id, position=7)
    with SqlWorkflowsReading(database, a_shop.id) as look:
        [told] = misplaced_stages(look.connection, a_shop.id)
    assert str(new.id) in told


def test_unknown_ids_are_not_found(database, a_shop):
    with pytest.raises(NotFound):
        one(database, a_shop, WorkflowId(new_id()))
