"""The engine for PostgreSQL, with short ways where every request passes several times."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus

PREPARED = 500  # statements of one connection
DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


def make_engine(url: str, **options: Any) -> sa.Engine:
    quick = {"connect_args": {"cursor_factory": QuickCursor}, "pool_use_lifo": True}
    # The driver begins nothing by itself; `_begin_for_shop` does.
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", **quick | options)
    # Several rows are one statement; the driver would send one for each.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    engine.dialect.do_commit = _commit  # type: ignore[assignment]
    sa.event.listen(engine, "connect", _remember_more)
    sa.event.listen(engine, "begin", _begin_for_shop)
    return engine


def _remember_more(driver: psycopg.Connection[Any], record: object) -> None:
    """Let all that requests ask stay prepared; the driver's 100 would push each other out."""
    driver.prepared_max = PREPARED


def _begin_for_shop(connection: sa.Connection) -> None:
    """Begin and bind the transaction to its shop: one message to the server instead of two."""
    options = connection.get_execution_options()
    begin = "BEGIN"
    if options.get("isolation_level") == "REPEATABLE READ":  # a snapshot, see platform/checks.py
        begin += " ISOLATION LEVEL REPEATABLE READ"
    if options.get("nexus_reading", False):
        begin += " READ ONLY"
    if (shop_id := options.get("nexus_shop")) is not None:
        begin += f"; SELECT set_config('nexus.shop', '{UUID(str(shop_id))}', true)"
    driver: Any = connection.connection.driver_connection
    if not _done_plainly(driver, begin):
        connection.exec_driver_sql(begin)  # fails again, and says so as all statements do


def _commit(connection: Any) -> None:
    """Commit in one plain message; what PostgreSQL objects to is raised as by the driver."""
    driver: psycopg.Connection[Any] = connection.driver_connection
    with driver.lock:
        result = driver.pgconn.exec_(b"COMMIT")
        lost = driver.pgconn.status == ConnStatus.BAD
    if lost:  # a result without a code, which would pass for a mistake of ours
        raise psycopg.OperationalError("The connection was lost during the commit.")
    if result.status != ExecStatus.COMMAND_OK:
        raise error_from_result(result)


def _done_plainly(driver: psycopg.Connection[Any], words: str) -> bool:
    """Do what takes no values and gives nothing back; tell whether it worked."""
    try:
        with driver.lock:
            return driver.pgconn.exec_(words.encode()).status in DONE
    except psycopg.OperationalError:
        return False


class QuickCursor(psycopg.Cursor[Any]):
    """SQLAlchemy asks for the columns after each statement, and hardly ever looks at them."""

    @property
    def description(self) -> Any:
        result = self.pgresult
        if result is None or not (result.nfields or result.status == ExecStatus.TUPLES_OK):
            return None
        return _Columns(self, result.nfields)


class _Columns(Sequence[Any]):
    """What the driver tells of a result's columns, when somebody looks."""

    def __init__(self, cursor: QuickCursor, count: int) -> None:
        self._cursor, self._count = cursor, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, n: Any) -> Any:
        return [psycopg.Column(self._cursor, i) for i in range(self._count)][n]
