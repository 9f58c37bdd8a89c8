"""Reading the activity log: who changed what, filtered, page by page."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa

from nexus.kernel.actor import Door
from nexus.kernel.ids import UserId
from nexus.kernel.page import Page
from nexus.platform.activity import broken_links, entries
from nexus.platform.listing import page
from nexus.platform.transaction import SqlReading

Sort = Literal["-at", "at"]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A field's value before and after; None where the thing was not there."""

    before: Any
    after: Any


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """`actor` is the name at that time. `caused_by_id` is whose wish set an automatic act off."""

    id: UUID
    at: datetime
    user_id: UUID | None
    actor: str
    caused_by_id: UUID | None
    door: Door
    action: str
    entity_type: str
    entity_id: UUID
    part_of_id: UUID | None
    changes: dict[str, Change]


class ListEntries(msgspec.Struct, frozen=True, kw_only=True):
    """`entity_id` finds the thing's parts too: a sale's lines with the sale."""

    entity_type: str | None = None
    entity_id: UUID | None = None
    action: str | None = None
    user_id: UserId | None = None
    door: Door | None = None
    since: datetime | None = None  # at that instant or later
    until: datetime | None = None  # before that instant
    sort: Sort = "-at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class SqlHistory(SqlReading):
    def page(self, wish: ListEntries) -> Page[EntryView]:
        return page(
            self.connection,
            sa.select(entries).where(entries.c.shop_id == self.shop_id, *_conditions(wish)),
            _view,
            sorts={"at": entries.c.at},
            id=entries.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def beginnings(self, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
        """Return with which values things began, as far as the log saw it. One statement."""
        c = entries.c
        query = sa.select(c.entity_id, c.changes).where(
            c.shop_id == self.shop_id, c.entity_id.in_(ids), c.action == "created"
        )
        read = msgspec.json.Decoder(dict[str, tuple[Any, Any]])
        return {
            row.entity_id: {name: new for name, (_, new) in read.decode(row.changes).items()}
            for row in self.connection.execute(query)
        }

    def faults(self) -> list[str]:
        """Return what breaks the chains of entries; nothing if all are as they were written."""
        return list(broken_links(self.connection, self.shop_id))


def _conditions(wish: ListEntries) -> list[sa.ColumnElement[bool]]:
    c = entries.c
    wanted = {
        "entity_type": wish.entity_type,
        "action": wish.action,
        "user_id": wish.user_id,
        "door": wish.door,
    }
    conditions = [c[name] == value for name, value in wanted.items() if value is not None]
    if wish.entity_id is not None:
        conditions.append((c.entity_id == wish.entity_id) | (c.part_of_id == wish.entity_id))
    if wish.since is not None:
        conditions.append(c.at >= wish.since)
    if wish.until is not None:
        conditions.append(c.at < wish.until)
    return conditions


def _view(row: sa.Row[Any]) -> EntryView:
    changes = msgspec.json.decode(row.changes, type=dict[str, tuple[Any, Any]])
    return EntryView(
        id=row.id,
        at=row.at,
        user_id=row.user_id,
        actor=row.actor,
        caused_by_id=row.caused_by_id,
        door=row.door,
        action=row.action,
        entity_type=row.entity_type,
        entity_id=row.entity_id,
        part_of_id=row.part_of_id,
        changes={name: Change(before=old, after=new) for name, (old, new) in changes.items()},
    )
