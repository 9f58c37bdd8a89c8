"""nexus verify"""

import click
from dependency_injector import providers

from nexus.app.cli._program import shop_of
from nexus.app.cli._progress import progress
from nexus.app.cli._shared import as_json, configured, dump, tell
from nexus.app.container import Nexus
from nexus.app.serve import check
from nexus.app.verify import Report, Step, verify
from nexus.platform.config import Config


@click.command()
@click.option("--shop", help="One shop, by name or id, instead of all.")
@click.option("--deep", is_flag=True, help="Read all files, too, and compare their hashes.")
@as_json
@configured
def command(config: Config, shop: str | None, deep: bool, json: bool) -> None:
    """Check every promise about the data of every shop; exit code 1 if one is broken."""
    check(config)
    nexus = Nexus(config=providers.Object(config))
    with progress() as bar:
        task = bar.add_task("", total=None)

        def watch(step: Step) -> None:
            bar.update(task, completed=step.done, total=step.of, description=step.promise)

        only = shop_of(nexus, shop) if shop else None
        report = verify(nexus.database(), watch, only, nexus.documents.promises(deep=deep))
    if json:
        dump(report)
    else:
        _show(report)
    raise SystemExit(bool(report.violations))


def _show(report: Report) -> None:
    for violation in report.violations:
        where = f"{violation.shop}: " if violation.shop else ""
        tell(f"{where}{violation.says} ({violation.promise})")
    kept = "all kept" if not report.violations else f"{len(report.violations)} breaches"
    tell(f"{report.promises} promises, {report.shops} shops: {kept}.")
