"""What can be imported: a table of things, each with its fields and what it is recognised by."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase
from nexus.kernel.text import code_key, key, tidy, tidy_text

CODES = ("code", "sku_code")


class Kind(StrEnum):
    """How the text of a cell is read."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    CHOICE = "choice"
    DAY = "day"
    LIST = "list"
    MONEY = "money"  # its currency stands in a column of its own, else it is the shop's


@dataclass(frozen=True)
class Field:
    """A column that a thing may have.

    `new_only`: it says how a new thing begins, and nothing of one that is known. `scope` is the
    permission for this column beside those of the thing.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    is_needed: bool = False
    example: str = ""
    aliases: str = ""
    new_only: bool = False
    scope: str = ""

    @property
    def spellings(self) -> frozenset[str]:
        return frozenset(map(bare, (self.name, self.label, *self.aliases.split())))


@dataclass(frozen=True)
class Thing:
    """`keys` tell a known one from a new one, the surest first; each is a set of fields."""

    name: str
    label: str
    fields: tuple[Field, ...]
    keys: tuple[tuple[str, ...], ...]
    scopes: tuple[str, ...]

    def field(self, name: str) -> Field:
        for field in self.fields:
            if field.name == name:
                return field
        raise Invalid(
            phrase("%(label)s have no field “%(name)s”.", label=phrase(self.label), name=name),
            "mapping",
        )

    def guess(self, title: str) -> str | None:
        """Return the field that a column's title means."""
        for wanted in (bare(title), re.sub(r"\d+$", "", bare(title))):
            for field in self.fields:
                if wanted and wanted in field.spellings:
                    return field.name
        return None


def bare(title: str) -> str:
    """Return what is left of a title without case, marks and signs."""
    return re.sub(r"[^a-z0-9]", "", key(title))


def key_of(names: Sequence[str], said: Mapping[str, object]) -> tuple[str, ...] | None:
    """Return what a thing is recognised by, from its fields; None if one of them is empty."""
    found = []
    for name in names:
        value = said.get(name)
        if not value:
            return None
        text = str(value)
        found.append(code_key(text) if name in CODES else key(text))
    return tuple(found)


NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(\.\d{3})+,\d+")
COMMA = re.compile(r"[+-]?\d+,\d+")
UNSURE = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


def read(field: Field, cell: str) -> object:
    """Return what a cell says, ready for the command's own checks; Invalid with the reason."""
    readers = {
        Kind.NUMBER: number_of,
        Kind.WHOLE: number_of,
        Kind.MONEY: number_of,
        Kind.CHOICE: lambda text: key(text).replace(" ", "_").replace("-", "_"),
        Kind.DAY: day_of,
        Kind.LIST: list_of,
        Kind.TEXT: tidy_text,
    }
    return readers[field.kind](cell)


def number_of(text: str) -> str:
    """Return the number as a computer writes it; `1,500` may be two numbers, so it is none."""
    plain = re.sub(r"[\s\u00a0\u202f'\u2019]", "", text)
    plain = re.sub(r"^[A-Z]{3}|^[^\d+\-.,]|[^\d.,]$", "", plain)
    if NUMBER.fullmatch(plain):
        return re.sub(r"\.0+$", "", plain)
    if GROUPED.fullmatch(plain):
        last = max(plain.rfind("."), plain.rfind(","))
        return re.sub(r"[.,]", "", plain[:last]) + "." + plain[last + 1 :]
    if UNSURE.fullmatch(plain):
        raise Invalid(
            phrase(
                "“%(text)s” can be read in two ways. Write %(plain)s or so.",
                text=text,
                plain=plain.replace(",", ""),
            )
        )
    if COMMA.fullmatch(plain):
        return plain.replace(",", ".")
    raise Invalid("This is no number.")


def day_of(text: str) -> str:
    """Return the day as ISO 8601 writes it; `03/04/2026` may be two days, so it is none."""
    plain = tidy(text)
    if found := DAY.fullmatch(plain):
        return "-".join(found.groups())
    if found := DOTTED.fullmatch(plain):
        day, month, year = map(int, found.groups())
        return f"{year:04}-{month:02}-{day:02}"
    if found := SLASHED.fullmatch(plain):
        first, second, year = map(int, found.groups())
        if first <= 12 and second <= 12 and first != second:
            raise Invalid(
                phrase(
                    "“%(plain)s” can be read in two ways. Write days as %(year)s-12-31.",
                    plain=plain,
                    year=f"{year:04}",
                )
            )
        day, month = (first, second) if second <= 12 else (second, first)
        return f"{year:04}-{month:02}-{day:02}"
    raise Invalid("This is no day. Write days as 2026-12-31.")


def list_of(text: str) -> list[str]:
    return [part for part in map(tidy, re.split(r"[,;|\n]", text)) if part]
