"""What the rows of a list say, and which of them are about one thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from nexus.integrations.domain import (
    LONGEST_CELL,
    Field,
    Kind,
    Line,
    Problem,
    Thing,
    key_of,
    read,
)
from nexus.integrations.service.desks import Desk, Said
from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase

CURRENCY = "_currency"
SHOWN = 200  # signs of a cell that a problem shows


@dataclass(kw_only=True)
class Entry:
    """What one row says. What it does not say is left out."""

    number: int
    said: Said = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.said.get("name") or "")


class Reader:
    """Reads rows by the mapping; `currency` is that of amounts without one."""

    def __init__(self, desk: Desk, mapping: Mapping[str, str | None], currency: str) -> None:
        self._desk = desk
        self._currency = currency
        self._columns: list[tuple[int, str, Field]] = [
            (at, title, desk.thing.field(name))
            for at, (title, name) in enumerate(mapping.items())
            if name is not None
        ]
        self.titles = {it.name: title for _, title, it in self._columns}

    @property
    def fields(self) -> Sequence[Field]:
        return [it for _, _, it in self._columns]

    def entry(self, line: Line) -> Entry:
        """Read a row. All that is wrong with it is told at once."""
        entry = Entry(number=line.number)
        cells: dict[str, str] = {}
        for at, title, its in self._columns:
            text = line.cells[at].strip() if at < len(line.cells) else ""
            if text:
                cells[its.name] = text
                self._take(entry, title, its, text)
        self._compose(entry, cells)
        for it in self._desk.thing.fields:
            if it.is_needed and it.name not in cells:
                entry.problems.append(
                    Problem(self.titles.get(it.name, it.label), "", f"The {it.name} is missing.")
                )
        return entry

    def _take(self, entry: Entry, title: str, its: Field, text: str) -> None:
        try:
            if len(text) > LONGEST_CELL:
                raise Invalid("This is too long.")
            if its.kind is Kind.MONEY:
                entry.said[its.name] = read(its, text)
            else:
                entry.said[its.name] = typed(read(its, text), self._desk.types[its.name])
        except Invalid as error:
            entry.problems.append(Problem(title, printable(text), str(error)))

    def _compose(self, entry: Entry, cells: Mapping[str, str]) -> None:
        """Make money of amounts and their currencies."""
        for _, title, its in self._columns:
            if its.kind is not Kind.MONEY:
                continue
            currency = entry.said.pop(its.name + CURRENCY, self._currency)
            if its.name not in entry.said:
                continue
            wanted = {"amount": entry.said.pop(its.name), "currency": currency}
            try:
                entry.said[its.name] = typed(wanted, self._desk.types[its.name])
            except Invalid as error:
                entry.problems.append(Problem(title, printable(cells[its.name]), str(error)))
        for name in [name for name in entry.said if name.endswith(CURRENCY)]:
            if name not in self._desk.types or name.removesuffix(CURRENCY) in self.titles:
                del entry.said[name]


def typed(value: object, kind: Any) -> Any:
    """Return the value as the command has it; Invalid says why not."""
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        said = str(error).partition(" - at ")[0].replace("`", "“", 1).replace("`", "”", 1)
        if "matching regex" in said:
            said = "There are signs in it that do not belong there"
        raise Invalid(f"{said}.") from error


def printable(text: str) -> str:
    """Return the text as far as a problem shows it."""
    return "".join(sign if sign.isprintable() else " " for sign in text[:SHOWN])


@dataclass(eq=False)
class Group:
    """The rows that are about one thing; the later word counts."""

    known: Said | None = None
    entries: list[Entry] = field(default_factory=list)
    note: str = ""

    @property
    def said(self) -> Said:
        merged: Said = {}
        for entry in self.entries:
            merged |= entry.said
        return merged


class Matcher:
    """Sorts rows into groups, by what the thing is recognised by."""

    def __init__(self, thing: Thing, known: Iterable[Said], *, codes_come_in: bool) -> None:
        self._thing = thing
        self._codes_come_in = codes_come_in
        self._at: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Group]] = {}
        self.groups: list[Group] = []
        for said in known:
            self._register(Group(said), said)

    def place(self, entry: Entry) -> None:
        """Fold the row into its group; Invalid if it may be about several."""
        group, by = self._find(entry.said)
        code = self._thing.keys[0][0]
        if group is None:
            group = Group()
        elif by != self._thing.keys[0] and group.known is not None and code in entry.said:
            entry.said.pop(code)
            group.note = f"It is known as {group.known.get(code)} and keeps that code."
        if not group.entries:
            self.groups.append(group)
        group.entries.append(entry)
        self._register(group, entry.said)

    def _find(self, said: Said) -> tuple[Group | None, tuple[str, ...]]:
        for names in self._thing.keys:
            value = key_of(names, said)
            if value is None or (names[0] == "name" and self._has_own_code(said)):
                continue
            if groups := self._at.get((names, value)):
                if len(groups) > 1:
                    several = ", ".join(str(said[name]) for name in names if name in said)
                    message = phrase(
                        "There are several “%(several)s”. Say which one by its code.",
                        several=several,
                    )
                    raise Invalid(message, names[0])
                return groups[0], names
        return None, ()

    def _has_own_code(self, said: Said) -> bool:
        first = self._thing.keys[0]
        return self._codes_come_in and "name" not in first and key_of(first, said) is not None

    def _register(self, group: Group, said: Said) -> None:
        for names in self._thing.keys:
            if (value := key_of(names, said)) is not None:
                groups = self._at.setdefault((names, value), [])
                if group not in groups:
                    groups.append(group)
