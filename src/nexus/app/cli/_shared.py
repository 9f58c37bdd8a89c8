"""What the commands share: their settings, how they speak, how they fail."""

import functools
import gc
import sys
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import click
import msgspec

from nexus.app.serve import CannotStart
from nexus.kernel.errors import NexusError
from nexus.platform.config import BadConfig, Config, read
from nexus.platform.logging import set_up

P = ParamSpec("P")
R = TypeVar("R")

as_json = click.option("--json", is_flag=True, help="Print JSON, for programs.")


def configured(command: Callable[Concatenate[Config, P], R]) -> Callable[P, R]:
    """Give the command the settings; end what cannot be with a sentence and exit code 1."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        gc.enable()
        try:
            config = read()
            set_up(config.log_level, json=config.json_logs)
            return command(config, *args, **kwargs)
        except (BadConfig, CannotStart, NexusError) as error:
            raise click.ClickException(str(error)) from error

    return run


def password_from(stdin: bool) -> str:
    """Ask for a password, unseen and twice; a program sends it as the first line instead."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def tell(text: str) -> None:
    click.echo(text)


def dump(data: Any) -> None:
    """Print data as JSON, for programs."""
    click.echo(msgspec.json.format(msgspec.json.encode(data)).decode())
