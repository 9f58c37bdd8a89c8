"""What the framework does for each pair of handlers is done once.

What an application offers to all, it prepares for each handler, asked for or not, and compares
each with each; before each route it lists all routes. With fifty things and fifteen hundred
handlers that took a third of the start.
"""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from litestar import Controller, Litestar, Response, Router, route
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.types import ControllerRouterHandler
from litestar.types.internal_types import RouteHandlerMapItem, RouteHandlerType
from litestar.utils.helpers import unwrap_partial

Offered = Mapping[str, Provide]


class Application(Litestar):
    """Litestar, which looks through its routes once for each controller, not for each route, and
    has one handler that answers OPTIONS, not one for each address.
    """

    _known: dict[str, RouteHandlerMapItem] | None = None
    _options: HTTPRouteHandler | None = None

    def register(self, value: ControllerRouterHandler) -> None:  # type: ignore[override]
        self._known = None
        super().register(value)

    @property
    def route_handler_method_map(self) -> dict[str, RouteHandlerMapItem]:
        if self._known is None:
            self._known = super().route_handler_method_map
        return self._known

    def get_route_handler_map(  # type: ignore[override]
        self, value: "RouteHandlerType | Router"
    ) -> dict[str, RouteHandlerMapItem]:
        found = super().get_route_handler_map(value)
        if self._options is None:
            self._options = route(http_method="OPTIONS", include_in_schema=False)(answer_options)
            self._options.owner = self
        for handlers in found.values():
            if any(isinstance(it, HTTPRouteHandler) for it in handlers.values()):
                handlers["OPTIONS"] = self._options
        return found


async def answer_options() -> Response[None]:
    """Answer without a word; the edge names the methods of the address."""
    return Response(None, status_code=204, headers={"allow": "OPTIONS"})


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
