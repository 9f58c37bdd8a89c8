"""What a body must keep to beyond its types, the same for every operation.

The types let in what no column and no calendar of ours holds: "NaN" for a decimal, an instant
without a zone, the year 1, integers of any size. The OpenAPI document says so by the same names.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

DECIMAL = r"^-?[0-9]{1,18}(\.[0-9]{1,18})?$"
DAY = r"^(19|20|21)[0-9]{2}-"
INSTANT = r"^(19|20|21)[0-9]{2}-.*([Zz]|[+-][0-9]{2}:[0-9]{2})$"
LARGEST = 2**31 - 1  # of an integer that has no bounds of its own, and of seconds

RULES = {
    inspect.DecimalType: (re.compile(DECIMAL), 'This is no decimal, such as "12.50".'),
    inspect.DateType: (re.compile(DAY), "A day lies between 1900 and 2199."),
    inspect.DateTimeType: (
        re.compile(INSTANT),
        "An instant lies between 1900 and 2199 and has a zone, such as 2026-03-02T15:00:00Z.",
    ),
}
TEXTS = (*RULES, inspect.TimeDeltaType)
Faults = Iterator[tuple[str, str]]


def faults(kind: Any, body: bytes) -> dict[str, str]:
    """Say what is wrong with a body that decodes as the kind, by the field's path."""
    info = _info(kind)
    return dict(_faults(info, msgspec.json.decode(body), "")) if info else {}


@cache
def _info(kind: Any) -> inspect.Type | None:
    return None if kind is Any else inspect.type_info(kind)


def _faults(info: inspect.Type, value: Any, at: str) -> Faults:
    if isinstance(info, inspect.Metadata):
        yield from _faults(info.type, value, at)
    elif isinstance(info, inspect.UnionType):
        if (one := _alternative(info, value)) is not None:
            yield from _faults(one, value, at)
    elif isinstance(info, inspect.IntType):
        if info.le is None and info.lt is None and abs(value) > LARGEST:
            yield at, f"A number is {LARGEST:,} at most."
    elif isinstance(info, inspect.TimeDeltaType):
        if abs(msgspec.convert(value, timedelta).total_seconds()) > LARGEST:
            yield at, "A duration is some years at most."
    elif isinstance(value, str):
        rule = RULES.get(type(info))
        if rule and not rule[0].search(value):
            yield at, rule[1]
    else:
        yield from _inside(info, value, at)


def _inside(info: inspect.Type, value: Any, at: str) -> Faults:
    if isinstance(info, inspect.StructType | inspect.DataclassType) and isinstance(value, dict):
        for field in info.fields:
            if field.encode_name in value:
                inner = f"{at}.{field.encode_name}" if at else field.encode_name
                yield from _faults(field.type, value[field.encode_name], inner)
    elif isinstance(info, inspect.DictType):
        for name, inner in value.items():
            yield from _faults(info.value_type, inner, f"{at}[{name}]")
    elif isinstance(value, list) and hasattr(info, "item_type"):
        for number, inner in enumerate(value):
            yield from _faults(info.item_type, inner, f"{at}[{number}]")


def _alternative(info: inspect.UnionType, value: Any) -> inspect.Type | None:
    """Return what the value was read as; of a union, msgspec allows one kind of text."""
    kinds = [kind.type if isinstance(kind, inspect.Metadata) else kind for kind in info.types]
    if isinstance(value, str):
        return next((kind for kind in kinds if type(kind) in TEXTS), None)
    if isinstance(value, dict):
        wanted: tuple[type, ...] = (inspect.StructType, inspect.DataclassType, inspect.DictType)
    elif isinstance(value, list):
        wanted = (inspect.ListType, inspect.SetType, inspect.FrozenSetType, inspect.VarTupleType)
    else:
        wanted = (inspect.IntType,) if isinstance(value, int) and value is not True else ()
    return next((kind for kind in kinds if isinstance(kind, wanted)), None)
