"""nexus outbox list | retry"""

import click

from nexus.app.cli._program import with_nexus
from nexus.app.cli._shared import as_json, dump, tell
from nexus.app.container import Nexus
from nexus.platform.outbox import dead_letters, revive


@click.group()
def command() -> None:
    """See what could not be sent, and send it again."""


@command.command("list")
@as_json
@with_nexus
def list_letters(nexus: Nexus, json: bool) -> None:
    """List the events that were given up after twelve attempts."""
    with nexus.database().looking() as connection:
        letters = dead_letters(connection)
    if json:
        dump([dict(letter._mapping) for letter in letters])
        return
    for letter in letters:
        tell(f"{letter.id}  {letter.topic}  {letter.dead_at:%Y-%m-%d %H:%M}  {letter.last_error}")
    if not letters:
        tell("Nothing was given up.")


@command.command("retry")
@click.argument("id", type=int, required=False)
@with_nexus
def retry(nexus: Nexus, id: int | None) -> None:
    """Let all events that were given up go out again, or the one with this id."""
    with nexus.engine().begin() as connection:
        count = revive(connection, nexus.clock()(), id)
    if id is not None and not count:
        raise click.ClickException(f"There is no event {id} that was given up.")
    tell(f"{count} will be sent again.")
