"""CSV and workbooks that a spreadsheet opens without doing what a cell says."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import fields

from nexus.kernel.money import Money

SHEET_SIGNS = re.compile(r"[\[\]:*?/\\']")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML has no word for them
LONGEST_CELL = 32_767

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


def table(rows: Sequence[Struct]) -> tuple[list[str], list[list[object]]]:
    """Return the titles and the cells of views that are all of one type.

    Money becomes two columns, an amount and its currency; what has parts of its own is left out,
    and what was hidden from the reader is no column at all.
    """
    if not rows:
        return [], []
    names = [
        field.name
        for field in fields(type(rows[0]))
        if any(_is_plain(getattr(row, field.name)) for row in rows)
    ]
    money = {name for name in names if any(isinstance(getattr(r, name), Money) for r in rows)}
    titles: list[str] = []
    for name in names:
        titles += [name, f"{name}_currency"] if name in money else [name]
    cells = [[cell for it in names for cell in _cells(row, it, it in money)] for row in rows]
    return titles, cells


def _is_plain(value: object) -> bool:
    return value is not UNSET and (
        isinstance(value, Money) or not isinstance(value, Struct | list | tuple | dict)
    )


def _cells(row: Struct, name: str, is_money: bool) -> list[object]:
    value = getattr(row, name)
    if is_money:
        return [value.amount, value.currency] if isinstance(value, Money) else [None, None]
    return [None if value is UNSET else value]


def workbook(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[object]]]]) -> bytes:
    """Return an XLSX workbook: numbers as numbers, days as days, and no text as a formula."""
    import xlsxwriter  # noqa: PLC0415 (few who start Nexus write a workbook)

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, (titles, rows) in sheets.items():
            sheet = book.add_worksheet(SHEET_SIGNS.sub(" ", name)[:31] or "Sheet")
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, titles, bold)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell, day, instant)
            sheet.autofit()
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, cell: object, day: Any, instant: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, datetime):  # a workbook knows no zones: UTC, as everywhere on the wire
        sheet.write_datetime(row, column, cell.astimezone(UTC).replace(tzinfo=None), instant)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, datetime.min.time()), day)
    else:
        sheet.write_string(row, column, UNPRINTABLE.sub("", str(cell))[:LONGEST_CELL])
