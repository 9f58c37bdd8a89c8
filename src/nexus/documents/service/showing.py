"""Use cases of who looks: contents, and the pictures that stand for them."""

from collections.abc import Iterator
from contextlib import suppress

from msgspec import structs

from nexus.documents.domain import MOST_VERSIONS, FileDeleted
from nexus.documents.messages import Content
from nexus.documents.ports import Picture
from nexus.documents.service.part import Part, eyes_of
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import FileId
from nexus.kernel.phrase import phrase

NO_PICTURE = phrase("There is no preview of this file.")
NO_PAGE = phrase("There is no such page to look at.")
MOST_PAGES = 200  # that are shown of a file; who wants more has the file
PDF, WEBP = "application/pdf", "image/webp"


class Showing(Part):
    def content(self, actor: Actor, file_id: FileId, number: int | None = None) -> Content:
        """Return the version of that number, or the one that counts; `read` gives its bytes."""
        actor.require("files.read")
        if number is not None and not 0 < number <= MOST_VERSIONS:
            raise NotFound("There is no such version.")
        with self._reading(actor.shop_id) as look:
            return look.content(file_id, number, eyes_of(actor))

    def read(self, content: Content, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Read what the actor was shown, outside of any transaction."""
        try:
            return self._store.read(content.key, start, end)
        except FileNotFoundError as error:
            raise NotFound("The content of this file is lost.") from error

    def preview(self, actor: Actor, file_id: FileId, page: int = 1) -> Content:
        """Return a picture as large as a screen, or the first lines; NotFound if there is none."""
        shown = self._shown(actor, self.content(actor, file_id))
        if page == 1:
            return self._picture(shown, "preview", shown.preview_type)
        return self._page(shown, page)

    def pages(self, actor: Actor, file_id: FileId) -> int:
        """Return how many pages there are to look at: none of what is no PDF."""
        content = self.content(actor, file_id)
        if content.media_type != PDF:
            return 0
        return min(self._shown(actor, content).pages or 0, MOST_PAGES)

    def thumbnail(self, actor: Actor, file_id: FileId) -> Content:
        """Return a picture as large as a thumb; NotFound if there is none."""
        shown = self._shown(actor, self.content(actor, file_id))
        return self._picture(shown, "thumbnail", shown.thumbnail_type)

    def render(self, actor: Actor, file_id: FileId, number: int) -> None:
        """Make the pictures of a version; once is enough. One that is gone has none."""
        actor.require("files.write")
        with self._reading(actor.shop_id) as look:
            try:
                content = look.content(file_id, number, None)
            except NotFound:
                return
        self._shown(actor, content)

    def clear(self, actor: Actor, event: FileDeleted) -> None:
        """Let go of what a deleted file left behind."""
        actor.require("files.manage")
        for key in event.keys:
            pages = [it.key for it in self._store.under(f"{key}.pages")]
            for lies in (key, f"{key}.preview", f"{key}.thumbnail", *pages):
                self._store.remove(lies)

    def _shown(self, actor: Actor, content: Content) -> Content:
        """Return it with its pictures, made now if nobody has tried yet."""
        is_pdf = content.media_type == PDF
        if content.rendered_at is not None and (content.pages is not None or not is_pdf):
            return content
        made = self._render(content.media_type, self.read(content))
        large, small, pages = made.preview, made.thumbnail, made.pages if is_pdf else None
        for name, picture in (("preview", large), ("thumbnail", small)):
            if picture is not None:
                self._put(f"{content.key}.{name}", picture)
        now, types = self._clock(), (large and large.media_type, small and small.media_type)
        with self._unit_of_work(Actor.system(actor.shop_id, label="System (Previews)")) as uow:
            uow.rendered(content.version_id, now, *types, pages)
        return structs.replace(
            content,
            rendered_at=now,
            preview_type=types[0],
            thumbnail_type=types[1],
            pages=pages,
        )

    def _page(self, content: Content, number: int) -> Content:
        """Return a further page of a PDF, drawn when it is first looked at.

        One that cannot be drawn is remembered as an empty picture, so nobody tries it again.
        """
        if not 1 < number <= min(content.pages or 0, MOST_PAGES):
            raise NotFound(NO_PAGE)
        name = f"pages/{number}"
        if self._store.size(f"{content.key}.{name}") is None:
            drawn = self._render(content.media_type, self.read(content), number).preview
            self._put(f"{content.key}.{name}", drawn or Picture(WEBP, b""))
        return self._picture(content, name, WEBP)

    def _put(self, key: str, picture: Picture) -> None:
        with suppress(FileExistsError):  # somebody else was quicker, and a picture is a picture
            self._store.put(key, [picture.content])

    def _picture(self, content: Content, name: str, media_type: str | None) -> Content:
        if media_type is None:
            raise NotFound(NO_PICTURE)
        key = f"{content.key}.{name}"
        if not (size := self._store.size(key)):
            raise NotFound(NO_PICTURE)
        return structs.replace(content, key=key, media_type=media_type, size=size)
