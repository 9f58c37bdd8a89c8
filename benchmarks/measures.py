"""What is measured, and what it should come to."""

from typing import NamedTuple

from benchmarks import operations
from benchmarks.load import Operation

READ, WRITE = 0.6, 0.4  # of the floor, at least
NONE = 0.0  # where most of the work is not the database's: the floor does none of it
OVERVIEW, REPORT, JOB = 50, 300, 20  # milliseconds
REPORTS = {
    "lead time": "projects/lead_time",
    "costing": "projects/costing",
    "efficiency": "efficiency",
    "production": "production",
    "inventory": "inventory",
    "customers": "customers",
    "sales": "sales",
    "workload": "workload",
    "receivables": "receivables",
}


class Aims(NamedTuple):
    """Ratios and `report_ms` hold everywhere; the others on PostgreSQL with two workers, for
    orientation. `last_ms` is of the last call of an operation.
    """

    ratio: float
    report_ms: float | None = None
    last_ms: float | None = None
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
    writes: bool = False


def writing(
    name: str, operation: Operation, aims: Aims, *, calls: int = 1, clients: int = 1
) -> Measure:
    return Measure(name, operation, clients, aims, calls, writes=True)


MEASURES = [
    Measure("list", operations.list_projects, 1, Aims(READ, p50_ms=3)),
    Measure("list", operations.list_projects, 8, Aims(READ, per_second=500)),
    Measure("search", operations.search_projects, 1, Aims(READ, p50_ms=4)),
    Measure("board of 500", operations.show_board, 1, Aims(READ, p50_ms=6, kilobytes=80)),
    Measure("read one", operations.show_project, 1, Aims(READ, p50_ms=3)),
    Measure("hours by month", operations.show_hours, 1, Aims(READ, p50_ms=5)),
    Measure("overview", operations.show_overview, 1, Aims(NONE, report_ms=OVERVIEW)),
    *(
        Measure(f"report {name}", operations.Report(path), 1, Aims(NONE, report_ms=REPORT))
        for name, path in REPORTS.items()
    ),
    Measure("report forecast", operations.show_forecast, 1, Aims(NONE, report_ms=REPORT)),
    Measure("job costing", operations.show_costing, 1, Aims(NONE, report_ms=JOB)),
    writing("create customer", operations.create_customer, Aims(WRITE, p50_ms=3)),
    writing("create task", operations.create_task, Aims(WRITE, p50_ms=3)),
    writing("log time", operations.log_time, Aims(WRITE, p50_ms=3)),
    writing("move stock", operations.move_stock, Aims(WRITE, p50_ms=4)),
    writing("invoice, PDF", operations.issue_invoice, Aims(NONE, last_ms=50), calls=3),
    writing("lifecycle", operations.lifecycle, Aims(WRITE, per_second=25), calls=16),
    writing("lifecycle", operations.lifecycle, Aims(WRITE, per_second=40), calls=16, clients=8),
]
START_S = 1.2
MEMORY_MIB = {1: 100, 2: 200}  # by number of workers
GROWTH = 1.3  # of p95, from the small data set to the big one
