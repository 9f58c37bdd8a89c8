"""How much one caller may ask in a minute, counted in memory and per process.

A caller is who shows a token or a session, else an address. Because a stranger can invent tokens,
one not heard of in this minute is measured by its address too, until it has been let in.
"""

import time
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

WINDOW = 60  # seconds


class Standing(NamedTuple):
    limit: int
    remaining: int
    reset: int  # seconds until the count starts anew
    refused: bool


class Limits:
    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = per_minute
        self._clock = clock
        self._began = clock()
        self._counts: dict[bytes, int] = {}

    def ask(self, address: bytes, credential: bytes) -> Standing:
        """Count a request and tell where the caller stands."""
        reset = self._turn()
        key = _digest(credential) if credential else address
        count = self._counts.get(key, 0)
        if credential and not count and self._counts.get(address, 0) >= self._limit:
            return Standing(self._limit, 0, reset, True)
        if count >= self._limit:
            return Standing(self._limit, 0, reset, True)
        self._counts[key] = count + 1
        return Standing(self._limit, self._limit - count - 1, reset, False)

    def suspect(self, address: bytes) -> None:
        """Count a credential that was no good against where it came from."""
        self._counts[address] = self._counts.get(address, 0) + 1

    def _turn(self) -> int:
        gone = self._clock() - self._began
        if gone >= WINDOW:
            self._began, gone = self._clock(), 0
            self._counts.clear()
        return max(1, round(WINDOW - gone))


def _digest(credential: bytes) -> bytes:
    return blake2b(credential, digest_size=16).digest()
