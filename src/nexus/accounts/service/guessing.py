"""Guessing is slow: after ten failures one waits, by name and by address (N-008, N-009)."""

from datetime import datetime, timedelta

from nexus.accounts.domain.people import email_key, name_key
from nexus.accounts.messages import Origin
from nexus.accounts.ports import Attempt, Entrance
from nexus.kernel.errors import TooMany
from nexus.kernel.network import network_of

TRIES = 10
WITHIN = timedelta(minutes=5)
KNOWN_FOR = timedelta(days=30)


def attempt_of(typed: str, origin: Origin, at: datetime, reason: str = "") -> Attempt:
    key = email_key(typed.strip()) if "@" in typed else name_key(typed)
    return Attempt(
        typed=typed[:120],
        typed_key=(key or "")[:200],
        ip=origin.ip[:45],
        network=network_of(origin.ip),
        user_agent=origin.user_agent[:300],
        tried_at=at,
        reason=reason,
    )


def check_tries(entrance: Entrance, tried: Attempt) -> None:
    """Refuse one more try, in the same words whether the name exists or not.

    Where a name has come in from of late, only that place's own failures count for it, so that
    nobody can lock others out by guessing from elsewhere.
    """
    counted = entrance.tries(tried, tried.tried_at - WITHIN, tried.tried_at - KNOWN_FOR)
    of_name = counted.of_both if counted.is_known else counted.of_name
    if max(of_name, counted.of_network) >= TRIES:
        raise TooMany("That was wrong too often. Please wait a few minutes.", WITHIN.seconds)
