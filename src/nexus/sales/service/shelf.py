"""The shelf: papers that were made are kept there, and read from there for ever.

What a paper says is made outside of any transaction, and where it lies is written down afterwards.
Who is slower than a twin takes the twin's.
"""

from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Refused
from nexus.kernel.files import FileStore
from nexus.kernel.ids import PaperId, ShopId, new_id
from nexus.kernel.papers import file_name, picture
from nexus.kernel.phrase import phrase
from nexus.sales.domain.paper import Paper, PaperKind
from nexus.sales.ports import PapersReading, PapersUnitOfWork

LOST = phrase(
    "The kept paper is not in the file store as it was put there. "
    "Please have the store brought back from its backup."
)


class Shelf:
    def __init__(
        self,
        unit_of_work: Callable[[Actor], PapersUnitOfWork],
        reading: Callable[[ShopId], PapersReading],
        store: FileStore,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._store = store
        self._clock = clock

    def find(self, shop_id: ShopId, kind: PaperKind, subject_id: UUID) -> Paper | None:
        with self._reading(shop_id) as look:
            return look.find(kind, subject_id)

    def keep(
        self,
        shop_id: ShopId,
        kind: PaperKind,
        subject_id: UUID,
        content: bytes,
        *,
        number: str,
        language: str,
    ) -> Paper:
        """Write the content and then where it lies; or take a twin's paper if there is one."""
        id = PaperId(new_id())
        paper = Paper(
            shop_id=shop_id,
            id=id,
            kind=kind,
            subject_id=subject_id,
            language=language,
            name=file_name(number),
            key=f"{shop_id}/papers/{id}.pdf",
            size=len(content),
            sha256=sha256(content).hexdigest(),
            created_at=self._clock(),
        )
        self._store.put(paper.key, [content])
        kept = self._write_down(paper)
        if kept.key != paper.key:
            self._store.remove(paper.key)
        return kept

    def read(self, paper: Paper) -> bytes:
        try:
            content = b"".join(self._store.read(paper.key))
        except FileNotFoundError as error:
            raise Refused(LOST) from error
        if sha256(content).hexdigest() != paper.sha256:
            raise Refused(LOST)
        return content

    def picture(self, key: str) -> bytes | None:
        return picture(self._store, key)

    def _write_down(self, paper: Paper) -> Paper:
        nexus = Actor.system(paper.shop_id, label="System (Papers)")
        try:
            with self._unit_of_work(nexus) as uow:
                return uow.papers.keep(paper)
        except Refused:
            if (kept := self.find(paper.shop_id, paper.kind, paper.subject_id)) is None:
                raise
            return kept
