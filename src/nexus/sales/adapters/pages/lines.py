"""Lines of a document while they are typed: rows of a form, which come, go and change places."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from nexus.kernel.errors import Invalid
from nexus.platform.web.formats import Formats
from nexus.platform.web.forms import Form, Unreadable

Row = dict[str, list[str]]
PART = re.compile(r"lines\[(\d{1,4})\]\.([a-z_]+)")
ACT = re.compile(r"(remove|up|down)-(\d{1,4})")
# What a row comes with, typed or not.
GIVEN = frozenset({"quantity", "tax", "unit", "is_chosen"})
ONE = ["1"]


def rows_of(form: Form) -> list[Row]:
    found: dict[int, Row] = {}
    for name, values in form.said.items():
        if part := PART.fullmatch(name):
            found.setdefault(int(part[1]), {})[part[2]] = values
    return [found[at] for at in sorted(found)]


def with_rows(form: Form, rows: Sequence[Row]) -> Form:
    """Return the form with these lines in place of its own. That there are none is said too."""
    again = Form(fault=form.fault)
    again.said = {
        name: values
        for name, values in form.said.items()
        if not name.startswith("lines[") and name != "lines"
    }
    for at, row in enumerate(rows):
        again.said |= {f"lines[{at}].{name}": values for name, values in row.items()}
    if not rows:
        again.said["lines"] = [""]
    return again


def without_rows(form: Form) -> Form:
    """Return the form without its lines: then they stay as they are."""
    again = with_rows(form, [])
    del again.said["lines"]
    return again


def tidied(form: Form) -> Form:
    """Return the form without the rows in which nothing was typed."""
    return with_rows(form, [row for row in rows_of(form) if _says(row)])


def with_quantity(form: Form) -> Form:
    """Return the form with those lines only of which it says how many."""
    return with_rows(
        form, [row for row in rows_of(form) if any(map(str.strip, row.get("quantity", [])))]
    )


def blank() -> Row:
    return {"description": [""], "quantity": ONE}


def row_of(name: str, price: str = "", **ids: Any) -> Row:
    """Return a row that begins with what something is called and costs."""
    said = {"description": [name], "quantity": ONE, "unit_price": [price]}
    return said | {field: [str(value)] for field, value in ids.items()}


def reshaped(form: Form, act: str, rows: Sequence[Row]) -> Form:
    """Return the form with a line more or less, or in another place.

    What is picked takes the place of lines in which nothing was typed.
    """
    before = rows_of(form)
    lines = [*filter(_says, before), *rows] if rows else before
    if found := ACT.fullmatch(act):
        at = int(found[2])
        if at < len(lines):
            row = lines.pop(at)
            if found[1] != "remove":
                lines.insert(max(at + (-1 if found[1] == "up" else 1), 0), row)
    elif not rows:
        lines.append(blank())
    return with_rows(form, lines)


def is_reshaping(act: str) -> bool:
    return act in ("add", "add-product", "add-stock") or ACT.fullmatch(act) is not None


def counted(form: Form, kind: type[Struct], formats: Formats, count: Any) -> tuple[Any, str]:
    """Return what the lines come to, or what is wrong with them."""
    try:
        return count(tidied(form).read(kind, formats)), ""
    except Unreadable as error:
        return None, _first(error.errors)
    except Invalid as error:
        return None, error.message


def filled_at(form: Form) -> list[int]:
    """Return which rows say something: these are the lines that are counted."""
    return [at for at, row in enumerate(rows_of(form)) if _says(row)]


def typed(value: Decimal | None, formats: Formats) -> str:
    """Write a price with all the digits that it has: 67.50, and 0.0045."""
    if value is None:
        return ""
    exponent = value.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return formats.number(value, digits).replace("\N{MINUS SIGN}", "-")


def priced(form: Form, lines: Sequence[Any], formats: Formats) -> Form:
    """Return the form with the prices of lines as they are written in money."""
    for at, line in enumerate(lines):
        form.said[f"lines[{at}].unit_price"] = [typed(line.unit_price, formats)]
    return form


def _says(row: Row) -> bool:
    return any(it.strip() for name, values in row.items() if name not in GIVEN for it in values)


def _first(errors: Any) -> str:
    return next(iter(errors.values()), "")
