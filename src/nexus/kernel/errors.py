"""The five ways a use case can say no. Adapters map each family once; modules subclass them."""

from typing import Any


class NexusError(Exception):
    """An expected refusal, phrased for the person who asked.

    `more` is what a program may want beside the sentence, in plain types: for example the
    moves that are allowed instead. A `message` with figures in it is a phrase (kernel.phrase), so
    that pages may say it in another language; `str()` of an error is always plain English.
    """

    def __init__(self, message: str, **more: Any) -> None:
        super().__init__(message)
        self.message = message
        self.more = more


class NotFound(NexusError):
    """The thing does not exist, or belongs to another shop."""


class NotLoggedIn(NexusError):
    """Who asks is not known, or no longer."""


class NotAllowed(NexusError):
    """The actor may not do this."""


class Invalid(NexusError):
    """The input makes no sense on its own, whatever the state of the system.

    `field` names the part of the input that is at fault, as the sender wrote it.
    """

    def __init__(self, message: str, field: str | None = None, **more: Any) -> None:
        super().__init__(message, **more)
        self.field = field


class TooLarge(Invalid):
    """The input is more than is taken."""


class Refused(NexusError):
    """The input is sensible but a rule forbids it in the present state."""


class Stale(NexusError):
    """The actor decided on an older state than the present one."""


class Busy(Refused):
    """The same wish is being worked on at this moment; asking again soon will do."""

    retry_after = 1  # seconds


class TooMany(Busy):
    """The same was tried too often. `retry_after` counts seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
