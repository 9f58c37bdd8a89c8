"""Figures for Prometheus. Labels are route templates and statuses: few, however many shops."""

import time
from typing import Any

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client import values as prometheus_values
from prometheus_client.multiprocess import MultiProcessCollector

MANY = prometheus_values.ValueClass is not prometheus_values.MutexValue  # several processes
TYPE = "text/plain; version=0.0.4"
UNKNOWN = "(none)"  # no such address, or method: strangers may not invent labels
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})

registry = CollectorRegistry()
requests = Counter(
    "nexus_requests",
    "Requests answered, by method, route and status.",
    ["method", "route", "status"],
    registry=registry,
)
seconds = Histogram(
    "nexus_request_seconds",
    "Time from a request's head to the end of its answer.",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=registry,
)
in_flight = Gauge(
    "nexus_requests_in_flight",
    "Requests at work now.",
    registry=registry,
    multiprocess_mode="livesum",
)
statement_seconds = Histogram(
    "nexus_statement_seconds",
    "Time that the database took for a statement.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5),
    registry=registry,
)


events = Counter(
    "nexus_events",
    "Events taken from the outbox, by whether they went out.",
    ["result"],
    registry=registry,
)

# Asked of the database when somebody looks, and not kept.
OUTBOX = """\
# HELP nexus_outbox_oldest_seconds Age of the oldest event that waits; alert above 300.
# TYPE nexus_outbox_oldest_seconds gauge
nexus_outbox_oldest_seconds {oldest:.3f}
# HELP nexus_outbox_waiting Events that wait to go out.
# TYPE nexus_outbox_waiting gauge
nexus_outbox_waiting {waiting}
# HELP nexus_outbox_dead Events given up; see `nexus outbox`.
# TYPE nexus_outbox_dead gauge
nexus_outbox_dead {dead}
"""


def tell(*, oldest: float, waiting: int, dead: int) -> bytes:
    """Render all figures, over all processes."""
    kept = registry
    if MANY:
        kept = CollectorRegistry()
        MultiProcessCollector(kept)  # type: ignore[no-untyped-call]
    outbox = OUTBOX.format(oldest=oldest, waiting=waiting, dead=dead)
    return generate_latest(kept) + outbox.encode()


def answered(method: str, route: str, status: int, took: float) -> None:
    """Count a request."""
    method = method if method in METHODS else UNKNOWN
    requests.labels(method, route, str(status)).inc()
    seconds.labels(method, route).observe(took)


def watch(engine: sa.Engine) -> None:
    """Time the engine's statements from here on."""
    sa.event.listen(engine, "before_cursor_execute", _begin)
    sa.event.listen(engine, "after_cursor_execute", _end)


def _begin(*args: Any) -> None:
    args[4]._nexus_began = time.perf_counter()


def _end(*args: Any) -> None:
    statement_seconds.observe(time.perf_counter() - args[4]._nexus_began)
