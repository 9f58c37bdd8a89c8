"""A content that goes out: in parts, again, or only if it is news (RFC 9110, 13 and 14).

Whatever it is, it cannot act in our name: it is an attachment, or a picture that we made, and its
own policy lets it load and run nothing.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from litestar import Request, Response
from litestar.response import Stream

from nexus.kernel.papers import File
from nexus.platform.http import problem

RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{1,18})?|-(\d{1,18}))")
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


class Outgoing(NamedTuple):
    """`tag` is another for another content; `read` gives the bytes from a start before an end."""

    name: str
    ascii_name: str
    media_type: str
    size: int
    tag: str
    read: Callable[[int, int], Iterator[bytes]]
    inline: bool = False


def sent(file: File) -> Response[bytes]:
    """Answer with a file that was just made, to save under its name (RFC 6266)."""
    plain = file.name.encode("ascii", "replace").decode().replace("?", "-")
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name)}"
    return Response(file.content, media_type=file.kind, headers={"Content-Disposition": named})


class _Parts(Stream):
    """The framework's stream would rather be of the handler's media type than of its own."""

    def to_asgi_response(self, *args: Any, **more: Any) -> Any:
        return super().to_asgi_response(*args, **more | {"media_type": self.media_type})


def download(request: Request[Any, Any, Any], it: Outgoing) -> Response[Any]:
    """Answer with the content, or the part of it that was asked for."""
    tag = f'"{it.tag}"'
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": _disposition(it),
        "Content-Security-Policy": SANDBOX,
    }
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or tag in re.findall(r'"[^"]*"', known):
        return Response(b"", status_code=304, headers=headers, media_type=it.media_type)
    part = _part(request, it.size, tag)
    if part is None:
        return _all(it, headers)
    start, end = part
    if start >= end:
        said = problem("RangeNotSatisfiable", "The content is not that long.", 416)
        said.headers["Content-Range"] = f"bytes */{it.size}"
        return said
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{it.size}"
    return _stream(it, start, end, headers, 206)


def _all(it: Outgoing, headers: dict[str, str]) -> Response[Any]:
    return _stream(it, 0, it.size, headers, 200)


def _stream(
    it: Outgoing, start: int, end: int, headers: dict[str, str], status: int
) -> Response[Any]:
    headers["Content-Length"] = str(end - start)
    parts = it.read(start, end)
    return _Parts(parts, status_code=status, headers=headers, media_type=it.media_type)


def _part(request: Request[Any, Any, Any], size: int, tag: str) -> tuple[int, int] | None:
    """Return the part that is asked for; None for all. Several at once are not offered."""
    asked = RANGE.fullmatch(request.headers.get("range", "").strip())
    if asked is None or request.headers.get("if-range", tag).strip() != tag:
        return None
    first, last, suffix = asked.groups()
    if suffix is not None:
        return (max(0, size - int(suffix)), size) if int(suffix) else (size, size)
    end = size if last is None else min(size, int(last) + 1)
    if last is not None and int(last) < int(first):
        return None
    return int(first), end


def _disposition(it: Outgoing) -> str:
    """Name it twice: for old readers, and in UTF-8 (RFC 6266, RFC 8187)."""
    kind = "inline" if it.inline else "attachment"
    return f"{kind}; filename=\"{it.ascii_name}\"; filename*=UTF-8''{quote(it.name, safe='')}"
