"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.integrations.adapters.db import SqlImportsReading, SqlImportsUnitOfWork
from nexus.integrations.adapters.files import FileSheets
from nexus.integrations.adapters.pages import ExportPages, ImportPages, MappingPages
from nexus.integrations.adapters.rest import DataExportApi, ImportApi, MappingApi
from nexus.integrations.ports import Settings
from nexus.integrations.service import ExportService, ImportService, MappingService, Payments
from nexus.integrations.service import desks as of
from nexus.kernel.clock import Clock
from nexus.kernel.files import FileStore
from nexus.platform.transaction import Database


class IntegrationsContainer(containers.DeclarativeContainer):
    """`accounts` and the like are the services of the modules below, by their front doors."""

    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    store: providers.Dependency[FileStore] = providers.Dependency()
    settings: providers.Dependency[Settings] = providers.Dependency()
    accounts: providers.Dependency[Any] = providers.Dependency()
    customers: providers.Dependency[Any] = providers.Dependency()
    suppliers: providers.Dependency[Any] = providers.Dependency()
    stock: providers.Dependency[Any] = providers.Dependency()
    ledger: providers.Dependency[Any] = providers.Dependency()
    products: providers.Dependency[Any] = providers.Dependency()
    projects: providers.Dependency[Any] = providers.Dependency()
    sales: providers.Dependency[Any] = providers.Dependency()
    lists: providers.Dependency[Any] = providers.Dependency()

    unit_of_work = providers.Factory(SqlImportsUnitOfWork, database)
    reading = providers.Factory(SqlImportsReading, database)
    imports = providers.Singleton(
        ImportService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        desks=providers.List(
            providers.Singleton(of.customers, customers),
            providers.Singleton(of.suppliers, suppliers),
            providers.Singleton(of.stock_items, stock, ledger),
            providers.Singleton(of.products, products),
            providers.Singleton(of.projects, projects, customers),
            providers.Singleton(of.employees, accounts),
        ),
        settings=settings,
        store=store,
        sheets=providers.Object(FileSheets()),
        clock=clock,
    )
    mappings = providers.Singleton(
        MappingService, unit_of_work=unit_of_work.provider, reading=reading.provider
    )
    payments = providers.Singleton(Payments, sales)
    exports = providers.Singleton(ExportService, lists, payments.provided.page)


HANDLERS: list[Any] = [
    *(ImportApi, MappingApi, DataExportApi),
    *(ImportPages, MappingPages, ExportPages),
]
