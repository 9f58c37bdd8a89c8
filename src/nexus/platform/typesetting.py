"""Papers as PDF: one design (paper/paper.typ), fonts that are shipped, the same bytes every time.

The result is PDF/A-3a and PDF/UA-1: kept for ever, read aloud, and with files inside. What is
said comes as data, never as code of the design, so no text can do anything but be read.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import local
from typing import Any, Literal

import msgspec
import structlog
from msgspec import Struct

from nexus.kernel.errors import Refused

PACKAGE = Path(__file__).parents[1]
PAPER = Path(__file__).parent / "paper"
STANDARDS = ["a-3a", "ua-1"]
UNKNOWN = "\N{WHITE SQUARE}"  # stands for a sign that no font of ours has
BREAK = "\N{ZERO WIDTH SPACE}"
LONGEST_WORD = 32  # longer ones may be broken every few signs
STEP = 6
AT_ONCE = 2
PATIENCE = 20.0  # seconds; the largest document takes a quarter of one

Side = Literal["start", "end"]
log = structlog.get_logger(__name__)


class Untypeset(Refused):
    """The paper could not be made; why is in the log."""


class Fact(Struct, frozen=True):
    name: str
    value: str
    kind: Literal["", "code", "strong"] = ""


class Party(Struct, frozen=True, kw_only=True):
    label: str = ""
    name: str
    lines: Sequence[str] = ()
    more: Sequence[str] = ()


class Lead(Struct, frozen=True, kw_only=True):
    """The one figure that the reader looks for."""

    label: str
    amount: str
    note: str = ""


class Column(Struct, frozen=True):
    head: str
    side: Side = "end"
    wide: bool = False


class Row(Struct, frozen=True):
    """Each cell is its text and then what stands small below it. A group has one cell; an aside is
    told and does not count."""

    cells: Sequence[Sequence[str]]
    kind: Literal["item", "group", "aside"] = "item"


class Sum(Struct, frozen=True):
    label: str
    amount: str
    kind: Literal["", "sum", "total"] = ""


class Taxes(Struct, frozen=True, kw_only=True):
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


class Part(Struct, frozen=True, kw_only=True):
    title: str
    rows: Sequence[Fact] = ()
    text: str = ""


class Picture(Struct, frozen=True, kw_only=True):
    svg: str
    label: str


class Stamp(Struct, frozen=True):
    word: str
    tone: Literal["ok", "warn", "bad", "plain"] = "plain"


class Inside(Struct, frozen=True, kw_only=True):
    """A file that travels inside the PDF."""

    name: str
    text: str
    about: str
    kind: str = "text/xml"
    relation: str = "alternative"


class Sheet(Struct, frozen=True, kw_only=True):
    """All that a paper says, in the words and figures it says it with.

    `running` heads the pages after the first; `pages` has {page} and {pages} in it.
    """

    title: str
    subject: str
    author: str
    lang: str
    region: str
    rtl: bool = False
    size: Literal["a4", "us-letter"] = "a4"
    heading: str
    running: str
    pages: str
    seller: Party
    customer: Party
    facts: Sequence[Fact] = ()
    lead: Lead | None = None
    intro: str = ""
    columns: Sequence[Column] = ()
    rows: Sequence[Row] = ()
    sums: Sequence[Sum] = ()
    taxes: Taxes | None = None
    parts: Sequence[Part] = ()
    signs: Sequence[str] = ()
    footer: Sequence[str] = ()
    watermark: str | None = None
    stamp: Stamp | None = None
    logo: str | None = None  # an SVG, as `framed` makes it
    qr: Picture | None = None
    files: Sequence[Inside] = ()


class Typesetter:
    """Sets papers in threads of its own: a compiler serves one at a time."""

    def __init__(self, patience: float = PATIENCE, at_once: int = AT_ONCE) -> None:
        self._patience = patience
        self._at_once = at_once
        self._mine = local()
        self._pool = self._hire()

    def pdf(self, sheet: Sheet, at: datetime) -> bytes:
        """Return the paper. The same sheet at the same instant gives the same bytes."""
        said = msgspec.json.encode(readable(msgspec.to_builtins(sheet))).decode()
        work = self._pool.submit(self._compile, said, at.astimezone(UTC).replace(microsecond=0))
        try:
            return work.result(self._patience)
        except TimeoutError as error:
            work.cancel()
            self._pool.shutdown(wait=False)
            self._pool = self._hire()
            log.exception("typesetting took too long")
            raise Untypeset("The paper was not ready in time. Please try again.") from error
        except RuntimeError as error:  # typst's own is one
            log.exception("typesetting")
            raise Untypeset(
                "The paper could not be made. Why has been written down for whoever runs Nexus."
            ) from error

    def _hire(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._at_once, thread_name_prefix="typesetter")

    def _compile(self, said: str, at: datetime) -> bytes:
        if not hasattr(self._mine, "compiler"):
            self._mine.compiler = _compiler()
        made: bytes = self._mine.compiler.compile(
            sys_inputs={"paper": said}, format="pdf", pdf_standards=STANDARDS, timestamp=at
        )
        return made


def _compiler() -> Any:
    import typst  # noqa: PLC0415  # a compiler's worth of memory, for who prints

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(PAPER / "fonts")],
    )
    return typst.Compiler(str(PAPER / "paper.typ"), root=str(PACKAGE), font_paths=fonts)


def readable(value: Any, key: str = "") -> Any:
    """Return the value with every text in it as our fonts can show it.

    A file and a picture stay as they are.
    """
    if isinstance(value, str):
        return value if key in ("logo", "svg", "files") else shown(value)
    if isinstance(value, dict):
        return {
            name: part if name == "files" else readable(part, name) for name, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [readable(part, key) for part in value]
    return value


def shown(text: str) -> str:
    """Return the text with a square for what no font has; PDF/A knows no missing signs.

    Signs that only steer (directions, variants) are left out, and very long words get places to
    break at.
    """
    plain = _steers().sub("", text)
    plain = _unknown().sub(UNKNOWN, plain)
    return _LONG.sub(lambda word: BREAK.join(_pieces(word[0])), plain)


_LONG = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def _pieces(word: str) -> Sequence[str]:
    return [word[at : at + STEP] for at in range(0, len(word), STEP)]


@cache
def _steers() -> re.Pattern[str]:
    """Signs that are not seen, but for the joiners that some scripts are spelled with."""
    return re.compile(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u180b-\u180e\u200b\u202a-\u202e\u2060-\u206f"
        "\ufe00-\ufe0f\ufeff\ufff0-\uffff\U000e0000-\U000e0fff]"
    )


@cache
def _unknown() -> re.Pattern[str]:
    return re.compile(f"[^\n\t{''.join(_ranges())}]")


def _ranges() -> Sequence[str]:
    """Read what the fonts have: `20-7e a0-17f`. Written by tools, held by a test."""
    said = (PAPER / "fonts" / "characters.txt").read_text().split()
    return ["-".join(re.escape(chr(int(end, 16))) for end in span.split("-")) for span in said]


def framed(content: bytes, kind: str, width: int, height: int) -> str:
    """Return an SVG around a picture: text, as all that goes to the design."""
    data = b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:{kind};base64,{data}"/></svg>'
    )


def with_metadata(pdf: bytes, schema: str, properties: str) -> bytes:
    """Add properties, and the schema that PDF/A wants of them, to what the PDF says of itself.

    Written as the format foresees it: the object anew at the end, with a table that leads to it.
    """
    start = pdf.rindex(b"<?xpacket begin")
    end = pdf.index(b"<?xpacket end", start)
    end = pdf.index(b"?>", end) + 2
    number = int(re.findall(rb"(\d+) 0 obj\s*<<[^>]*>>\s*stream\s*$", pdf[:start][-200:])[-1])
    packet = _once(pdf[start:end], b"</rdf:Bag></pdfaExtension:schemas>", schema.encode())
    packet = _once(packet, b"</rdf:Description></rdf:RDF>", properties.encode())
    at = len(pdf) + 1
    head = b"%d 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n" % (number, len(packet))
    body = b"\n" + head + packet + b"\nendstream\nendobj\n"
    before = int(re.findall(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf[-100:])[-1])
    trailer = pdf[pdf.rindex(b"trailer") : pdf.rindex(b"startxref")].strip()
    trailer = trailer.removesuffix(b">>") + b"/Prev %d>>" % before
    table = b"xref\n0 1\n0000000000 65535 f\r\n%d 1\n%010d 00000 n\r\n" % (number, at)
    return pdf + body + table + trailer + b"\nstartxref\n%d\n%%%%EOF" % (len(pdf) + len(body))


def _once(packet: bytes, before: bytes, insert: bytes) -> bytes:
    if packet.count(before) != 1:
        raise Untypeset("The paper could not be made: its metadata is not as we know it.")
    return packet.replace(before, insert + before)
