"""The start page and the reference of the API: plain pages, no script, nothing from elsewhere."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from nexus.app.openapi import describe

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HOUR = "public, max-age=3600"

Asked = Request[Any, Any, Any]


@lru_cache(maxsize=1)
def document(app: Litestar) -> dict[str, Any]:
    return describe(app)


@lru_cache(maxsize=1)
def _encoded(app: Litestar) -> bytes:
    return msgspec.json.encode(document(app))


@get("/api/openapi.json", public=True, sync_to_thread=True, include_in_schema=False)
def read_openapi(request: Asked) -> Response[bytes]:
    """Give this API's contract in OpenAPI 3.1."""
    return Response(_encoded(request.app), media_type="application/json")


@get("/welcome", public=True, sync_to_thread=True, include_in_schema=False)
def read_start_page() -> Response[str]:
    """Show what this is and where to go."""
    return page("start.html")


@get("/api/docs", public=True, sync_to_thread=True, include_in_schema=False)
def read_docs(request: Asked) -> Response[str]:
    """Show the reference of the API: what there is."""
    return page("docs.html", **_contents(document(request.app)))


@get("/api/docs/{group:str}", public=True, sync_to_thread=True, include_in_schema=False)
def read_docs_of(request: Asked, group: FromPath[str]) -> Response[str]:
    """Show the reference of one part of the API, with examples."""
    contents = _contents(document(request.app))
    shown = next((g for g in contents["groups"] if g["slug"] == group), None)
    if shown is None:
        raise NotFoundException("There is no such part of the API.")
    return page(
        "group.html", shown=shown, components=document(request.app)["components"], **contents
    )


@get("/static/docs.css", public=True, sync_to_thread=True, include_in_schema=False)
def read_style() -> Response[bytes]:
    """Give the pages their look."""
    style = (HERE / "static" / "docs.css").read_bytes()
    return Response(style, media_type="text/css", headers={"Cache-Control": HOUR})


def page(template: str, **words: Any) -> Response[str]:
    from nexus.app.pages import render  # noqa: PLC0415 (Jinja costs a start a tenth of a second)

    return Response(
        render(template, **words),
        media_type="text/html",
        headers={"Content-Security-Policy": POLICY},
    )


def _contents(contract: dict[str, Any]) -> dict[str, Any]:
    """Group the operations by their tag, in the order of their addresses."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            told = operation | {"method": method.upper(), "path": path}
            groups.setdefault(operation["tags"][0], []).append(told)
    listed = [
        {"name": name, "slug": name.replace(" ", "-"), "operations": operations}
        for name, operations in sorted(groups.items())
    ]
    return {"info": contract["info"], "groups": listed}


HANDLERS: list[Any] = [read_start_page, read_openapi, read_docs, read_docs_of, read_style]
