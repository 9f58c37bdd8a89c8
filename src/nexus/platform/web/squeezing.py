"""Pages travel compressed."""

import re
import secrets
import struct
import zlib

SMALL = 1_000  # bytes that fit into a packet as they are
LEVEL = 4  # a list of 100 rows takes a millisecond; more effort saves next to nothing
LONGEST_NAME = 100


GZIP = re.compile(r"(?:^|,)\s*gzip\s*(?:;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*)\s*)?(?:,|$)", re.I)


def takes_gzip(accepted: str) -> bool:
    """Tell by an `Accept-Encoding`."""
    return GZIP.search(accepted) is not None


def gzipped(content: bytes) -> bytes:
    """Return it as a gzip file (RFC 1952) whose name is of any length.

    A page has a secret in it, and shows what was typed. By the exact length of many answers
    somebody who listens could guess the one by the other (BREACH); so no length is exact.
    """
    name = secrets.token_hex(LONGEST_NAME // 2)[: 1 + secrets.randbelow(LONGEST_NAME)]
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = squeeze.compress(content) + squeeze.flush()
    head = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + name.encode() + b"\0"
    return head + body + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
