"""A file with its versions, and what it is attached to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from nexus.documents.domain.names import clean, fitting
from nexus.documents.domain.purposes import ROLES, Kind, Purpose, Role
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import (
    FileId,
    FileLinkId,
    FileVersionId,
    LinkId,
    ShopId,
    UserId,
    new_id,
)
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text

MOST_TAGS = 20
MOST_VERSIONS = 500
MOST_LINKS = 500
MOST_SHARES = 100  # that are open at a time
LONGEST_SHARE = timedelta(days=7)


class NotAttached(NotFound):
    def __init__(self) -> None:
        super().__init__("The file is not attached so.")


@dataclass(frozen=True, kw_only=True)
class Blob:
    """A content that the store has, and what was found out about it on the way."""

    key: str
    size: int  # bytes
    sha256: str
    media_type: str
    original_name: str


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who did it, under the name of that time."""

    label: str
    user_id: UserId | None = None


@dataclass(eq=False, kw_only=True)
class FileVersion:
    """`rendered_at` is when a preview was tried; the types are None where there is none.

    `pages` is how many a PDF has: None before it was looked at, 0 if it cannot be shown.
    """

    id: FileVersionId
    number: int
    key: str
    size: int
    sha256: str
    media_type: str
    original_name: str
    note: str
    uploaded_by: str
    uploaded_by_id: UserId | None
    created_at: datetime
    rendered_at: datetime | None = None
    preview_type: str | None = None
    thumbnail_type: str | None = None
    pages: int | None = None


@dataclass(eq=False, kw_only=True)
class FileLink:
    """What the file is to a thing elsewhere. `type` and `notes` are the user's own words."""

    id: FileLinkId
    kind: Kind
    thing_id: UUID
    role: Role
    type: str = ""
    notes: str = ""
    visible_to_customer: bool = False
    position: int = 0
    created_at: datetime

    def change(self, *, type: str, notes: str, visible_to_customer: bool, position: int) -> None:
        self.type, self.notes = tidy(type), tidy_text(notes)
        self.visible_to_customer, self.position = visible_to_customer, position


@dataclass(eq=False, kw_only=True)
class Share:
    """A way to one version for whoever has the address, for a while."""

    id: LinkId
    version_id: FileVersionId
    number: int
    note: str
    expires_at: datetime
    created_at: datetime
    created_by: str
    revoked_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at


@dataclass(eq=False, kw_only=True)
class File(Aggregate):
    """`current` is the number of the version that counts: always the newest."""

    id: FileId
    name: str
    purpose: Purpose
    description: str = ""
    tags: tuple[str, ...] = ()
    current: int = 0
    created_at: datetime
    created_by: str
    created_by_id: UserId | None
    archived_at: datetime | None = None
    versions: list[FileVersion] = field(default_factory=list)
    links: list[FileLink] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)

    @classmethod
    def new(
        cls,
        shop_id: ShopId,
        purpose: Purpose,
        blob: Blob,
        author: Author,
        at: datetime,
        *,
        name: str = "",
        description: str = "",
        tags: Sequence[str] = (),
        note: str = "",
    ) -> Self:
        file = cls(
            id=FileId(new_id()),
            shop_id=shop_id,
            name=fitting(name or blob.original_name, blob.media_type),
            purpose=purpose,
            description=tidy_text(description),
            tags=tidy_tags(tags),
            created_at=at,
            created_by=author.label,
            created_by_id=author.user_id,
        )
        file._append(blob, author, at, note)
        return file

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def newest(self) -> FileVersion:
        return self.numbered(self.current)

    def numbered(self, number: int) -> FileVersion:
        for version in self.versions:
            if version.number == number:
                return version
        raise NotFound("There is no such version.")

    def rename(self, name: str) -> None:
        self.name = fitting(name, self.newest.media_type)
        self._changed()

    def describe(self, description: str) -> None:
        self.description = tidy_text(description)
        self._changed()

    def tag(self, tags: Sequence[str]) -> None:
        self.tags = tidy_tags(tags)
        self._changed()

    def add(self, blob: Blob, author: Author, at: datetime, note: str = "") -> FileVersion:
        """Let this be the version that counts; the ones before stay."""
        self._check_open()
        if len(self.versions) >= MOST_VERSIONS:
            raise Refused(phrase("A file has at most %(most)s versions.", most=MOST_VERSIONS))
        if self.newest.sha256 == blob.sha256:
            raise Refused("This is the version that counts already.")
        version = self._append(blob, author, at, note)
        self._changed()
        return version

    def bring_back(self, number: int, author: Author, at: datetime) -> FileVersion:
        """Let an old version count again, as a new one of the same content."""
        old = self.numbered(number)
        blob = Blob(
            key=old.key,
            size=old.size,
            sha256=old.sha256,
            media_type=old.media_type,
            original_name=old.original_name,
        )
        return self.add(blob, author, at, f"Version {number} again")

    def attach(
        self,
        kind: Kind,
        thing_id: UUID,
        at: datetime,
        *,
        role: Role | None = None,
        type: str = "",
        notes: str = "",
        visible_to_customer: bool = False,
        position: int = 0,
    ) -> FileLink:
        role = role or ROLES.get(self.purpose, Role.DOCUMENT)
        same = (kind, thing_id, role)
        if same in {(link.kind, link.thing_id, link.role) for link in self.links}:
            raise Refused("The file is attached there already.")
        if len(self.links) >= MOST_LINKS:
            raise Refused(phrase("A file is attached to at most %(most)s things.", most=MOST_LINKS))
        link = FileLink(
            id=FileLinkId(new_id()), kind=kind, thing_id=thing_id, role=role, created_at=at
        )
        link.change(
            type=type, notes=notes, visible_to_customer=visible_to_customer, position=position
        )
        self.links.append(link)
        self._changed()
        return link

    def link(self, link_id: FileLinkId) -> FileLink:
        for link in self.links:
            if link.id == link_id:
                return link
        raise NotAttached

    def relink(self, link_id: FileLinkId, **words: object) -> None:
        link = self.link(link_id)
        now: dict[str, object] = {
            "type": link.type,
            "notes": link.notes,
            "visible_to_customer": link.visible_to_customer,
            "position": link.position,
        }
        link.change(**(now | words))  # type: ignore[arg-type]  # each of the type it had
        self._changed()

    def detach(self, link_id: FileLinkId) -> None:
        self.links.remove(self.link(link_id))
        self._changed()

    def share(
        self, author: Author, at: datetime, until: datetime, number: int | None, note: str
    ) -> Share:
        self._check_open()
        if not at < until <= at + LONGEST_SHARE:
            raise Invalid("A link is good for seven days at most.", "hours")
        if sum(share.is_open(at) for share in self.shares) >= MOST_SHARES:
            raise Refused(
                phrase("There are %(most)s open links. Revoke one first.", most=MOST_SHARES)
            )
        version = self.newest if number is None else self.numbered(number)
        share = Share(
            id=LinkId(new_id()),
            version_id=version.id,
            number=version.number,
            note=tidy(note),
            expires_at=until,
            created_at=at,
            created_by=author.label,
        )
        self.shares.append(share)
        self._changed()
        return share

    def revoke(self, share_id: LinkId, at: datetime) -> None:
        """End a link; once is enough, so a second time changes nothing."""
        for share in self.shares:
            if share.id == share_id:
                if share.revoked_at is None:
                    share.revoked_at = at
                    self._changed()
                return
        raise NotFound("There is no such link.")

    def archive(self, at: datetime) -> None:
        if not self.is_archived:
            self.archived_at = at
            for share in self.shares:
                share.revoked_at = share.revoked_at or at
            self._changed()

    def restore(self) -> None:
        if self.is_archived:
            self.archived_at = None
            self._changed()

    def _append(self, blob: Blob, author: Author, at: datetime, note: str) -> FileVersion:
        self.current += 1
        version = FileVersion(
            id=FileVersionId(new_id()),
            number=self.current,
            key=blob.key,
            size=blob.size,
            sha256=blob.sha256,
            media_type=blob.media_type,
            original_name=clean(blob.original_name),
            note=tidy(note),
            uploaded_by=author.label,
            uploaded_by_id=author.user_id,
            created_at=at,
        )
        self.versions.append(version)
        return version

    def _check_open(self) -> None:
        if self.is_archived:
            raise Refused("This file is archived. Restore it first.")


def tidy_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Return the tags in the order given, each once in whatever case."""
    known: dict[str, str] = {}
    for tag in map(tidy, tags):
        if tag:
            known.setdefault(tag.casefold(), tag)
    if len(known) > MOST_TAGS:
        raise Invalid(phrase("A file has at most %(most)s tags.", most=MOST_TAGS), "tags")
    return tuple(known.values())
