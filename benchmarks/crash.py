"""What is left after a crash: everything that was acknowledged, and nothing half.

    python -m benchmarks.crash --kills 200 --restarts 20

On SQLite the whole program is killed (kill -9) under eight writing clients, again and again. On
PostgreSQL the server is restarted as after a power cut (immediate) while Nexus goes on. Each
time what Nexus has answered is looked for in the database; in between `nexus verify` runs.
"""

import contextlib
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any
from uuid import UUID

import click
import sqlalchemy as sa
from rich.console import Console

from benchmarks import data, program
from benchmarks.load import Answer, Line, Request
from benchmarks.operations import World, lifecycle
from benchmarks.program import Program
from nexus.platform.config import Config
from nexus.platform.db import make_engine, metadata
from nexus.platform.logging import set_up

from tests.databases import database_on
from tests.postgresql import Server

CLIENTS = 8
HEALTH = Request("GET", "/api/health")
PAUSE = 0.05  # seconds a client waits before it asks again
MENDED = 30.0  # seconds after which the pool must have healed
RENEWED = 600.0  # seconds after which a token is changed; it is good for 900
VERIFIED = 10  # how often in a run `nexus verify` is asked

# Which table an answer's `id` is of, by the path that was asked.
TABLES = {
    "/api/customers": "customers_customer",
    "/api/projects": "projects_project",
    "/api/tasks": "tasks_task",
    "/api/sales": "sales_sale",
}


@dataclass
class Ledger:
    """What Nexus has acknowledged: the version of each thing, and each payment."""

    things: dict[tuple[str, UUID], int] = field(default_factory=dict)
    writes: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    impolite: int = 0  # 503 that does not say when to come back
    faults: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def note(self, request: Request, answer: Answer) -> None:
        with self._lock:
            self.statuses[answer.status] += 1
            if answer.status < 300:
                self._acknowledged(request, answer.json())
            elif answer.status == 503:
                self.impolite += answer.header("retry-after") is None
            elif answer.status >= 500 or answer.status == 401:
                self.faults.append(f"{request.path}: {answer.status} {answer.body[:300]!r}")

    def _acknowledged(self, request: Request, view: dict[str, Any]) -> None:
        self.writes += 1
        table = _table(request.path)
        key = table, UUID(view["id"])
        self.things[key] = max(self.things.get(key, 0), view["version"])
        for payment in view.get("payments", ()):
            self.things["sales_payment", UUID(payment["id"])] = 0

    def lost(self, engine: sa.Engine) -> list[str]:
        """Tell what was acknowledged and is not there, or is there as it was before."""
        with self._lock:
            wanted = dict(self.things)
        found: dict[tuple[str, UUID], int] = {}
        with engine.connect().execution_options(nexus_reading=True) as connection:
            for name in {table for table, _ in wanted}:
                table = metadata.tables[name]
                version = table.c.version if "version" in table.c else sa.literal(0)
                for id, number in connection.execute(sa.select(table.c.id, version)):
                    found[name, id] = number
        return [
            f"{table} {id}: acknowledged {version}, found {found.get((table, id))}"
            for (table, id), version in wanted.items()
            if found.get((table, id), -1) < version
        ]


def _table(path: str) -> str:
    if path.endswith("/log_time"):
        return "tasks_time_log"
    if path.endswith("/tasks"):
        return "tasks_task"
    return next(table for start, table in TABLES.items() if path.startswith(start))


class Login:
    """A token that is got anew before it is out of date."""

    def __init__(self, port: int, request: Request) -> None:
        self._port, self._request = port, request
        self._turn = Lock()
        self.renew()

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() < self._until

    def renew(self) -> None:
        """Fail with an OSError while nobody answers."""
        with self._turn:
            answer = program.ask(self._port, self._request)
            if answer.status >= 500:
                raise ConnectionError(answer.status)
            self.token: str = answer.json()["access_token"]
            self._until = time.monotonic() + RENEWED


class Writers:
    """Clients that carry jobs from customer to payment, and begin anew when cut off."""

    def __init__(self, port: int, login: Login, world: World, ledger: Ledger) -> None:
        self._port, self._login, self._world, self._ledger = port, login, world, ledger
        self._numbers = itertools.count()
        self._stop = Event()
        self._threads = [Thread(target=self._work, daemon=True) for _ in range(CLIENTS)]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                if not self._login.is_fresh:
                    self._login.renew()
                line = Line(self._port, self._login.token)
            except OSError:
                time.sleep(PAUSE)
                continue
            with contextlib.closing(line), contextlib.suppress(OSError):
                while not self._stop.is_set() and self._login.is_fresh:
                    self._job(line)

    def _job(self, line: Line) -> None:
        steps = lifecycle(self._world, next(self._numbers))
        request = next(steps, None)
        while request is not None and not self._stop.is_set():
            answer = line.ask(request)
            self._ledger.note(request, answer)
            if answer.status >= 400:
                time.sleep(PAUSE)
                return
            try:
                request = steps.send(answer)
            except StopIteration:
                return


@dataclass
class Result:
    """`lost`, `violations` and `faults` are empty if all is well."""

    crashes: int = 0
    writes: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    slowest_recovery: float = 0.0  # seconds from the crash to the next acknowledged write
    lost: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.violations or self.faults)


class Crashing:
    """A shop that is written to, on a database of which `above` sees all shops."""

    def __init__(self, home: Path, url: str, above: str, workers: int) -> None:
        self.password, secret = program.a_password(), program.a_password() * 2
        config = Config(
            home=str(home), database_url=url, secret_key=secret, requests_per_minute=10**9
        )
        self.shop = data.found(config, self.password)
        self.world = data.furnish(self.shop, data.today(), moulds=False)
        self.shop.nexus.engine().dispose()
        self.program: Program = program.nexus(home, url, workers=workers, NEXUS_SECRET_KEY=secret)
        self.above = make_engine(above, pool_size=2)
        self.ledger = Ledger()
        self.result = Result()
        self._settings = {
            "NEXUS_HOME": str(home),
            "NEXUS_DATABASE_URL": url,
            "NEXUS_SECRET_KEY": secret,
        }

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        self.program.start(HEALTH)
        port = self.program.port
        login = Login(port, data.login(self.shop.username, self.password))
        with self.program, Writers(port, login, self.world, self.ledger):
            self.wait_for_writes()
            yield
        self.above.dispose()

    def wait_for_writes(self) -> None:
        """Go on when something more was acknowledged."""
        began, before = time.perf_counter(), self.ledger.writes
        while self.ledger.writes < before + CLIENTS:
            if time.perf_counter() - began > MENDED:
                raise RuntimeError(f"Nothing is written any more. {self.ledger.faults[-3:]}")
            time.sleep(0.005)
        took = time.perf_counter() - began
        self.result.slowest_recovery = max(self.result.slowest_recovery, took)

    def examine(self, *, thoroughly: bool) -> None:
        self.result.crashes += 1
        self.result.lost += self.ledger.lost(self.above)
        if thoroughly:
            self.result.violations += self._verify()

    def _verify(self) -> list[str]:
        command = [sys.executable, "-m", "nexus", "verify", "--json"]
        environment = os.environ | self._settings
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        told = json.loads(done.stdout)
        found = [f"{v['promise']} {v['says']}" for v in told["violations"]]
        if self.above.dialect.name == "sqlite":
            self.above.dispose()  # FTS5 remembers its structure, and takes news for corruption
            with self.above.connect().execution_options(nexus_reading=True) as connection:
                for check in ("integrity_check", "foreign_key_check"):
                    rows = connection.exec_driver_sql(f"PRAGMA {check}").all()
                    found += [f"{check}: {row}" for row in rows if tuple(row) != ("ok",)]
        return found

    def told(self) -> Result:
        self.result.writes = self.ledger.writes
        self.result.statuses = dict(sorted(self.ledger.statuses.items()))
        self.result.faults = [*self.ledger.faults]
        if self.ledger.impolite:
            self.result.faults.append(f"{self.ledger.impolite} times 503 without Retry-After")
        return self.result


def kill(kills: int) -> Result:
    """Kill the program on SQLite, so often."""
    with tempfile.TemporaryDirectory(prefix="nexus-crash-", ignore_cleanup_errors=True) as folder:
        url = f"sqlite:///{folder}/nexus.db"
        crashing = Crashing(Path(folder), url, url, workers=1)
        with crashing.writing():
            for n in range(1, kills + 1):
                time.sleep(random.uniform(0.05, 0.5))
                crashing.program.kill()
                crashing.program.start(HEALTH)
                crashing.wait_for_writes()
                crashing.examine(thoroughly=_is_time(n, kills))
        return crashing.told()


def restart(restarts: int) -> Result:
    """Restart PostgreSQL under the running program, so often."""
    server = Server(durable=True)
    with (
        tempfile.TemporaryDirectory(prefix="nexus-crash-") as folder,
        contextlib.ExitStack() as end,
    ):
        end.callback(server.stop)
        url = end.enter_context(database_on(server.url))
        above = sa.make_url(server.url).set(database=sa.make_url(url).database)
        shown = above.render_as_string(hide_password=False)
        crashing = Crashing(Path(folder), url, shown, workers=2)
        with crashing.writing():
            for n in range(1, restarts + 1):
                time.sleep(random.uniform(0.2, 1.0))
                server.restart("immediate")
                crashing.above.dispose()
                crashing.wait_for_writes()
                crashing.examine(thoroughly=_is_time(n, restarts))
        return crashing.told()


def _is_time(n: int, of: int) -> bool:
    return n == of or n % max(1, of // VERIFIED) == 0


def show(name: str, result: Result, console: Console) -> None:
    answers = ", ".join(f"{count} x {status}" for status, count in result.statuses.items())
    console.print(f"[bold]{name}: {result.crashes}[/]; {result.writes} writes acknowledged")
    console.print(f"  {len(result.lost)} lost, {len(result.violations)} promises broken")
    console.print(f"  answers: {answers}; {len(result.faults)} of them faults")
    console.print(f"  writing again after {result.slowest_recovery:.1f} s at most")
    for sentence in [*result.lost, *result.violations, *result.faults][:20]:
        console.print(f"  [red]{sentence}")


@click.command()
@click.option("--kills", default=200, show_default=True, help="Of the program, on SQLite.")
@click.option("--restarts", default=20, show_default=True, help="Of PostgreSQL.")
def main(kills: int, restarts: int) -> None:
    """Crash Nexus and its database under load, and count what is lost."""
    set_up("error", json=True)
    console = Console()
    results = {}
    if kills:
        results["kills on SQLite"] = kill(kills)
        show("kills on SQLite", results["kills on SQLite"], console)
    if restarts:
        results["restarts of PostgreSQL"] = restart(restarts)
        show("restarts of PostgreSQL", results["restarts of PostgreSQL"], console)
    sys.exit(not all(result.is_clean for result in results.values()))


if __name__ == "__main__":
    main()
