"""The transaction boundary, as ports."""

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

from nexus.kernel.events import Event


class Reading(Protocol):
    """A look at one shop's data, inside the open transaction if there is one."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class UnitOfWork(Reading, Protocol):
    """One transaction of one actor: a clean exit commits, an exception rolls back.

    Opened inside another one of the same shop it joins, and the outermost decides for both.
    Recorded events are committed with the data or not at all; every change is written to the
    activity log under the actor's name.
    """

    def record(self, *events: Event) -> None: ...

    def number(self, pattern: str, **words: str) -> str:
        """Return the next code of a pattern (see kernel/numbering.py), never given before.

        The number is taken with the transaction: rolled back, it is free again, so a series
        has no gap. Others who want the next one wait for this transaction's end: ask late.
        """

    def numbers(self, pattern: str, count: int, **words: str) -> Sequence[str]:
        """Return the next codes, as many calls of `number` would."""

    def numbered(self, pattern: str, code: str, **words: str) -> None:
        """Tell of a code that came from outside, so that `number` never gives it again."""
