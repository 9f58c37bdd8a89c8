"""Measure Nexus against the bare driver: `python -m benchmarks --help`."""

import sys
from pathlib import Path

import click
from rich.console import Console

from benchmarks.data import SIZES
from benchmarks.measures import MEASURES
from benchmarks.measuring import Drivers
from benchmarks.report import Row, show, write
from benchmarks.running import WORKERS, Run, place
from nexus.platform.logging import set_up

LATEST = Path("var/bench/latest.json")
NAMES = list(dict.fromkeys(measure.name for measure in MEASURES))


@click.command()
@click.option("--quick", is_flag=True, help="The small data set, short rounds: does it all work?")
@click.option("--data", "data_sets", multiple=True, type=click.Choice(list(SIZES)))
@click.option("--database", "databases", multiple=True, type=click.Choice(list(WORKERS)))
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="Measure this alone.")
@click.option("--rounds", default=5, show_default=True)
@click.option("--seconds", default=0.5, show_default=True, help="Of one round.")
def main(
    quick: bool,
    data_sets: tuple[str, ...],
    databases: tuple[str, ...],
    only: tuple[str, ...],
    rounds: int,
    seconds: float,
) -> None:
    """Fill a shop, serve it, and compare it with the same SQL by the bare driver.

    Without options: the data sets small and shop, on SQLite and on PostgreSQL.
    """
    set_up("error", json=True)
    # Lines of a table do not break where nobody watches.
    console = Console(width=None if sys.stdout.isatty() else 140)
    if quick:
        data_sets, rounds, seconds = data_sets or ("small",), 2, 0.25
    measures = [measure for measure in MEASURES if not only or measure.name in only]
    rows: list[Row] = []
    with Drivers(rounds, seconds) as drivers, console.status("") as status:
        for database in databases or tuple(WORKERS):
            for data_set in data_sets or ("small", "shop"):

                def tell(what: str, at: str = f"{database}, {data_set}") -> None:
                    if what.startswith("refused"):
                        console.print(f"[red]{at}: {what}")
                    status.update(f"{at}: {what}")

                with place(database) as here:
                    rows += Run(here, data_set, drivers, measures, tell).rows()
    write(rows, LATEST)
    show(rows, console)
    console.print(f"Written to {LATEST}.")


if __name__ == "__main__":
    main()
