"""The activity log over REST: who changed what, by which door, from what to what."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream

from nexus.kernel.actor import Actor, Door
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import ShopId, UserId
from nexus.kernel.page import Page
from nexus.kernel.sight import hidden_names
from nexus.platform.history import EntryView, ListEntries, Sort, SqlHistory
from nexus.platform.http import Caller, Cursor, Limit, Total
from nexus.platform.spreadsheet import MARK, lines

READ = "activity.read"
CHUNK = 500
NAMES = ("name", "code", "sku_code", "number", "title", "full_name", "username", "file_name")
COLUMNS = (
    *("id", "at", "actor", "user_id", "door", "action"),
    *("entity_type", "entity_id", "part_of_id", "field", "before", "after"),
)


class ActivityLog:
    def __init__(self, reading: Callable[[ShopId], SqlHistory]) -> None:
        self._reading = reading

    def page(self, actor: Actor, wish: ListEntries) -> Page[EntryView]:
        actor.require(READ)
        _check(wish)
        with self._reading(actor.shop_id) as look:
            found = look.page(wish)
        if not (hidden := hidden_names(actor.scopes)):
            return found
        items = [_without(entry, hidden) for entry in found.items]
        return msgspec.structs.replace(found, items=items)

    def names(self, actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
        """Return what things were called when they were made."""
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            began = look.beginnings(ids) if ids else {}
        return {id: name for id, values in began.items() if (name := called(values))}

    def check(self, actor: Actor) -> list[str]:
        """Read the whole log, and return what was altered in it."""
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return look.faults()

    def export(self, actor: Actor, wish: ListEntries) -> Iterator[str]:
        """Return the entries as CSV, a line per changed field; chunk by chunk, of any length."""
        actor.require(READ)
        _check(wish)
        return self._chunks(actor, msgspec.structs.replace(wish, limit=CHUNK))

    def _chunks(self, actor: Actor, wish: ListEntries) -> Iterator[str]:
        yield MARK + lines([COLUMNS])
        while True:
            found = self.page(actor, wish)
            yield lines(row for entry in found.items for row in _rows(entry))
            if found.next is None:
                return
            wish = msgspec.structs.replace(wish, cursor=found.next)


def called(values: dict[str, Any]) -> str:
    """Return the name among a thing's values."""
    return next((str(it) for name in NAMES if (it := values.get(name))), "")


def _without(entry: EntryView, hidden: frozenset[str]) -> EntryView:
    """Leave out what the views hide: a field is called the same there and here."""
    changes = {name: change for name, change in entry.changes.items() if name not in hidden}
    return msgspec.structs.replace(entry, changes=changes)


def _check(wish: ListEntries) -> None:
    for name, instant in (("from", wish.since), ("to", wish.until)):
        if instant is not None and instant.tzinfo is None:
            raise Invalid("An instant has a zone, such as 2026-03-02T15:00:00Z.", name)


def _rows(entry: EntryView) -> Iterator[tuple[object, ...]]:
    told = (
        *(entry.id, entry.at.isoformat(), entry.actor, entry.user_id, entry.door, entry.action),
        *(entry.entity_type, entry.entity_id, entry.part_of_id),
    )
    for name, change in entry.changes.items():
        yield (*told, name, _cell(change.before), _cell(change.after))


def _cell(value: Any) -> Any:
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else value


CurrentLog = NamedDependency[ActivityLog]
Word = Annotated[str | None, QueryParameter(max_length=60)]
Since = Annotated[
    datetime | None, QueryParameter(name="from", description="At this instant or later.")
]
Until = Annotated[datetime | None, QueryParameter(name="to", description="Before this instant.")]
Thing = Annotated[
    UUID | None, QueryParameter(description="The thing; entries of its parts are found too.")
]


class ActivityApi(Controller):
    path = "/api/activity-log"
    tags = ("activity log",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_activity(
        self,
        activity_log: CurrentLog,
        actor: Caller,
        entity_type: Word = None,
        entity_id: Thing = None,
        action: Word = None,
        user_id: FromQuery[UserId | None] = None,
        door: FromQuery[Door | None] = None,
        since: Since = None,
        until: Until = None,
        sort: FromQuery[Sort] = "-at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[EntryView]:
        """List who changed what, the latest first."""
        return activity_log.page(
            actor,
            ListEntries(
                entity_type=entity_type,
                entity_id=entity_id,
                action=action,
                user_id=user_id,
                door=door,
                since=since,
                until=until,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @get("/export", permission=READ, sync_to_thread=True, media_type="text/csv")
    def export_activity(
        self,
        activity_log: CurrentLog,
        actor: Caller,
        entity_type: Word = None,
        entity_id: Thing = None,
        action: Word = None,
        user_id: FromQuery[UserId | None] = None,
        door: FromQuery[Door | None] = None,
        since: Since = None,
        until: Until = None,
        sort: FromQuery[Sort] = "at",
    ) -> Stream:
        """Write the activity log as CSV, a line for each changed field."""
        wish = ListEntries(
            entity_type=entity_type,
            entity_id=entity_id,
            action=action,
            user_id=user_id,
            door=door,
            since=since,
            until=until,
            sort=sort,
        )
        return Stream(
            activity_log.export(actor, wish),
            headers={"Content-Disposition": 'attachment; filename="activity-log.csv"'},
        )


HANDLERS: list[Any] = [ActivityApi]
