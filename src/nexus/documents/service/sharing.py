"""Use cases of links: a way to one version for who has no login, signed, short-lived, revocable."""

from datetime import timedelta

from nexus.documents.domain import Address, Gone
from nexus.documents.messages import Content, ShareFile, ShareView
from nexus.documents.service.part import Part, author_of, eyes_of
from nexus.kernel.actor import Actor
from nexus.kernel.ids import FileId, LinkId
from nexus.kernel.page import Page

PATH = "/api/shared-files/"


class Sharing(Part):
    def share(self, actor: Actor, file_id: FileId, wish: ShareFile) -> ShareView:
        """Make a link. Its address is told now and never again."""
        actor.require("files.manage")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id)
            now = self._clock()
            until = now + timedelta(hours=wish.hours)
            share = file.share(author_of(actor), now, until, wish.number, wish.note)
            token = self._seal.write(Address(actor.shop_id, share.id, until))
            return ShareView.of(file, share, f"{PATH}{token}")

    def shares(self, actor: Actor, file_id: FileId) -> Page[ShareView]:
        actor.require("files.manage")
        with self._reading(actor.shop_id) as look:
            return Page(items=list(look.shares(file_id, eyes_of(actor))))

    def revoke(
        self, actor: Actor, file_id: FileId, share_id: LinkId, version: int | None = None
    ) -> None:
        """End a link before its time."""
        actor.require("files.manage")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id).expect(version)
            file.revoke(share_id, self._clock())

    def shared(self, token: str) -> Content:
        """Return what a link leads to, for whoever has its address."""
        address = self._seal.read(token)
        now = self._clock()
        if now >= address.until:
            raise Gone
        with self._reading(address.shop_id) as look:
            content = look.shared(address.share_id, now)
        if content is None:
            raise Gone
        return content
