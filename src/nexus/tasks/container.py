"""How the module is plugged together, and what it offers to the app."""

from dependency_injector import containers, providers

from nexus.kernel.clock import Clock
from nexus.platform.transaction import Database
from nexus.tasks.adapters.db import CHECKS, SqlTasksReading, SqlTasksUnitOfWork
from nexus.tasks.adapters.pages import HANDLERS as PAGES
from nexus.tasks.adapters.rest import HANDLERS as API
from nexus.tasks.answers import TaskAnswers
from nexus.tasks.ports import Directory, Projects, Settings
from nexus.tasks.service import TaskService

HANDLERS = [*API, *PAGES]


class TasksContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    directory: providers.Dependency[Directory] = providers.Dependency()
    projects: providers.Dependency[Projects] = providers.Dependency()
    settings: providers.Dependency[Settings] = providers.Dependency()

    unit_of_work = providers.Factory(SqlTasksUnitOfWork, database)
    reading = providers.Factory(SqlTasksReading, database)
    answers = providers.Singleton(TaskAnswers, reading.provider)
    service = providers.Singleton(
        TaskService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        directory=directory,
        projects=projects,
        settings=settings,
        clock=clock,
    )


__all__ = ["CHECKS", "HANDLERS", "TasksContainer"]
