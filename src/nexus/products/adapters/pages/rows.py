"""Lists that are typed row by row: rows go up, down and out, and nothing that was typed is lost."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from nexus.platform.web.formats import Formats
from nexus.platform.web.forms import Form

Row = dict[str, list[str]]
HUNDRED = Decimal(100)


def rows_of(form: Form, name: str) -> list[Row]:
    """Return the rows of a form in their order: bom[0].quantity, bom[0].unit, bom[1]..."""
    found: dict[int, Row] = {}
    for said, values in form.said.items():
        if part := re.fullmatch(rf"{name}\[(\d{{1,4}})\]\.(\w+)", said):
            found.setdefault(int(part[1]), {})[part[2]] = values
    return [found[number] for number in sorted(found)]


def arranged(form: Form, name: str, act: str) -> Form:
    """Return the form with its rows numbered anew, after one went up:3, down:3 or out:3."""
    rows = rows_of(form, name)
    what, _, place = act.partition(":")
    at = int(place) if place.isdecimal() and len(place) < 5 else -1
    if 0 <= at < len(rows):
        if what == "out":
            rows.pop(at)
        elif what in ("up", "down"):
            to = max(0, min(len(rows) - 1, at + (1 if what == "down" else -1)))
            rows.insert(to, rows.pop(at))
    others = [(said, it) for said, values in form.said.items() for it in values]
    kept = [(said, it) for said, it in others if not said.startswith(f"{name}[")]
    return Form([*kept, *_said(rows, name)])


def with_percent(form: Form, formats: Formats) -> Form:
    """Return the form with waste as a factor, 1.15 for what was typed as 15 percent.

    What is no number stays as it is, for the command to complain of.
    """
    return _turned(form, lambda text: _factor(text, formats))


def percent_of(factor: Decimal) -> Decimal:
    return ((factor - 1) * HUNDRED).normalize()


def _factor(text: str, formats: Formats) -> str:
    if not text.strip():
        return ""
    try:
        factor = 1 + formats.read(text.strip().rstrip("%").strip()) / HUNDRED
    except ValueError:
        return text
    return formats.number(factor)


def _turned(form: Form, turn: Callable[[str], str]) -> Form:
    return Form(
        (said, turn(it) if said.endswith(".waste_factor") else it)
        for said, values in form.said.items()
        for it in values
    )


def _said(rows: list[Row], name: str) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows):
        for part, values in row.items():
            for it in values:
                yield f"{name}[{number}].{part}", it
