"""What crosses the module's border: commands in, views out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.documents.domain import (
    MOST_TAGS,
    File,
    FileLink,
    FileVersion,
    Kind,
    Purpose,
    Role,
    Share,
)
from nexus.kernel.ids import FileId, FileLinkId, FileVersionId, LinkId
from nexus.kernel.text import Line, Name, Text

PERMISSIONS = {
    "files.read": "See and download files, as far as one may see what they are attached to.",
    "files.write": "Upload files, describe, attach and archive them.",
    "files.manage": "Delete files, and make links for people without a login.",
}

Sort = Literal["name", "-name", "created_at", "-created_at", "size", "-size"]
LinkSort = Literal["position", "-position", "name", "-name", "created_at", "-created_at"]
SHOWN = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
Tag = Annotated[str, Meta(min_length=1, max_length=40, pattern=SHOWN)]
Tags = Annotated[list[Tag], Meta(max_length=MOST_TAGS)]
Place = Annotated[int, Meta(ge=0, le=1_000_000)]
Number = Annotated[int, Meta(ge=1, le=1_000_000)]
FileName = Annotated[str, Meta(max_length=1000, pattern=r"^[^\x00]*$")]


class UploadFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of an upload; with `kind` and `thing_id` it is attached to that at once."""

    name: FileName = ""  # the name that it was sent with, unless given
    purpose: Purpose = Purpose.DOCUMENT
    description: Text = ""
    tags: Tags = []
    note: Line = ""
    kind: Kind | None = None
    thing_id: UUID | None = None
    role: Role | None = None  # as the purpose is, unless given
    type: Line = ""
    notes: Text = ""
    visible_to_customer: bool = False


class UploadVersion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: FileName = ""
    note: Line = ""


class ChangeFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET


class AttachFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: Kind
    thing_id: UUID
    role: Role | None = None
    type: Line = ""
    notes: Text = ""
    visible_to_customer: bool = False
    position: Place = 0


class ChangeFileLink(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    type: Line | UnsetType = UNSET
    notes: Text | UnsetType = UNSET
    visible_to_customer: bool | UnsetType = UNSET
    position: Place | UnsetType = UNSET


class AddDesignDoc(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file there is, as a design of the project."""

    file_id: FileId
    type: Line = ""
    notes: Text = ""
    visible_to_customer: bool = False
    position: Place = 0


class ShareFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a number it is the newest version of now, also when there is a newer one later."""

    hours: Annotated[int, Meta(ge=1, le=168)] = 24
    number: Number | None = None
    note: Line = ""


class ListFiles(Struct, frozen=True, kw_only=True):
    kind: Kind | None = None
    thing_id: UUID | None = None
    role: Role | None = None
    purpose: Purpose | None = None
    media_type: str | None = None  # or the part before the slash
    tag: str | None = None
    archived: bool = False
    search: str | None = None
    sort: Sort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListLinked(Struct, frozen=True, kw_only=True):
    """The files of one thing, in the order that people gave them."""

    kind: Kind
    thing_id: UUID
    role: Role | None = None
    search: str | None = None
    sort: LinkSort = "position"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class FileVersionView(Struct, frozen=True, kw_only=True):
    """`pages` is how many a PDF has, as soon as it was looked at; 0 if it cannot be shown."""

    id: FileVersionId
    number: int
    size: int
    sha256: str
    media_type: str
    original_name: str
    note: str
    uploaded_by: str
    created_at: datetime
    pages: int | None

    @classmethod
    def of(cls, version: FileVersion) -> Self:
        return cls(**{name: getattr(version, name) for name in cls.__struct_fields__})


class FileLinkView(Struct, frozen=True, kw_only=True):
    id: FileLinkId
    kind: Kind
    thing_id: UUID
    role: Role
    type: str
    notes: str
    visible_to_customer: bool
    position: int
    created_at: datetime

    @classmethod
    def of(cls, link: FileLink) -> Self:
        return cls(**{name: getattr(link, name) for name in cls.__struct_fields__})


class FileView(Struct, frozen=True, kw_only=True):
    """`current` is the number of the version that counts; size and type are that one's."""

    id: FileId
    version: int
    name: str
    purpose: Purpose
    description: str
    tags: Sequence[str]
    current: int
    media_type: str
    size: int
    sha256: str
    created_at: datetime
    created_by: str
    archived_at: datetime | None
    versions: Sequence[FileVersionView]
    links: Sequence[FileLinkView]

    @classmethod
    def of(cls, file: File, kinds: frozenset[Kind]) -> Self:
        newest = file.newest
        return cls(
            id=file.id,
            version=file.version,
            name=file.name,
            purpose=file.purpose,
            description=file.description,
            tags=file.tags,
            current=file.current,
            media_type=newest.media_type,
            size=newest.size,
            sha256=newest.sha256,
            created_at=file.created_at,
            created_by=file.created_by,
            archived_at=file.archived_at,
            versions=[FileVersionView.of(it) for it in reversed(file.versions)],
            links=[FileLinkView.of(it) for it in file.links if it.kind in kinds],
        )


class FileRow(Struct, frozen=True, kw_only=True):
    """A file in a list."""

    id: FileId
    version: int
    name: str
    purpose: Purpose
    description: str
    tags: Sequence[str]
    current: int
    media_type: str
    size: int
    created_at: datetime
    created_by: str
    archived_at: datetime | None


class LinkedFile(Struct, frozen=True, kw_only=True):
    """A file of a thing; `id` and `created_at` are the attachment's, `version` the file's."""

    id: FileLinkId
    file_id: FileId
    version: int
    role: Role
    type: str
    notes: str
    visible_to_customer: bool
    position: int
    created_at: datetime
    created_by: str
    name: str
    purpose: Purpose
    current: int
    media_type: str
    size: int

    @classmethod
    def of(cls, file: File, link: FileLink) -> Self:
        newest = file.newest
        return cls(
            id=link.id,
            file_id=file.id,
            version=file.version,
            role=link.role,
            type=link.type,
            notes=link.notes,
            visible_to_customer=link.visible_to_customer,
            position=link.position,
            created_at=link.created_at,
            created_by=file.created_by,
            name=file.name,
            purpose=file.purpose,
            current=file.current,
            media_type=newest.media_type,
            size=newest.size,
        )


class ShareView(Struct, frozen=True, kw_only=True):
    """`url` is told once, when the link is made. `version` is the file's."""

    id: LinkId
    version: int
    number: int
    note: str
    expires_at: datetime
    created_at: datetime
    created_by: str
    revoked_at: datetime | None
    url: str = ""

    @classmethod
    def of(cls, file: File, share: Share, url: str = "") -> Self:
        return cls(
            id=share.id,
            version=file.version,
            number=share.number,
            note=share.note,
            expires_at=share.expires_at,
            created_at=share.created_at,
            created_by=share.created_by,
            revoked_at=share.revoked_at,
            url=url,
        )


class FileCard(Struct, frozen=True, kw_only=True):
    """What neighbours are told; `key` is where the store has the content that counts."""

    id: FileId
    name: str
    purpose: str
    media_type: str
    size: int
    sha256: str
    key: str
    is_archived: bool


class Content(Struct, frozen=True, kw_only=True):
    """One version, for who wants its bytes; the name is the one to keep it under."""

    file_id: FileId
    version_id: FileVersionId
    number: int
    name: str
    media_type: str
    size: int
    sha256: str
    key: str
    rendered_at: datetime | None = None
    preview_type: str | None = None
    thumbnail_type: str | None = None
    pages: int | None = None


class Swept(Struct, frozen=True, kw_only=True):
    """What a sweep found that nobody names: how many contents, of how many bytes."""

    contents: int = 0
    size: int = 0
