"""Reading figures out of answers."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec

from tests.app.people import Person

Thing = dict[str, Any]


def zar(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "ZAR"}


def told(thing: Mapping[str, Any], *names: str) -> list[str]:
    """The amounts of these fields."""
    return [thing[name]["amount"] for name in names]


def amounts(things: Iterable[Mapping[str, Any]], name: str) -> Decimal:
    return sum((Decimal(it[name]["amount"]) for it in things), Decimal(0))


def hours(duration: str) -> Decimal:
    spent = msgspec.convert(duration, timedelta, strict=False)
    return Decimal(spent // timedelta(seconds=1)) / 3600


def everything(person: Person, path: str, **wish: Any) -> list[Thing]:
    """All of a list, page by page."""
    found: list[Thing] = []
    cursor: dict[str, str] = {}
    while True:
        page = person.get(path, limit=200, **wish, **cursor)
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}
