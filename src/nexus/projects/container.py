"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.kernel.clock import Clock
from nexus.platform.transaction import Database
from nexus.projects.adapters.db import CHECKS, SqlProjectsReading, SqlProjectsUnitOfWork
from nexus.projects.adapters.pages import ProjectForms, ProjectPages
from nexus.projects.adapters.rest import (
    ExpensesApi,
    ProjectApi,
    ProjectBudgetApi,
    ProjectExpensesApi,
    ProjectNotesApi,
    ProjectPlanApi,
    ProjectProductsApi,
    ProjectTeamApi,
)
from nexus.projects.answers import ProjectAnswers
from nexus.projects.ports import (
    Customers,
    Directory,
    Files,
    Products,
    Revenue,
    Settings,
    Work,
    Workflows,
)
from nexus.projects.service import ProjectService


class ProjectsContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    customers: providers.Dependency[Customers] = providers.Dependency()
    workflows: providers.Dependency[Workflows] = providers.Dependency()
    directory: providers.Dependency[Directory] = providers.Dependency()
    settings: providers.Dependency[Settings] = providers.Dependency()
    work: providers.Dependency[Work] = providers.Dependency()
    revenue: providers.Dependency[Revenue] = providers.Dependency()
    products: providers.Dependency[Products] = providers.Dependency()
    files: providers.Dependency[Files] = providers.Dependency()

    unit_of_work = providers.Factory(SqlProjectsUnitOfWork, database)
    reading = providers.Factory(SqlProjectsReading, database)
    answers = providers.Singleton(ProjectAnswers, reading.provider)
    service = providers.Singleton(
        ProjectService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        customers=customers,
        workflows=workflows,
        directory=directory,
        settings=settings,
        work=work,
        revenue=revenue,
        products=products,
        files=files,
        clock=clock,
    )


HANDLERS: list[Any] = [
    ProjectApi,
    ProjectNotesApi,
    ProjectTeamApi,
    ProjectBudgetApi,
    ProjectExpensesApi,
    ExpensesApi,
    ProjectProductsApi,
    ProjectPlanApi,
    ProjectPages,
    ProjectForms,
]

__all__ = ["CHECKS", "HANDLERS", "ProjectsContainer"]
