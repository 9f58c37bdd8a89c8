"""What a form of a page says, read into a command; and back onto the page with what is wrong.

Fields are named as the command names them: `name`, `lines[0].unit_price`. Numbers are read as
people write them in the shop's place; what is left empty is not said.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta, UnsetType

from nexus.kernel.errors import Invalid, NexusError
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.platform.http import Malformed, decode
from nexus.platform.web.formats import Formats
from nexus.platform.web.words import later, say

C = TypeVar("C")
STEP = re.compile(r"\.?([a-z_][a-z0-9_]*)|\[(\d{1,4})\]", re.I)
LENGTH = re.compile(r"(?:(?P<h>\d+(?:[.,]\d+)?)\s*h)?\s*(?:(?P<m>\d+)\s*(?:m|min)?)?", re.I)
CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")
LARGEST_LIST = 1000
NEEDED = later("This is needed.")


class Unreadable(Exception):
    """The form does not make a command. `errors` says why, by the name of the field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(later("Some fields need you."))
        self.errors = errors


class Form:
    """What was typed, or what a thing is at present, and what is wrong with it.

    Templates ask `form["name"]` for the text of a field and `form.error("name")`.
    """

    def __init__(
        self,
        said: Iterable[tuple[str, str]] = (),
        errors: Mapping[str, str] | None = None,
        fault: str = "",
    ) -> None:
        self.said: dict[str, list[str]] = {}
        for name, value in said:
            self.said.setdefault(name, []).append(value)
        self.errors = dict(errors or {})
        self.fault = fault  # of the whole, not of a field

    @classmethod
    def of(cls, thing: Any, formats: Formats) -> "Form":
        """Fill a form with a view, a command or a mapping."""
        plain = msgspec.structs.asdict(thing) if isinstance(thing, msgspec.Struct) else thing
        return cls(_texts(plain, formats))

    def __getitem__(self, name: str) -> str:
        """Return what was typed; several values as they are typed into one field."""
        return ", ".join(self.said.get(name, ()))

    def all(self, name: str) -> list[str]:
        return self.said.get(name, [])

    def has(self, name: str, value: str) -> bool:
        return value in self.said.get(name, ())

    def error(self, name: str) -> str:
        """Return what is wrong with a field, in the language of the page."""
        return say(self.errors.get(name, ""))

    @property
    def version(self) -> int | None:
        """Return the version of the thing that the form was made for."""
        told = self["_version"]
        return int(told) if told.isdecimal() and len(told) < 10 else None

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.fault)

    def count(self, name: str) -> int:
        """Return how many parts of a list were said: lines[0], lines[1], ..."""
        found = [it[len(name) + 1 :].partition("]")[0] for it in self.said if _begins(it, name)]
        return max((int(number) + 1 for number in found if number.isdigit()), default=0)

    def wrong(self, error: Exception) -> "Form":
        """Return the form with what an error says of it."""
        again = Form(errors=self.errors, fault=self.fault)
        again.said = self.said
        if isinstance(error, Unreadable):
            again.errors |= error.errors
        elif isinstance(error, Malformed):
            again.errors |= error.fields
        elif isinstance(error, Invalid) and error.field:
            again.errors[error.field] = error.message
        else:
            again.fault = error.message if isinstance(error, NexusError) else str(error)
            told = error.more.get("errors") if isinstance(error, NexusError) else None
            again.errors |= told if isinstance(told, dict) else {}
        return again

    def read(self, kind: type[C], formats: Formats, **more: Any) -> C:
        """Return the command that was typed; Unreadable tells every field that is wrong."""
        errors: dict[str, str] = {}
        tree: dict[str, Any] = {}
        command_type: Any = kind
        known = _fields(command_type)
        for name, values in self.said.items():
            if (path := _path(name)) and path[0] in known:
                _plant(tree, path, values)
        plain = _command(kind, tree, formats, "", errors) | more
        errors |= {name: NEEDED for name in self.all("_needed") if self._misses(name, known)}
        if not errors:
            try:
                command: C = decode(msgspec.json.encode(plain), kind)
                return command
            except Malformed as error:
                errors = {name: _kinder(said) for name, said in error.fields.items()}
        raise Unreadable(errors)

    def _misses(self, name: str, known: Iterable[str]) -> bool:
        """Tell whether a field that the form calls needed was left empty."""
        typed = self.said.get(name)
        return name in known and typed is not None and not any(map(str.strip, typed))


def _begins(name: str, of: str) -> bool:
    return name.startswith(f"{of}[")


def _path(name: str) -> list[str | int]:
    steps: list[str | int] = []
    at = 0
    while at < len(name):
        step = STEP.match(name, at)
        if step is None:
            return []
        steps.append(step[1] if step[1] else int(step[2]))
        at = step.end()
    return steps


def _plant(tree: Any, path: list[str | int], values: list[str]) -> None:
    """Put the values where the path leads; lists are kept by their numbers at first."""
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            return
    tree[path[-1]] = values


@cache
def _fields(kind: Any) -> dict[str, Any]:
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


def _command(
    kind: Any, tree: dict[Any, Any], formats: Formats, at: str, errors: dict[str, str]
) -> dict[str, Any]:
    said = {}
    for name, field in _fields(kind).items():
        if name not in tree:
            continue
        try:
            value = _value(field.type, tree[name], formats, f"{at}{name}", errors)
        except ValueError as error:
            errors[f"{at}{name}"] = str(error)
            continue
        if value is not UNSET:
            said[name] = value
        elif field.required:
            errors[f"{at}{name}"] = NEEDED
    return said


def _value(kind: Any, said: Any, formats: Formats, at: str, errors: dict[str, str]) -> Any:
    plain, clears = _plain(kind)
    if isinstance(said, dict):  # parts
        return _parts(plain, said, formats, at, errors)
    if get_origin(plain) is list:
        inner = get_args(plain)[0]
        parts = said if _plain(inner)[0] is not str else [p for it in said for p in it.split(",")]
        read = [_value(inner, [it.strip()], formats, at, errors) for it in parts if it.strip()]
        return [it for it in read if it is not UNSET]
    text = said[-1]
    if plain is bool:
        return text in ("on", "true", "1", "yes")
    if plain is not str and not text.strip():
        return None if clears else UNSET
    if plain is str and not text and (clears or _needs_sign(kind)):
        return None if clears else UNSET
    return _read(plain, text, formats)


def _parts(
    plain: Any, said: dict[Any, Any], formats: Formats, at: str, errors: dict[str, str]
) -> Any:
    if get_origin(plain) is list:
        inner, _ = _plain(get_args(plain)[0])
        rows = [said[n] for n in sorted(it for it in said if isinstance(it, int))]
        if len(rows) > LARGEST_LIST:
            raise ValueError(later("That is too long a list."))
        filled = [row for row in rows if not isinstance(row, dict) or _says(row)]
        return [
            _command(inner, row, formats, f"{at}[{n}].", errors)
            if isinstance(row, dict)
            else _read(inner, row[-1], formats)
            for n, row in enumerate(filled)
        ]
    if isinstance(plain, type) and issubclass(plain, msgspec.Struct):
        return _command(plain, said, formats, f"{at}.", errors) if _says(said) else UNSET
    if get_origin(plain) is dict:
        return _entries(get_args(plain)[1], said, formats, at, errors)
    raise ValueError(later("This has no parts."))


def _entries(
    kind: Any, said: dict[Any, Any], formats: Formats, at: str, errors: dict[str, str]
) -> dict[str, Any]:
    """Read a map entry by entry. One of which nothing is said is cleared, where null does that."""
    clears = _plain(kind)[1]
    read = {str(k): _value(kind, v, formats, f"{at}.{k}", errors) for k, v in said.items()}
    return {k: None if v is UNSET else v for k, v in read.items() if v is not UNSET or clears}


def _says(row: dict[Any, Any]) -> bool:
    """Tell whether anything was typed in a row of the form, beyond what it came with."""
    typed = (value for name, value in row.items() if name not in ("quantity", "tax", "unit", "id"))
    return any(_says(it) if isinstance(it, dict) else any(map(str.strip, it)) for it in typed)


@cache
def _plain(kind: Any) -> tuple[Any, bool]:
    """Return the type without its decoration, and whether null clears it."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) not in (Union, UnionType):
        return kind, False
    parts = get_args(kind)
    rest = [it for it in parts if it not in (type(None), UnsetType)]
    inner = next((it for it in rest if it is Decimal), rest[0])  # an amount may be money as well
    return _plain(inner)[0], type(None) in parts


@cache
def _needs_sign(kind: Any) -> bool:
    """Tell whether a text of this type is never empty: then an empty field says nothing."""
    if get_origin(kind) is Annotated:
        bounds = [it.min_length for it in get_args(kind)[1:] if isinstance(it, Meta)]
        return any(bound for bound in bounds) or _needs_sign(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return any(_needs_sign(it) for it in get_args(kind))
    return False


def _read(kind: Any, text: str, formats: Formats) -> Any:
    if kind is Decimal:
        return str(_number(text, formats))
    if kind is int:
        number = _number(text, formats)
        if number != number.to_integral_value():
            raise ValueError(later("Write a whole number."))
        return int(number)
    if kind is Money:
        return {"amount": str(_number(text, formats)), "currency": formats.currency}
    if kind is timedelta:
        return f"PT{int(length(text).total_seconds())}S"
    if kind is datetime:
        return _instant(text, formats.zone)
    if kind is date:
        return text.strip()
    return text


def _number(text: str, formats: Formats) -> Decimal:
    try:
        return formats.read(text)
    except ValueError as error:
        raise ValueError(later("Write a number, such as 12.50.")) from error


def _instant(text: str, zone: ZoneInfo) -> str:
    """Read what an input of type datetime-local says as an instant in the shop's zone."""
    try:
        said = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(later("Write a day and a time.")) from error
    return (said if said.tzinfo else said.replace(tzinfo=zone)).isoformat()


def length(text: str) -> timedelta:
    """Read a length of work: "1:30", "1h 30", "1.5 h", "90 min", "90"."""
    said = text.strip()
    if clock := CLOCK.fullmatch(said):
        return timedelta(hours=int(clock[1]), minutes=int(clock[2]))
    found = LENGTH.fullmatch(said)
    if not said or found is None:
        raise ValueError(later("Write how long, such as 1:30 or 90 min."))
    hours = Decimal((found["h"] or "0").replace(",", "."))
    return timedelta(hours=float(hours), minutes=int(found["m"] or 0))


def _texts(plain: Any, formats: Formats, at: str = "") -> Iterator[tuple[str, str]]:
    """Say what a thing is, field by field, as it would be typed."""
    if isinstance(plain, msgspec.Struct) and not isinstance(plain, Money):
        plain = msgspec.structs.asdict(plain)
    if isinstance(plain, Mapping):
        for name, value in plain.items():
            yield from _texts(value, formats, f"{at}.{name}" if at else str(name))
    elif isinstance(plain, list | tuple):
        for n, value in enumerate(plain):
            is_part = isinstance(value, msgspec.Struct | Mapping)
            yield from _texts(value, formats, f"{at}[{n}]" if is_part else at)
    elif (text := _text(plain, formats)) is not None:
        yield at, text


TYPED: dict[type, Callable[[Any, Formats], str]] = {
    bool: lambda it, formats: "on" if it else "",
    Decimal: lambda it, formats: formats.number(it).replace("\N{MINUS SIGN}", "-"),
    Money: lambda it, formats: formats.number(it.amount).replace("\N{MINUS SIGN}", "-"),
    timedelta: lambda it, formats: formats.hours(it),
    datetime: lambda it, formats: f"{it.astimezone(formats.zone):%Y-%m-%dT%H:%M}",
}


def _text(value: Any, formats: Formats) -> str | None:
    if value is None or value is UNSET:
        return None
    if isinstance(value, Enum):
        return str(value.value)
    typed = TYPED.get(type(value))
    return typed(value, formats) if typed else str(value)


def _kinder(said: str) -> str:
    """Say what a decoder says in words for who fills in a form."""
    for begin, kind in (
        ("Expected `str` of length >= 1", later("This is needed.")),
        ("Expected 'str' of length >= 1", later("This is needed.")),
        ("This is required", later("This is needed.")),
        ("Invalid RFC3339", later("Write a day, such as 2026-03-02.")),
        ("Invalid UUID", later("Choose one of the list.")),
        ("Invalid enum", later("Choose one of the list.")),
        ("Expected 'array' of length >= 1", later("Choose one at least.")),
    ):
        if said.startswith(begin):
            return kind
    if "matching regex" in said:
        return later("There are signs in it that do not belong there.")
    if found := re.match(r"Expected .(\w+). (of length )?(<=|>=) (-?\d+)", said):
        bound = int(found[4])
        if found[3] == ">=":
            return phrase("This is %(least)s at least.", least=bound)
        if found[1] == "str":
            return phrase("At most %(most)s signs.", most=bound)
        if found[1] == "array":
            return phrase("At most %(most)s of them.", most=bound)
        return phrase("This is %(most)s at most.", most=bound)
    return said
