"""Every page of the program in a real browser, as the routes tell: a new page is looked at, too.

`make test` looks at each page in light and wide, and in dark and on a phone; `make crawl` also at
the other two.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.browser.html import validated
from tests.browser.looking import DARK, LIGHT, PHONE, WIDE, Eye, looking, told
from tests.browser.stage import Stage

pytestmark = pytest.mark.slow

PARTS = 4  # so that two processes share the work
QUICK = [(LIGHT, WIDE), (DARK, PHONE)]
WHOLE = [*QUICK, (DARK, WIDE), (LIGHT, PHONE)]
STATES = WHOLE if os.environ.get("NEXUS_TEST_CRAWL") == "whole" else QUICK


def share(stage: Stage, part: int) -> list[str]:
    """Return the addresses of a part of the pages that one has to log in for."""
    return [at for name, at in stage.pages.items() if name not in stage.public][part::PARTS]


def look(eye: Eye, paths: list[str]) -> None:
    hidden: set[tuple[str, int]] = set()
    for path in paths:
        eye.open(path)
        for theme, size in STATES:
            eye.see(theme, size)
        eye.see_hidden(hidden)
        eye.leave()


def test_every_page_can_be_reached(stage: Stage, record_property: Any):
    """By a link, or with what tests/app/furnished.py makes."""
    record_property("pages", len(stage.addresses))
    assert not stage.unreached


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_for_everybody(stage: Stage, chromium: Any, part: int, record_property: Any):
    """Issue "Staff hub", Shows 1, 2, 4: axe finds nothing; nothing is refused, fails, or heavy."""
    with looking(chromium, stage.url, stage.state()) as eye:
        look(eye, share(stage, part))
    record_property("states of pages looked at", eye.states)
    assert eye.heaviest > 1000
    assert not eye.faults, told(eye.faults)


def test_what_strangers_see_is_for_everybody(stage: Stage, chromium: Any, record_property: Any):
    with looking(chromium, stage.url, None) as eye:
        look(eye, [path for name, path in stage.pages.items() if name in stage.public])
    record_property("states of pages looked at", eye.states)
    assert not eye.faults, told(eye.faults)


def test_what_is_sent_is_proper_html(stage: Stage, tmp_path: Path, record_property: Any):
    """Issue "Staff hub", Shows 6."""
    written = {path: stage.sent[path] for path in stage.addresses.values() if stage.sent[path]}
    with stage.web() as web:
        written["/no/such/page"] = web.get("/no/such/page").text
    faults = validated(written, tmp_path)
    record_property("pages of valid HTML", len(written))
    assert not faults, told(faults)
