"""The status of a job: the words, the moves between them and the life they add up to.

Source: acceptance.md, L-038 and S-014; its ruling 1 for `On Hold` and the derived life cycle.
"""

from enum import StrEnum

from nexus.kernel.errors import Refused
from nexus.kernel.phrase import either, phrase


class Status(StrEnum):
    REQUEST = "request"
    QUOTE_APPROVAL = "quote_approval"
    APPROVED = "approved"
    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def lifecycle(self) -> "Lifecycle":
        return LIFE[self]

    @property
    def is_open(self) -> bool:
        return self.lifecycle in (Lifecycle.DRAFT, Lifecycle.ACTIVE)


class Lifecycle(StrEnum):
    """What a status amounts to, for everybody who needs to know no more."""

    DRAFT = "draft"
    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


LABELS = {
    Status.REQUEST: "Request",
    Status.QUOTE_APPROVAL: "Quote & Approval",
    Status.APPROVED: "Approved (POP Received)",
    Status.QUEUED: "Queued (Scheduled for Cutting)",
    Status.IN_PROGRESS: "In Progress",
    Status.ON_HOLD: "On Hold",
    Status.COMPLETED: "Completed",
    Status.CANCELLED: "Cancelled",
}

LIFE = {
    Status.REQUEST: Lifecycle.DRAFT,
    Status.QUOTE_APPROVAL: Lifecycle.DRAFT,
    Status.APPROVED: Lifecycle.ACTIVE,
    Status.QUEUED: Lifecycle.ACTIVE,
    Status.IN_PROGRESS: Lifecycle.ACTIVE,
    Status.ON_HOLD: Lifecycle.ACTIVE,
    Status.COMPLETED: Lifecycle.COMPLETED,
    Status.CANCELLED: Lifecycle.CANCELLED,
}

# The course of a job: forward and back among these as the talk with the customer goes.
COURSE = (
    Status.REQUEST,
    Status.QUOTE_APPROVAL,
    Status.APPROVED,
    Status.QUEUED,
    Status.IN_PROGRESS,
)

# Every arrow there is. What is not here is refused.
MOVES: dict[Status, tuple[Status, ...]] = {
    **{
        status: (*(s for s in COURSE if s is not status), Status.ON_HOLD, Status.CANCELLED)
        for status in COURSE
    },
    Status.ON_HOLD: (*COURSE, Status.CANCELLED),  # of the course only to where it was held from
    Status.COMPLETED: (Status.IN_PROGRESS,),
    Status.CANCELLED: (Status.REQUEST,),
}
MOVES[Status.IN_PROGRESS] = (*MOVES[Status.IN_PROGRESS], Status.COMPLETED)

# To take up again what was closed needs a reason.
REOPENINGS = {
    (Status.COMPLETED, Status.IN_PROGRESS),
    (Status.CANCELLED, Status.REQUEST),
}


def moves(status: Status, held_from: Status | None = None) -> tuple[Status, ...]:
    """Return the statuses that may come next, in the order of a job's course."""
    if status is Status.ON_HOLD and held_from is not None:
        return (held_from, Status.CANCELLED)
    return MOVES[status]


class WrongMove(Refused):
    def __init__(self, status: Status, to: Status, allowed: tuple[Status, ...]) -> None:
        super().__init__(
            phrase(
                "A project that is “%(now)s” cannot become “%(to)s”, only %(allowed)s.",
                now=phrase(status.label),
                to=phrase(to.label),
                allowed=either([phrase("“%(name)s”", name=phrase(it.label)) for it in allowed])
                or phrase("what it is"),
            ),
            allowed=[move.value for move in allowed],
        )
