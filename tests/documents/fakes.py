"""In-memory ports of the documents module."""

from contextlib import nullcontext
from datetime import datetime

from nexus.documents.domain import Nature
from nexus.documents.messages import Content, FileCard, FileView
from nexus.documents.ports import Picture, Pictures
from nexus.kernel.errors import NotFound
from nexus.kernel.files import Stored

from tests.conftest import NOW


class FakeStore:
    """A dict. `stored_at` says when all of it came in; `broken` refuses what is put."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.stored_at: datetime = NOW
        self.broken: OSError | None = None

    def put(self, key, content):
        if self.broken:
            raise self.broken
        if key in self.contents:
            raise FileExistsError(key)
        self.contents[key] = b"".join(content)
        return len(self.contents[key])

    def read(self, key, start=0, end=None):
        if key not in self.contents:
            raise FileNotFoundError(key)
        return iter([self.contents[key][start:end]])

    def size(self, key):
        return len(self.contents[key]) if key in self.contents else None

    def remove(self, key):
        self.contents.pop(key, None)

    def under(self, prefix):
        for key, content in self.contents.items():
            if key.startswith(f"{prefix}/"):
                yield Stored(key, len(content), self.stored_at)


class FakeUpload:
    def __init__(self, content=b"1", name="part.txt"):
        self.content, self.name = content, name
        self.size, self.sha256 = len(content), content.hex().rjust(64, "0")[-64:]

    def at(self, start, size):
        return self.content[start : start + size]

    def chunks(self):
        yield self.content


class FakeRender:
    """Shows everything by a picture; `asked` counts how often."""

    def __init__(self):
        self.asked = 0
        self.gives = Pictures(Picture("image/webp", b"large"), Picture("image/webp", b"small"))

    def __call__(self, media_type, content, page=1):
        self.asked += 1
        b"".join(content)
        return self.gives


class FakeThings:
    def __init__(self):
        self.there: set = set()

    def has(self, shop_id, kind, thing_id):
        return (kind, thing_id) in self.there


class FakeFiles:
    """Both ways to the data: a dictionary of files that transactions and looks share."""

    def __init__(self):
        self.all, self.events = {}, []

    def add(self, entity):
        self.all[entity.id] = entity

    def get(self, id):
        if id not in self.all:
            raise NotFound("There is no such file.")
        return self.all[id]

    def remove(self, entity):
        del self.all[entity.id]

    def used(self):
        return sum({v.key: v.size for f in self.all.values() for v in f.versions}.values())


class FakeUnitOfWork(nullcontext):
    def __init__(self, files):
        super().__init__(self)
        self.files = files

    def __enter__(self):
        return self

    def record(self, *events):
        self.files.events += events

    def rendered(self, version_id, at, preview_type, thumbnail_type, pages):
        for file in self.files.all.values():
            for version in file.versions:
                if version.id == version_id:
                    version.rendered_at = at
                    version.preview_type, version.thumbnail_type = preview_type, thumbnail_type
                    version.pages = pages


class FakeReading(nullcontext):
    def __init__(self, files):
        super().__init__(self)
        self.files = files

    def __enter__(self):
        return self

    def one(self, id, eyes):
        return FileView.of(self.files.get(id), eyes.kinds)

    def content(self, id, number, eyes):
        file = self.files.get(id)
        return self._content(file, file.newest if number is None else file.numbered(number))

    def shared(self, share_id, at):
        for file in self.files.all.values():
            for share in file.shares:
                if share.id == share_id and share.is_open(at):
                    return self._content(file, file.numbered(share.number))
        return None

    def used(self):
        return self.files.used()

    def keys(self):
        return [it.key for file in self.files.all.values() for it in file.versions]

    def cards(self, ids):
        return {
            id: FileCard(
                id=id,
                name=file.name,
                purpose=file.purpose,
                media_type=file.newest.media_type,
                size=file.newest.size,
                sha256=file.newest.sha256,
                key=file.newest.key,
                is_archived=file.is_archived,
            )
            for id in ids
            if (file := self.files.all.get(id))
        }

    def cards_of(self, kind, thing_id):
        ids = [
            file.id
            for file in self.files.all.values()
            if (kind, thing_id) in {(it.kind, it.thing_id) for it in file.links}
        ]
        return list(self.cards(ids).values())

    @staticmethod
    def _content(file, version):
        names = ("number", "media_type", "size", "sha256", "key", "rendered_at")
        more = ("preview_type", "thumbnail_type", "pages")
        return Content(
            file_id=file.id,
            version_id=version.id,
            name=file.name,
            **{name: getattr(version, name) for name in (*names, *more)},
        )


def as_text(upload):
    """Take everything for text."""
    return Nature(media_type="text/plain")
