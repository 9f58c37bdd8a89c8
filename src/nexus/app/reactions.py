"""Which fact leads to what elsewhere: the one place where modules meet after a change.

AT_ONCE     in the same transaction, before the commit, all or nothing. What follows may record
            facts of its own, which are looked up here again.
AFTERWARDS  from the outbox, at least once and in order per aggregate. Each bears hearing the
            same fact twice; `event.id` tells a repetition.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from nexus.accounts import (
    EmployeeArchived,
    MemberDeactivated,
    PasswordResetAsked,
    ShopCreated,
    UserInvited,
    UserJoined,
)
from nexus.kernel.events import Event
from nexus.kernel.ids import ShopId

Announce = Callable[[ShopId, str], None]

Table = Mapping[type[Event], Sequence[Callable[["Reactions", Any], None]]]

AT_ONCE: Table = {}

AFTERWARDS: Table = {
    EmployeeArchived: [],
    MemberDeactivated: [],
    PasswordResetAsked: [],
    ShopCreated: [],
    UserInvited: [],
    UserJoined: [],
}

EVENTS = {event.topic(): event for event in AFTERWARDS}


@dataclass(frozen=True)
class Reactions:
    """The tables above, with what their functions call."""

    announce: Announce

    def at_once(self, event: Event) -> None:
        for react in AT_ONCE.get(type(event), ()):
            react(self, event)

    def afterwards(self, topic: str, body: bytes) -> None:
        event: Event = msgspec.json.decode(body, type=EVENTS[topic])
        for react in AFTERWARDS[type(event)]:
            react(self, event)
