"""nexus files sweep"""

import click
import msgspec

from nexus.app.cli._program import operator, with_nexus
from nexus.app.cli._shared import as_json, dump, tell
from nexus.app.container import Nexus
from nexus.documents import Swept


class OfShop(msgspec.Struct, frozen=True, kw_only=True):
    shop: str
    swept: Swept


@click.group()
def command() -> None:
    """Clear up the store of files."""


@command.command("sweep")
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
@as_json
@with_nexus
def sweep(nexus: Nexus, dry_run: bool, json: bool) -> None:
    """Remove contents that no file names any more, in every shop.

    The server does this by itself, twice a day. What is younger than a day may be an upload on
    its way, and stays.
    """
    service = nexus.documents.service()
    found = [
        OfShop(shop=shop.name, swept=service.sweep(operator(nexus, str(shop.id)), dry_run=dry_run))
        for shop in nexus.accounts.entrance().every_shop()
    ]
    if json:
        dump(found)
        return
    said = "would go" if dry_run else "are gone"
    for it in found:
        tell(f"{it.shop}: {it.swept.contents} contents of {it.swept.size / 1e6:.1f} MB {said}.")
    if not found:
        tell("There is no shop yet.")
