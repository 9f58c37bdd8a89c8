"""nexus migrate"""

import click

from nexus.app.cli._shared import configured, tell
from nexus.app.serve import prepare
from nexus.platform.config import Config
from nexus.platform.migrating import head


@click.command()
@configured
def command(config: Config) -> None:
    """Bring the database to this program's schema; where it is there already, do nothing."""
    prepare(config, migrate=True)
    tell(f"The database is at revision {head()}.")
