"""How the module is plugged together, and what it offers to the app."""

from typing import Any

from dependency_injector import containers, providers

from nexus.documents.adapters.db import (
    SqlDocumentsReading,
    SqlDocumentsUnitOfWork,
    loose_links,
    lost_contents,
    lost_versions,
    unlike_their_version,
)
from nexus.documents.adapters.files import Renderer, inspect
from nexus.documents.adapters.pages import FilePages, ThingFilesPages
from nexus.documents.adapters.rest import (
    CustomerFilesApi,
    FileApi,
    FileContentApi,
    ProductFilesApi,
    ProjectFilesApi,
    SaleFilesApi,
    download_shared_file,
)
from nexus.documents.answers import DocumentAnswers
from nexus.documents.domain import MEGABYTE, Limits, Seal
from nexus.documents.ports import Things
from nexus.documents.service import DocumentService
from nexus.kernel.clock import Clock
from nexus.kernel.files import FileStore
from nexus.platform.checks import Check
from nexus.platform.config import Config
from nexus.platform.transaction import Database


def limits_of(config: Config) -> Limits:
    return Limits(
        file=config.file_mb * MEGABYTE,
        image=config.image_mb * MEGABYTE,
        shop=config.shop_files_gb * 1000 * MEGABYTE,
    )


def promises(store: FileStore, things: Things, *, deep: bool = False) -> list[Check]:
    """Return the promises that need more than the database to be asked."""
    return [
        Check("Every file has its content.", lost_contents(store, deep=deep)),
        Check("A file hangs on things that are there.", loose_links(things)),
    ]


class DocumentsContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    config: providers.Dependency[Config] = providers.Dependency()
    store: providers.Dependency[FileStore] = providers.Dependency()
    things: providers.Dependency[Things] = providers.Dependency()

    unit_of_work = providers.Factory(SqlDocumentsUnitOfWork, database)
    reading = providers.Factory(SqlDocumentsReading, database)
    answers = providers.Singleton(DocumentAnswers, reading.provider)
    render = providers.Singleton(Renderer)
    promises = providers.Factory(promises, store, things)
    limits = providers.Singleton(limits_of, config)
    service = providers.Singleton(
        DocumentService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        store=store,
        inspect=providers.Object(inspect),
        render=render,
        things=things,
        limits=limits,
        seal=providers.Singleton(Seal, config.provided.secret_key),
        clock=clock,
    )


HANDLERS: list[Any] = [
    FileApi,
    FileContentApi,
    ProjectFilesApi,
    ProductFilesApi,
    CustomerFilesApi,
    SaleFilesApi,
    download_shared_file,
    FilePages,
    ThingFilesPages,
]
CHECKS = [
    Check("The versions of a file are counted from 1 without gaps.", lost_versions),
    Check("A file shows what its version is.", unlike_their_version),
]
