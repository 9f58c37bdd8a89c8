"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.analytics.adapters.db import SqlAnalyticsReading, SqlSnapshots
from nexus.analytics.adapters.pages import ReportPages
from nexus.analytics.adapters.rest import (
    AnalyticsApi,
    BudgetForecastApi,
    ExportApi,
    ProjectCostingApi,
)
from nexus.analytics.ports import Settings
from nexus.analytics.service import AnalyticsService
from nexus.kernel.clock import Clock
from nexus.platform.transaction import Database


class AnalyticsContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    settings: providers.Dependency[Settings] = providers.Dependency()

    reading = providers.Factory(SqlAnalyticsReading, database)
    service = providers.Singleton(
        AnalyticsService,
        reading=reading.provider,
        settings=settings,
        clock=clock,
        snapshots=providers.Factory(SqlSnapshots, database),
    )


HANDLERS: list[Any] = [AnalyticsApi, ExportApi, ProjectCostingApi, BudgetForecastApi, ReportPages]

__all__ = ["HANDLERS", "AnalyticsContainer"]
