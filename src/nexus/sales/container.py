"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.kernel.clock import Clock
from nexus.platform.checks import Check
from nexus.platform.transaction import Database
from nexus.sales.adapters.db import (
    SqlSalesReading,
    SqlSalesUnitOfWork,
    bare_invoices,
    broken_sums,
    gaps,
    overdrawn_credits,
    wrong_statuses,
)
from nexus.sales.adapters.rest import CustomerSalesApi, ProjectSalesApi, SaleApi
from nexus.sales.answers import SaleAnswers
from nexus.sales.ports import Customers, Projects, Settings
from nexus.sales.service import SaleService


class SalesContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    customers: providers.Dependency[Customers] = providers.Dependency()
    projects: providers.Dependency[Projects] = providers.Dependency()
    settings: providers.Dependency[Settings] = providers.Dependency()

    unit_of_work = providers.Factory(SqlSalesUnitOfWork, database)
    reading = providers.Factory(SqlSalesReading, database)
    answers = providers.Singleton(SaleAnswers, reading.provider)
    service = providers.Singleton(
        SaleService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        customers=customers,
        projects=projects,
        settings=settings,
        clock=clock,
    )


HANDLERS: list[Any] = [SaleApi, CustomerSalesApi, ProjectSalesApi]
CHECKS = [
    Check("A sale comes to the sum of its lines, and is paid as its payments say.", broken_sums),
    Check("The status of a sale follows from issue, payments and cancelling.", wrong_statuses),
    Check("An invoice has its number, dates and customer; a draft has no number.", bare_invoices),
    Check("The invoice numbers of a series are 1 to N without a gap.", gaps),
    Check(
        "A customer's credit is the sum of its entries, and never below zero.", overdrawn_credits
    ),
]
