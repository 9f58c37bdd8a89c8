"""Use cases of whoever attaches files to the things of other modules."""

from msgspec import UNSET, structs

from nexus.documents.domain import SEEN_WITH, FileLink, NotAttached
from nexus.documents.messages import (
    AttachFile,
    ChangeFileLink,
    FileView,
    LinkedFile,
    ListLinked,
)
from nexus.documents.service.part import Part, eyes_of
from nexus.kernel.actor import Actor
from nexus.kernel.ids import FileId, FileLinkId
from nexus.kernel.page import Page


class Linking(Part):
    def attach(
        self, actor: Actor, file_id: FileId, wish: AttachFile, version: int | None = None
    ) -> FileView:
        actor.require("files.write")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id).expect(version)
            self._check_thing(actor, wish.kind, wish.thing_id)
            file.attach(at=self._clock(), **structs.asdict(wish))
            return self._view(file, actor)

    def attach_to(self, actor: Actor, file_id: FileId, wish: AttachFile) -> LinkedFile:
        """Do the same, seen from the thing."""
        actor.require("files.write")
        with self._unit_of_work(actor) as uow:
            self._check_thing(actor, wish.kind, wish.thing_id)
            file = self._get(uow, actor, file_id)
            link = file.attach(at=self._clock(), **structs.asdict(wish))
            return LinkedFile.of(file, link)

    def change_link(
        self,
        actor: Actor,
        file_id: FileId,
        link_id: FileLinkId,
        wish: ChangeFileLink,
        version: int | None = None,
    ) -> FileView:
        actor.require("files.write")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id).expect(version)
            _check_seen(actor, file.link(link_id))
            news = {name: it for name, it in structs.asdict(wish).items() if it is not UNSET}
            if news:
                file.relink(link_id, **news)
            return self._view(file, actor)

    def detach(
        self, actor: Actor, file_id: FileId, link_id: FileLinkId, version: int | None = None
    ) -> FileView:
        """Take a file off a thing; the file stays."""
        actor.require("files.write")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id).expect(version)
            _check_seen(actor, file.link(link_id))
            file.detach(link_id)
            return self._view(file, actor)

    def linked(self, actor: Actor, wish: ListLinked) -> Page[LinkedFile]:
        """Return the files of a thing; whether it is there is asked only if it has none."""
        actor.require("files.read")
        if not actor.may(SEEN_WITH[wish.kind]):
            self._check_thing(actor, wish.kind, wish.thing_id)
        with self._reading(actor.shop_id) as look:
            page = look.linked(wish, eyes_of(actor))
            if not page.items:
                self._check_thing(actor, wish.kind, wish.thing_id)
            return page


def _check_seen(actor: Actor, link: FileLink) -> None:
    if not actor.may(SEEN_WITH[link.kind]):
        raise NotAttached
