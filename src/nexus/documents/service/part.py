"""What all parts of the service lean on."""

from collections.abc import Callable
from uuid import UUID

from nexus.documents.domain import (
    MEANT_FOR,
    SEEN_WITH,
    Author,
    File,
    Kind,
    Limits,
    Purpose,
    Seal,
)
from nexus.documents.messages import FileView
from nexus.documents.ports import (
    DocumentsReading,
    DocumentsUnitOfWork,
    Eyes,
    Inspect,
    Render,
    Things,
)
from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NotFound
from nexus.kernel.files import FileStore
from nexus.kernel.ids import FileId, ShopId
from nexus.kernel.phrase import phrase


class Part:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], DocumentsUnitOfWork],
        reading: Callable[[ShopId], DocumentsReading],
        store: FileStore,
        inspect: Inspect,
        render: Render,
        things: Things,
        limits: Limits,
        seal: Seal,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._store = store
        self._inspect = inspect
        self._render = render
        self._things = things
        self._limits = limits
        self._seal = seal
        self._clock = clock

    @property
    def limits(self) -> Limits:
        """Return how large a file may be."""
        return self._limits

    def _get(self, uow: DocumentsUnitOfWork, actor: Actor, file_id: FileId) -> File:
        """Return the file; one that the actor may not see is not there."""
        file = uow.files.get(file_id)
        if not _is_seen(file, eyes_of(actor)):
            raise NotFound("There is no such file.")
        return file

    def _view(self, file: File, actor: Actor) -> FileView:
        return FileView.of(file, eyes_of(actor).kinds)

    def _check_thing(self, actor: Actor, kind: Kind, thing_id: UUID) -> None:
        """What the actor may not see is not there, as it is with files."""
        is_seen = actor.may(SEEN_WITH[kind])
        if not is_seen or not self._things.has(actor.shop_id, kind, thing_id):
            said = phrase(kind.replace("_", " "))
            raise NotFound(phrase("There is no such %(it)s.", it=said))


def author_of(actor: Actor) -> Author:
    return Author(label=actor.label[:200], user_id=actor.user_id)


def eyes_of(actor: Actor) -> Eyes:
    return Eyes(
        kinds=frozenset(kind for kind, scope in SEEN_WITH.items() if actor.may(scope)),
        purposes=frozenset(
            purpose
            for purpose in Purpose
            if purpose not in MEANT_FOR or actor.may(MEANT_FOR[purpose])
        ),
        user_id=actor.user_id,
    )


def _is_seen(file: File, eyes: Eyes) -> bool:
    is_own = eyes.user_id is not None and file.created_by_id == eyes.user_id
    hangs_on = {link.kind for link in file.links}
    return file.purpose in eyes.purposes and (not hangs_on or bool(hangs_on & eyes.kinds) or is_own)
