"""One data set on one database: filled, recorded, served, measured."""

import contextlib
import pickle
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from benchmarks import data, floor, program
from benchmarks.load import Operation, Request
from benchmarks.measures import Measure
from benchmarks.measuring import Drivers, Target
from benchmarks.operations import World
from benchmarks.program import Program
from benchmarks.record import Step, bare, record
from benchmarks.report import Row, row_of, row_of_memory, row_of_start
from nexus.platform.config import Config
from nexus.platform.db import sqlite

from tests.databases import database_on
from tests.postgresql import Server

WORKERS = {"sqlite": 1, "postgresql": 2}
STARTS = 3
VARIANTS = 16  # of an operation that looks
RECORDED = 400_000  # operations that the load client does not count up to
HEALTH = Request("GET", "/api/health")
FIRST = Request("GET", "/api/projects?limit=50")

Tell = Callable[[str], None]


@dataclass
class Place:
    """A database to be measured on. `above` and `bare` see through the wall between shops."""

    database: str
    home: Path
    url: str
    above: str
    bare: str


@contextlib.contextmanager
def place(database: str) -> Iterator[Place]:
    """Make an empty database that keeps what it has acknowledged."""
    with tempfile.TemporaryDirectory(prefix="nexus-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        if database == "sqlite":
            file = home / "nexus.db"
            yield Place(database, home, f"sqlite:///{file}", f"sqlite:///{file}", str(file))
            return
        server = Server(durable=True)
        try:
            with database_on(server.url) as url:
                above = sa.make_url(server.url).set(database=sa.make_url(url).database)
                raw = above.set(drivername="postgresql")
                yield Place(database, home, url, _shown(above), _shown(raw))
        finally:
            server.stop()


def _shown(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)


@dataclass
class Recorded:
    """What an operation asks the database, and how the floor asks the same."""

    statements: int
    variants: list[list[floor.Task]]


@dataclass
class Run:
    place: Place
    data_set: str
    drivers: Drivers
    measures: list[Measure]
    tell: Tell

    def __post_init__(self) -> None:
        self.password = program.a_password()
        self.config = Config(
            home=str(self.place.home),
            database_url=self.place.url,
            secret_key=program.a_password() * 2,
            requests_per_minute=10**9,
        )
        self.workers = WORKERS[self.place.database]
        self.where = {"data_set": self.data_set, "database": self.place.database}

    def rows(self) -> Iterator[Row]:
        self.tell("fill")
        self.fill()
        self.tell("record")
        recorded = self.record()
        self.shop.nexus.engine().dispose()
        self.tell("start")
        ours = self.program()
        yield row_of_start(statistics.median(self._starts(ours)), **self.where)
        with ours, self._floor(recorded) as beneath:
            yield from self._measured(ours, beneath, recorded)

    def fill(self) -> None:
        self.shop = data.found(self.config, self.password)
        self.world = self._fill()

    def record(self) -> dict[str, Recorded]:
        operations = {m.operation.__name__: m for m in self.measures}
        return {name: self._record(measure) for name, measure in operations.items()}

    def _fill(self) -> World:
        now = data.today()
        world = data.furnish(self.shop, now)
        # One SQLite library in a process: a second one would undo the locks of the first.
        same = {"module": sqlite} if self.place.database == "sqlite" else {}
        loader = sa.create_engine(self.place.above, **same)
        try:
            return data.fill(loader, self.shop, world, data.SIZES[self.data_set], now)
        finally:
            loader.dispose()

    def _record(self, measure: Measure) -> Recorded:
        # With one of each kind to choose from, only what is new differs from time to time.
        one = {k: v[:1] if isinstance(v, list) else v for k, v in self.world.items()}
        world, times = (one, 2) if measure.writes else (self.world, VARIANTS)
        first = RECORDED + 100 * self.measures.index(measure)
        heard = [self._heard(measure.operation, world, first + n) for n in range(times)]
        needed = [[bare(step) for step in steps] for steps in heard]
        make = (lambda two: floor.writing(*two)) if measure.writes else floor.reading
        return Recorded(sum(len(step.statements) for step in heard[-1]), make(needed))

    def _heard(self, operation: Operation, world: World, n: int) -> list[Step]:
        return record(self.shop.app, self.shop.token, operation, world, n)

    def program(self) -> Program:
        """Return Nexus as it serves what was filled in."""
        secret = self.config.secret_key
        place = self.place
        return program.nexus(place.home, place.url, workers=self.workers, NEXUS_SECRET_KEY=secret)

    def _starts(self, ours: Program) -> Iterator[float]:
        for n in range(STARTS):
            yield ours.start(FIRST, self.shop.token)
            if n < STARTS - 1:
                ours.stop()

    @contextlib.contextmanager
    def _floor(self, recorded: dict[str, Recorded]) -> Iterator[Program]:
        plan = floor.Plan(self.place.bare, {name: r.variants for name, r in recorded.items()})
        file = self.place.home / "plan"
        file.write_bytes(pickle.dumps(plan))
        port = program.free_port()
        arguments = [str(port), str(self.workers), str(file)]
        command = [sys.executable, "-m", "benchmarks.floor", *arguments]
        with Program(command, {}, port, self.place.home / "floor.log") as beneath:
            beneath.start(Request("GET", "/"))
            yield beneath

    def _measured(
        self, ours: Program, beneath: Program, recorded: dict[str, Recorded]
    ) -> Iterator[Row]:
        memory = 0.0
        for measure in self.measures:
            self.tell(f"{measure.name}, {measure.clients}")
            name = measure.operation.__name__
            told = program.ask(ours.port, data.login(self.shop.username, self.password)).json()
            targets = [
                Target(ours.port, told["access_token"], measure.operation),
                Target(beneath.port, "", floor.operation(name, recorded[name].variants)),
            ]
            figures = self.drivers.measure(targets, self.world, measure.clients)
            for each in figures:
                if each.complaint:
                    self.tell(f"refused: {each.complaint}")
            statements = recorded[name].statements
            yield row_of(measure, *figures, **self.where, statements=statements)
            memory = max(memory, ours.memory() or 0.0)
        if memory:
            yield row_of_memory(memory, self.workers, **self.where)
