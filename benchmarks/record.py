"""Listen to what Nexus asks its database for an operation, so that the floor can ask the same."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient

from benchmarks.load import Answer, Operation

FRAME = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")


class Statement(NamedTuple):
    """As the driver was given it; `many` counts the rows of parameters if there are several."""

    sql: str
    parameters: Any
    many: bool


class Step(NamedTuple):
    """One call of an operation: what was asked of the database, and the answer's body."""

    statements: list[Statement]
    body: bytes


def record(app: Litestar, token: str, operation: Operation, world: Any, n: int) -> list[Step]:
    """Do the operation in this process."""
    steps: list[Step] = []
    with TestClient(app) as client, _heard() as statements:
        client.headers["Authorization"] = f"Bearer {token}"
        asking = operation(world, n)
        request = next(asking, None)
        while request is not None:
            statements.clear()
            told = client.request(request.method, request.path, json=request.body)
            if told.status_code >= 400:
                raise RuntimeError(f"{request} was refused: {told.status_code} {told.text}")
            steps.append(Step(list(statements), told.content))
            try:
                request = asking.send(Answer(told.status_code, b"", told.content))
            except StopIteration:
                break
    return steps


@contextmanager
def _heard() -> Iterator[list[Statement]]:
    heard: list[Statement] = []

    def note(conn: Any, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
        if not sql.startswith(FRAME):
            # The rows of one statement are no list, though SQLAlchemy calls them many.
            heard.append(Statement(sql, _kept(parameters), many and isinstance(parameters, list)))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield heard
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def _kept(parameters: Any) -> Any:
    """Copy what belongs to the driver."""
    if isinstance(parameters, dict):
        return {name: _kept(value) for name, value in parameters.items()}
    if isinstance(parameters, list | tuple):
        return type(parameters)(_kept(value) for value in parameters)
    return bytes(parameters) if isinstance(parameters, memoryview) else parameters


# What the floor does without: who asks, of which shop, and what was written about it.
OVERHEAD = re.compile(
    r"set_config|platform_activity|platform_answer|accounts_(session|token|membership|role|user)"
)


def bare(step: Step) -> Step:
    """Leave out authentication, tenancy and the activity log."""
    return Step([s for s in step.statements if not OVERHEAD.search(s.sql)], step.body)
