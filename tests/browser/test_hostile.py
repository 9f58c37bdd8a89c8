"""Issue "Staff hub", Shows 4: what people type is shown, and never run, on any page.

Chromium is told to overlook the policy of the pages here, which would stop a script that got in:
nothing may get in.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.app.furnished import SECRET
from tests.browser.data import cells
from tests.browser.hostile import ALL, MARK, PAYLOADS
from tests.browser.looking import Eye, looking, told
from tests.browser.stage import Stage

pytestmark = pytest.mark.slow

NAME = f"{SECRET} Works"  # what the furnished shop has in all its texts
RAN = "() => window.__xss === undefined ? '' : 'a script ran'"


@contextmanager
def poisoned(stage: Stage) -> Iterator[int]:
    """Put the payloads into every text of the furnished things, past all checks; and out again."""
    changes = list(_changes(stage))
    _write(stage, [(table, column, new, old) for table, column, old, new in changes])
    yield len({(table, column) for table, column, _, _ in changes})
    _write(stage, [(table, column, old, new) for table, column, old, new in changes])


def _changes(stage: Stage) -> Iterator[tuple[str, str, str, str]]:
    with sqlite3.connect(f"file:{stage.database}?mode=ro", uri=True) as connection:
        found = {it for it in cells(connection) if NAME in it[2] and not it[1].endswith("_key")}
    for table, column, old in sorted(found):
        within = json.dumps(ALL)[1:-1] if old[:1] in "[{" else ALL
        yield table, column, old, old.replace(NAME, within)


def _write(stage: Stage, changes: list[tuple[str, str, str, str]]) -> None:
    with sqlite3.connect(stage.database, timeout=20) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for table, column, new, old in changes:
            statement = f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE "{column}" = ?'
            connection.execute(statement, (new, old))


def watched(eye: Eye) -> None:
    eye.page.on("dialog", lambda it: (eye.blame(f"a dialog: {it.message}"), it.dismiss()))


def test_a_script_that_got_in_would_be_noticed(stage: Stage, chromium: Any):
    for payload in ("<script>{0}</script>", "<img src=x onerror={0}>", "<svg onload={0}>"):
        with looking(chromium, stage.url, stage.state(), bypass_csp=True) as eye:
            eye.page.set_content(payload.format(MARK))
            eye.page.wait_for_function("window.__xss === 1")


def test_nothing_that_was_typed_runs(stage: Stage, chromium: Any, record_property: Any):
    pages = stage.pages
    with (
        poisoned(stage) as columns,
        looking(chromium, stage.url, stage.state(), bypass_csp=True) as eye,
    ):
        watched(eye)
        shown = 0
        for path in pages.values():
            text = eye.open(path)
            shown += "window.__xss" in text
            eye.blame(*filter(None, [eye.page.evaluate(RAN)]))
    record_property("payloads of scripts", len(PAYLOADS))
    record_property("columns of texts poisoned", columns)
    record_property("pages that show a payload", shown)
    assert columns > 20
    assert not eye.faults, told(eye.faults)
