"""Who a credential stands for, remembered for a second."""

import time
from collections.abc import Callable

from nexus.accounts.domain import Kind
from nexus.accounts.messages import Identity
from nexus.accounts.ports import Entrance
from nexus.accounts.service.tokens import TokenBox, digest
from nexus.kernel.clock import Clock

REMEMBERED_FOR = 1.0  # seconds: so long another process may let in who was shut out here
MOST = 10_000

Credential = tuple[Kind, bytes]


class Identities:
    """`find` asks the database, `known` does not. Any change of the accounts makes it `forget`."""

    def __init__(
        self,
        entrance: Entrance,
        tokens: TokenBox,
        clock: Clock,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._entrance = entrance
        self._tokens = tokens
        self._clock = clock
        self._ticks = ticks
        self._known: dict[Credential, tuple[float, Identity]] = {}
        self._age = 0

    def known(self, kind: Kind, token: str) -> Identity | None:
        until, identity = self._known.get((kind, digest(token)), (0.0, None))
        return identity if self._ticks() < until else None

    def find(self, kind: Kind, token: str) -> Identity | None:
        age = self._age
        identity = self._by_cookie(token) if kind is Kind.BROWSER else self._by_access(token)
        if identity is not None and age == self._age:  # nothing changed while we looked
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[kind, digest(token)] = (self._ticks() + REMEMBERED_FOR, identity)
        return identity

    def forget(self) -> None:
        self._age += 1
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
