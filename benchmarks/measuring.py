"""Rounds of load on Nexus and on the floor by turns, so that both meet the same noise."""

import statistics
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from typing import Any, NamedTuple, Self

from benchmarks.load import STRIDE, Load, Operation, Outcome, run

PROCESSES = 2  # of the load client, at more than one client


class Target(NamedTuple):
    """Who answers, and how it is asked for the operation."""

    port: int
    token: str
    operation: Operation


@dataclass(kw_only=True)
class Figures:
    """Of one target, over all rounds."""

    rates: list[float] = field(default_factory=list)  # operations a second, of each round
    times: list[float] = field(default_factory=list)  # seconds of each request
    last: list[float] = field(default_factory=list)  # of those that end an operation
    statuses: dict[int, int] = field(default_factory=dict)
    received: int = 0
    complaint: str = ""

    def add(self, outcome: Outcome) -> None:
        self.rates.append(outcome.done / outcome.took)
        self.times += outcome.times
        self.last += outcome.last
        self.received += outcome.received
        self.complaint = self.complaint or outcome.complaint
        for status, count in outcome.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    def at(self, share: float) -> float:
        """Return the milliseconds that this share of the requests stayed below."""
        return _at(share, self.times)

    @property
    def last_ms(self) -> float:
        return _at(0.5, self.last)

    @property
    def refused(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 400)

    @property
    def answer_size(self) -> float:
        return self.received / len(self.times)


def _at(share: float, times: list[float]) -> float:
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def ratio(ours: Figures, floor: Figures) -> float:
    """Compare round by round: the rounds of a pair are neighbours in time."""
    pairs = zip(ours.rates, floor.rates, strict=True)
    return statistics.median(mine / its if its else 0.0 for mine, its in pairs)


class Drivers:
    """The processes of the load client, kept for a whole run."""

    def __init__(self, rounds: int, seconds: float) -> None:
        self._rounds, self._seconds = rounds, seconds
        self._pool = ProcessPoolExecutor(PROCESSES, get_context("spawn"))
        self._blocks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown()

    def measure(
        self, targets: Sequence[Target], world: dict[str, Any], clients: int
    ) -> list[Figures]:
        found = [Figures() for _ in targets]
        for _ in range(self._rounds):
            for target, figures in zip(targets, found, strict=True):
                figures.add(self._round(target, world, clients))
        return found

    def _round(self, target: Target, world: dict[str, Any], clients: int) -> Outcome:
        processes = min(clients, PROCESSES)
        load = Load(
            port=target.port,
            token=target.token,
            operation=target.operation,
            world=world,
            seconds=self._seconds,
            threads=clients // processes,
        )
        loads = [replace(load, first=self._block(clients // processes)) for _ in range(processes)]
        outcome = Outcome()
        for part in self._pool.map(run, loads):
            outcome.add(part)
        return outcome

    def _block(self, clients: int) -> int:
        """Return a number from which these clients may count."""
        first = self._blocks * STRIDE
        self._blocks += clients
        return first
