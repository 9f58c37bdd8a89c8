"""A store of stock, whose neighbours are played by fakes."""

import pytest
from dependency_injector import providers

from nexus.inventory.adapters.db import SqlStockReading
from nexus.inventory.container import CHECKS
from nexus.inventory.domain import MovementKind
from nexus.inventory.messages.items import (
    CreateItem,
)
from nexus.inventory.messages.movements import (
    MoveStock,
)
from nexus.kernel.ids import ProjectId, new_id
from nexus.kernel.quantity import Unit

from tests.inventory.samples import d

KIND = MovementKind


class FakeProjects:
    def __init__(self):
        self.known = set()

    def has_project(self, shop_id, project_id):
        return project_id in self.known


class FakeFiles:
    def has_file(self, shop_id, file_id):
        return False


class FakeThings:
    def has(self, shop_id, kind, thing_id):
        return False


@pytest.fixture
def projects():
    return FakeProjects()


@pytest.fixture
def job(projects):
    id = ProjectId(new_id())
    projects.known.add(id)
    return id


@pytest.fixture
def store(nexus, a_shop, projects):
    nexus.inventory.projects.override(providers.Object(projects))
    nexus.inventory.files.override(providers.Object(FakeFiles()))
    nexus.inventory.things.override(providers.Object(FakeThings()))
    return nexus.inventory


@pytest.fixture
def stock(store):
    return store.stock()


@pytest.fixture
def ledger(store):
    return store.ledger()


@pytest.fixture
def reservations(store):
    return store.reservations()


@pytest.fixture
def places(store):
    return store.places()


@pytest.fixture
def steel(stock, actor):
    wish = CreateItem(
        name="Mild steel 3 mm",
        unit=Unit.SHEET,
        length=d(2500),
        width=d(1250),
        unit_cost=d(500),
        opening_quantity=d(10),
        material_type="Mild steel",
        thickness=d(3),
    )
    return stock.create(actor, wish)


@pytest.fixture
def powder(stock, ledger, actor):
    wish = CreateItem(name="RAL 9005 gloss", kind="powder", unit=Unit.KILOGRAM, density=d("1.5"))
    item = stock.create(actor, wish)
    move = MoveStock(kind=KIND.PURCHASE, quantity=d("18.4"), unit_cost=d(145), lot_number="PB-2291")
    ledger.move(actor, item.id, move)
    return stock.one(actor, item.id)


@pytest.fixture
def promises(database, actor):
    """After each test the shop's books balance, whatever the test did."""
    yield
    with SqlStockReading(database, actor.shop_id) as look:
        told = [it for check in CHECKS for it in check.violations(look.connection, actor.shop_id)]
    assert told == []
