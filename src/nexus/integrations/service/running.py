"""A list is taken in, thing by thing, through the use cases of the module that owns it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec

from nexus.integrations.domain import Line, Outcome, Problem, Result
from nexus.integrations.ports import ImportsUnitOfWork
from nexus.integrations.service.desks import Desk, Said
from nexus.integrations.service.reading import Entry, Group, Matcher, Reader, printable, typed
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NexusError, NotAllowed, NotFound, Refused, Stale

STEP = 50  # things between two words of progress
MARKS = ("version", "on_hand", "reserved", "on_order")
Progress = Callable[[int, int], None]


def unseen(done: int, all: int) -> None:
    """Let nobody watch."""


class _Nothing(Exception):
    """Ends the part that found nothing to change, so that not even a version moves."""


class Run:
    """Takes the rows in, in the open transaction. Each thing is a part that may fail by itself."""

    def __init__(self, uow: ImportsUnitOfWork, actor: Actor, desk: Desk, reader: Reader) -> None:
        self._uow = uow
        self._actor = actor
        self._desk = desk
        self._reader = reader
        self._results: dict[int, Result] = {}

    def take_in(self, lines: Sequence[Line], progress: Progress = unseen) -> list[Result]:
        matcher = Matcher(
            self._desk.thing,
            self._desk.all(self._actor),
            codes_come_in=self._desk.thing.keys[0][0] in self._desk.new_names,
        )
        for line in lines:
            self._place(matcher, self._reader.entry(line))
        for done, group in enumerate(matcher.groups):
            if done % STEP == 0:
                progress(done, len(matcher.groups))
            self._settle(group)
        progress(len(matcher.groups), len(matcher.groups))
        return [self._results[line.number] for line in lines]

    def _place(self, matcher: Matcher, entry: Entry) -> None:
        if not entry.problems:
            try:
                entry.said = self._desk.resolve(self._actor, entry.said)
                matcher.place(entry)
                return
            except Invalid as error:
                self._blame(entry, error)
        self._fail(entry)

    def _settle(self, group: Group) -> None:
        first, *others = group.entries
        try:
            result = self._attempt(group)
        except (Invalid, Refused, NotFound, Stale) as error:
            for entry in group.entries:
                self._blame(entry, error)
                self._fail(entry)
            return
        self._results[first.number] = replace(result, number=first.number, name=first.name)
        again = result.outcome
        if again is Outcome.NEW:
            again = Outcome.UPDATED
        for entry in others:
            note = f"It is the same as in row {first.number}."
            self._results[entry.number] = Result(
                number=entry.number,
                outcome=again,
                name=entry.name,
                thing_id=result.thing_id,
                note=note,
            )

    def _attempt(self, group: Group) -> Result:
        if group.known is None:
            with self._uow.attempt():
                return self._create(group)
        known, id = group.known, UUID(group.known["id"])
        if known.get("archived_at") or known.get("is_archived") or known.get("is_active") is False:
            raise Refused("This one is archived. Restore it first.")
        before = plain(self._desk.one(self._actor, id))
        result = Result(number=0, outcome=Outcome.UNCHANGED, thing_id=str(id), note=group.note)
        if not (news := self._news(group.said, before)):
            return result
        try:
            with self._uow.attempt():
                after = plain(self._change(id, news))
                changed = {it: before[it] for it in news if before.get(it) != after.get(it)}
                if not changed:
                    raise _Nothing
        except _Nothing:
            return result
        return replace(result, outcome=Outcome.UPDATED, before=changed, marks=marks_of(after))

    def _create(self, group: Group) -> Result:
        said = self._desk.composed(group.said)
        made = self._desk.create(self._actor, msgspec.convert(plain(said), self._desk.new))
        seen = plain(made)
        return Result(number=0, outcome=Outcome.NEW, thing_id=seen["id"], marks=marks_of(seen))

    def _change(self, id: UUID, news: Said) -> Any:
        return self._desk.change(self._actor, id, msgspec.convert(plain(news), self._desk.news))

    def _news(self, said: Said, before: Mapping[str, Any]) -> Said:
        """Return what the rows say and the thing does not."""
        can_change = self._desk.news_types
        fresh = {it.name for it in self._desk.thing.fields if it.new_only}
        return {
            name: value
            for name, value in said.items()
            if name in can_change
            and name not in fresh
            and not _same(value, before.get(name), can_change[name])
        }

    def _blame(self, entry: Entry, error: NexusError) -> None:
        name = self._desk.named(getattr(error, "field", None) or "")
        value = entry.said.get(name, "")
        column = self._reader.titles.get(name, "")
        entry.problems.append(Problem(column, printable(str(value)), str(error)))

    def _fail(self, entry: Entry) -> None:
        self._results[entry.number] = Result(
            number=entry.number,
            outcome=Outcome.ERROR,
            name=printable(entry.name),
            problems=entry.problems,
        )


def take_back(uow: ImportsUnitOfWork, actor: Actor, desk: Desk, result: Result) -> str:
    """Undo what became of a row; return why it is left as it is, or nothing."""
    if result.thing_id is None or not result.marks:
        return ""
    id = UUID(result.thing_id)
    try:
        with uow.attempt():
            seen = desk.one(actor, id)
            if marks_of(plain(seen)) != result.marks:
                raise Stale("It was changed or used since.")
            if result.outcome is Outcome.NEW:
                desk.take_back(actor, id, seen.version)
            elif result.before:
                wish = msgspec.convert(dict(result.before), desk.news, strict=False)
                desk.change(actor, id, wish, seen.version)
    except NotFound:
        return "It was deleted since."
    except NotAllowed:
        raise
    except NexusError as error:
        return str(error)
    return ""


def counts_of(results: Sequence[Result]) -> dict[str, int]:
    return dict(Counter(str(result.outcome) for result in results))


def plain(value: Any) -> Any:
    """Return the value in the types of the wire."""
    return msgspec.to_builtins(value)


def marks_of(seen: Mapping[str, Any]) -> dict[str, str]:
    """Return what tells whether a thing was changed or used."""
    return {name: str(seen[name]) for name in MARKS if name in seen}


def _same(value: Any, before: Any, kind: Any) -> bool:
    if before is None:
        return value is None
    try:
        return bool(typed(before, kind) == value)
    except Invalid:
        return False
