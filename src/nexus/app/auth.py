"""From a request to its Actor: a bearer token, or else the browser's cookie.

What a request shows is looked up before the framework sees it, off the event loop unless it is
remembered, and lies in the scope from then on: `user` is the Actor or None, `auth` how we know.
"""

from collections.abc import Collection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import anyio.to_thread
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType, ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from nexus.accounts import Identities, Identity, Kind, Origin, TokenBox
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotAllowed, NotLoggedIn
from nexus.platform.uploads import arrived, forget, takes_upload

Connection = ASGIConnection[Any, Any, Any, Any]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})  # Sec-Fetch-Site: our pages, or typed by hand
FORMS = (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART)


class Shown(NamedTuple):
    """What a request showed of itself. `fault`: we could not look it up, and say so later."""

    kind: Kind | None = None
    identity: Identity | None = None
    fault: Exception | None = None


def cookie_name(secure: bool) -> str:
    """Name the session's cookie; `__Host-` binds it to this host and to https."""
    return "__Host-nexus" if secure else "nexus"


def empty_cookie(secure: bool) -> Cookie:
    return Cookie(key=cookie_name(secure), path="/", secure=secure, httponly=True, samesite="lax")


class Doorman:
    """Finds out who asks, around all that the framework answers."""

    def __init__(self, app: ASGIApp, identities: Identities, *, secure: bool) -> None:
        self.app = app
        self._identities = identities
        self._cookie = cookie_name(secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in (ScopeType.HTTP, ScopeType.WEBSOCKET):
            shown = await self._look(dict(scope["headers"]))
            scope["auth"] = shown
            scope["user"] = shown.identity.actor if shown.identity else None
        await self.app(scope, receive, send)

    async def _look(self, headers: dict[bytes, bytes]) -> Shown:
        """Take the bearer token alone if there is one: a bad one is nobody (N-003, N-004)."""
        if (authorization := headers.get(b"authorization")) is not None:
            scheme, _, token = authorization.decode("latin-1").partition(" ")
            if scheme.lower() != "bearer":
                return Shown()
            return await self._find(Kind.PROGRAM, token.strip())
        if token := self._token(headers.get(b"cookie", b"")):
            return await self._find(Kind.BROWSER, token)
        return Shown()

    async def _find(self, kind: Kind, token: str) -> Shown:
        if (known := self._identities.known(kind, token)) is not None:
            return Shown(kind, known)
        try:
            found = await anyio.to_thread.run_sync(self._identities.find, kind, token)
        except Exception as fault:  # told by the framework's handlers, like any other
            return Shown(kind, None, fault)
        return Shown(kind, found)

    def _token(self, header: bytes) -> str:
        for part in header.decode("latin-1").split(";"):
            name, _, value = part.strip().partition("=")
            if name == self._cookie:
                return value.strip('"')
        return ""


def shown_by(connection: Connection) -> Shown:
    shown: Shown = connection.scope.get("auth") or Shown()
    return shown


def authenticate(connection: Connection) -> Actor | None:
    """Return who asks, or None for a stranger."""
    shown = shown_by(connection)
    if shown.fault is not None:
        raise shown.fault
    return shown.identity.actor if shown.identity else None


def perhaps(request: Request[Any, Any, Any]) -> Identity | None:
    return shown_by(request).identity


def present(request: Request[Any, Any, Any]) -> Identity:
    if (identity := shown_by(request).identity) is None:
        raise NotLoggedIn("Please log in.")
    return identity


def came_from(request: Request[Any, Any, Any]) -> Origin:
    ip = request.client.host if request.client else ""
    return Origin(ip=ip, user_agent=request.headers.get("user-agent", "")[:300])


class Forgery:
    """Refuses what another site makes a browser send (N-006).

    Only browsers are tempted: a request with a bearer token is its sender's own. The others come
    from our own pages, as browsers tell; and a change that a cookie stands for shows the token of
    its session too, in the header X-CSRF-Token or the form's field `_csrf`.
    """

    def __init__(self, tokens: TokenBox, base_url: str, origins: Collection[str]) -> None:
        self._tokens = tokens
        self._own = frozenset({_origin(base_url)} if base_url else ()) | frozenset(origins)
        self._schemes = ("https",) if base_url.startswith("https:") else ("http", "https")

    async def check(self, connection: Connection, *, public: bool) -> None:
        method = connection.scope.get("method", "WEBSOCKET")
        if method in SAFE or "authorization" in connection.headers:
            return
        if not self._is_ours(connection):
            raise NotAllowed("This came from another site.")
        identity = shown_by(connection).identity
        if public or identity is None or method == "WEBSOCKET":
            return
        token = connection.headers.get("x-csrf-token") or await _field(connection, identity)
        if not self._tokens.is_csrf(identity.session_id, token):
            forget(connection)
            raise NotAllowed("The page is out of date. Please load it again.")

    def _is_ours(self, connection: Connection) -> bool:
        origin = connection.headers.get("origin")
        if origin is not None:
            scheme, _, rest = origin.lower().partition("://")
            host = connection.headers.get("host", "").lower()
            return origin in self._own or (scheme in self._schemes and rest == host != "")
        site = connection.headers.get("sec-fetch-site")
        return site is None or site in OWN


async def _field(connection: Connection, identity: Identity) -> str:
    """Read the token from a form. The framework keeps the body for the handler."""
    if not isinstance(connection, Request) or connection.content_type[0] not in FORMS:
        return ""
    if takes_upload(connection):  # onto the disk, and from nobody who may not send it
        if permission := connection.route_handler.opt.get("permission"):
            identity.actor.require(permission)
        return (await arrived(connection)).fields.pop("_csrf", [""])[-1]
    value = (await connection.form()).get("_csrf", "")
    return value if isinstance(value, str) else ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
