"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

import nexus.settings.adapters.db  # noqa: F401
from nexus.kernel.clock import Clock
from nexus.platform.transaction import Database


class SettingsContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()


HANDLERS: list[Any] = []
