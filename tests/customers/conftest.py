"""The whole application with stand-ins for what customers ask of its neighbours."""

import pytest
from dependency_injector import providers
from litestar.testing import TestClient

from nexus.app.http import create_app

from tests.customers.fakes import FakeProjects, FakeRevenue, FakeSettings


@pytest.fixture
def revenue():
    return FakeRevenue()


@pytest.fixture
def projects():
    return FakeProjects()


@pytest.fixture
def nexus(nexus, revenue, projects):
    nexus.customers.settings.override(providers.Object(FakeSettings()))
    nexus.customers.revenue.override(providers.Object(revenue))
    nexus.customers.projects.override(providers.Object(projects))
    return nexus


@pytest.fixture
def service(nexus, a_shop):
    """The use cases over a real database, with the libraries and neighbours that say little."""
    return nexus.customers.service()


@pytest.fixture
def another_client(nexus, another_shop):
    """A client that is logged in to another shop."""
    with TestClient(create_app(nexus, authenticate=lambda it: another_shop.actor)) as client:
        yield client
