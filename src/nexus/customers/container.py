"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.customers.adapters.db import (
    SqlCustomersReading,
    SqlCustomersUnitOfWork,
    misled_primaries,
    unfinished_merges,
)
from nexus.customers.adapters.files import CsvSheets, LibraryReach
from nexus.customers.adapters.pages import HANDLERS as PAGES
from nexus.customers.adapters.rest import CustomerApi, CustomerPartsApi
from nexus.customers.answers import CustomerAnswers
from nexus.customers.ports import Projects, Revenue, Settings
from nexus.customers.service import CustomerService
from nexus.kernel.clock import Clock
from nexus.platform.checks import Check
from nexus.platform.transaction import Database


class CustomersContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    settings: providers.Dependency[Settings] = providers.Dependency()
    revenue: providers.Dependency[Revenue] = providers.Dependency()
    projects: providers.Dependency[Projects] = providers.Dependency()

    unit_of_work = providers.Factory(SqlCustomersUnitOfWork, database)
    reading = providers.Factory(SqlCustomersReading, database)
    answers = providers.Singleton(CustomerAnswers, reading.provider)
    service = providers.Singleton(
        CustomerService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        settings=settings,
        revenue=revenue,
        projects=projects,
        reach=providers.Object(LibraryReach()),
        sheets=providers.Object(CsvSheets()),
        clock=clock,
    )


HANDLERS: list[Any] = [CustomerApi, CustomerPartsApi, *PAGES]
CHECKS = [
    Check("Of a customer's contacts one is the primary one.", misled_primaries),
    Check("A customer that was merged into another one is archived.", unfinished_merges),
]
