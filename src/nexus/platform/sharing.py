"""Controllers are given what their handlers ask for, and no more.

What an application offers to all, the framework prepares for each handler, whether it is asked for
or not, and compares each with each: with fifty things and fifteen hundred handlers that took a
quarter of the start.
"""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from litestar import Controller
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.utils.helpers import unwrap_partial

Offered = Mapping[str, Provide]


def share_out(handlers: Sequence[Any], offered: Offered) -> tuple[list[Any], dict[str, Provide]]:
    """Return the handlers with what they need, and what is left to be offered to all of them.

    The latter is for handlers that stand in no controller.
    """
    alone = [it.fn for it in handlers if not isinstance(it, type)]
    for_all = {name: offered[name] for name in _needs(alone, offered)}
    given = [_given(it, offered, for_all) if isinstance(it, type) else it for it in handlers]
    return given, for_all


def _given(controller: type[Controller], offered: Offered, for_all: Offered) -> type[Controller]:
    said = getattr(controller, "dependencies", None)
    own = dict(said) if isinstance(said, Mapping) else {}  # else it is the slot of the class
    members = (getattr(controller, name, None) for name in dir(controller))
    asking = [it.fn for it in members if isinstance(it, BaseRouteHandler)]
    asking += [it.dependency for it in own.values()]
    needed = {it: offered[it] for it in _needs(asking, offered) if it not in for_all}
    kept = {"dependencies": needed | own, "__module__": controller.__module__}
    return type(controller.__name__, (controller,), kept)


def _needs(asking: Iterable[Any], offered: Offered) -> set[str]:
    """Return what they ask for, and what that asks for in its turn."""
    found: set[str] = set()
    left = list(asking)
    while left:
        names = inspect.signature(unwrap_partial(left.pop())).parameters.keys() & offered.keys()
        left += [offered[name].dependency for name in names - found]
        found |= names
    return found
