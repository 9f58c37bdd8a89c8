"""How the module is plugged together, and what it offers to the app."""

from dependency_injector import containers, providers

from nexus.kernel.clock import Clock
from nexus.platform.transaction import Database
from nexus.settings.adapters.db import CHECKS, Known, SqlSettingsReading, SqlSettingsUnitOfWork
from nexus.settings.adapters.files import PublishedHolidays, PublishedStandards
from nexus.settings.adapters.pages.shop import SettingsPages
from nexus.settings.adapters.pages.tasks import TaskTemplatePages
from nexus.settings.adapters.pages.views import ViewPages
from nexus.settings.adapters.rest import SavedViewApi, SettingsApi, TaskTemplateApi
from nexus.settings.answers import SettingsAnswers
from nexus.settings.ports import Files, Stations
from nexus.settings.service import SettingsService, ViewService


class SettingsContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    stations: providers.Dependency[Stations] = providers.Dependency()
    files: providers.Dependency[Files] = providers.Dependency()

    unit_of_work = providers.Factory(SqlSettingsUnitOfWork, database)
    known: providers.Singleton[Known] = providers.Singleton(dict)
    reading = providers.Factory(SqlSettingsReading, database, known=known)
    holidays = providers.Singleton(PublishedHolidays)
    answers = providers.Singleton(SettingsAnswers, reading.provider, holidays)
    service = providers.Singleton(
        SettingsService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        stations=stations,
        files=files,
        holidays=holidays,
        standards=providers.Singleton(PublishedStandards),
        clock=clock,
    )

    views = providers.Singleton(
        ViewService, unit_of_work=unit_of_work.provider, reading=reading.provider
    )


HANDLERS = [SettingsApi, TaskTemplateApi, SavedViewApi, ViewPages, SettingsPages, TaskTemplatePages]

__all__ = ["CHECKS", "HANDLERS", "SettingsContainer"]
