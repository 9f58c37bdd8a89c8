"""The floor: the statements of an operation, by the bare driver, behind the same server.

No authentication, no tenancy, no activity log, no validation, no object but the answer. Faster
than this no program with this server and these statements can be.

    python -m benchmarks.floor PORT WORKERS PLAN

The plan is a pickled `Plan`. GET /<operation>/<step>/<n> does one step; `n` is another each time.
"""

import asyncio
import pickle
import queue
import re
import sys
from collections.abc import AsyncIterator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import psycopg
from granian.constants import Interfaces
from granian.server import Server
from litestar import Litestar, MediaType, Response, get
from litestar.params import FromPath

from benchmarks.load import Answer, Operation, Request
from benchmarks.record import Statement, Step
from nexus.platform.db import PRAGMAS, sqlite

THREADS = 20
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.I)
# A statement that is repeated finds its row at another version than it had.
VERSION = re.compile(r"(\w+\.version) = (\?|%\(\w+\)s(?:::\w+)?)")
HEX = re.compile(r"[0-9a-f]{32}")
HASH = re.compile(r"(?:[0-9a-f]{32}){1,2}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:|$)")

Fresh = Callable[[int], Any]  # makes the parameters of the n-th time


class Plan(NamedTuple):
    """`variants` of an operation that looks are repeated in turn; one that writes has one."""

    address: str  # of PostgreSQL, or a file
    operations: dict[str, list[list["Task"]]]


class Task(NamedTuple):
    """One step. `varies` tells for each statement where its parameters must be new each time."""

    statements: list[Statement]
    varies: list[Any]
    writes: bool
    body: Any


def reading(variants: list[list[Step]]) -> list[list[Task]]:
    return [[_task(step, step) for step in steps] for steps in variants]


def writing(once: list[Step], again: list[Step]) -> list[list[Task]]:
    """What differs between two times of the same must differ each time: ids, codes, places."""
    return [[_task(*pair) for pair in zip(once, again, strict=True)]]


def _task(once: Step, again: Step) -> Task:
    varies = [
        _differences(before.parameters, after.parameters)
        for before, after in zip(once.statements, again.statements, strict=True)
    ]
    writes = any(WRITES.match(s.sql) for s in again.statements)
    statements = [s._replace(sql=_any_version(s.sql)) for s in again.statements]
    return Task(statements, varies, writes, _body(again.body))


def _body(body: bytes) -> Any:
    """Read what was answered; a PDF is answered as so much text."""
    if body.startswith(b"%PDF"):
        return body.decode("latin-1")
    return msgspec.json.decode(body or b"null")


def _any_version(sql: str) -> str:
    if not sql.startswith("UPDATE"):
        return sql
    head, where, tail = sql.partition(" WHERE ")
    return head + where + VERSION.sub(r"\1 >= 0 * \2", tail)


def _differences(one: Any, other: Any) -> Any:
    """Mark what differs, in the shape of the parameters; None where nothing does."""
    if isinstance(other, dict):
        found = {key: _differences(one[key], other[key]) for key in other}
        return {key: mark for key, mark in found.items() if mark} or None
    if isinstance(other, list | tuple):
        marks = [_differences(*pair) for pair in zip(one, other, strict=True)]
        return {n: mark for n, mark in enumerate(marks) if mark} or None
    return one != other and isinstance(other, UUID | str | int) and not isinstance(other, bool)


def _fresh(parameters: Any, varies: Any, n: int) -> Any:
    if varies is True:
        return _another(parameters, n)
    if isinstance(parameters, dict):
        changed = {key: _fresh(parameters[key], mark, n) for key, mark in varies.items()}
        return parameters | changed
    changed = list(parameters)
    for at, mark in varies.items():
        changed[at] = _fresh(changed[at], mark, n)
    return changed


def _another(value: Any, n: int) -> Any:
    if isinstance(value, UUID):
        return UUID(int=value.int ^ (n << 20))
    if isinstance(value, int):
        return value + n
    if HASH.fullmatch(value):
        return f"{int(value, 16) ^ (n << 20):0{len(value)}x}"
    return value if INSTANT.match(value) else f"{value}{n}"


def operation(name: str, variants: list[list[Task]]) -> Operation:
    return _Floor(name, [len(tasks) for tasks in variants])


class _Floor:
    """The calls that the floor answers in place of an operation."""

    def __init__(self, name: str, steps: list[int]) -> None:
        self.name, self.steps = name, steps

    def __call__(self, world: Any, n: int) -> Generator[Request, Answer, None]:
        for step in range(self.steps[n % len(self.steps)]):
            yield Request("GET", f"/{self.name}/{step}/{n}")


class Connections:
    """A pool as simple as can be: there are as many as threads, so nobody waits."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._idle: queue.LifoQueue[Any] = queue.LifoQueue()

    def take(self) -> Any:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._connect()

    def give_back(self, connection: Any) -> None:
        self._idle.put(connection)

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get().close()

    def _connect(self) -> Any:
        if self._address.startswith("postgresql"):
            return psycopg.connect(self._address)
        connection = sqlite.connect(self._address, check_same_thread=False)
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection


def make_app(plan: Plan) -> Litestar:
    connections = Connections(plan.address)
    on_sqlite = not plan.address.startswith("postgresql")

    @get("/{name:str}/{step:int}/{n:int}", sync_to_thread=True)
    def answer(name: FromPath[str], step: FromPath[int], n: FromPath[int]) -> Response[bytes]:
        variants = plan.operations[name]
        task = variants[n % len(variants)][step]
        connection = connections.take()
        try:
            cursor = connection.cursor()
            if on_sqlite:
                cursor.execute("BEGIN IMMEDIATE" if task.writes else "BEGIN")
            rows: Any = []
            for statement, varies in zip(task.statements, task.varies, strict=True):
                rows = _execute(cursor, statement, varies, n)
            connection.commit()  # of a look too: after a rollback nothing stays prepared
            if task.writes:
                rows = task.body
        except BaseException:
            connection.rollback()
            raise
        finally:
            connections.give_back(connection)
        return Response(msgspec.json.encode(rows), media_type=MediaType.JSON)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        threads = ThreadPoolExecutor(THREADS)
        asyncio.get_running_loop().set_default_executor(threads)
        yield
        connections.close()

    @get("/", sync_to_thread=False)
    def ready() -> None:
        """Answer that the floor is there."""

    return Litestar([answer, ready], openapi_config=None, logging_config=None, lifespan=[lifespan])


def _execute(cursor: Any, statement: Statement, varies: Any, n: int) -> list[dict[str, Any]]:
    parameters = _fresh(statement.parameters, varies, n) if varies else statement.parameters
    if statement.many:
        cursor.executemany(statement.sql, parameters)
        return []
    cursor.execute(statement.sql, parameters)
    if cursor.description is None:
        return []
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    if not isinstance(cursor, psycopg.Cursor):
        rows = _typed(rows)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _typed(rows: list[Any]) -> list[Any]:
    """Read ids and instants from the texts that SQLite keeps: an answer writes them otherwise."""
    if not rows:
        return rows
    columns = [_convert(column) for column in zip(*rows, strict=True)]
    return list(zip(*columns, strict=True))


def _convert(column: tuple[Any, ...]) -> Any:
    sample = next((value for value in column if value is not None), None)
    if not isinstance(sample, str):
        return column
    if HEX.fullmatch(sample):
        return [value and UUID(value) for value in column]
    if INSTANT.match(sample):
        return [value and datetime.fromisoformat(value) for value in column]
    return column


def main(port: int, workers: int, plan: Plan) -> None:
    server = Server(
        "floor",
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        workers_kill_timeout=1,
        log_enabled=False,
        backlog=1024,
    )
    server.serve(target_loader=lambda: make_app(plan), wrap_loader=False)


if __name__ == "__main__":
    port, workers, file = sys.argv[1:]
    main(int(port), int(workers), pickle.loads(Path(file).read_bytes()))
