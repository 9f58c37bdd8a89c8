"""Who a credential stands for, remembered for a second unless something changes.

A change is heard of at once by all processes of the server, and by those of another one when the
second is over.
"""

import time
from collections.abc import Callable
from typing import NamedTuple, Protocol

from nexus.accounts.domain import Kind
from nexus.accounts.messages import Identity
from nexus.accounts.ports import Entrance
from nexus.accounts.service.tokens import TokenBox, digest
from nexus.kernel.clock import Clock

REMEMBERED_FOR = 1.0  # seconds: so long another server may let in who was shut out here
MOST = 10_000

Credential = tuple[Kind, bytes]


class Remembered(NamedTuple):
    """`heard` is the last news of when we looked."""

    until: float
    heard: bytes
    identity: Identity


class News(Protocol):
    """Tells the other processes that something changed; `last` is another word each time."""

    def last(self) -> bytes: ...

    def tell(self) -> None: ...


class Identities:
    """`find` asks the database, `known` does not. Any change of the accounts makes it `forget`."""

    def __init__(
        self,
        entrance: Entrance,
        tokens: TokenBox,
        clock: Clock,
        news: News,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._entrance = entrance
        self._tokens = tokens
        self._clock = clock
        self._news = news
        self._ticks = ticks
        self._known: dict[Credential, Remembered] = {}

    def known(self, kind: Kind, token: str) -> Identity | None:
        found = self._known.get((kind, digest(token)))
        if found is None or found.heard != self._news.last():
            return None
        return found.identity if self._ticks() < found.until else None

    def find(self, kind: Kind, token: str) -> Identity | None:
        heard = self._news.last()  # before we look: what changes meanwhile is not remembered
        identity = self._by_cookie(token) if kind is Kind.BROWSER else self._by_access(token)
        if identity is not None:
            if len(self._known) >= MOST:
                self._known.clear()
            until = self._ticks() + REMEMBERED_FOR
            self._known[kind, digest(token)] = Remembered(until, heard, identity)
        return identity

    def forget(self) -> None:
        self._news.tell()
        self._known.clear()

    def _by_cookie(self, token: str) -> Identity | None:
        return self._entrance.identity(self._clock(), token_hash=digest(token))

    def _by_access(self, token: str) -> Identity | None:
        """Read the token; it is good in the shop that it was made for only."""
        if (claims := self._tokens.read(token)) is None:
            return None
        found = self._entrance.identity(self._clock(), session_id=claims.session_id)
        if found is None or (found.user_id, found.shop_id) != (claims.user_id, claims.shop_id):
            return None
        return found
