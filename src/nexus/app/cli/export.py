"""nexus export"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO, get_type_hints

import click
import msgspec

from nexus.app.cli._program import operator, shop_option, with_nexus
from nexus.app.container import Nexus
from nexus.kernel.actor import Actor
from nexus.kernel.page import LONGEST_PAGE
from nexus.platform.spreadsheet import MARK, lines

LISTS: dict[str, Callable[[Nexus], Callable[..., Any]]] = {
    "customers": lambda nexus: nexus.customers.service().page,
    "employees": lambda nexus: nexus.accounts.service().employees,
    "projects": lambda nexus: nexus.projects.service().page,
    "sales": lambda nexus: nexus.sales.service().page,
    "stations": lambda nexus: nexus.accounts.service().stations,
    "tasks": lambda nexus: nexus.tasks.service().page,
    "time-logs": lambda nexus: nexus.tasks.service().logs,
    "users": lambda nexus: nexus.accounts.service().users,
    "workflows": lambda nexus: nexus.workflows.service().page,
}


@click.command()
@click.argument("what", type=click.Choice(list(LISTS)))
@shop_option
@click.option("--json", is_flag=True, help="Write JSON lines instead of CSV.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
@with_nexus
def command(nexus: Nexus, what: str, shop: str | None, json: bool, output: Path | None) -> None:
    """Write out a list of a shop: CSV that a spreadsheet opens, or a JSON object per line."""
    rows = _rows(LISTS[what](nexus), operator(nexus, shop))
    write = _write_json if json else _write_csv
    if output is None:
        write(rows, sys.stdout)
    else:
        with output.open("w", encoding="utf-8", newline="") as file:
            write(rows, file)


def _rows(use_case: Callable[..., Any], actor: Actor) -> Iterator[dict[str, Any]]:
    """Ask for page after page; what a list takes stands in the use case's signature."""
    wish = get_type_hints(use_case)["wish"](limit=LONGEST_PAGE)
    while True:
        page = use_case(actor, wish)
        yield from map(msgspec.to_builtins, page.items)
        if page.next is None:
            return
        wish = msgspec.structs.replace(wish, cursor=page.next)


def _write_json(rows: Iterator[dict[str, Any]], out: TextIO) -> None:
    for row in rows:
        out.write(msgspec.json.encode(row).decode() + "\n")


def _write_csv(rows: Iterator[dict[str, Any]], out: TextIO) -> None:
    columns: list[str] = []
    for row in rows:
        flat = dict(_flat(row))
        if not columns:
            columns = list(flat)
            out.write(MARK + lines([columns]))
        out.write(lines([[flat.get(column) for column in columns]]))


def _flat(row: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Give money and the like a column for each part; what has many parts stays JSON."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}_")
        elif isinstance(value, list | tuple):
            yield before + name, _cell(value)
        else:
            yield before + name, value


def _cell(values: Sequence[Any]) -> str:
    if all(isinstance(value, str) for value in values):
        return ", ".join(values)
    return msgspec.json.encode(values).decode()
