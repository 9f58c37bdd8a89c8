"""Passwords: which are taken, how they are kept, and that checking one costs the same always."""

import threading
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase

SHORTEST, LONGEST = 8, 128
LOOKED_AT = 72  # signs that zxcvbn takes time for
WEAKEST = 2  # zxcvbn's score: 0 and 1 are guessed in less than 10**6 tries


class Passwords:
    """Argon2id, at the least that OWASP asks for: 19 MiB, two passes, one lane.

    `slots` bounds how many are checked at once, so that many logins cannot exhaust the memory.
    """

    def __init__(self, memory_kib: int = 19_456, passes: int = 2, slots: int = 4) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._slots = threading.BoundedSemaphore(slots)
        self._dummy: str | None = None

    def hash(self, password: str) -> str:
        with self._slots:
            return self._hasher.hash(password)

    def verify(self, kept: str | None, password: str) -> bool:
        """Compare; without a kept hash the work is done all the same, and the answer is no."""
        if kept is None:
            kept, password = self._any_hash(), ""
        with self._slots:
            try:
                return self._hasher.verify(kept, password)
            except (Argon2Error, InvalidHashError):
                return False

    def is_outdated(self, kept: str) -> bool:
        return self._hasher.check_needs_rehash(kept)

    def check(self, password: str, words: Iterable[str | None], field: str = "password") -> None:
        """Refuse a password that is soon guessed; `words` are those of the user and the shop."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise Invalid(
                phrase(
                    "A password has %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST
                ),
                field,
            )
        own = [part for word in words if word for part in (word, *word.split()) if len(part) > 2]
        if self._score(password, own) < WEAKEST:
            raise Invalid("This password is easily guessed. Three or four odd words do.", field)

    def _score(self, password: str, words: list[str]) -> int:
        # Its word lists take 40 ms to load.
        from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415

        return int(zxcvbn(password[:LOOKED_AT], user_inputs=words)["score"])

    def _any_hash(self) -> str:
        if self._dummy is None:
            self._dummy = self.hash("nobody's password")
        return self._dummy
