"""A file that comes with a form about something else: a proof of payment, a customer's order."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from nexus.documents import DocumentService, Kind, UploadFile
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NexusError
from nexus.kernel.ids import FileId
from nexus.platform.transaction import Database
from nexus.platform.uow import SqlUnitOfWork
from nexus.platform.uploads import Received

T = TypeVar("T")


class Enclosures:
    """Files it and does what the form wants, in one transaction: both or neither."""

    def __init__(self, database: Database, documents: DocumentService) -> None:
        self._database = database
        self._documents = documents

    def take(
        self,
        actor: Actor,
        received: Received,
        kind: str,
        thing_id: UUID,
        act: Callable[[FileId | None], T],
    ) -> T:
        """Attach the file to a thing and act with its id; with None if no file came."""
        if not received.name and not received.size:
            return act(None)
        wish = UploadFile(kind=Kind(kind), thing_id=thing_id)
        blob = self._documents.keep(actor, wish, received)
        try:
            with SqlUnitOfWork(self._database, actor):
                return act(self._documents.create(actor, wish, blob).id)
        except NexusError:  # of other failures nobody knows whether all was committed
            self._documents.forget(blob)
            raise
