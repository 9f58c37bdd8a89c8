"""What every operation shares: its refusals, its headers, its ways to log in."""

from http import HTTPStatus
from typing import Any

import msgspec

from nexus.app.auth import cookie_name
from nexus.app.openapi.schemas import REF, Schema
from nexus.platform.http import TITLES

SAID = {
    400: "The request could not be read; `errors` names the fields.",
    401: "Nobody is logged in, or the token has run out.",
    403: "The permission is missing.",
    404: "There is no such thing in this shop.",
    409: "A rule forbids it in the present state.",
    412: "It has changed since the version in If-Match.",
    413: "The body is too large.",
    415: "The body is of another kind than the operation reads.",
    422: "It makes no sense, whatever the state; `errors` names the fields.",
    429: "That was more than one caller may ask in a minute.",
    503: "The data cannot be reached at the moment.",
}


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What went wrong, for people (`detail`) and programs (`type`, `status`). RFC 9457."""

    type: str
    title: str
    detail: str
    status: int
    request_id: str | msgspec.UnsetType = msgspec.UNSET
    errors: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


def problem(status: int) -> Schema:
    kind = {400: "Malformed", 404: "NotFound", 409: "Refused", 412: "Stale", 422: "Invalid"}
    shown: Schema = {
        "type": kind.get(status, HTTPStatus(status).phrase.replace(" ", "")),
        "title": TITLES[status],
        "detail": SAID[status].partition(";")[0].rstrip(".") + ".",
        "status": status,
        "request_id": "0197c2f04b2e7a319c1d5f0e8a6b7c21",
    }
    if status in (400, 422):
        shown["errors"] = {"name": "This is required."}
    names = ["X-Request-ID", *(["Retry-After"] if status in (429, 503) else [])]
    content = {"schema": {"$ref": f"{REF}Problem"}, "example": shown}
    return {
        "description": SAID[status],
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {"application/problem+json": content},
    }


def _header(description: str, schema: Schema, **more: Any) -> Schema:
    return {"description": description, "schema": schema, **more}


COUNT: Schema = {"type": "integer", "minimum": 0}
HEADERS = {
    "X-Request-ID": _header("The request's id, to be quoted.", {"type": "string"}, required=True),
    "RateLimit-Limit": _header("What one caller may ask in a minute.", COUNT),
    "RateLimit-Remaining": _header("What is left of it.", COUNT),
    "RateLimit-Reset": _header("Seconds until the count starts anew.", COUNT),
    "Retry-After": _header("Seconds after which it is worth trying again.", COUNT),
    "ETag": _header("The version, for If-Match.", {"type": "string"}),
    "Idempotency-Replayed": _header(
        "`true` if this answer was given before.", {"type": "string", "enum": ["true"]}
    ),
}
PARAMETERS = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Repeated within a day with the same request, the first answer comes back.",
        "schema": {"type": "string", "maxLength": 255},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "The ETag of the version you saw; without it, or with `*`, any will do.",
        "schema": {"type": "string"},
    },
}
SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of `POST /api/auth/login`.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": cookie_name(secure=True),
        "description": f"A browser's session; `{cookie_name(secure=False)}` without https.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "The token of the session, with every change that a cookie stands for.",
    },
}
