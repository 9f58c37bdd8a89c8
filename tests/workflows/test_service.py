"""The use cases over fakes: permissions, orchestration, references."""

import msgspec
import pytest

from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from nexus.kernel.ids import ShopId, StationId, WorkflowId, new_id
from nexus.workflows import (
    ChangeWorkflow,
    CopyWorkflow,
    CreateWorkflow,
    ListWorkflows,
    StagePlan,
    WorkflowAnswers,
    WorkflowService,
)
from nexus.workflows.domain import NameTaken

from tests.conftest import NOW
from tests.workflows.fakes import FakeStations, FakeStore

SAW = StationId(new_id())


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def service(store):
    return WorkflowService(
        unit_of_work=store, reading=store, stations=FakeStations(SAW), clock=lambda: NOW
    )


@pytest.fixture
def workflow(service, actor):
    stages = [StagePlan(name="Design"), StagePlan(name="Cutting", station_id=SAW)]
    return service.create(actor, CreateWorkflow(name=" Cut   and coat", stages=stages))


def test_create_tidies_and_counts(workflow):
    assert (workflow.name, workflow.version, workflow.created_at) == ("Cut and coat", 1, NOW)
    assert [stage.name for stage in workflow.stages] == ["Design", "Cutting"]


def test_a_name_is_given_once_in_any_spelling(service, actor, workflow):
    with pytest.raises(NameTaken, match="already"):
        service.create(actor, CreateWorkflow(name="CUT AND CÒAT"))
    service.change(actor, workflow.id, ChangeWorkflow(name="CUT and coat"))
    other = service.create(actor, CreateWorkflow(name="Other"))
    with pytest.raises(NameTaken):
        service.change(actor, other.id, ChangeWorkflow(name="cut and coat"))


def test_a_stage_belongs_to_a_station_of_the_shop(service, actor, workflow):
    stray = [StagePlan(name="Coating", station_id=StationId(new_id()))]
    with pytest.raises(Invalid, match="no such station"):
        service.create(actor, CreateWorkflow(name="Stray", stages=stray))
    with pytest.raises(Invalid, match="no such station"):
        service.change(actor, workflow.id, ChangeWorkflow(stages=stray))


def test_a_shop_has_one_default(service, actor, workflow):
    first = service.change(actor, workflow.id, ChangeWorkflow(is_default=True))
    second = service.create(actor, CreateWorkflow(name="New way", is_default=True))
    assert (first.is_default, second.is_default) == (True, True)
    assert not service.one(actor, workflow.id).is_default
    assert not service.change(actor, second.id, ChangeWorkflow(is_default=False)).is_default


def test_a_copy_finds_a_free_name(service, actor, workflow):
    copies = [service.copy(actor, workflow.id, CopyWorkflow()).name for _ in range(3)]
    assert copies == ["Cut and coat (copy)", "Cut and coat (copy 2)", "Cut and coat (copy 3)"]
    long = service.create(actor, CreateWorkflow(name="x" * 200))
    assert len(service.copy(actor, long.id, CopyWorkflow()).name) == 200
    with pytest.raises(NameTaken):
        service.copy(actor, workflow.id, CopyWorkflow(name="Cut and coat"))


def test_answers_give_stages_of_workflows_in_use(service, actor, store, workflow):
    answers = WorkflowAnswers(store)
    assert answers.has_workflow(actor.shop_id, workflow.id)
    assert answers.stages(actor.shop_id, workflow.id) == workflow.stages
    assert answers.default_workflow(actor.shop_id) is None
    service.archive(actor, workflow.id)
    assert not answers.has_workflow(actor.shop_id, workflow.id)
    assert answers.stages(actor.shop_id, workflow.id) == []
    assert answers.stages(actor.shop_id, WorkflowId(new_id())) == []


def test_a_wish_made_on_an_older_version_is_stale(service, actor, workflow):
    service.change(actor, workflow.id, ChangeWorkflow(description="New"), workflow.version)
    for change in (
        lambda: service.change(actor, workflow.id, ChangeWorkflow(name="x"), workflow.version),
        lambda: service.archive(actor, workflow.id, workflow.version),
        lambda: service.restore(actor, workflow.id, workflow.version),
    ):
        with pytest.raises(Stale):
            change()


def test_another_shop_cannot_see_the_workflow(service, actor, workflow):
    stranger = msgspec.structs.replace(actor, shop_id=ShopId(new_id()))
    with pytest.raises(NotFound):
        service.one(stranger, workflow.id)
    with pytest.raises(NotFound):
        service.change(stranger, workflow.id, ChangeWorkflow(name="Mine"))


def test_reading_and_managing_need_their_permissions(service, actor, workflow):
    visitor = msgspec.structs.replace(actor, scopes=frozenset())
    reader = msgspec.structs.replace(actor, scopes=frozenset({"workflows.read"}))
    for look in (
        lambda who: service.one(who, workflow.id),
        lambda who: service.page(who, ListWorkflows()),
        lambda who: service.stages(who, workflow.id),
    ):
        with pytest.raises(NotAllowed, match=r"workflows\.read"):
            look(visitor)
    for change in (
        lambda who: service.create(who, CreateWorkflow(name="x")),
        lambda who: service.change(who, workflow.id, ChangeWorkflow()),
        lambda who: service.copy(who, workflow.id, CopyWorkflow()),
        lambda who: service.archive(who, workflow.id),
        lambda who: service.restore(who, workflow.id),
    ):
        with pytest.raises(NotAllowed, match=r"workflows\.manage"):
            change(reader)
