"""nexus import customers, and the other things that come as lists"""

from pathlib import Path

import click
import msgspec

from nexus.app.cli._program import operator, shop_option, with_nexus
from nexus.app.cli._progress import progress
from nexus.app.cli._shared import as_json, dump, tell
from nexus.app.container import Nexus
from nexus.customers import Field, ImportCustomers, ImportReport, Match, Outcome
from nexus.integrations import ImportView, MapColumns, ReceiveImport
from nexus.platform.uploads import Received

OTHERS = ("suppliers", "stock-items", "products", "projects", "employees")


@click.group()
def command() -> None:
    """Take in a list."""


@command.command("customers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@shop_option
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option(
    "--match",
    type=click.Choice([match.value for match in Match]),
    default=Match.AUTO.value,
    show_default=True,
    help="What tells that a customer is known already.",
)
@click.option(
    "--mapping",
    default="{}",
    help='JSON of column to field where the guess is wrong: {"Kd-Nr": "code", "Old": null}.',
)
@as_json
@with_nexus
def customers(
    nexus: Nexus,
    file: Path,
    shop: str | None,
    dry_run: bool,
    match: str,
    mapping: str,
    json: bool,
) -> None:
    """Take in customers from a CSV file of any spreadsheet; exit code 1 if rows were left out.

    Separator, encoding and columns are found out. Doing it twice changes nothing.
    """
    wish = ImportCustomers(match=Match(match), mapping=_fields(mapping), dry_run=dry_run)
    actor = operator(nexus, shop)
    with progress() as bar:
        task = bar.add_task(file.name, total=None)

        def watch(done: int, rows: int) -> None:
            bar.update(task, completed=done, total=rows)

        report = nexus.customers.service().import_list(actor, file.read_bytes(), wish, watch)
    if json:
        dump(report)
    else:
        _show(report)
    raise SystemExit(report.errors > 0)


def _fields(mapping: str) -> dict[str, Field | None]:
    try:
        return msgspec.json.decode(mapping, type=dict[str, Field | None])
    except msgspec.MsgspecError as error:
        raise click.BadParameter(f"--mapping is JSON of column to field: {error}.") from error


def _show(report: ImportReport) -> None:
    for row in report.outcomes:
        if row.outcome is Outcome.ERROR:
            for problem in row.problems:
                where = f", {problem.column}" if problem.column else ""
                tell(f"Row {row.row}{where}: {problem.reason}")
    said = "Nothing was changed. It would be" if report.dry_run else "Done:"
    counts = f"{report.new} new, {report.updated} updated, {report.unchanged} unchanged"
    tell(f"{said} {counts}, {report.errors} left out, of {report.rows} rows.")


def _of(thing: str) -> click.Command:
    """Return the command that takes in such things."""

    @click.command(thing)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @shop_option
    @click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
    @click.option("--mapping", help='JSON of column to field: {"Art-Nr": "code", "Old": null}.')
    @as_json
    @with_nexus
    def take_in(
        nexus: Nexus, file: Path, shop: str | None, dry_run: bool, mapping: str | None, json: bool
    ) -> None:
        done = _taken_in(nexus, thing, file, shop, mapping, dry_run=dry_run)
        if json:
            dump(done)
        else:
            _tell(done, dry_run=dry_run)
        raise SystemExit(done.errors > 0)

    take_in.help = (
        f"Take in {thing.replace('-', ' ')} from a CSV or XLSX file; exit code 1 if rows were "
        "left out.\n\nSeparator, encoding and columns are found out; twice is as once."
    )
    return take_in


def _taken_in(
    nexus: Nexus, thing: str, file: Path, shop: str | None, mapping: str | None, *, dry_run: bool
) -> ImportView:
    imports, actor = nexus.integrations.imports(), operator(nexus, shop)
    wish = ReceiveImport(thing=thing, file_name=file.name)
    upload = Received()
    try:
        upload.write(file.read_bytes())
        job = imports.receive(actor, imports.keep(actor, wish, upload))
    finally:
        upload.close()
    if mapping is not None:
        imports.map(actor, job.id, _columns(mapping))
    take = imports.rehearse if dry_run else imports.apply
    with progress() as bar:
        task = bar.add_task(file.name, total=None)

        def watch(done: int, rows: int) -> None:
            bar.update(task, completed=done, total=rows)

        done: ImportView = take(actor, job.id, None, watch)
    return done


def _columns(mapping: str) -> MapColumns:
    try:
        return MapColumns(mapping=msgspec.json.decode(mapping, type=dict[str, str | None]))
    except msgspec.MsgspecError as error:
        raise click.BadParameter(f"--mapping is JSON of column to field: {error}.") from error


def _tell(done: ImportView, *, dry_run: bool) -> None:
    for row in done.outcomes:
        for problem in row.problems:
            where = f", {problem.column}" if problem.column else ""
            tell(f"Row {row.row}{where}: {problem.reason}")
    said = "Nothing was changed. It would be" if dry_run else "Done:"
    counts = f"{done.new} new, {done.updated} updated, {done.unchanged} unchanged"
    tell(f"{said} {counts}, {done.errors} left out, of {done.rows} rows.")


for _thing in OTHERS:
    command.add_command(_of(_thing))
