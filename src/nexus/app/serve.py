"""Bring up a server: the folder, the key, the schema, the port; then granian."""

import asyncio
import atexit
import gc
import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from ctypes import CDLL
from importlib.util import find_spec
from typing import Any, Protocol

from granian.constants import Interfaces
from granian.server import Server
from granian.server.embed import Server as Lone
from litestar import Litestar

from nexus.platform.config import Config, with_key, write_private
from nexus.platform.db import make_engine
from nexus.platform.heap import share_heap
from nexus.platform.migrating import Newer, is_at_head, upgrade

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8  # malloc.h
STOP_WITHIN = 18  # seconds: an open stream may not hold a deploy up


class DemoLogin(Protocol):
    @property
    def username(self) -> str: ...

    @property
    def password(self) -> str: ...


class CannotStart(Exception):
    """One sentence on what is in the way and what would help."""


def prepare(config: Config, *, migrate: bool = False) -> Config:
    """Make everything ready that a server needs, and return the settings with the key.

    The embedded database migrates by itself; a database of your own when you say so.
    """
    if config.otlp_endpoint and find_spec("opentelemetry") is None:
        raise CannotStart("NEXUS_OTLP_ENDPOINT needs more: pip install 'nexus[otel]'")
    os.umask(0o077)  # whatever this program writes is nobody else's business
    make_folder(config)
    config = with_key(config)
    engine = make_engine(config.url, pool_size=1)
    try:
        with engine.connect().execution_options(nexus_reading=True) as connection:
            ready = is_at_head(connection)
        if not ready and config.database_url and not migrate:
            raise CannotStart("The database is not up to date. Run: nexus migrate")
        if not ready:
            upgrade(engine)
    except Newer as error:
        raise CannotStart(str(error)) from error
    finally:
        engine.dispose()  # no connection may cross a fork
    return config


def check(config: Config) -> None:
    """Refuse to go on unless there is a database at head; change nothing."""
    if not config.database_url and not (config.folder / "nexus.db").exists():
        raise CannotStart(f"There is no database in {config.folder}. Run: nexus serve")
    engine = make_engine(config.url, pool_size=1)
    try:
        with engine.connect().execution_options(nexus_reading=True) as connection:
            if not is_at_head(connection):
                raise CannotStart("The database is not up to date. Run: nexus migrate")
    except Newer as error:
        raise CannotStart(str(error)) from error
    finally:
        engine.dispose()


def write_demo_logins(config: Config, logins: Iterable[DemoLogin]) -> None:
    """Keep how to log in to the demo shops, for who owns the folder."""
    known = config.demo_logins.read_text() if config.demo_logins.exists() else ""
    config.demo_logins.unlink(missing_ok=True)
    fresh = "".join(f"{login.username}\t{login.password}\n" for login in logins)
    write_private(config.demo_logins, known + fresh)


def make_folder(config: Config) -> None:
    try:
        config.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=config.folder):
            pass
    except OSError as error:
        raise CannotStart(
            f"The data folder {config.folder} cannot be written ({error.strerror}). "
            "Set NEXUS_HOME to one that can."
        ) from error


def check_port(config: Config) -> None:
    """Say now that the port is taken: granian's sockets would share it without a word."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((config.host, config.port))
        except OSError as error:
            raise CannotStart(
                f"Nexus cannot listen on {config.host}:{config.port} ({error.strerror}). "
                "Stop what is there, or choose another with NEXUS_PORT."
            ) from error


def spare_memory() -> None:
    """Give back to the system what a login's hash took: 19 MiB each, kept per thread otherwise.

    glibc keeps freed blocks of a size it has seen before, unless it is told a bound.
    """
    with suppress(OSError, AttributeError):
        libc = CDLL("libc.so.6")
        libc.mallopt(M_MMAP_THRESHOLD, 2**20)
        libc.mallopt(M_ARENA_MAX, 2)


def run(config: Config, *, worker: bool, ready: Callable[[], None]) -> None:
    """Serve until a signal ends it. `ready` is called before the first request is taken."""
    share_heap()
    spare_memory()
    gc.disable()
    # Not earlier: how figures are kept is settled when this is imported (share_figures).
    from nexus.app.asgi import build  # noqa: PLC0415

    app = build(config, worker=worker)
    gc.freeze()  # what is there now stays: no need to look at it again
    if config.workers > 1:
        _serve_by_many(config, app, ready)
    else:
        gc.enable()
        asyncio.run(_serve_alone(config, app, ready))


async def _serve_alone(config: Config, app: Litestar, ready: Callable[[], None]) -> None:
    """Serve in this very process: a parent that only watches costs half as much memory again."""
    server = Lone(app, **_granian(config))
    server.workers_kill_timeout = STOP_WITHIN
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    server.on_startup(ready)
    with suppress(TimeoutError):  # a stream was open to the end
        await server.serve()


def _serve_by_many(config: Config, app: Litestar, ready: Callable[[], None]) -> None:
    """Serve in several processes, forked so that they share all that is there by now.

    What may not be shared, such as connections and threads, begins with the first request or in
    the application's lifespan.
    """

    def load() -> Litestar:
        gc.enable()
        return app

    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)
    server = Server(
        **_granian(config),
        target="nexus",
        workers=config.workers,
        workers_kill_timeout=STOP_WITHIN,
        respawn_failed_workers=True,
    )
    server.on_startup(ready)
    server.serve(target_loader=load, wrap_loader=False)


def _granian(config: Config) -> dict[str, Any]:
    return {
        "address": config.host,
        "port": config.port,
        "interface": Interfaces.ASGI,
        "log_enabled": False,
        "backlog": 1024,
    }


def share_figures() -> None:
    """Let Prometheus see several processes as one: its client keeps the figures in a folder.

    It looks for the folder once, when it is imported, so this comes first of all.
    """
    folder = tempfile.mkdtemp(prefix="nexus-metrics-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
