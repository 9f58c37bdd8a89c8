"""The operations, read off the routes and the signatures of their handlers."""

import inspect
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import BodyKwarg, ParameterKwarg, PathParameter, QueryParameter, RawBody
from litestar.response import Stream
from litestar.routes import HTTPRoute

from nexus.app.permissions import PERMISSIONS

ORDER = ("GET", "POST", "PUT", "PATCH", "DELETE")
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


class Operation:
    """One handler at one address, read off its signature."""

    def __init__(self, route: HTTPRoute, method: str, handler: HTTPRouteHandler) -> None:
        self.path = route.path_format
        self.method = method
        self.handler = handler
        self.id = handler.handler_name
        self.function = getattr(handler.fn, "func", handler.fn)
        self.hints = get_type_hints(self.function, include_extras=True)
        self.public = bool(handler.opt.get("public"))
        self.permission: str | None = handler.opt.get("permission")

    @property
    def summary(self) -> str:
        return (self.function.__doc__ or "").strip().partition("\n")[0].rstrip(".")

    @property
    def description(self) -> str:
        more = inspect.cleandoc(self.function.__doc__ or "").partition("\n")[2].strip()
        if self.permission:
            allows = PERMISSIONS.get(self.permission, "").rstrip(".")
            more = f"{more}\n\nNeeds `{self.permission}`: {allows.lower()}.".strip()
        return more

    @property
    def tags(self) -> list[str]:
        found = [tag for layer in self.handler.ownership_layers for tag in layer.tags or ()]
        return found or [self.path.split("/")[2].replace("-", " ")]

    @cached_property
    def parameters(self) -> dict[str, tuple[Any, ParameterKwarg]]:
        """Return what comes in the path and the query: the type, and what bounds it."""
        found: dict[str, tuple[Any, ParameterKwarg]] = {}
        for name, hint in self.hints.items():
            for extra in _extras(hint):
                if isinstance(extra, PathParameter | QueryParameter):
                    found[extra.name or name] = (bare(hint), extra)
        return found

    @property
    def body(self) -> tuple[Any, str] | None:
        """Return the type and media type of the body."""
        for name, hint in self.hints.items():
            if hint is RawBody:
                return str, "text/csv"
            if name == "received":
                return bytes, "multipart/form-data"
            for extra in _extras(hint):
                if isinstance(extra, BodyKwarg):
                    media = getattr(extra.media_type, "value", extra.media_type)
                    return bare(hint), media
            if name == "data":
                return hint, "application/json"
        return None

    @property
    def answer(self) -> tuple[Any, str] | None:
        """Return the type and media type of the answer when all went well."""
        kind = self.hints.get("return")
        if get_origin(kind) is Response:
            kind = get_args(kind)[0]
        media = str(getattr(self.handler.media_type, "value", self.handler.media_type or ""))
        if kind is None or kind is type(None) or self.status == 204:
            return None
        if kind in (Stream, bytes, str) or kind is Response:
            return str, media.partition(";")[0] or "text/plain"
        return kind, "application/json"

    @property
    def status(self) -> int:
        return int(self.handler.status_code)

    @property
    def once(self) -> bool:
        return "once" in self.hints

    @property
    def conditional(self) -> bool:
        return "if_match" in self.hints

    def default_of(self, name: str) -> Any:
        for own, parameter in inspect.signature(self.function).parameters.items():
            extras = [e for e in _extras(self.hints.get(own)) if isinstance(e, ParameterKwarg)]
            if own == name or any(extra.name == name for extra in extras):
                return parameter.default
        return inspect.Parameter.empty

    def refusals(self) -> list[int]:
        """Return the statuses of the answers when something is in the way."""
        changing = self.method in CHANGING
        names_things = any(name.endswith("id") for name in self.parameters) or "{" in self.path
        wanted = {
            400: True,
            401: not self.public or "auth" in self.path,
            403: not self.public or changing,
            404: names_things or self.body is not None,
            409: changing or bool(self.handler.opt.get("refuses")),
            412: self.conditional,
            413: self.body is not None,
            415: self.body is not None,
            422: self.body is not None or len(self.parameters) > 0 or self.once,
            429: True,
            503: True,
        }
        return [status for status, it_may in wanted.items() if it_may]


def operations(app: Litestar) -> list[Operation]:
    """Return all that belong to the contract, by address and then from looking to deleting."""
    found = [
        Operation(route, str(method), handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.resolve_include_in_schema()
        for method in handler.http_methods
    ]
    return sorted(found, key=lambda it: (it.path, ORDER.index(it.method)))


def _extras(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Annotated:
        yield from hint.__metadata__
    for part in get_args(hint):
        if get_origin(part) is Annotated:
            yield from _extras(part)


def bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint
