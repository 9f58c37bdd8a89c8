"""CSV files as people have them: any charset, any delimiter; and files that do no harm."""

import csv
import importlib
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from nexus.customers.ports import Sheet
from nexus.kernel.errors import Invalid

DELIMITERS = (";", ",", "\t", "|")
SAMPLE = 40  # lines that show how a file is made
LONGEST_SAMPLE = 20_000
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


class CsvSheets:
    def read(self, content: bytes) -> Sheet:
        text, encoding = decoded(content)
        text, delimiter, quote = _dialect(text)
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote, strict=False
        )
        try:
            records = [[_shown(cell) for cell in record] for record in reader]
        except csv.Error as error:
            raise Invalid(f"Line {reader.line_num} cannot be read: {error}.", "file") from error
        return Sheet(encoding=encoding, delimiter=delimiter, records=records)

    def write(self, records: Iterable[Sequence[str]]) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerows([harmless(cell) for cell in record] for record in records)
        return out.getvalue().encode("utf-8-sig")  # Excel takes it for cp1252 without the mark


def harmless(cell: str) -> str:
    """Return the cell so that a spreadsheet shows it; a number stays a number."""
    if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _shown(cell: str) -> str:
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
    if b"\0" not in content[:4096]:
        try:
            return content.decode(), "utf-8"
        except UnicodeDecodeError:
            pass
    return _guessed(content)


def _guessed(content: bytes) -> tuple[str, str]:
    wide = ["utf_16_le", "utf_16_be"] if b"\0" in content[:4096] else ["cp1252"]
    if found := _library("charset_normalizer").from_bytes(content, cp_isolation=wide).best():
        return str(found), str(found.encoding).replace("_", "-")
    if wide == ["cp1252"]:  # a few bytes that Windows never gave a meaning
        return content.decode("cp1252", errors="replace"), "cp1252"
    raise Invalid("The file's letters cannot be read. Save it as CSV in UTF-8.", "file")


def _as(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except UnicodeDecodeError as error:
        raise Invalid(
            f"The file says that it is {charset.removesuffix('-sig')}, and is not.", "file"
        ) from error


def _dialect(text: str) -> tuple[str, str, str]:
    """Return the text to read, its delimiter and its quote."""
    if told := re.match(r"sep=(.)\r?\n", text):  # Excel's own way of saying so
        return text[told.end() :], told[1], '"'
    sample = "".join(text[:LONGEST_SAMPLE].splitlines(keepends=True)[:SAMPLE])
    found = _library("clevercsv").Detector().detect(sample, delimiters=list(DELIMITERS))
    delimiter = found.delimiter if found and found.delimiter in DELIMITERS else _commonest(sample)
    quote = found.quotechar if found and found.quotechar in ('"', "'") else '"'
    return text, delimiter, quote


def _commonest(sample: str) -> str:
    return max(DELIMITERS, key=lambda it: (sample.count(it), it == ","))


def _library(name: str) -> Any:
    """Load when first asked: a server that nobody sends a list to does without."""
    return importlib.import_module(name)
