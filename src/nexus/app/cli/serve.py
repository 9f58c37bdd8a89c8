"""nexus serve"""

import subprocess
import sys

import click
from dependency_injector import providers

from nexus.app.cli._shared import configured, tell
from nexus.app.serve import CannotStart, check_port, prepare, run, share_figures
from nexus.platform.config import Config


@click.command()
@click.option("--migrate", is_flag=True, help="Migrate a database of your own before the start.")
@click.option(
    "--demo",
    is_flag=True,
    help="Load the demo shops where there is no shop yet (NEXUS_DEMO=0: none).",
)
@click.option("--no-worker", is_flag=True, help="Leave the background work to `nexus worker`.")
@configured
def command(config: Config, migrate: bool, demo: bool, no_worker: bool) -> None:
    """Start the server and its background worker.

    The embedded database is made and migrated by itself. Ctrl-C ends it cleanly.
    """
    if config.workers > 1:
        share_figures()
    check_port(config)
    config = prepare(config, migrate=migrate)
    if demo and config.demo and not config.demo_logins.exists():
        load_demo_shops(config)
    run(config, worker=not no_worker, ready=lambda: _greet(config))


def _greet(config: Config) -> None:
    host = f"[{config.host}]" if ":" in config.host else config.host
    here = config.base_url or f"http://{host}:{config.port}"
    tell(f"Nexus is at {here} (Ctrl-C ends it)")
    if not _is_begun(config):
        tell(f"Set your shop up at {here}/setup?code={config.setup_code}")
    if config.demo_logins.exists():
        tell(f"How to log in to the demo shops stands in {config.demo_logins}")
    if not config.secure:
        tell("Session cookies are plain, because NEXUS_BASE_URL does not begin with https://.")


def _is_begun(config: Config) -> bool:
    """Tell whether there is a shop. Asked when all is imported; no connection stays open."""
    from nexus.app.container import Nexus  # noqa: PLC0415 (as late as the server itself)

    nexus = Nexus(config=providers.Object(config))
    try:
        return bool(nexus.accounts.logins().is_begun())
    finally:
        nexus.engine().dispose()


def load_demo_shops(config: Config) -> None:
    """Load them in a process of their own: the server's would keep the memory that it takes."""
    tell("Loading the demo shops; this takes some seconds")
    load = [sys.executable, "-m", "nexus", "demo", "--if-empty", "--json"]
    done = subprocess.run(load, stdout=subprocess.PIPE)
    if done.returncode:
        raise CannotStart("The demo shops could not be loaded.")
