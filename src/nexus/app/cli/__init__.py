"""The command line. A command's file is imported when it is called, so that help is quick."""

import gc
import importlib
import sys

import click

# name: what it does; the file is of the same name.
COMMANDS = {
    "serve": "Start the server and its background worker.",
    "worker": "Run the background worker alone.",
    "migrate": "Bring the database to this program's schema.",
    "demo": "Load the demo shops.",
    "shop": "Make a shop, or list them.",
    "user": "Make a user, or set a new password.",
    "import": "Take in a list, such as customers.",
    "export": "Write out a list, as CSV or JSON.",
    "files": "Clear up the store of files.",
    "doctor": "Examine the installation and say what is wrong.",
    "verify": "Check every promise about the data of every shop.",
    "outbox": "See what could not be sent, and send it again.",
    "openapi": "Print the contract of the API.",
    "completion": "Print what makes your shell complete `nexus`.",
}
FILES = {"import": "importing"}  # a word of Python is no name for a file


class Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"nexus.app.cli.{FILES.get(name, name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nexus", message="Nexus %(version)s")
def nexus() -> None:
    """Nexus, an operations hub for job shops.

    Settings come from the environment; see .env.example. Exit codes: 0 all is well,
    1 it failed or something is wrong, 2 the command was not understood.
    """


def main() -> None:
    gc.disable()  # importing makes much and drops little; a command turns it on when it begins
    try:
        nexus(prog_name="nexus")
    except KeyboardInterrupt:
        sys.exit(130)
