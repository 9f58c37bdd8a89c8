"""The use cases over a real database, and clients of the whole application."""

import pytest


@pytest.fixture
def service(nexus, a_shop):
    return nexus.customers.service()


@pytest.fixture
def another_client(house, another_shop):
    """A client that is logged in to another shop; the application is started by the first one."""
    return house.client(another_shop.actor)
