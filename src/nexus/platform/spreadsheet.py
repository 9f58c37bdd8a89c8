"""CSV that a spreadsheet opens without doing what a cell says."""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MARK = "\N{BYTE ORDER MARK}"  # tells Excel that this is UTF-8


def safe(cell: object) -> str:
    """Return the cell's text; what would be a formula gets an apostrophe, numbers do not."""
    text = "" if cell is None else str(cell)
    if text.startswith(FORMULA) and not _is_number(text):
        return f"'{text}"
    return text


def lines(rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as CSV (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _is_number(text: str) -> bool:
    return text[0] in "+-" and text[1:].replace(".", "", 1).isdecimal() and text.isascii()
