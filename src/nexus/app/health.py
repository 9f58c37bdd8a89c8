"""Is Nexus alive, can it work, and how much: for supervisors, load balancers and Prometheus."""

import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import structlog
from litestar import Response, get
from litestar.di import NamedDependency

from nexus.kernel.clock import Clock
from nexus.platform.heartbeat import SILENCE, last_beat
from nexus.platform.metrics import TYPE, tell
from nexus.platform.migrating import Newer, is_at_head
from nexus.platform.outbox import backlog
from nexus.platform.transaction import Database

LEAST_SPACE = 8 * 2**20  # bytes
TOO_OLD = timedelta(minutes=5)  # for an event that waits in the outbox
log = structlog.get_logger(__name__)


class Alive(msgspec.Struct, frozen=True, kw_only=True):
    status: str


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """`faults` says in words what keeps Nexus from working, by what it is about."""

    status: str
    faults: dict[str, str]


class Health:
    """What there is to know about this installation while it runs."""

    def __init__(self, database: Database, folder: Path, clock: Clock) -> None:
        self._database = database
        self._folder = folder
        self._clock = clock

    def faults(self) -> dict[str, str]:
        """Say what keeps Nexus from working, without a word that helps an intruder."""
        faults = {}
        if not os.access(self._folder, os.W_OK | os.X_OK):
            faults["folder"] = "The data folder cannot be written."
        elif shutil.disk_usage(self._folder).free < LEAST_SPACE:
            faults["folder"] = "The disk is full."
        try:
            faults |= self._faults_of_data()
        except Newer:
            faults["migrations"] = "The database is newer than this Nexus."
        except Exception:  # whatever it is, the answer is: not now
            log.exception("not ready")
            faults["database"] = "The database does not answer."
        return faults

    def _faults_of_data(self) -> dict[str, str]:
        faults = {}
        with self._database.looking() as connection:
            if not is_at_head(connection):
                return {"migrations": "The database is not up to date; run nexus migrate."}
            seen, waiting = last_beat(connection), backlog(connection, self._clock())
        if seen is None or self._clock() - seen > SILENCE:
            faults["worker"] = "The background worker gives no sign of life; run nexus worker."
        if waiting.oldest > TOO_OLD:
            minutes = int(waiting.oldest.total_seconds() // 60)
            faults["outbox"] = f"The oldest event has been waiting for {minutes} minutes."
        return faults

    def figures(self) -> bytes:
        with self._database.looking() as connection:
            waiting = backlog(connection, self._clock())
        oldest = waiting.oldest.total_seconds()
        return tell(oldest=oldest, waiting=waiting.waiting, dead=waiting.dead)


CurrentHealth = NamedDependency[Health]


@get("/api/health", public=True, sync_to_thread=False)
def read_health() -> Alive:
    """Tell that the server is alive; it asks nothing else."""
    return Alive(status="alive")


@get("/api/health/ready", public=True, sync_to_thread=True)
def read_readiness(health: CurrentHealth) -> Response[Readiness]:
    """Tell whether Nexus can work: its data, its schema, its folder, its worker."""
    faults = health.faults()
    told = Readiness(status="not ready" if faults else "ready", faults=faults)
    headers = {"Retry-After": "5"} if faults else {}
    return Response(told, status_code=503 if faults else 200, headers=headers)


@get("/metrics", public=True, sync_to_thread=True, include_in_schema=False)
def read_metrics(health: CurrentHealth) -> Response[bytes]:
    """Give figures for Prometheus."""
    return Response(health.figures(), media_type=TYPE)


HANDLERS: list[Any] = [read_health, read_readiness, read_metrics]
