"""A shop with a customer and a project, whose neighbours are played by fakes."""

import pytest
from dependency_injector import providers

from nexus.kernel.ids import CustomerId, ProjectId

from tests.sales.fakes import FakeCustomers, FakeProjects, FakeSettings


@pytest.fixture
def customers():
    return FakeCustomers()


@pytest.fixture
def projects():
    return FakeProjects()


@pytest.fixture
def settings():
    return FakeSettings()


@pytest.fixture
def nexus(nexus, customers, projects, settings):
    nexus.sales.customers.override(providers.Object(customers))
    nexus.sales.projects.override(providers.Object(projects))
    nexus.sales.settings.override(providers.Object(settings))
    return nexus


@pytest.fixture
def sales(nexus):
    return nexus.sales.service()


@pytest.fixture
def customer_id(a_shop, customers):
    name = "Müller & Söhne"
    return customers.add(CustomerId(a_shop.add("customers_customer", name=name)), name)


@pytest.fixture
def another_customer_id(a_shop, customers):
    return customers.add(CustomerId(a_shop.add("customers_customer", name="Zed")), "Zed")


@pytest.fixture
def project_id(a_shop, customer_id, projects):
    id = ProjectId(a_shop.add("projects_project", name="Brackets", customer_id=customer_id))
    projects.owners[id] = customer_id
    return id
