"""An example of what crosses the border, made from its type."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from msgspec import inspect

from nexus.app.openapi.schemas import may_be_missing

Type = inspect.Type

SAMPLES: dict[type[Type], Any] = {
    inspect.AnyType: None,
    inspect.NoneType: None,
    inspect.BoolType: True,
    inspect.BytesType: "",
    inspect.UUIDType: "0197c2f0-4b2e-7a31-9c1d-5f0e8a6b7c21",
    inspect.DateType: "2026-03-02",
    inspect.TimeType: "08:30:00",
    inspect.DateTimeType: "2026-03-02T15:00:00Z",
    inspect.TimeDeltaType: "PT1H30M",
    inspect.DecimalType: "12.50",
    inspect.FloatType: 0.5,
}
TELLING = {
    "action": "updated",
    "actor": "Ann Meyer",
    "code": "CL-0001",
    "color": "#2c6e8f",
    "country": "ZA",
    "currency": "ZAR",
    "cursor": "WyJuYW1lIiwiQXhlbCJd",
    "email": "ann@example.com",
    "entity_type": "project",
    "language": "en-ZA",
    "locale": "en-ZA",
    "next": "WyJuYW1lIiwiQXhlbCJd",
    "number": "INV-2026-001",
    "permission": "tasks.read",
    "password": "a long walk by the river",
    "phone": "+27 21 555 0134",
    "timezone": "Africa/Johannesburg",
    "token": "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl",
    "username": "ann",
    "website": "https://example.com",
}
GUESSES = (
    *("Oak table", "oak-table", "ZAR", "ZA", "en-ZA", "Europe/Berlin", "08:30", "CL-{n:4}"),
    *("2026-03-02", "#2c6e8f", "123456", "12.50", "ann@example.com", "x", ""),
)


def example(kind: Any, name: str = "") -> Any:
    """Return a value of the kind as it looks on the wire."""
    return _example(inspect.type_info(kind), name)


def _example(info: Type, name: str) -> Any:
    if type(info) in SAMPLES:
        return SAMPLES[type(info)]
    match info:
        case inspect.Metadata():
            given = (info.extra_json_schema or {}).get("examples")
            return given[0] if given else _example(info.type, name)
        case inspect.StrType():
            return _text(info, name)
        case inspect.IntType():
            return _number(info)
        case inspect.EnumType():
            return next(iter(info.cls)).value
        case inspect.LiteralType():
            return info.values[0]
        case inspect.StructType() | inspect.DataclassType():
            return _fields(info)
        case inspect.DictType():
            return {_example(info.key_type, ""): _example(info.value_type, name)}
        case inspect.TupleType():
            return [_example(kind, name) for kind in info.item_types]
        case inspect.UnionType():
            return _example(_best(info.types), name)
    return [_example(info.item_type, name.rstrip("s"))]  # type: ignore[attr-defined]


def _best(types: Iterable[Type]) -> Type:
    """Prefer the alternative that shows the most."""
    order: list[Callable[[Type], bool]] = [
        lambda kind: isinstance(kind, inspect.StructType | inspect.DataclassType),
        lambda kind: not isinstance(kind, inspect.NoneType),
    ]
    kinds = list(types)
    return next((kind for good in order for kind in kinds if good(kind)), kinds[0])


def _fields(info: inspect.StructType | inspect.DataclassType) -> dict[str, Any]:
    """Fill in all fields; of a change, where every field may be left out, the first."""
    fields = list(info.fields)
    optional = [field for field in fields if may_be_missing(info.cls, field)]
    if fields and len(optional) == len(fields):
        fields = fields[:1]
    else:
        fields = [field for field in fields if field not in optional]
    return {field.encode_name: _example(field.type, field.encode_name) for field in fields}


def _text(info: inspect.StrType, name: str) -> str:
    last = name.rsplit("_", 1)[-1]
    wanted = [TELLING[key] for key in (name, last) if key in TELLING]
    for guess in (*wanted, *GUESSES):
        long_enough = (info.min_length or 0) <= len(guess) <= (info.max_length or len(guess))
        if long_enough and (info.pattern is None or re.search(info.pattern, guess)):
            return guess
    return "x" * (info.min_length or 1)


def _number(info: inspect.IntType) -> int:
    least = info.ge if info.ge is not None else info.gt + 1 if info.gt is not None else 1
    most = info.le if info.le is not None else info.lt - 1 if info.lt is not None else least
    return max(least, min(3, most))
