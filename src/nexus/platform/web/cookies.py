"""The cookies of pages: the login's jar, the chosen theme, and what the next page tells."""

from typing import Any
from urllib.parse import quote, unquote

from litestar import Request
from litestar.datastructures import Cookie

NOTICE = "nexus-notice"  # a cookie that tells the next page what was done
THEME = "nexus-theme"
LONGEST_NOTICE = 400


def filled(jar: Cookie, value: str) -> Cookie:
    return Cookie(**_parts(jar) | {"value": value})


def emptied(jar: Cookie) -> Cookie:
    return Cookie(**_parts(jar) | {"value": "", "max_age": 0})


def _parts(jar: Cookie) -> dict[str, Any]:
    parts = ("key", "path", "secure", "httponly", "samesite")
    return {name: getattr(jar, name) for name in parts}


def theme_of(request: Request[Any, Any, Any]) -> str:
    chosen = request.cookies.get(THEME, "")
    return chosen if chosen in ("light", "dark") else ""


def read_notice(cookie: str) -> tuple[str, str] | None:
    """Return tone and sentence."""
    tone, _, said = unquote(cookie).partition(":")
    return (tone, said) if said and tone in ("ok", "warn", "bad") else None


def noted(said: str) -> Cookie:
    return Cookie(
        key=NOTICE, value=quote(said[:LONGEST_NOTICE]), path="/", max_age=30, samesite="lax"
    )


def gone(name: str) -> Cookie:
    return Cookie(key=name, value="", path="/", max_age=0, samesite="lax")
