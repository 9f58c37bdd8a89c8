"""The module's service in a world of fakes, and the river table of journey 7 in it."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from nexus.kernel.ids import EquipmentId, WorkflowId, new_id
from nexus.kernel.quantity import Unit
from nexus.products import (
    CreateTemplate,
    PlanBomItem,
    PlanRequirement,
    PlanTask,
    ProductAnswers,
    ProductService,
)

from tests.conftest import NOW
from tests.products.fakes import (
    FakeDocuments,
    FakeItem,
    FakeProjects,
    FakeSettings,
    FakeStage,
    FakeStock,
    FakeStore,
    FakeWork,
    FakeWorkflows,
)

HOURS = {"Design": 2, "Milling": 5, "Assembly": 4, "Finishing": 3}


@pytest.fixture
def around():
    """The world around the module."""
    workflow_id, bandsaw = WorkflowId(new_id()), EquipmentId(new_id())
    oak = FakeItem("Oak", Unit.BOARD_FOOT, Decimal(95), code="MAT-0001")
    finish = FakeItem("Finish", Unit.LITRE, Decimal(320), "consumable", "MAT-0002")
    world = SimpleNamespace(
        store=FakeStore(),
        oak=oak,
        finish=finish,
        saw=FakeItem("Saw", kind="tool"),
        bandsaw=bandsaw,
        workflow_id=workflow_id,
        workflows=FakeWorkflows(),
        documents=FakeDocuments(),
        projects=FakeProjects(),
        work=FakeWork(),
        settings=FakeSettings(),
    )
    world.stock = FakeStock(oak, finish, world.saw)
    world.stock.equipment.add(bandsaw)
    world.workflows.of_it[workflow_id] = [FakeStage(name) for name in HOURS]
    return world


@pytest.fixture
def service(around):
    return ProductService(
        unit_of_work=around.store,
        reading=around.store,
        stock=around.stock,
        workflows=around.workflows,
        documents=around.documents,
        projects=around.projects,
        work=around.work,
        settings=around.settings,
        clock=lambda: NOW,
    )


@pytest.fixture
def answers(around):
    return ProductAnswers(around.store, around.stock, around.settings)


@pytest.fixture
def create(service, actor):
    def create(**facts):
        return service.create(actor, CreateTemplate(**{"name": "Stool"} | facts))

    return create


@pytest.fixture
def river_table(create, around):
    """J7.1: oak with 15 % of waste, finish with 5 %, four stages, the bandsaw for itself."""
    stages = {it.name: it.id for it in around.workflows.of_it[around.workflow_id]}
    return create(
        name="River Table",
        material="Oak",
        unit_price=Decimal(12000),
        workflow_id=around.workflow_id,
        bom=[
            PlanBomItem(
                item_id=around.oak.id,
                quantity=Decimal("18.5"),
                unit=Unit.BOARD_FOOT,
                waste_factor=Decimal("1.15"),
            ),
            PlanBomItem(
                item_id=around.finish.id, quantity=Decimal("0.6"), waste_factor=Decimal("1.05")
            ),
        ],
        equipment=[PlanRequirement(equipment_id=around.bandsaw, is_exclusive=True)],
        tasks=[
            PlanTask(title=f"{name} it", planned=timedelta(hours=n), workflow_stage_id=stages[name])
            for name, n in HOURS.items()
        ],
    )
