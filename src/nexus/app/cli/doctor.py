"""nexus doctor"""

import click
from rich.console import Console
from rich.table import Table

from nexus.app.cli._shared import as_json, configured, dump
from nexus.app.doctor import look
from nexus.platform.condition import Finding
from nexus.platform.config import Config

SIGNS = {"ok": "[green]ok[/]", "warning": "[yellow]look[/]", "bad": "[red]bad[/]"}


@click.command()
@click.option("--deep", is_flag=True, help="Read the whole database for damage.")
@as_json
@configured
def command(config: Config, deep: bool, json: bool) -> None:
    """Examine the installation and say what is wrong; exit code 1 if anything is.

    It changes nothing, and may run beside a server.
    """
    findings = look(config, deep=deep)
    if json:
        dump(findings)
    else:
        _show(findings)
    raise SystemExit(any(finding.state == "bad" for finding in findings))


def _show(findings: list[Finding]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        table.add_row(SIGNS[finding.state], finding.about, finding.says)
    Console(highlight=False).print(table)
