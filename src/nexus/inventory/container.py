"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.inventory.adapters import rest
from nexus.kernel.clock import Clock
from nexus.platform.checks import Check
from nexus.platform.transaction import Database


class InventoryContainer(containers.DeclarativeContainer):
    """Each part has a service, a unit of work and a reading of its own."""

    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()


HANDLERS: list[Any] = [*rest.HANDLERS]
CHECKS: list[Check] = []
