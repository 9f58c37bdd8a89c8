"""The activity log as pages: what happened, by day, with what was there before and after."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from nexus.app.activity import READ, ActivityLog, CurrentLog, called
from nexus.kernel.actor import Door
from nexus.kernel.ids import UserId, read_id
from nexus.kernel.money import Money
from nexus.platform.activity import plan
from nexus.platform.db import mapping
from nexus.platform.history import EntryView, ListEntries
from nexus.platform.http import Caller, Cursor
from nexus.platform.web.formats import DASH, Formats
from nexus.platform.web.pages import Show, Shown

Day = Annotated[date | None, QueryParameter(name="from")]
LastDay = Annotated[date | None, QueryParameter(name="to")]
Word = Annotated[str | None, QueryParameter(max_length=60)]
ON_A_THING = 20  # entries, in a fragment
LONGEST = 200  # signs of a value that are shown


class Difference(NamedTuple):
    """A field as pages show it. `is_name`: what stands before and after are names of things."""

    field: str
    before: Any
    after: Any


class Told(NamedTuple):
    """An entry as pages tell it."""

    entry: EntryView
    name: str
    differences: Sequence[Difference]


class ActivityPages(Controller):
    path = "/activity"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def activity_page(
        self,
        activity_log: CurrentLog,
        actor: Caller,
        show: Shown,
        entity_type: Word = None,
        entity_id: FromQuery[UUID | None] = None,
        action: Word = None,
        user_id: FromQuery[UserId | None] = None,
        door: FromQuery[Door | None] = None,
        first: Day = None,
        last: LastDay = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """Show who changed what, the latest first."""
        wish = ListEntries(
            entity_type=entity_type,
            entity_id=entity_id,
            action=action,
            user_id=user_id,
            door=door,
            since=_begin(first, show.formats),
            until=_begin(last + timedelta(days=1) if last else None, show.formats),
            cursor=cursor,
            total=True,
        )
        page = activity_log.page(actor, wish)
        people = {it.id: it.name for it in show.choices("user", str(user_id or ""))}
        told = _told(page.items, activity_log, show, people)
        return show(
            "desks/activity.html",
            page=page,
            days=list(_by_day(told, show.formats)),
            wish=wish,
            first=first,
            last=last,
            people=people,
            kinds=_kinds(),
            export=_export(wish),
        )

    @get("/of/{kind:str}/{id:uuid}", permission=READ, sync_to_thread=True)
    def activity_of_page(
        self,
        activity_log: CurrentLog,
        actor: Caller,
        show: Shown,
        kind: FromPath[str],
        id: FromPath[UUID],
    ) -> Response[Any]:
        """Show what happened to a thing and its parts: a fragment of the thing's own page."""
        wish = ListEntries(entity_id=id, limit=ON_A_THING)
        page = activity_log.page(actor, wish)
        if not show.is_part:
            return show.go(f"/activity?{urlencode({'entity_id': id})}")
        people = {it.id: it.name for it in show.choices("user")}
        told = _told(page.items, activity_log, show, people)
        return show("desks/_history.html", told=told, more=page.next is not None, id=id)

    @post("/check", permission=READ, sync_to_thread=True)
    def check_activity_page(
        self, activity_log: CurrentLog, actor: Caller, show: Shown
    ) -> Response[Any]:
        """Tell whether every entry is still as it was written."""
        faults = activity_log.check(actor)
        if faults:
            told = show.say("The log was altered: %(fault)s")
            return show.go("/activity", told % {"fault": faults[0]}, "bad")
        return show.go("/activity", show.say("Every entry is as it was written."))


def _begin(day: date | None, formats: Formats) -> datetime | None:
    return datetime.combine(day, time(), formats.zone) if day else None


def _export(wish: ListEntries) -> str:
    """Return the address of the same entries as CSV."""
    said = {
        "entity_type": wish.entity_type,
        "entity_id": wish.entity_id,
        "action": wish.action,
        "user_id": wish.user_id,
        "door": wish.door.value if wish.door else None,
        "from": wish.since.isoformat() if wish.since else None,
        "to": wish.until.isoformat() if wish.until else None,
    }
    given = {name: str(value) for name, value in said.items() if value is not None}
    return f"/api/activity-log/export?{urlencode(given)}"


def _kinds() -> list[str]:
    """Return the kinds of things that the log tells of."""
    return sorted({plan(mapper).entity_type for mapper in mapping.mappers if plan(mapper).is_told})


def _told(
    entries: Sequence[EntryView], log: ActivityLog, show: Show, people: Mapping[str, str]
) -> list[Told]:
    """Say entries with names in place of ids. One statement, however many."""
    ids = {id for entry in entries for id in _ids(entry)}
    names = {str(id): name for id, name in log.names(show.actor, ids).items()}
    known = {**names, **people}
    return [
        Told(
            entry,
            called({name: it.after for name, it in entry.changes.items()})
            or called({name: it.before for name, it in entry.changes.items()})
            or known.get(str(entry.entity_id), ""),
            [
                Difference(
                    name.removesuffix("_id").replace("_", " "),
                    _readable(it.before, show, known),
                    _readable(it.after, show, known),
                )
                for name, it in entry.changes.items()
            ],
        )
        for entry in entries
    ]


def _ids(entry: EntryView) -> Iterator[UUID]:
    yield entry.entity_id
    for change in entry.changes.values():
        for value in (change.before, change.after):
            if (id := _uuid(value)) is not None:
                yield id


def _uuid(value: Any) -> UUID | None:
    return read_id(value) if isinstance(value, str) and len(value) == 36 else None


def _readable(value: Any, show: Show, names: Mapping[str, str]) -> Any:
    """Write a value of the log as the shop writes such values."""
    if value is None or value == "" or value == [] or value == {}:
        return DASH
    if isinstance(value, bool):
        return show.say("yes") if value else show.say("no")
    if isinstance(value, dict):
        return _parts(value, show, names)
    if isinstance(value, list):
        return ", ".join(str(_readable(it, show, names)) for it in value)[:LONGEST]
    if isinstance(value, int | float):
        return show.formats.number(Decimal(str(value)))
    if _uuid(value):
        return names.get(value, value[-6:])
    return _dated(value, show.formats) or _short(value)


def _parts(value: dict[str, Any], show: Show, names: Mapping[str, str]) -> Any:
    if value.keys() == {"amount", "currency"}:
        try:
            return show.formats.money(msgspec.convert(value, Money))
        except (msgspec.ValidationError, InvalidOperation):
            return str(value["amount"])
    told = (f"{name}: {_readable(it, show, names)}" for name, it in value.items())
    return _short(", ".join(told))


def _dated(value: str, formats: Formats) -> Any:
    """Write it as a day, an instant or a length of time, if it is one."""
    if len(value) < 3 or not (value[:4].isdigit() or value[0] == "P"):
        return None
    for kind, write in WRITTEN:
        try:
            return write(formats, msgspec.convert(value, kind))
        except msgspec.ValidationError:
            continue
    return None


WRITTEN: Sequence[tuple[Any, Any]] = (
    (date, lambda formats, it: formats.day(it)),
    (datetime, lambda formats, it: formats.when(it) if it.tzinfo else None),
    (timedelta, lambda formats, it: formats.hours(it)),
)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _by_day(told: Sequence[Told], formats: Formats) -> Iterator[tuple[date, list[Told]]]:
    days: dict[date, list[Told]] = {}
    for it in told:
        days.setdefault(it.entry.at.astimezone(formats.zone).date(), []).append(it)
    yield from days.items()


HANDLERS: list[Any] = [ActivityPages]
