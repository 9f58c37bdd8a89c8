"""Lists as files: CSV of any spreadsheet, and workbooks that are looked at before they are read."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from nexus.integrations.domain import MOST_COLUMNS, MOST_ROWS
from nexus.integrations.ports import Sheet
from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase
from nexus.platform.sheets import read_csv, shown, write_csv

MOST_PARTS = 500  # of a workbook
LARGEST = 60_000_000  # bytes of a workbook, unpacked
LOCAL_HEADER = 30  # bytes, before the name
DEEPEST = MOST_ROWS + 100
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,4})(\d{1,9})"')
OVERLAP = 400  # bytes of a cell's tag that may stand in two parts
STARTS = {
    b"MZ": "This is a program, not a list.",
    b"\x7fELF": "This is a program, not a list.",
    b"\x89PNG": "This is a picture, not a list.",
    b"\xff\xd8\xff": "This is a picture, not a list.",
    b"GIF8": "This is a picture, not a list.",
    b"\x1f\x8b": "This is packed. Send the list itself.",
    b"\xd0\xcf\x11\xe0": "This is an old or a locked workbook. Save it as .xlsx or CSV.",
}


class FileSheets:
    def read(self, content: bytes) -> Sheet:
        for start, reason in STARTS.items():
            if content.startswith(start):
                raise Invalid(reason, "file")
        if content.startswith(b"PK\x03\x04"):
            return Sheet(format="xlsx", encoding="", delimiter="", records=_workbook(content))
        if b"\0" in content[:2000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            _check_text(content)
        found = read_csv(content)
        return Sheet(
            format="csv",
            encoding=found.encoding,
            delimiter=found.delimiter,
            records=found.records,
        )

    def write(self, records: Iterable[Sequence[str]]) -> bytes:
        return write_csv(records)


def _check_text(content: bytes) -> None:
    """Take UTF-16 without a mark for text, and nothing else that is full of NULs."""
    head = content[:2000]
    if not (head[0::2].count(0) > len(head) * 0.4 or head[1::2].count(0) > len(head) * 0.4):
        raise Invalid("This is no list. Send a CSV file or a workbook (.xlsx).", "file")


def _workbook(content: bytes) -> list[list[str]]:
    _inspect(content)
    import python_calamine  # noqa: PLC0415 (few who start Nexus import a workbook)

    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            rows = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, IndexError, ValueError) as error:
        raise Invalid(
            "This workbook cannot be read. Save it as CSV and send that.", "file"
        ) from error
    return [[_text(cell) for cell in row] for row in rows]


def _inspect(content: bytes) -> None:
    """Unpack it piece by piece, before a library does: a bomb goes off here, in small parts.

    What its directory says of sizes is not believed. A reader makes a cell of every place up to
    the last one that is named, so places are looked at too.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Invalid("This workbook is damaged.", "file") from error
    if len(parts) > MOST_PARTS:
        raise Invalid("This is too large for a workbook.", "file")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Invalid("This is no workbook (.xlsx). Send one, or a CSV file.", "file")
    left = LARGEST
    for part in parts:
        before = b""
        for piece in _unpacked(content, part):
            if (left := left - len(piece)) < 0:
                raise Invalid("This workbook is too large once it is unpacked.", "file")
            if part.filename.startswith("xl/worksheets/"):
                _check_places(before + piece)
                before = piece[-OVERLAP:]


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    start = part.header_offset
    header = content[start : start + LOCAL_HEADER]
    if len(header) < LOCAL_HEADER:
        raise Invalid("This workbook is damaged.", "file")
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start += LOCAL_HEADER + names
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise Invalid("This workbook is packed in an unknown way.", "file")
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not unpack.eof:
            yield unpack.decompress(packed, 1_000_000)
            packed = unpack.unconsumed_tail
    except zlib.error as error:
        raise Invalid("This workbook is damaged.", "file") from error


def _check_places(xml: bytes) -> None:
    for column, row in CELL.findall(xml):
        if int(row) > DEEPEST:
            raise Invalid(
                phrase("A list has at most %(most)s rows. Import it in parts.", most=MOST_ROWS),
                "file",
            )
        if len(column) > 2 or _number(column) > MOST_COLUMNS:
            raise Invalid(phrase("A list has at most %(most)s columns.", most=MOST_COLUMNS), "file")


def _number(column: bytes) -> int:
    found = 0
    for sign in column:
        found = found * 26 + sign - 64
    return found


def _text(cell: Any) -> str:
    """Return what a cell shows: 3 for 3.0, and days as ISO 8601 writes them."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return shown(str(cell))
