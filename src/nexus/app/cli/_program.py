"""What the commands share that work with a shop's data."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import click
from dependency_injector import providers

from nexus.app.cli._shared import configured
from nexus.app.container import Nexus
from nexus.app.permissions import PERMISSIONS
from nexus.app.serve import prepare
from nexus.kernel.actor import Actor, Door
from nexus.kernel.ids import ShopId
from nexus.platform.config import Config
from nexus.platform.logging import set_up

P = ParamSpec("P")
R = TypeVar("R")

shop_option = click.option("--shop", help="The shop, by name or id; needed if there are several.")


def with_nexus(command: Callable[Concatenate[Nexus, P], R]) -> Callable[P, R]:
    """Give the command the whole program, over data that are ready; without chatter."""

    @configured
    @functools.wraps(command)
    def run(config: Config, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if config.log_level == "info":
            set_up("warning", json=config.json_logs)
        return command(Nexus(config=providers.Object(prepare(config))), *args, **kwargs)

    return run


def operator(nexus: Nexus, shop: str | None) -> Actor:
    """Return who sits at this command line: somebody with the data at hand may do all."""
    return Actor(
        shop_id=shop_of(nexus, shop),
        label="Command line",
        door=Door.CLI,
        scopes=frozenset(PERMISSIONS),
    )


def shop_of(nexus: Nexus, named: str | None) -> ShopId:
    shops = nexus.accounts.entrance().every_shop()
    if named is not None:
        shops = [s for s in shops if named.casefold() in (s.name.casefold(), str(s.id))]
    if len(shops) == 1:
        return ShopId(shops[0].id)
    if not shops:
        what = f"no shop '{named}'" if named else "no shop yet. Run: nexus shop create"
        raise click.ClickException(f"There is {what}")
    names = ", ".join(shop.name for shop in shops)
    raise click.UsageError(f"Which shop? Say --shop with one of: {names}")
