"""What reports of work are made from: figures that add up, month to month.

The tally of a period is the tally of its parts, added; so months that are over can be kept.
"""

from collections.abc import Iterable
from heapq import nsmallest
from typing import Self
from uuid import UUID

from msgspec import Struct, field

MOST = 500  # jobs of the report on efficiency


class Lead(Struct):
    """How many jobs took how many days, since they were made and since they were begun."""

    days: dict[int, int] = field(default_factory=dict)
    in_work: dict[int, int] = field(default_factory=dict)
    on_time: int = 0
    late: int = 0

    def add(self, other: "Lead") -> None:
        _add(self.days, other.days)
        _add(self.in_work, other.in_work)
        self.on_time += other.on_time
        self.late += other.late


class LeadTally(Struct):
    """By workflow; the key of none is empty."""

    workflows: dict[str, Lead] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(sum(lead.days.values()) for lead in self.workflows.values())

    def add(self, other: Self) -> None:
        for id, lead in other.workflows.items():
            self.workflows.setdefault(id, Lead()).add(lead)


class Job(Struct, array_like=True):
    """A completed job that had planned time; both in seconds."""

    id: UUID
    planned: int
    worked: int


class EfficiencyTally(Struct):
    """The jobs with the largest overrun, at most MOST of them."""

    jobs: list[Job] = field(default_factory=list)
    size: int = 0

    def add(self, other: Self) -> None:
        self.jobs += other.jobs
        self.size += other.size

    def first(self) -> list[Job]:
        return nsmallest(MOST, self.jobs, key=lambda it: (it.planned - it.worked, it.id.int))


class Worked(Struct, array_like=True):
    logs: int = 0
    seconds: int = 0


class Made(Struct, array_like=True):
    projects: int = 0
    parts: int = 0
    sheets: int = 0
    seconds: int = 0

    def __add__(self, other: "Made") -> "Made":
        return Made(
            self.projects + other.projects,
            self.parts + other.parts,
            self.sheets + other.sheets,
            self.seconds + other.seconds,
        )


class ProductionTally(Struct):
    """By employee (the key of nobody is empty), and by material."""

    people: dict[str, Worked] = field(default_factory=dict)
    materials: dict[str, Made] = field(default_factory=dict)

    @property
    def size(self) -> int:
        made = (it.projects for it in self.materials.values())
        return sum(made) + sum(it.logs for it in self.people.values())

    def add(self, other: Self) -> None:
        for id, more in other.people.items():
            it = self.people.get(id, Worked())
            self.people[id] = Worked(it.logs + more.logs, it.seconds + more.seconds)
        for name, made in other.materials.items():
            self.materials[name] = self.materials.get(name, Made()) + made


class Spent(Struct):
    """Worked seconds by the rate of their hour, in minor units (the key of none is empty), and
    what material and expenses cost."""

    seconds: dict[str, int] = field(default_factory=dict)
    minor: int = 0

    def add(self, other: "Spent") -> None:
        for rate, worked in other.seconds.items():
            self.seconds[rate] = self.seconds.get(rate, 0) + worked
        self.minor += other.minor


class SpentTally(Struct):
    """By customer; `size` is how many time logs were gone through."""

    customers: dict[str, Spent] = field(default_factory=dict)
    size: int = 0

    def of(self, customer_id: UUID) -> Spent:
        return self.customers.setdefault(str(customer_id), Spent())

    def add(self, other: Self) -> None:
        for id, more in other.customers.items():
            self.customers.setdefault(id, Spent()).add(more)
        self.size += other.size


def spread(counted: dict[int, int]) -> Iterable[int]:
    """Return each value as often as it was counted."""
    return (value for value, times in sorted(counted.items()) for _ in range(times))


def _add(counts: dict[int, int], more: dict[int, int]) -> None:
    for value, times in more.items():
        counts[value] = counts.get(value, 0) + times
