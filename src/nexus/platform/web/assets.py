"""What browsers load, as frontend/ was built: found by name, served for ever."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

FOLDER = Path(__file__).parents[1] / "static"
BASE = "/static/"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
TWINS = {"br": ".br", "gzip": ".gz"}  # the better first
FOR_EVER = "public, max-age=31536000, immutable"  # the name changes with the content


class NotBuilt(RuntimeError):
    def __init__(self) -> None:
        super().__init__("What browsers load is not built yet: tools/assets.py does it.")


@cache
def told() -> dict[str, Any]:
    """Return the names that the build gave: `app.js`, `app.css`, `sprite`, `mark`, `icons`."""
    try:
        found: dict[str, Any] = msgspec.json.decode((FOLDER / "assets.json").read_bytes())
    except FileNotFoundError as error:
        raise NotBuilt from error
    return found


def address(name: str) -> str:
    return BASE + str(told()[name])


@cache
def icons() -> frozenset[str]:
    return frozenset(told()["icons"])


@cache
def _content(name: str) -> bytes | None:
    """Return a file of the build; all of them together are smaller than a photograph."""
    path = FOLDER / name
    return path.read_bytes() if path.parent == FOLDER and path.is_file() else None


@get("/static/{name:str}", public=True, sync_to_thread=True, include_in_schema=False)
def read_asset(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """Give a file that pages load."""
    kind = TYPES.get(Path(name).suffix)
    content = _content(name) if kind else None
    if kind is None or content is None:
        raise NotFoundException("There is nothing at this address.")
    headers = {"Cache-Control": FOR_EVER}
    if kind != TYPES[".woff2"]:
        headers["Vary"] = "Accept-Encoding"
        taken = request.headers.get("accept-encoding", "")
        for coding, suffix in TWINS.items():
            if coding in taken and (twin := _content(name + suffix)) is not None:
                content, headers["Content-Encoding"] = twin, coding
                break
    return Response(content, media_type=kind, headers=headers)
