"""nexus demo"""

import click

from nexus.app.cli._program import with_nexus
from nexus.app.cli._progress import progress
from nexus.app.cli._shared import as_json, dump, tell
from nexus.app.container import Nexus
from nexus.app.demo import DemoLogin, load_demo
from nexus.app.serve import write_demo_logins


@click.command()
@click.option("--if-empty", is_flag=True, help="Load them only where there is no shop yet.")
@as_json
@with_nexus
def command(nexus: Nexus, if_empty: bool, json: bool) -> None:
    """Load the demo shops that are not there yet, and say how to log in to them."""
    logins = [] if if_empty and nexus.accounts.entrance().has_shop() else load(nexus)
    if json:
        dump([login._asdict() for login in logins])
    elif logins:
        for login in logins:
            tell(f"{login.shop}: {login.username}  {login.password}")
        tell(f"The logins are kept in {nexus.config().demo_logins}.")
    else:
        tell("The demo shops are there already.")


def load(nexus: Nexus) -> list[DemoLogin]:
    with progress() as bar:
        task = bar.add_task("The demo shops", total=None)

        def watch(shop: str, number: int, of: int) -> None:
            bar.update(task, description=shop, completed=number - 1, total=of)

        logins = load_demo(nexus, watch)
    if logins:
        write_demo_logins(nexus.config(), logins)
    return logins
