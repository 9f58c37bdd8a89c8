"""The turnstile: who comes by a link has no login, and is let through so often a minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from nexus.kernel.errors import NotFound, TooMany
from nexus.kernel.network import network_of
from nexus.platform.limits import Limits


class Turnstile:
    """Lets each link be used so often a minute, and each address try so many that are none."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def enter(self, request: Request[Any, Any, Any], token: str) -> None:
        standing = self._limits.ask(self._from(request), token.encode())
        if standing.refused:
            raise TooMany("That was a lot at once. Please wait a moment.", standing.reset)

    def suspect(self, request: Request[Any, Any, Any]) -> None:
        self._limits.suspect(self._from(request))

    def _from(self, request: Request[Any, Any, Any]) -> bytes:
        return network_of(request.client.host).encode() if request.client else b""


Gate = NamedDependency[Turnstile]


@contextmanager
def through(turnstile: Turnstile, request: Request[Any, Any, Any], token: str) -> Iterator[None]:
    """Count who comes, and remember an address whose link was none."""
    turnstile.enter(request, token)
    try:
        yield
    except NotFound:
        turnstile.suspect(request)
        raise
