"""nexus user create | reset-password"""

import click

from nexus.accounts import CreateUser
from nexus.app.cli._program import operator, shop_option, with_nexus
from nexus.app.cli._shared import as_json, dump, password_from, tell
from nexus.app.container import Nexus

stdin_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group()
def command() -> None:
    """Make a user, or set a new password."""


@command.command("create")
@click.argument("username")
@shop_option
@click.option("--role", "roles", multiple=True, default=("admin",), show_default=True)
@click.option("--email")
@click.option("--name", default="", help="The full name.")
@stdin_option
@as_json
@with_nexus
def create(
    nexus: Nexus,
    username: str,
    shop: str | None,
    roles: tuple[str, ...],
    email: str | None,
    name: str,
    password_stdin: bool,
    json: bool,
) -> None:
    """Make a user of a shop."""
    actor = operator(nexus, shop)
    wish = CreateUser(
        username=username,
        email=email,
        full_name=name,
        password=password_from(password_stdin),
        roles=list(roles),
    )
    made = nexus.accounts.service().create_user(actor, wish)
    if json:
        dump(made)
    else:
        tell(f"{made.username} may log in now.")


@command.command("reset-password")
@click.argument("username")
@shop_option
@stdin_option
@with_nexus
def reset_password(nexus: Nexus, username: str, shop: str | None, password_stdin: bool) -> None:
    """Set a new password for a user, and end the user's sessions."""
    actor = operator(nexus, shop)
    password = password_from(password_stdin)
    nexus.accounts.service().reset_password(actor, username, password)
    tell(f"{username} has a new password.")
