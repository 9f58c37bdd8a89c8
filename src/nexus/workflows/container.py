"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.kernel.clock import Clock
from nexus.platform.checks import Check
from nexus.platform.transaction import Database
from nexus.workflows.adapters.db import (
    SqlWorkflowsReading,
    SqlWorkflowsUnitOfWork,
    misplaced_stages,
)
from nexus.workflows.adapters.pages import WorkflowPages
from nexus.workflows.adapters.rest import WorkflowApi
from nexus.workflows.answers import WorkflowAnswers
from nexus.workflows.ports import Stations
from nexus.workflows.service import WorkflowService


class WorkflowsContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    stations: providers.Dependency[Stations] = providers.Dependency()

    unit_of_work = providers.Factory(SqlWorkflowsUnitOfWork, database)
    reading = providers.Factory(SqlWorkflowsReading, database)
    answers = providers.Singleton(WorkflowAnswers, reading.provider)
    service = providers.Singleton(
        WorkflowService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        stations=stations,
        clock=clock,
    )


HANDLERS: list[Any] = [WorkflowApi, WorkflowPages]
CHECKS = [Check("The stages of a workflow are counted from 1 without gaps.", misplaced_stages)]
