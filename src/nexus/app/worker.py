"""The background worker: sends what is in the outbox and keeps house.

It may run in the server's process and beside it, as often as one likes: what is at work is
leased, and what is swept twice is clean.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import NamedTuple

import structlog

from nexus.kernel.clock import Clock
from nexus.platform.heartbeat import BEAT, beat
from nexus.platform.idempotency import sweep
from nexus.platform.metrics import events
from nexus.platform.outbox import is_due
from nexus.platform.relay import Relay
from nexus.platform.transaction import Database

PAUSE = 0.5  # seconds between two looks
PATIENCE = 15.0  # seconds that a stopping server gives the item at work

log = structlog.get_logger(__name__)


class Timer(NamedTuple):
    name: str
    every: timedelta
    run: Callable[[], object]


class Worker:
    def __init__(
        self, database: Database, relay: Relay, clock: Clock, timers: Sequence[Timer] = ()
    ) -> None:
        self._database = database
        self._relay = relay
        self._clock = clock
        self._timers = [
            Timer("heartbeat", BEAT, self._beat),
            Timer("answers", timedelta(hours=1), self._sweep),
            *timers,
        ]
        self._next: dict[str, datetime] = {}
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Work in a thread of this process."""
        self._thread = Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more on, and wait for what is at work."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def run(self) -> None:
        """Work until `stop`; a database that is away for a while does not end it."""
        while not self._stop.is_set():
            try:
                self.turn()
            except Exception:
                log.exception("worker")
            self._stop.wait(PAUSE)

    def turn(self) -> None:
        """Do what is due now: the timers first, so that a long queue does not starve them."""
        now = self._clock()
        for timer in self._timers:
            if self._next.get(timer.name, now) <= now:
                self._next[timer.name] = now + timer.every
                timer.run()
        while not self._stop.is_set() and self._has_work():
            if (went_out := self._relay.step()) is None:
                break
            events.labels("sent" if went_out else "failed").inc()

    def _has_work(self) -> bool:
        with self._database.looking() as connection:
            return is_due(connection, self._clock())

    def _beat(self) -> None:
        beat(self._database.engine, "worker", self._clock())

    def _sweep(self) -> None:
        sweep(self._database.engine, self._clock())
