"""nexus shop create | list"""

import click

from nexus.accounts import CreateUser
from nexus.app.cli._program import with_nexus
from nexus.app.cli._shared import as_json, dump, password_from, tell
from nexus.app.container import Nexus
from nexus.app.founding import found_shop


@click.group()
def command() -> None:
    """Make a shop, or list them."""


@command.command("create")
@click.argument("name")
@click.option(
    "--profile", "profiles", multiple=True, required=True, help="A trade; repeat for more."
)
@click.option("--country", default="ZA", show_default=True, help="ISO 3166-1, two letters.")
@click.option("--currency", help="ISO 4217; the country's unless given.")
@click.option("--timezone", help="Such as Europe/Berlin; the country's unless given.")
@click.option("--admin", help="The username of a first user, who may do all.")
@click.option("--email", help="The admin's e-mail address.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json
@with_nexus
def create(
    nexus: Nexus,
    name: str,
    profiles: tuple[str, ...],
    country: str,
    currency: str | None,
    timezone: str | None,
    admin: str | None,
    email: str | None,
    password_stdin: bool,
    json: bool,
) -> None:
    """Make a shop that can begin to work: stations, workflows, roles and standard tasks."""
    user = None
    if admin is not None:
        user = CreateUser(username=admin, email=email, password=password_from(password_stdin))
    shop_id = found_shop(
        nexus,
        name=name,
        profiles=profiles,
        country=country,
        currency=currency,
        timezone=timezone,
        admin=user,
    )
    if json:
        dump({"id": shop_id, "name": name})
    else:
        tell(f"The shop {name} is open ({shop_id}).")


@command.command("list")
@as_json
@with_nexus
def list_shops(nexus: Nexus, json: bool) -> None:
    """List the shops."""
    shops = nexus.accounts.entrance().every_shop()
    if json:
        dump(shops)
    for shop in [] if json else shops:
        tell(f"{shop.id}  {shop.name}")
