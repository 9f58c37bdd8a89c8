"""Use cases of who looks: contents, and the pictures that stand for them."""

from collections.abc import Iterator
from contextlib import suppress

from msgspec import structs

from nexus.documents.domain import MOST_VERSIONS, FileDeleted
from nexus.documents.messages import Content
from nexus.documents.ports import Picture, Pictures
from nexus.documents.service.part import Part, eyes_of
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import FileId

NO_PICTURE = "There is no preview of this file."


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

    def preview(self, actor: Actor, file_id: FileId) -> Content:
        """Return a picture as large as a screen, or the first lines; NotFound if there is none."""
        shown = self._shown(actor, self.content(actor, file_id))
        return self._picture(shown, "preview", shown.preview_type)

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
            for lies in (key, *(f"{key}.{name}" for name in ("preview", "thumbnail"))):
                self._store.remove(lies)

    def _shown(self, actor: Actor, content: Content) -> Content:
        """Return it with its pictures, made now if nobody has tried yet."""
        if content.rendered_at is not None:
            return content
        pictures = self._render(content.media_type, self.read(content))
        for name, picture in zip(Pictures._fields, pictures, strict=True):
            if picture is not None:
                self._put(f"{content.key}.{name}", picture)
        now = self._clock()
        types = [it and it.media_type for it in pictures]
        with self._unit_of_work(Actor.system(actor.shop_id, label="System (Previews)")) as uow:
            uow.rendered(content.version_id, now, *types)
        return structs.replace(
            content, rendered_at=now, preview_type=types[0], thumbnail_type=types[1]
        )

    def _put(self, key: str, picture: Picture) -> None:
        with suppress(FileExistsError):  # somebody else was quicker, and a picture is a picture
            self._store.put(key, [picture.content])

    def _picture(self, content: Content, name: str, media_type: str | None) -> Content:
        if media_type is None:
            raise NotFound(NO_PICTURE)
        key = f"{content.key}.{name}"
        if (size := self._store.size(key)) is None:
            raise NotFound(NO_PICTURE)
        return structs.replace(content, key=key, media_type=media_type, size=size)
