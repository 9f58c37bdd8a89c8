"""Who sees costs and prices: one rule for every door.

A field of a view that shows a cost or a price says so by its type, and `seen` leaves it out for who
lacks the permission. Use cases return `actor.sees(view)`, so pages, REST, exports and documents
show the same. Sorting or filtering by such a field would tell it, too: `require` the permission.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, inspect

from nexus.kernel.money import Money

T = TypeVar("T")

COSTS = "costs.read"
PRICES = "prices.read"

PERMISSIONS = {
    COSTS: "See what things cost: purchase costs, hourly rates, margins.",
    PRICES: "See what is asked for things: prices and totals of jobs and products.",
}

# Give such a field the default UNSET: what is hidden is not there, rather than empty.
AsCost = Meta(extra={"sight": COSTS})
AsPrice = Meta(extra={"sight": PRICES})
Cost = Annotated[Money | UnsetType | None, AsCost]
Price = Annotated[Money | UnsetType | None, AsPrice]


def seen(view: T, scopes: frozenset[str]) -> T:
    """Return the view without what these permissions do not show."""
    if PRICES in scopes and COSTS in scopes:
        return view
    shown: T = _seen(view, scopes)
    return shown


def _seen(view: Any, scopes: frozenset[str]) -> Any:
    if isinstance(view, Struct):
        hidden, parts = _plan(type(view))
        changes: dict[str, Any] = {
            name: UNSET for name, scope in hidden.items() if scope not in scopes
        }
        for name in parts:
            if name not in changes:
                before = getattr(view, name)
                if (after := _seen(before, scopes)) is not before:
                    changes[name] = after
        return msgspec.structs.replace(view, **changes) if changes else view
    if isinstance(view, Mapping):
        return {name: _seen(value, scopes) for name, value in view.items()}
    if isinstance(view, Sequence) and not isinstance(view, str | bytes):
        return [_seen(value, scopes) for value in view]
    return view


def hidden_names(scopes: frozenset[str]) -> frozenset[str]:
    """Return what the fields are called that these permissions do not show, in any view."""
    return frozenset(name for name, scope in _names() if scope not in scopes)


def hidden_in(view: type[Struct], scopes: frozenset[str]) -> frozenset[str]:
    """Return the fields of a view that these permissions do not show."""
    return frozenset(name for name, scope in _plan(view)[0].items() if scope not in scopes)


@cache
def _names() -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    kinds = [*Struct.__subclasses__()]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.startswith("nexus."):
            found.update(_plan(kind)[0].items())
    return frozenset(found)


@cache
def _plan(view: type[Struct]) -> tuple[Mapping[str, str], Sequence[str]]:
    """Return which fields need which permission, and which may hold further views."""
    hidden: dict[str, str] = {}
    parts: list[str] = []
    for field in msgspec.structs.fields(view):
        scope = _scope(inspect.type_info(field.type))
        if scope is not None:
            hidden[field.name] = scope
        elif _holds_views(inspect.type_info(field.type)):
            parts.append(field.name)
    return hidden, parts


def _scope(kind: inspect.Type) -> str | None:
    if isinstance(kind, inspect.Metadata):
        said = (kind.extra or {}).get("sight")
        return said if isinstance(said, str) else _scope(kind.type)
    return None


def _holds_views(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.Metadata):
        return _holds_views(kind.type)
    if isinstance(kind, inspect.UnionType):
        return any(_holds_views(one) for one in kind.types)
    if isinstance(kind, inspect.CollectionType):
        return _holds_views(kind.item_type)
    if isinstance(kind, inspect.DictType):
        return _holds_views(kind.value_type)
    if isinstance(kind, inspect.StructType):
        return kind.cls is not Money
    return isinstance(kind, inspect.AnyType)
