"""Write the reference pages of docs/ from the program itself: `python -m tools.reference`.

A test fails while one of them is stale.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
from dependency_injector import providers

from nexus.app.cli import nexus
from nexus.app.container import Nexus
from nexus.app.http import create_app
from nexus.app.openapi import describe
from nexus.app.reactions import AFTERWARDS, AT_ONCE, EVENTS
from nexus.platform.config import PREFIX, Config

ROOT = Path(__file__).parents[1]
MADE = "<!-- Made by `python -m tools.reference`; changes are made where it comes from. -->"
COMMON = {"id", "shop_id", "happened_at"}


def pages() -> dict[str, str]:
    """Return each page's text by its name in docs/."""
    made = {"cli.md": cli(), "api.md": api(), "events.md": events(), "config.md": config()}
    return {name: f"{text.rstrip()}\n\n{MADE}\n" for name, text in made.items()}


def cli() -> str:
    told = ["# Commands", "", "Every command has `--help`. Settings come from the environment."]
    told += ["Exit codes: 0 all is well, 1 it failed or something is wrong, 2 not understood.", ""]
    for path, command in _commands(nexus, click.Context(nexus, info_name="nexus")):
        told += [f"## {path}", "", "```", command, "```", ""]
    return "\n".join(told)


def _commands(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _commands(inner, click.Context(inner, context, name))
    else:
        context.max_content_width = 90
        yield context.command_path, command.get_help(context)


def api() -> str:
    app = create_app(Nexus(config=providers.Object(Config(secret_key="for the reference only"))))
    contract = describe(app)
    told = ["# API", "", contract["info"]["description"], ""]
    told += ["The whole contract, with examples, is served at `/api/docs` and `/api/openapi.json`;"]
    told += ["`nexus openapi` prints it.", "", "## Refusals", "", "| Status | Means |", "|---|---|"]
    for name, problem in contract["components"]["responses"].items():
        told.append(f"| {name.removeprefix('Problem')} | {problem['description']} |")
    groups: dict[str, list[str]] = {}
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            needs = f"`{operation['x-permission']}`" if "x-permission" in operation else ""
            needs = needs or ("" if operation["security"] else "no login")
            row = f"| {method.upper()} | `{path}` | {operation['summary']} | {needs} |"
            groups.setdefault(operation["tags"][0], []).append(row)
    for group, rows in sorted(groups.items()):
        told += [
            "",
            f"## {group.capitalize()}",
            "",
            "| | Path | Does | Needs |",
            "|---|---|---|---|",
        ]
        told += rows
    return "\n".join(told)


def events() -> str:
    told = ["# Events", "", inspect.cleandoc(EVENTS_ARE), ""]
    for topic, event in sorted(EVENTS.items()):
        told += [f"## {topic}", ""]
        if said := _own_doc(event):
            told += [said, ""]
        fields = [field for field in msgspec.structs.fields(event) if field.name not in COMMON]
        told += [f"- `{field.encode_name}`: {_kind(field.type)}" for field in fields]
        for table, when in ((AT_ONCE, "At once"), (AFTERWARDS, "Afterwards")):
            if follows := [react.__name__.replace("_", " ") for react in table.get(event, ())]:
                told.append(f"- {when}: {', '.join(follows)}.")
        told.append("")
    return "\n".join(told)


EVENTS_ARE = """
Facts that a module tells, in the past tense. Each has an `id` that is the same on every delivery,
the `shop_id`, and `happened_at`. What follows at once does so in the same transaction; what follows
afterwards does so from the outbox, at least once and in order per thing.
"""


def _own_doc(cls: type) -> str:
    doc = cls.__dict__.get("__doc__") or ""
    return " ".join(doc.split())


def _kind(kind: Any) -> str:
    text = kind.__name__ if isinstance(kind, type) else str(kind)
    return re.sub(r"\b[a-z_]+\.(?=[\w.]*[A-Za-z])", "", text).replace("NoneType", "None")


def config() -> str:
    told = ["# Settings", "", "All come from the environment. A setting that makes no sense is"]
    told += ["refused at the start, by its name.", "", "| Name | Default | Is |", "|---|---|---|"]
    for name, (default, says) in settings().items():
        told.append(f"| `{name}` | {f'`{default}`' if default else ''} | {says} |")
    return "\n".join(told)


def settings() -> dict[str, tuple[str, str]]:
    """Read `.env.example`: the default and the explanation by the setting's name."""
    found, said = {}, []
    for line in (ROOT / ".env.example").read_text().splitlines():
        if line.startswith("# "):
            said.append(line[2:])
        elif line.startswith(PREFIX):
            name, _, default = line.partition("=")
            found[name], said = (default, " ".join(said)), []
        else:
            said = []
    return found


def main() -> int:
    for name, text in pages().items():
        (ROOT / "docs" / name).write_text(text)
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
