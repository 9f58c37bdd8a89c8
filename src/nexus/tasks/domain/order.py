"""The order of a project's tasks: positions with gaps, so that a move rewrites one row."""

from collections.abc import Sequence
from typing import NamedTuple

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import TaskId

GAP = 1000


class Place(NamedTuple):
    id: TaskId
    position: int


class Target(NamedTuple):
    """Where to: before a task, after one, or at a place counted from 1. Exactly one is given."""

    before: TaskId | None = None
    after: TaskId | None = None
    place: int | None = None


def gap_for(task_id: TaskId, target: Target, places: Sequence[Place]) -> tuple[int, int | None]:
    """Return the positions that the moved task comes between; None is the open end.

    `places` are all of the project, in order.
    """
    others = [place for place in places if place.id != task_id]
    index = _index(target, others)
    left = others[index - 1].position if index else 0
    return left, others[index].position if index < len(others) else None


def between(left: int, right: int | None) -> int | None:
    """Return a position in the gap, or None if there is no room."""
    if right is None:
        return left + GAP
    middle = (left + right) // 2
    return middle if left < middle < right else None


def _index(target: Target, others: Sequence[Place]) -> int:
    if sum(wish is not None for wish in target) != 1:
        raise Invalid("Say where to: before a task, after one, or at a position.", "position")
    if target.place is not None:
        return min(target.place - 1, len(others))
    beside, field = (target.before, "before") if target.before else (target.after, "after")
    for index, place in enumerate(others):
        if place.id == beside:
            return index + (field == "after")
    raise Invalid("That is no other task of this project.", field)
