"""Run all that must hold before a change goes in, and sum it up; `--fast` leaves the slow out.

Every step runs, also after one that failed, so that one run shows all there is to mend.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

STEPS: dict[str, tuple[str, ...]] = {
    "format": ("ruff", "format", "--check"),
    "lint": ("ruff", "check"),
    "types": ("mypy",),
    "contracts": ("lint-imports", "--no-logo"),
}
ALL_TESTS = (
    *("pytest", "--numprocesses", "2", "--dist", "worksteal"),  # or one waits while the other works
    *("--durations", "25", "--durations-min", "3"),
)
FAST_TESTS = ("pytest", "--continue-on-collection-errors", "-m", "not slow")
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ASKED_FOR = re.compile(rf"[\[-]({'|'.join(DATABASES)})[\]-]")  # in the name of a test


class Step(NamedTuple):
    name: str
    ok: bool
    seconds: float


class Test(NamedTuple):
    name: str
    outcome: str


def main(*, fast: bool) -> bool:
    if fast:
        os.environ["NEXUS_TEST_BACKENDS"] = "sqlite"
    with tempfile.TemporaryDirectory(prefix="nexus-check-") as folder:
        report = Path(folder, "tests.xml")
        tests = FAST_TESTS if fast else ALL_TESTS
        steps = [run(name, command) for name, command in STEPS.items()]
        steps.append(run("tests", [*tests, f"--junitxml={report}"]))
        if not report.exists():
            return sum_up(steps, [], Counter())
        return sum_up(steps, read(report), counted(report))


def run(name: str, command: Sequence[str]) -> Step:
    print(f"\n== {name}", flush=True)
    start = time.perf_counter()
    done = subprocess.run([Path(sys.executable).with_name(command[0]), *command[1:]])
    return Step(name, done.returncode == 0, time.perf_counter() - start)


def read(report: Path) -> list[Test]:
    """List the tests. One that failed and could not clear up either is reported twice."""
    outcomes: dict[tuple[str | None, str], str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        key = (case.get("classname"), case.get("name", ""))
        marks = {child.tag for child in case}
        if marks & {"failure", "error"} or outcomes.get(key) == "failed":
            outcomes[key] = "failed"
        else:
            outcomes[key] = "skipped" if "skipped" in marks else "passed"
    return [Test(name, outcome) for (_, name), outcome in outcomes.items()]


def counted(report: Path) -> Counter[str]:
    """Add up what tests have counted by `record_property`: calls, kills, cases, milliseconds."""
    figures: Counter[str] = Counter()
    for figure in ElementTree.parse(report).iter("property"):
        figures[figure.get("name", "")] += round(float(figure.get("value", "0")))
    return figures


def sum_up(steps: list[Step], tests: list[Test], figures: Counter[str]) -> bool:
    print(f"\n{'step':<14}{'result':<8}{'seconds':>8}")
    for step in steps:
        print(f"{step.name:<14}{'ok' if step.ok else 'FAILED':<8}{step.seconds:>8.1f}")

    print(f"\n{'tests on':<14}{'passed':>8}{'failed':>8}{'skipped':>8}")
    for where in (*DATABASES.values(), "no database"):
        count = Counter(test.outcome for test in tests if _database(test) == where)
        print(f"{where:<14}{count['passed']:>8}{count['failed']:>8}{count['skipped']:>8}")

    if figures:
        print()
    for name, figure in sorted(figures.items()):
        print(f"{name:<40}{figure:>8}")

    total = Counter(test.outcome for test in tests)
    # A broken step counts like a test; the step of the tests does by those that failed, if any.
    failed = total["failed"] + sum(not step.ok for step in steps) - (total["failed"] > 0)
    print(f"\n{total['passed']} passed, {failed} failed")
    return failed == 0


def _database(test: Test) -> str:
    asked = ASKED_FOR.search(test.name)
    return DATABASES[asked[1]] if asked else "no database"


if __name__ == "__main__":
    sys.exit(not main(fast="--fast" in sys.argv))
