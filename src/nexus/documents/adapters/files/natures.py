"""What a content is, by its own bytes. Nothing here is parsed further than its outline.

A library tells hundreds of types and is at times too generous; of the few that we take, each has a
mark of its own. The library is asked what a content is that we do not take, to say so in words.
"""

import re
from collections.abc import Callable

from nexus.documents.adapters.files.archives import office
from nexus.documents.adapters.files.texts import text
from nexus.documents.domain import Nature
from nexus.documents.ports import Upload

HEAD = 4096
TAIL = 2048

BROKEN = "This file is not whole: its end is missing. Please send it again."


def inspect(upload: Upload) -> Nature:
    """Return what the content is, and what is wrong with it if it is only half of that."""
    head = upload.at(0, HEAD)
    for begins, look in LOOKS:
        if begins(head):
            return look(upload, head)
    return _stl(upload, head) or text(upload, head) or Nature(called=_called(head))


def _png(upload: Upload, head: bytes) -> Nature:
    if b"IEND" not in _tail(upload):
        return Nature(fault=BROKEN)
    width, height = (int.from_bytes(head[at : at + 4]) for at in (16, 20))
    return Nature(media_type="image/png", width=width, height=height)


def _gif(upload: Upload, head: bytes) -> Nature:
    if b"\x3b" not in _tail(upload):
        return Nature(fault=BROKEN)
    width, height = (int.from_bytes(head[at : at + 2], "little") for at in (6, 8))
    return Nature(media_type="image/gif", width=width, height=height)


def _jpeg(upload: Upload, head: bytes) -> Nature:
    # Phones put more behind the end of a picture, so the mark is looked for and not awaited.
    if b"\xff\xd9" not in upload.at(max(0, upload.size - 1_000_000), 1_000_000):
        return Nature(fault=BROKEN)
    width, height = _jpeg_size(upload)
    return Nature(media_type="image/jpeg", width=width, height=height)


def _jpeg_size(upload: Upload) -> tuple[int, int]:
    """Go from segment to segment up to the one that tells the size; (0, 0) if none does."""
    at = 2
    for _ in range(200):
        mark = upload.at(at, 9)
        if len(mark) < 9 or mark[0] != 0xFF:
            break
        if 0xC0 <= mark[1] <= 0xCF and mark[1] not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(mark[7:9]), int.from_bytes(mark[5:7])
        at += 2 + max(2, int.from_bytes(mark[2:4]))
    return 0, 0


def _webp(upload: Upload, head: bytes) -> Nature:
    if int.from_bytes(head[4:8], "little") + 8 > upload.size:
        return Nature(fault=BROKEN)
    return Nature(media_type="image/webp")


def _pdf(upload: Upload, head: bytes) -> Nature:
    if b"%%EOF" not in _tail(upload):
        return Nature(fault=BROKEN)
    return Nature(media_type="application/pdf")


def _heif(upload: Upload, head: bytes) -> Nature:
    brand = head[8:12]
    if brand in (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"hevc"):
        return Nature(media_type="image/heic")
    if brand in (b"avif", b"avis"):
        return Nature(media_type="image/avif")
    return Nature(called="a film or a sound")


def _stl(upload: Upload, head: bytes) -> Nature | None:
    """Tell a binary STL by its length: 80 bytes of anything, a count, 50 bytes for each facet."""
    is_stl = len(head) >= 84 and upload.size == 84 + 50 * int.from_bytes(head[80:84], "little")
    return Nature(media_type="model/stl") if is_stl and upload.size > 84 else None


def _plain(media_type: str) -> Callable[[Upload, bytes], Nature]:
    return lambda upload, head: Nature(media_type=media_type)


def _refused(called: str) -> Callable[[Upload, bytes], Nature]:
    return lambda upload, head: Nature(called=called)


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


LOOKS: tuple[tuple[Callable[[bytes], bool], Callable[[Upload, bytes], Nature]], ...] = (
    (_begins(b"\x89PNG\r\n\x1a\n"), _png),
    (_begins(b"GIF87a", b"GIF89a"), _gif),
    (_begins(b"\xff\xd8\xff"), _jpeg),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", _webp),
    (_begins(b"%PDF-"), _pdf),
    (lambda head: head[4:8] == b"ftyp", _heif),
    (_begins(b"PK\x03\x04", b"PK\x05\x06"), office),
    (_begins(b"II*\0", b"MM\0*"), _plain("image/tiff")),
    (lambda head: head[:2] == b"BM" and head[6:10] == b"\0\0\0\0", _plain("image/bmp")),
    (_begins(b"AutoCAD Binary DXF\r\n\x1a\0"), _plain("image/vnd.dxf")),
    (lambda head: bool(re.match(rb"AC10[0-9]{2}[\0-\x1f]", head)), _plain("image/vnd.dwg")),
    (_begins(b"%!PS-Adobe", b"\xc5\xd0\xd3\xc6"), _plain("application/postscript")),
    (_begins(b"{\\rtf1"), _plain("application/rtf")),
    (_begins(b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"), _refused("a program")),
    (_begins(b"\xd0\xcf\x11\xe0"), _refused("of an Office older than 2007")),
)


def _tail(upload: Upload) -> bytes:
    return upload.at(max(0, upload.size - TAIL), TAIL)


def _called(head: bytes) -> str:
    import puremagic  # noqa: PLC0415 (it reads its table of types when it is imported)

    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return Nature().called
    return found[0].name or found[0].mime_type or Nature().called if found else Nature().called
