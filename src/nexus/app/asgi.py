"""The application as a server runs it: settings in, ASGI out."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from dependency_injector import providers
from litestar import Litestar

from nexus.app.container import Nexus
from nexus.app.http import create_app
from nexus.platform.config import Config
from nexus.platform.metrics import watch

if TYPE_CHECKING:
    from nexus.platform.tracing import Tracing


def build(config: Config, *, worker: bool = True) -> Litestar:
    """Return the application; with its background worker in a thread unless one runs elsewhere."""
    nexus = Nexus(config=providers.Object(config))
    watch(nexus.engine())
    tracing = start_tracing(config, nexus.engine()) if config.otlp_endpoint else None

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        # As many threads as connections: no request waits for one it cannot get.
        threads = ThreadPoolExecutor(config.threads, "use-case")
        asyncio.get_running_loop().set_default_executor(threads)
        anyio.to_thread.current_default_thread_limiter().total_tokens = config.threads
        at_work = nexus.worker() if worker else None
        if at_work:
            at_work.start()
        try:
            yield
        finally:
            if at_work:
                await anyio.to_thread.run_sync(at_work.stop)
            nexus.engine().dispose()
            if tracing:
                await anyio.to_thread.run_sync(tracing.stop)

    app = create_app(nexus, lifespan=[lifespan])
    if tracing:
        app.asgi_handler = tracing.around(app.asgi_handler)
    return app


def start_tracing(config: Config, engine: Any) -> "Tracing":
    from nexus.platform.tracing import Tracing  # noqa: PLC0415 (it is heavy, and an extra)

    tracing = Tracing(config.otlp_endpoint)
    tracing.watch(engine)
    return tracing
