"""Contents that are text: drawings, scripts, tables, and what only looks like one."""

import codecs
import re
from xml.parsers import expat

from nexus.documents.domain import Nature
from nexus.documents.ports import Upload

# What no text has in it; 0x1A ends files of DOS, 0x1B is of printers.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1c-\x1f\x7f]")
_ACTIVE = re.compile(r"<!doctype\s+html|<html[\s>]|<script[\s>]|<\?php|<iframe[\s>]", re.IGNORECASE)
_DXF = re.compile(r"\s*(999\s*\n[^\n]*\n\s*)*0\s*\n\s*SECTION\s*\n")
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_ENTITIES = "This file has definitions of its own (DOCTYPE), which are not taken. Save it plainly."


def text(upload: Upload, head: bytes) -> Nature | None:
    """Return what kind of text it is; None if it is none."""
    encoding = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "")
    if not encoding and _CONTROL.search(head):
        return None
    begins = head.decode(encoding or "latin-1", "ignore").replace("\r\n", "\n")
    begins = begins.replace("\r", "\n")
    if begins.startswith("#!"):
        return Nature(called="a script")
    if begins.lstrip().startswith("<"):
        return _markup(upload, begins)
    if _ACTIVE.search(begins):
        return Nature(called="a web page")
    if not _is_text(upload, encoding):
        return None
    return Nature(media_type=_kind(begins))


def _kind(begins: str) -> str:
    if begins.startswith("ISO-10303-21"):
        return "model/step"
    if begins.startswith("solid ") and "facet" in begins:
        return "model/stl"
    if _DXF.match(begins):
        return "image/vnd.dxf"
    return "text/csv" if _is_table(begins) else "text/plain"


def _is_table(begins: str) -> bool:
    """Tell whether the first lines have the same separators, two of them at least in each."""
    lines = [line for line in begins.split("\n")[:-1] if line.strip()][:5]
    if len(lines) < 2:
        return False
    return any(min(line.count(sign) for line in lines) >= 1 for sign in (";", "\t")) or (
        len({line.count(",") for line in lines}) == 1 and lines[0].count(",") >= 1
    )


def _is_text(upload: Upload, encoding: str) -> bool:
    """Go through it all: text to its end, in UTF-8 or UTF-16, or in the code page of Windows."""
    if encoding == "utf-16":
        return _decodes(upload, "utf-16")
    if any(_CONTROL.search(chunk) for chunk in upload.chunks()):
        return False
    return _decodes(upload, "utf-8") or _decodes(upload, "cp1252") or _decodes(upload, "cp437")


def _decodes(upload: Upload, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in upload.chunks():
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _markup(upload: Upload, begins: str) -> Nature:
    """Look at the outermost element, and no further: that is for a child process."""
    outline = _Outline()
    outline.read(upload)
    if outline.defines:
        return Nature(fault=_ENTITIES)
    name = outline.root.rpartition(" ")[2].casefold()
    if name == "svg":
        return Nature(media_type="image/svg+xml")
    if name == "finaldraft":
        return Nature(media_type="application/x-fdx")
    if _ACTIVE.search(begins) or name == "html":
        return Nature(called="a web page")
    return Nature(called="XML" if name else "markup")


class _Outline:
    """The outermost element's name, and whether the document defines entities."""

    def __init__(self) -> None:
        self.root, self.defines = "", False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._element

    def read(self, upload: Upload) -> None:
        try:
            for at in range(0, 1_000_000, 4096):  # what stands before may be a long comment
                chunk = upload.at(at, 4096)
                self._parser.Parse(chunk, len(chunk) < 4096)
                if self.root or self.defines or len(chunk) < 4096:
                    break
        except expat.ExpatError:  # what comes after the root does not matter here
            pass

    def _doctype(self, name: str, system: object, public: object, has_own: int) -> None:
        self.defines = self.defines or bool(has_own)

    def _element(self, name: str, attributes: object) -> None:
        self.root = self.root or name
