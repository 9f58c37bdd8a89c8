"""nexus worker"""

import signal

import click
from dependency_injector import providers

from nexus.app.cli._shared import configured, tell
from nexus.app.container import Nexus
from nexus.app.serve import prepare
from nexus.platform.config import Config


@click.command()
@configured
def command(config: Config) -> None:
    """Run the background worker alone, beside servers started with --no-worker.

    Several may run at once. Ctrl-C ends it when the item at work is done.
    """
    worker = Nexus(config=providers.Object(prepare(config))).worker()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stop())
    tell("The worker is at work (Ctrl-C ends it)")
    worker.run()
