"""What the documents module needs from the world, in its own words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from nexus.documents.domain import File, Kind, Nature, Purpose
from nexus.documents.messages import (
    Content,
    FileCard,
    FileRow,
    FileVersionView,
    FileView,
    LinkedFile,
    ListFiles,
    ListLinked,
    ShareView,
)
from nexus.kernel.ids import FileId, FileVersionId, LinkId, ShopId, UserId
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork


class Eyes(NamedTuple):
    """What somebody may see: files of these kinds of things and purposes, and their own."""

    kinds: frozenset[Kind]
    purposes: frozenset[Purpose]
    user_id: UserId | None


class Files(Protocol):
    """For changes: whole files, each with its rules."""

    def add(self, entity: File) -> None: ...

    def get(self, id: UUID) -> File:
        """Return the shop's file or raise NotFound."""

    def remove(self, entity: File) -> None:
        """Delete it; Refused while something points to it."""

    def used(self) -> int:
        """Return the bytes of all versions of the shop; a content that two share counts once."""


class DocumentsUnitOfWork(UnitOfWork, Protocol):
    @property
    def files(self) -> Files: ...

    def rendered(
        self,
        version_id: FileVersionId,
        at: datetime,
        preview_type: str | None,
        thumbnail_type: str | None,
        pages: int | None,
    ) -> None:
        """Note what the version can be shown by. It follows from the content: no change."""


class DocumentsReading(Reading, Protocol):
    """For looking: views straight from the rows. What the eyes may not see is not there."""

    def one(self, id: FileId, eyes: Eyes) -> FileView:
        """Return the shop's file or raise NotFound."""

    def page(self, wish: ListFiles, eyes: Eyes) -> Page[FileRow]: ...

    def linked(self, wish: ListLinked, eyes: Eyes) -> Page[LinkedFile]: ...

    def versions(self, id: FileId, eyes: Eyes) -> Sequence[FileVersionView]:
        """Return the versions, the newest first; NotFound without the file."""

    def shares(self, id: FileId, eyes: Eyes) -> Sequence[ShareView]:
        """Return the links for people without a login, the newest first."""

    def content(self, id: FileId, number: int | None, eyes: Eyes | None) -> Content:
        """Return the version of that number or the one that counts; None sees all."""

    def shared(self, share_id: LinkId, at: datetime) -> Content | None:
        """Return what is shared by a link that is open at that instant."""

    def used(self) -> int: ...

    def keys(self) -> Iterable[str]:
        """Return where the contents of all versions lie."""

    def cards(self, ids: Sequence[FileId]) -> Mapping[FileId, FileCard]: ...

    def cards_of(self, kind: Kind, thing_id: UUID) -> Sequence[FileCard]:
        """Return the files of a thing in order; none that are archived."""


class Upload(Protocol):
    """A content that came in whole, at hand until the wish is done."""

    @property
    def name(self) -> str:
        """What the sender calls it; any text at all."""

    @property
    def size(self) -> int: ...

    @property
    def sha256(self) -> str: ...

    def at(self, start: int, size: int) -> bytes:
        """Return the bytes there are, of those asked for."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the content from its beginning."""


class Inspect(Protocol):
    """Tells what a content is, whatever it is called."""

    def __call__(self, upload: Upload) -> Nature: ...


class Picture(NamedTuple):
    media_type: str
    content: bytes


class Pictures(NamedTuple):
    """What a content can be shown by; None where it cannot. `pages` has a PDF only."""

    preview: Picture | None = None
    thumbnail: Picture | None = None
    pages: int = 0


class Render(Protocol):
    """Makes pictures of contents, in a place where a hostile one does no harm."""

    def __call__(self, media_type: str, content: Iterable[bytes], page: int = 1) -> Pictures:
        """Return what could be made of it, or of a page of it; Busy if others are being made."""


class Things(Protocol):
    """Answered by the app, which asks the module that keeps the kind."""

    def has(self, shop_id: ShopId, kind: str, thing_id: UUID) -> bool: ...
