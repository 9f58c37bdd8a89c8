"""Office documents, which are archives: looked at from outside, and never unpacked here."""

import io
import zipfile
from typing import Any

from nexus.documents.domain import Nature
from nexus.documents.ports import Upload

END = 22  # bytes of the record at the end, without its comment
MOST_ENTRIES = 10_000
LARGEST_LIST = 4_000_000  # bytes of the list of entries
LARGEST_UNPACKED = 1_000_000_000
MOST_SHRUNK = 200  # times: office documents come to thirty

BOMB = "This file would grow beyond all measure when it is opened, and is not taken."
BROKEN = "This file is not whole: its end is missing. Please send it again."

_OFFICE = "application/vnd.openxmlformats-officedocument."
PARTS = {
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}presentationml.presentation",
    "3D/3dmodel.model": "model/3mf",
}
OPEN = {
    b"application/vnd.oasis.opendocument.text": "application/vnd.oasis.opendocument.text",
    b"application/vnd.oasis.opendocument.spreadsheet": (
        "application/vnd.oasis.opendocument.spreadsheet"
    ),
}


def office(upload: Upload, head: bytes) -> Nature:
    """Return what kind of document it is; macros and plain archives are not taken."""
    tail = upload.at(max(0, upload.size - 65_557), 65_557)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + END:
        return Nature(fault=BROKEN)
    # The record's own words, before a library makes an object of every entry.
    count, size = tail[at + 10 : at + 12], tail[at + 12 : at + 16]
    if int.from_bytes(count, "little") > MOST_ENTRIES:
        return Nature(fault=BOMB)
    if int.from_bytes(size, "little") > LARGEST_LIST:
        return Nature(fault=BOMB)
    try:
        with zipfile.ZipFile(io.BufferedReader(_Seekable(upload))) as archive:
            return _inside(archive, upload.size)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        return Nature(fault=BROKEN)


def _inside(archive: zipfile.ZipFile, packed: int) -> Nature:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > LARGEST_UNPACKED or unpacked > MOST_SHRUNK * max(packed, 100_000):
        return Nature(fault=BOMB)
    names = {entry.filename for entry in entries}
    if any(name.endswith("vbaProject.bin") for name in names):
        return Nature(called="a document with macros")
    for part, media_type in PARTS.items():
        if part in names:
            return Nature(media_type=media_type)
    if entries and entries[0].filename == "mimetype" and entries[0].file_size < 100:
        return _open_document(archive.read(entries[0]))
    return Nature(called="an archive")


def _open_document(said: bytes) -> Nature:
    return Nature(media_type=OPEN[said]) if said in OPEN else Nature(called="an archive")


class _Seekable(io.RawIOBase):
    """An upload as the library wants to have it."""

    def __init__(self, upload: Upload) -> None:
        self._upload, self._at = upload, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._upload.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        read = self._upload.at(self._at, len(view))
        view[: len(read)] = read
        self._at += len(read)
        return len(read)
