"""What is measured, and what it should come to."""

from typing import NamedTuple

from benchmarks import operations
from benchmarks.load import Operation

READ, WRITE = 0.6, 0.4  # of the floor, at least


class Aims(NamedTuple):
    """Ratios hold everywhere; the others on PostgreSQL with two workers, for orientation."""

    ratio: float
    p50_ms: float | None = None
    per_second: float | None = None
    kilobytes: float | None = None


class Measure(NamedTuple):
    """`calls` is how many requests one operation makes."""

    name: str
    operation: Operation
    clients: int
    aims: Aims
    calls: int = 1

    @property
    def writes(self) -> bool:
        return self.aims.ratio == WRITE


MEASURES = [
    Measure("list", operations.list_projects, 1, Aims(READ, p50_ms=3)),
    Measure("list", operations.list_projects, 8, Aims(READ, per_second=500)),
    Measure("search", operations.search_projects, 1, Aims(READ, p50_ms=4)),
    Measure("board of 500", operations.show_board, 1, Aims(READ, p50_ms=6, kilobytes=80)),
    Measure("read one", operations.show_project, 1, Aims(READ, p50_ms=3)),
    Measure("hours by month", operations.show_hours, 1, Aims(READ, p50_ms=5)),
    Measure("create customer", operations.create_customer, 1, Aims(WRITE, p50_ms=3)),
    Measure("create task", operations.create_task, 1, Aims(WRITE, p50_ms=3)),
    Measure("log time", operations.log_time, 1, Aims(WRITE, p50_ms=3)),
    Measure("lifecycle", operations.lifecycle, 1, Aims(WRITE, per_second=25), calls=16),
    Measure("lifecycle", operations.lifecycle, 8, Aims(WRITE, per_second=40), calls=16),
]
START_S = 1.2
MEMORY_MIB = {1: 100, 2: 200}  # by number of workers
GROWTH = 1.3  # of p95, from the small data set to the big one
