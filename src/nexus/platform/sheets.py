"""Lists as people have them: any charset, any delimiter; and files that do no harm."""

import csv
import importlib
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase

MOST = 100_000  # rows, with the empty ones
DELIMITERS = (";", ",", "\t", "|")
SAMPLE = 40  # lines that show how a file is made
LONGEST_SAMPLE = 5_000  # signs; the time that the libraries take grows with its square
BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
OTHERS = {  # by their first bytes
    b"PK\x03\x04": "This is a workbook, not a list. Save it as CSV and send that.",
    b"\xd0\xcf\x11\xe0": "This is a workbook, not a list. Save it as CSV and send that.",
    b"%PDF": "This is a PDF, not a list. Send a CSV file.",
}
# OWASP, "CSV injection": what makes a spreadsheet calculate, also in full width.
FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
NUMBER = re.compile(r"-?\d+([.,]\d+)?")


class Sheet(NamedTuple):
    """A list as it stands in a file, with its empty rows."""

    encoding: str
    delimiter: str
    records: Sequence[Sequence[str]]


def read_csv(content: bytes) -> Sheet:
    """Return the rows of a file; Invalid if it is none that can be read."""
    text, encoding = decoded(content)
    text, delimiter = _delimited(text)
    # Only the double quote quotes: 't Hooft and O'Brien are names.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        records = [[shown(cell) for cell in record] for record in islice(reader, MOST + 1)]
    except csv.Error as error:
        raise Invalid(
            phrase(
                "Line %(line_num)s cannot be read: %(error)s.",
                line_num=reader.line_num,
                error=str(error),
            ),
            "file",
        ) from error
    if len(records) > MOST:
        raise Invalid(
            phrase("A file has at most %(most)s rows. Import it in parts.", most=MOST), "file"
        )
    return Sheet(encoding, delimiter, records)


def write_csv(records: Iterable[Sequence[str]]) -> bytes:
    """Return a file that spreadsheets open, in which no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([harmless(cell) for cell in record] for record in records)
    return out.getvalue().encode("utf-8-sig")  # Excel takes it for cp1252 without the mark


def harmless(cell: str) -> str:
    """Return the cell so that a spreadsheet shows it; a number stays a number."""
    if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def shown(cell: str) -> str:
    """Take back what `harmless` did."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a file, and its charset by the usual name."""
    for start, reason in OTHERS.items():
        if content.startswith(start):
            raise Invalid(reason, "file")
    if content.startswith(b"--") and b"form-data" in content[:1000]:
        raise Invalid("Send the file itself as the body, not a form.", "file")
    for start, charset in BOMS.items():
        if content.startswith(start):
            return _as(content, charset), charset.removesuffix("-sig")
    first = 0
    if b"\0" not in content[:4096]:
        try:
            return content.decode(), "utf-8"
        except UnicodeDecodeError as error:
            first = error.start
    return _guessed(content, first)


def _guessed(content: bytes, first: int) -> tuple[str, str]:
    """Decode what is no UTF-8; `first` is where that shows."""
    likely = ["utf_16_le", "utf_16_be"] if b"\0" in content[:4096] else ["cp1252"]
    start = max(0, first - LONGEST_SAMPLE // 2) // 2 * 2
    sample = content[start : start + LONGEST_SAMPLE]
    found = _library("charset_normalizer").from_bytes(sample, cp_isolation=likely).best()
    if found is None and likely != ["cp1252"]:
        raise Invalid("The file's letters cannot be read. Save it as CSV in UTF-8.", "file")
    charset = found.encoding if found else "cp1252"
    # A few bytes have no meaning in it: better a mark in their place than no list at all.
    return content.decode(charset, errors="replace"), charset.replace("_", "-")


def _as(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except UnicodeDecodeError as error:
        raise Invalid(
            phrase(
                "The file says that it is %(charset)s, and is not.",
                charset=charset.removesuffix("-sig"),
            ),
            "file",
        ) from error


def _delimited(text: str) -> tuple[str, str]:
    """Return the text to read and its delimiter."""
    if told := re.match(r"sep=(.)\r?\n", text):  # Excel's own way of saying so
        return text[told.end() :], told[1]
    lines = text[:LONGEST_SAMPLE].splitlines(keepends=True)
    sample = "".join(lines[:-1][:SAMPLE] or lines)
    found = _library("clevercsv").Detector().detect(sample, delimiters=list(DELIMITERS))
    known = found is not None and found.delimiter in DELIMITERS
    return text, found.delimiter if known else _commonest(sample)


def _commonest(sample: str) -> str:
    return max(DELIMITERS, key=lambda it: (sample.count(it), it == ","))


def _library(name: str) -> Any:
    """Load when first asked: a server that nobody sends a list to does without."""
    return importlib.import_module(name)
