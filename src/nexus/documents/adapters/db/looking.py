"""For looking: views straight from the rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from nexus.documents.adapters.db.tables import file, link, share, version
from nexus.documents.domain import Kind, Purpose
from nexus.documents.messages import (
    Content,
    FileCard,
    FileLinkView,
    FileRow,
    FileVersionView,
    FileView,
    LinkedFile,
    ListFiles,
    ListLinked,
    ShareView,
)
from nexus.documents.ports import Eyes
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import FileId, LinkId
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key
from nexus.platform.listing import page
from nexus.platform.search import found
from nexus.platform.statements import prepared
from nexus.platform.transaction import SqlReading

CHUNK = 500
NO_FILE = phrase("There is no such file.")

SORTS = {"name": file.c.name_key, "created_at": file.c.created_at, "size": file.c.size}
LINK_SORTS = {
    "position": link.c.position,
    "name": file.c.name_key,
    "created_at": link.c.created_at,
}
of_file = (version.c.shop_id == file.c.shop_id) & (version.c.file_id == file.c.id)
counting = of_file & (version.c.number == file.c.current)
attached = (link.c.shop_id == file.c.shop_id) & (link.c.file_id == file.c.id)
CARD = (
    *(file.c[name] for name in ("id", "name", "purpose", "media_type", "size", "archived_at")),
    *(version.c.sha256, version.c.key),
)


@prepared
def used_by(shop_id: Any) -> sa.Select[Any]:
    """Sum up the contents: one that was brought back lies there once."""
    once = (
        sa.select(version.c.key, sa.func.min(version.c.size).label("size"))
        .where(version.c.shop_id == shop_id)
        .group_by(version.c.key)
        .subquery()
    )
    return sa.select(sa.cast(sa.func.coalesce(sa.func.sum(once.c.size), 0), sa.BigInteger))


def seen_by(eyes: Eyes | None) -> sa.ColumnElement[bool]:
    """Tell whether a file may be seen: it hangs on nothing, on something one sees, or is one's."""
    if eyes is None:
        return sa.true()
    is_seen: sa.ColumnElement[bool] = sa.true()
    if eyes.purposes < frozenset(Purpose):
        is_seen &= file.c.purpose.in_(sorted(eyes.purposes))
    if eyes.kinds < frozenset(Kind):
        hangs = sa.exists().where(attached).correlate(file)
        on_seen = sa.exists().where(attached, link.c.kind.in_(sorted(eyes.kinds)))
        free: sa.ColumnElement[bool] = ~hangs | on_seen.correlate(file)
        if eyes.user_id is not None:
            free |= file.c.created_by_id == eyes.user_id
        is_seen &= free
    return is_seen


class SqlDocumentsReading(SqlReading):
    def one(self, id: FileId, eyes: Eyes) -> FileView:
        row = self._file(id, eyes)
        numbered = self._versions(id)
        of_it = (link.c.shop_id == self.shop_id) & (link.c.file_id == id)
        seen = link.c.kind.in_(sorted(eyes.kinds))
        hung = sa.select(link).where(of_it, seen).order_by(link.c.position, link.c.id)
        return FileView(
            **_fields(row, FileRow),
            sha256=numbered[0].sha256,
            versions=numbered,
            links=[
                FileLinkView(**_fields(it, FileLinkView)) for it in self.connection.execute(hung)
            ],
        )

    def page(self, wish: ListFiles, eyes: Eyes) -> Page[FileRow]:
        archived = file.c.archived_at
        query = sa.select(*(file.c[name] for name in FileRow.__struct_fields__)).where(
            file.c.shop_id == self.shop_id,
            archived.is_not(None) if wish.archived else archived.is_(None),
            seen_by(eyes),
            *_wanted(wish),
        )
        if wish.search:
            query = query.where(found(self.shop_id, file, wish.search))
        return page(
            self.connection,
            query,
            lambda row: FileRow(**_fields(row, FileRow)),
            sorts=SORTS,
            id=file.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def linked(self, wish: ListLinked, eyes: Eyes) -> Page[LinkedFile]:
        names = {"position", "role", "type", "notes", "visible_to_customer", "created_at", "id"}
        parts = [link.c[n] if n in names else file.c[n] for n in LINKED]
        query = (
            sa.select(*parts, file.c.id.label("file_id"))
            .join_from(link, file, attached)
            .where(
                link.c.shop_id == self.shop_id,
                link.c.kind == wish.kind,
                link.c.thing_id == wish.thing_id,
                file.c.archived_at.is_(None),
                file.c.purpose.in_(sorted(eyes.purposes)),
            )
        )
        if wish.role is not None:
            query = query.where(link.c.role == wish.role)
        if wish.search:
            query = query.where(found(self.shop_id, file, wish.search))
        return page(
            self.connection,
            query,
            lambda row: LinkedFile(**_fields(row, LinkedFile)),
            sorts=LINK_SORTS,
            id=link.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def versions(self, id: FileId, eyes: Eyes) -> Sequence[FileVersionView]:
        self._file(id, eyes)
        return self._versions(id)

    def shares(self, id: FileId, eyes: Eyes) -> Sequence[ShareView]:
        row = self._file(id, eyes)
        mine = (share.c.shop_id == self.shop_id) & (share.c.file_id == id)
        query = sa.select(share).where(mine).order_by(share.c.id.desc())
        names = [name for name in ShareView.__struct_fields__ if name not in ("url", "version")]
        return [
            ShareView(**{name: getattr(it, name) for name in names}, version=row.version)
            for it in self.connection.execute(query)
        ]

    def content(self, id: FileId, number: int | None, eyes: Eyes | None) -> Content:
        which = counting if number is None else of_file & (version.c.number == number)
        query = self._contents(which).where(file.c.id == id, seen_by(eyes))
        if (row := self.connection.execute(query).one_or_none()) is None:
            raise NotFound(NO_FILE if number is None else phrase("There is no such version."))
        return _content(row)

    def shared(self, share_id: LinkId, at: datetime) -> Content | None:
        by_it = (share.c.shop_id == version.c.shop_id) & (share.c.version_id == version.c.id)
        query = (
            self._contents(of_file)
            .join(share, by_it)
            .where(
                share.c.id == share_id,
                share.c.revoked_at.is_(None),
                share.c.expires_at > at,
                file.c.archived_at.is_(None),
            )
        )
        row = self.connection.execute(query).one_or_none()
        return None if row is None else _content(row)

    def used(self) -> int:
        return self.connection.scalar(used_by, {"shop_id": self.shop_id}) or 0

    def keys(self) -> Iterable[str]:
        query = sa.select(version.c.key).where(version.c.shop_id == self.shop_id)
        return self.connection.scalars(query.execution_options(yield_per=1000))

    def cards(self, ids: Sequence[FileId]) -> Mapping[FileId, FileCard]:
        cards: dict[FileId, FileCard] = {}
        for start in range(0, len(ids), CHUNK):
            mine = (file.c.shop_id == self.shop_id) & file.c.id.in_(ids[start : start + CHUNK])
            query = sa.select(*CARD).join_from(file, version, counting).where(mine)
            cards |= {FileId(row.id): _card(row) for row in self.connection.execute(query)}
        return cards

    def cards_of(self, kind: Kind, thing_id: UUID) -> Sequence[FileCard]:
        query = (
            sa.select(*CARD)
            .join_from(file, version, counting)
            .join(link, attached)
            .where(
                link.c.shop_id == self.shop_id,
                link.c.kind == kind,
                link.c.thing_id == thing_id,
                file.c.archived_at.is_(None),
            )
            .order_by(link.c.position, link.c.id)
        )
        return [_card(row) for row in self.connection.execute(query)]

    def _file(self, id: FileId, eyes: Eyes) -> sa.Row[Any]:
        query = sa.select(file).where(file.c.shop_id == self.shop_id, file.c.id == id)
        row = self.connection.execute(query.where(seen_by(eyes))).one_or_none()
        if row is None:
            raise NotFound(NO_FILE)
        return row

    def _versions(self, id: FileId) -> Sequence[FileVersionView]:
        mine = (version.c.shop_id == self.shop_id) & (version.c.file_id == id)
        query = sa.select(version).where(mine).order_by(version.c.number.desc())
        rows = self.connection.execute(query)
        return [FileVersionView(**_fields(row, FileVersionView)) for row in rows]

    def _contents(self, which: sa.ColumnElement[bool]) -> sa.Select[Any]:
        return (
            sa.select(version, file.c.name)
            .join_from(file, version, which)
            .where(file.c.shop_id == self.shop_id)
        )


LINKED = [name for name in LinkedFile.__struct_fields__ if name != "file_id"]


def _wanted(wish: ListFiles) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    of_links = {"kind": wish.kind, "thing_id": wish.thing_id, "role": wish.role}
    hangs = [link.c[name] == value for name, value in of_links.items() if value is not None]
    if hangs:
        conditions.append(sa.exists().where(attached, *hangs).correlate(file))
    if wish.purpose is not None:
        conditions.append(file.c.purpose == wish.purpose)
    if wish.media_type is not None:
        whole = file.c.media_type == wish.media_type
        family = file.c.media_type.startswith(f"{wish.media_type}/", autoescape=True)
        conditions.append(whole | family)
    if wish.tag is not None:
        conditions.append(file.c.tags_key.contains(f"|{key(wish.tag)}|", autoescape=True))
    return conditions


def _fields(row: sa.Row[Any], kind: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in kind.__struct_fields__}


def _content(row: sa.Row[Any]) -> Content:
    return Content(
        file_id=row.file_id,
        version_id=row.id,
        **{
            name: getattr(row, name)
            for name in Content.__struct_fields__
            if name not in ("file_id", "version_id")
        },
    )


def _card(row: sa.Row[Any]) -> FileCard:
    return FileCard(
        id=row.id,
        name=row.name,
        purpose=row.purpose.value,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        key=row.key,
        is_archived=row.archived_at is not None,
    )
