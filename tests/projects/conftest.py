"""The module's service, in a world of fakes."""

from types import SimpleNamespace

import pytest

from nexus.projects import CreateProject, ProjectService

from tests.conftest import NOW
from tests.projects.fakes import (
    FakeCustomers,
    FakeDirectory,
    FakeFiles,
    FakeProducts,
    FakeRevenue,
    FakeSettings,
    FakeStage,
    FakeStore,
    FakeWork,
    FakeWorkflows,
)
from tests.projects.world import ACME, ANN, LASER, OTHER


@pytest.fixture
def around():
    """The world around the module."""
    return SimpleNamespace(
        store=FakeStore(),
        settings=FakeSettings(),
        work=FakeWork(),
        revenue=FakeRevenue(),
        products=FakeProducts(),
        workflows=FakeWorkflows(LASER, FakeStage("Design"), FakeStage("Cut")),
        now=NOW,
    )


@pytest.fixture
def service(around):
    return ProjectService(
        unit_of_work=around.store,
        reading=around.store,
        customers=FakeCustomers({ACME: "CL-0001", OTHER: "CL-0002"}),
        workflows=around.workflows,
        directory=FakeDirectory(ANN),
        settings=around.settings,
        work=around.work,
        revenue=around.revenue,
        products=around.products,
        files=FakeFiles(),
        clock=lambda: around.now,
    )


@pytest.fixture
def create(service, actor):
    def create(**changes):
        wish = CreateProject(**{"name": "Brackets", "customer_id": ACME} | changes)
        return service.create(actor, wish)

    return create
