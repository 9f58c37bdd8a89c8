"""The figures of a run: rows for machines, a table for people, and which aims were met."""

import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.measures import GROWTH, MEMORY_MIB, START_S, Measure
from benchmarks.measuring import Figures, ratio

Row = dict[str, Any]


def row_of(measure: Measure, ours: Figures, floor: Figures, **more: Any) -> Row:
    row: Row = {
        "name": measure.name,
        **more,
        "clients": measure.clients,
        "requests_per_second": round(ours.rate * measure.calls, 1),
        "operations_per_second": round(ours.rate, 1),
        "p50_ms": round(ours.at(0.5), 2),
        "p95_ms": round(ours.at(0.95), 2),
        "last_p50_ms": round(ours.last_ms, 2),
        "ratio_to_floor": round(ratio(ours, floor), 2),
        "floor_p50_ms": round(floor.at(0.5), 2),
        "answer_kilobytes": round(ours.answer_size / 1000, 1),
        "refused": ours.refused,
        "failed": sum(count for status, count in ours.statuses.items() if status >= 500),
    }
    row["missed"] = [*_missed(measure, row)]
    return row


def _missed(measure: Measure, row: Row) -> Iterable[str]:
    aims = measure.aims
    if row["ratio_to_floor"] < aims.ratio:
        yield f"ratio >= {aims.ratio}"
    if row["refused"]:
        yield "nothing refused"
    if aims.report_ms is not None and row["p50_ms"] > aims.report_ms:
        yield f"p50 <= {aims.report_ms} ms"
    if aims.last_ms is not None and row["last_p50_ms"] > aims.last_ms:
        yield f"last call <= {aims.last_ms} ms"
    if row["database"] != "postgresql":
        return
    if aims.p50_ms is not None and row["p50_ms"] > aims.p50_ms:
        yield f"p50 <= {aims.p50_ms} ms"
    if aims.per_second is not None and row["operations_per_second"] < aims.per_second:
        yield f">= {aims.per_second}/s"
    if aims.kilobytes is not None and row["answer_kilobytes"] > aims.kilobytes:
        yield f"<= {aims.kilobytes} kB"


def row_of_start(seconds: float, **more: Any) -> Row:
    missed = [f"<= {START_S} s"] if seconds > START_S else []
    return {"name": "start", **more, "seconds": round(seconds, 2), "missed": missed}


def row_of_memory(mebibytes: float, workers: int, **more: Any) -> Row:
    most = MEMORY_MIB[workers]
    missed = [f"<= {most} MiB"] if mebibytes > most else []
    return {
        "name": "memory",
        **more,
        "workers": workers,
        "mebibytes": round(mebibytes),
        "missed": missed,
    }


def grown(rows: list[Row]) -> Iterable[str]:
    """Compare the slowest requests on the big data set with those on the small one."""
    timed = [row for row in rows if _timed(row)]
    small = {_key(row): row["p95_ms"] for row in timed if row["data_set"] == "small"}
    for row in timed:
        before = small.get(_key(row))
        if row["data_set"] == "big" and before and row["p95_ms"] > GROWTH * before:
            times = row["p95_ms"] / before
            yield f"{row['database']}, {row['name']} at {row['clients']}: p95 x {times:.1f}"


def _timed(row: Row) -> bool:
    return "p95_ms" in row


def _key(row: Row) -> tuple[str, str, int]:
    return row["database"], row["name"], row["clients"]


def write(rows: list[Row], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(rows)) + b"\n")


def show(rows: list[Row], console: Console) -> None:
    for database, data_set in dict.fromkeys((r["database"], r["data_set"]) for r in rows):
        mine = [r for r in rows if (r["database"], r["data_set"]) == (database, data_set)]
        console.print(_table(f"{database}, {data_set}", [row for row in mine if _timed(row)]))
        for row in mine:
            if not _timed(row):
                unit = "seconds" if "seconds" in row else "mebibytes"
                console.print(f"{row['name']}: {row[unit]} {unit}", _verdict(row))
        console.print()
    for sentence in grown(rows):
        console.print(f"[red]grows with the data:[/] {sentence}")
    console.print(
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}. The client shares them."
    )


COLUMNS = {
    "clients": "clients",
    "operations_per_second": "per s",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
    "floor_p50_ms": "floor p50",
    "ratio_to_floor": "ratio",
    "statements": "statements",
    "answer_kilobytes": "kB",
    "failed": "failed",
}


def _table(title: str, rows: list[Row]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("operation")
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right")
    table.add_column("aims")
    for row in rows:
        table.add_row(row["name"], *(str(row[name]) for name in COLUMNS), _verdict(row))
    return table


def _verdict(row: Row) -> Text:
    if not row["missed"]:
        return Text("met", style="green")
    return Text("missed: " + ", ".join(row["missed"]), style="red")
