"""Databases for the tests, made from nothing and thrown away."""

import atexit
import functools
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from nexus.platform.db import make_engine

from tests.postgresql import Server

ROOT = Path(__file__).parents[1]
BACKENDS = tuple(os.environ.get("NEXUS_TEST_BACKENDS", "sqlite,postgresql").split(","))


@contextmanager
def migrated(backend: str, *, durable: bool = False) -> Iterator[sa.Engine]:
    """Give an engine of a new database with the schema at head."""
    with fresh(backend, durable=durable) as engine:
        with engine.begin() as connection:
            _migrate(connection)
        yield engine


@contextmanager
def fresh(backend: str, *, durable: bool = False) -> Iterator[sa.Engine]:
    """Give an engine of a new, empty database."""
    with address(backend, durable=durable) as url:
        # Few connections stay open, since all engines of a run share the server's hundred.
        small = {"pool_size": 2, "max_overflow": 18} if backend == "postgresql" else {}
        engine = make_engine(url, **small)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def address(backend: str, *, durable: bool = False) -> Iterator[str]:
    """Give the URL of a new, empty database, for an engine or for another process."""
    if backend == "postgresql":
        with database_on(server_url(durable=durable)) as url:
            yield url
    else:
        with tempfile.TemporaryDirectory(prefix="nexus-", ignore_cleanup_errors=True) as folder:
            yield f"sqlite:///{folder}/nexus.db"


def server_url(*, durable: bool = False) -> str:
    """Give the address of the server in NEXUS_TEST_DATABASE_URL, or of one started for this run."""
    return os.environ.get("NEXUS_TEST_DATABASE_URL") or postgresql(durable=durable).url


@functools.cache  # one per process, and so one per xdist worker: it starts in half a second
def postgresql(*, durable: bool = False) -> Server:
    server = Server(durable=durable)
    atexit.register(server.stop)
    return server


@contextmanager
def database_on(server: str) -> Iterator[str]:
    """Make a database with an owner whom row-level security binds, as it must in production.

    A superuser, or a role with BYPASSRLS, sees through the wall between shops: such a one makes
    an owner first. Any other role that may create databases owns the new one itself.
    """
    name = f"nexus_test_{secrets.token_hex(6)}"
    url = sa.make_url(server).set(database=name)
    above = _ask(server, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = user")
    if above:
        url = url.set(username=name, password=name)
        _ask(server, f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
    _ask(server, f"CREATE DATABASE {name}")
    try:
        if above:
            _ask(server, f"ALTER DATABASE {name} OWNER TO {name}")
        yield url.render_as_string(hide_password=False)
    finally:
        _ask(server, f"DROP DATABASE {name} WITH (FORCE)")
        if above:
            _ask(server, f"DROP ROLE {name}")


def _ask(server: str, statement: str) -> object:
    """Run one statement on a connection of its own: a test may restart the server meanwhile."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        result = connection.exec_driver_sql(statement)
        return result.scalar() if result.returns_rows else None


def _migrate(connection: sa.Connection) -> None:
    config = Config(ROOT / "alembic.ini", attributes={"connection": connection})
    command.upgrade(config, "head")
