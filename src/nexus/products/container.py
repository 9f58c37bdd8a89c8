"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.kernel.clock import Clock
from nexus.platform.transaction import Database
from nexus.products.adapters.db import CHECKS, SqlProductsReading, SqlProductsUnitOfWork
from nexus.products.adapters.pages import HANDLERS as PAGES
from nexus.products.adapters.rest import HANDLERS as REST
from nexus.products.answers import ProductAnswers
from nexus.products.ports import Documents, Projects, Settings, Stock, Work, Workflows
from nexus.products.service import ProductService


class ProductsContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    stock: providers.Dependency[Stock] = providers.Dependency()
    workflows: providers.Dependency[Workflows] = providers.Dependency()
    documents: providers.Dependency[Documents] = providers.Dependency()
    projects: providers.Dependency[Projects] = providers.Dependency()
    work: providers.Dependency[Work] = providers.Dependency()
    settings: providers.Dependency[Settings] = providers.Dependency()

    unit_of_work = providers.Factory(SqlProductsUnitOfWork, database)
    reading = providers.Factory(SqlProductsReading, database)
    answers = providers.Singleton(ProductAnswers, reading.provider, stock=stock, settings=settings)
    service = providers.Singleton(
        ProductService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        stock=stock,
        workflows=workflows,
        documents=documents,
        projects=projects,
        work=work,
        settings=settings,
        clock=clock,
    )


HANDLERS: list[Any] = [*REST, *PAGES]

__all__ = ["CHECKS", "HANDLERS", "ProductsContainer"]
