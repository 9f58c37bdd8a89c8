"""What a body must keep to beyond its types, the same for every operation.

The types let in what no column and no calendar of ours holds: "NaN" for a decimal, an instant
without a zone, the year 1, integers of any size. The OpenAPI document says so by the same names.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

DECIMAL = r"^-?[0-9]{1,18}(\.[0-9]{1,18})?$"
DAY = r"^(19|20|21)[0-9]{2}-"
INSTANT = r"^(19|20|21)[0-9]{2}-.*([Zz]|[+-][0-9]{2}:[0-9]{2})$"
# No months, which are of no length; and so few digits that the sum fits a column of seconds.
_SECONDS = r"[0-9]{1,8}(\.[0-9]{1,6})?S"
_TIME = rf"T([0-9]{{1,5}}H([0-9]{{1,7}}M)?({_SECONDS})?|[0-9]{{1,7}}M({_SECONDS})?|{_SECONDS})"
DURATION = rf"^-?P([0-9]{{1,4}}D({_TIME})?|{_TIME})$"
TEXT = r"^[^\x00]*$"
LARGEST = 2**31 - 1  # of an integer that has no bounds of its own

Rule = tuple[re.Pattern[str], str]

IS_DECIMAL = re.compile(DECIMAL), 'This is no decimal, such as "12.50".'
IS_DAY = re.compile(DAY), "A day lies between 1900 and 2199, such as 2026-03-02."
IS_INSTANT = (
    re.compile(INSTANT),
    "An instant lies between 1900 and 2199 and has a zone, such as 2026-03-02T15:00:00Z.",
)
IS_DURATION = re.compile(DURATION), "This is no duration of some years at most, such as PT1H30M."
RULES: dict[type[inspect.Type], Rule] = {
    inspect.DecimalType: IS_DECIMAL,
    inspect.DateType: IS_DAY,
    inspect.DateTimeType: IS_INSTANT,
    inspect.TimeDeltaType: IS_DURATION,
}

# In a query all is text, and is read generously: 0.5 as an instant, null as nothing.
NOT_NULL = re.compile(r"^(?!null$)", re.I), "Leave it out where there is nothing to say."
PARAMETERS: dict[Any, Rule] = {
    str: (re.compile(""), ""),
    bool: (re.compile(r"^(true|false)$"), "This is true or false."),
    int: (re.compile(r"^-?[0-9]{1,10}$"), "This is no whole number."),
    date: IS_DAY,
    datetime: IS_INSTANT,
    timedelta: IS_DURATION,
    Decimal: IS_DECIMAL,
}

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
    elif isinstance(value, str):
        if (rule := RULES.get(type(info))) and not rule[0].search(value):
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
        return next((kind for kind in kinds if type(kind) in RULES), None)
    if isinstance(value, dict):
        wanted: tuple[type, ...] = (inspect.StructType, inspect.DataclassType, inspect.DictType)
    elif isinstance(value, list):
        wanted = (inspect.ListType, inspect.SetType, inspect.FrozenSetType, inspect.VarTupleType)
    else:
        wanted = (inspect.IntType,) if isinstance(value, int) and value is not True else ()
    return next((kind for kind in kinds if isinstance(kind, wanted)), None)


def has_whole_floats(given: Any) -> bool:
    if isinstance(given, dict | list):
        inner = given.values() if isinstance(given, dict) else given
        return any(map(has_whole_floats, inner))
    return isinstance(given, float) and given.is_integer()


def with_integers(given: Any) -> Any:
    """Return the same with 2.0 as 2: to JSON Schema both are the integer."""
    if isinstance(given, dict):
        return {name: with_integers(inner) for name, inner in given.items()}
    if isinstance(given, list):
        return [with_integers(inner) for inner in given]
    return int(given) if isinstance(given, float) and given.is_integer() else given
