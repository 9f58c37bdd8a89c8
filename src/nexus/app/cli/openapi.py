"""nexus openapi"""

import click
from dependency_injector import providers

from nexus.app.cli._shared import dump
from nexus.app.container import Nexus
from nexus.app.http import create_app
from nexus.app.openapi import describe
from nexus.platform.config import Config


@click.command()
def command() -> None:
    """Print the contract of the API: OpenAPI 3.1, as JSON."""
    dump(describe(create_app(Nexus(config=providers.Object(Config())))))
