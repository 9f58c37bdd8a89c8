"""What surrounds every request: its id, its limits, its headers, one line in the log.

One plain ASGI layer outside of the framework, so that whatever is answered, also an address that
does not exist or a fault of the framework itself, leaves with the same headers.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

import msgspec
import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from nexus.kernel.ids import new_id
from nexus.kernel.network import network_of
from nexus.platform.http import document
from nexus.platform.limits import Limits, Standing
from nexus.platform.metrics import UNKNOWN, answered, in_flight

SANE_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
YEAR = 365 * 24 * 3600
Header = tuple[bytes, bytes]

HEADERS: list[Header] = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
# Unless a handler says otherwise: a page loads nothing but what its own policy lists, and
# nothing of a shop stays in a browser's or a proxy's memory.
DEFAULTS: list[Header] = [
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
]
HTTPS_ONLY = (b"strict-transport-security", b"max-age=%d; includeSubDomains" % (2 * YEAR))
# What watches Nexus is never turned away.
FREE = frozenset({"/api/health", "/api/health/ready", "/metrics"})

CORS_METHODS = b"GET, POST, PUT, PATCH, DELETE"
CORS_HEADERS = b"authorization, content-type, idempotency-key, if-match, x-request-id"
CORS_EXPOSED = (
    b"etag, idempotency-replayed, ratelimit-limit, ratelimit-remaining, ratelimit-reset, "
    b"retry-after, x-request-id"
)

log = structlog.get_logger(__name__)
Allowed = Callable[[], Mapping[str, str]]


class Edge:
    """`allowed` gives the methods of each route template; several share one address."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        limits: Limits,
        allowed: Allowed,
        secure: bool = False,
        origins: Sequence[str] = (),
        proxies: Sequence[str] = (),
        cookies: Sequence[str] = (),
    ) -> None:
        self.app = app
        self._limits = limits
        self._allowed = allowed
        self._secure = secure
        self._origins = frozenset(origin.encode() for origin in origins)
        self._proxies = [ip_network(proxy) for proxy in proxies]
        self._cookies = tuple(f"{name}=".encode() for name in cookies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return await self.app(scope, receive, send)
        exchange = Exchange(scope, send, self._secure)
        headers = exchange.headers
        with structlog.contextvars.bound_contextvars(request_id=exchange.id.decode()):
            in_flight.inc()
            try:
                _believe(scope, headers, self._proxies)
                await self._answer(exchange, receive)
            finally:
                in_flight.dec()
                exchange.finish()

    async def _answer(self, exchange: "Exchange", receive: Receive) -> None:
        scope, headers = exchange.scope, exchange.headers
        origin = headers.get(b"origin")
        if origin in self._origins:
            exchange.extra += _cors(origin)
            if exchange.method == "OPTIONS" and b"access-control-request-method" in headers:
                return await exchange.preflight()
        if b"\0" in scope["path"].encode() or b"%00" in scope["query_string"]:
            return await exchange.refuse("Malformed", "An address has no NUL in it.", 400)
        if scope["path"].rstrip("/") not in FREE:
            shown = _credential(headers, self._cookies)
            standing = self._limits.ask(_network(scope), shown)
            exchange.extra += _told(standing)
            if standing.refused:
                return await exchange.refuse(
                    "TooManyRequests", "That was a lot at once. Please wait a moment.", 429
                )
            exchange.shown = shown
        exchange.allowed = self._allowed
        await self._run(exchange, receive)
        if exchange.shown and exchange.is_strangers:
            self._limits.suspect(_network(scope))

    async def _run(self, exchange: "Exchange", receive: Receive) -> None:
        try:
            await self.app(exchange.scope, receive, exchange.send)
        except Exception:
            if exchange.status:
                raise  # half an answer is out: the connection ends here
            log.exception("bug", route=exchange.route)
            await exchange.refuse("Bug", "Nexus made a mistake. It has been written down.", 500)


class Exchange:
    """One request and its answer, as far as the edge cares."""

    def __init__(self, scope: Any, send: Send, secure: bool) -> None:
        self.scope = scope
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        if len(self.headers) != len(scope["headers"]):
            self._join_cookies()
        self.method: str = scope["method"]
        given = self.headers.get(b"x-request-id", b"")
        self.id = given if SANE_ID.fullmatch(given) else new_id().hex.encode()
        self.status = 0
        self.shown = b""  # the caller's credential
        self.allowed: Allowed | None = None
        self.extra: list[Header] = [(b"x-request-id", self.id)]
        self._send = send
        self._secure = secure
        self._began = time.perf_counter()
        if self.method == "HEAD":  # what GET would say, without saying it (RFC 9110, 9.3.2)
            scope["method"] = "GET"

    def _join_cookies(self) -> None:
        """Make one header of several, which HTTP/2 allows (RFC 9113, 8.2.3)."""
        name, given = b"cookie", self.scope["headers"]
        if name in self.headers:
            self.headers[name] = b"; ".join(value for other, value in given if other == name)
            others = [pair for pair in given if pair[0] != name]
            self.scope["headers"] = [*others, (name, self.headers[name])]

    @property
    def is_strangers(self) -> bool:
        """Tell whether the credential was nobody's; `user` is there if somebody looked it up."""
        return self.status == 401 or self.scope.get("user", self) is None

    @property
    def route(self) -> str:
        return str(self.scope.get("path_template") or UNKNOWN)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._dress(message)
        elif message["type"] == "http.response.body" and self.method == "HEAD":
            message["body"] = b""
        await self._send(message)

    def _dress(self, message: HTTPResponseStartEvent) -> None:
        given = list(message["headers"])
        names = {name for name, _ in given}
        if b"allow" in names:
            given = [pair for pair in given if pair[0] != b"allow"]
            given.append((b"allow", self._methods(dict(message["headers"])[b"allow"])))
        https = [HTTPS_ONLY] if self._secure or self.scope["scheme"] == "https" else []
        defaults = [pair for pair in DEFAULTS if pair[0] not in names]
        message["headers"] = [*given, *HEADERS, *https, *defaults, *self.extra]

    def _methods(self, told: bytes) -> bytes:
        """Name all methods of the address; the framework answers OPTIONS for one handler."""
        all_of_them = (self.allowed() if self.allowed else {}).get(self.route, told.decode())
        methods = {method.strip() for method in all_of_them.split(",")}
        return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set()))).encode()

    async def refuse(self, type_: str, detail: str, status: int) -> None:
        body = msgspec.json.encode(document(type_, detail, status))
        head: list[Header] = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await self.send({"type": "http.response.start", "status": status, "headers": head})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})

    async def preflight(self) -> None:
        head: list[Header] = [
            (b"access-control-allow-methods", CORS_METHODS),
            (b"access-control-allow-headers", CORS_HEADERS),
            (b"access-control-max-age", b"600"),
        ]
        await self.send({"type": "http.response.start", "status": 204, "headers": head})
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    def finish(self) -> None:
        took = time.perf_counter() - self._began
        answered(self.method, self.route, self.status, took)
        log.info(
            "request",
            method=self.method,
            route=self.route,
            status=self.status,
            ms=round(took * 1000, 1),
        )


def _believe(
    scope: Any, headers: dict[bytes, bytes], proxies: Sequence[IPv4Network | IPv6Network]
) -> None:
    """Put the caller's own address in, if the peer is a proxy that we know."""
    if not proxies or not scope.get("client"):
        return
    hops = headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
    address = scope["client"][0]
    if not _trusted(address, proxies):
        return
    while _trusted(address, proxies) and hops and _is_address(hops[-1].strip()):
        address = hops.pop().strip()
    scope["client"] = (address, 0)
    if headers.get(b"x-forwarded-proto") in (b"https", b"http"):
        scope["scheme"] = headers[b"x-forwarded-proto"].decode()


def _trusted(address: str, proxies: Sequence[IPv4Network | IPv6Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in proxy for proxy in proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _network(scope: Any) -> bytes:
    return network_of(scope["client"][0]).encode() if scope.get("client") else b""


def _credential(headers: dict[bytes, bytes], cookies: Sequence[bytes]) -> bytes:
    """Return the token or the session that the caller shows; empty without one."""
    if token := headers.get(b"authorization", b"").partition(b" ")[2].strip():
        return token
    for cookie in headers.get(b"cookie", b"").split(b";"):
        if cookie.strip().startswith(tuple(cookies)):
            return cookie.strip()
    return b""


def _told(standing: Standing) -> list[Header]:
    told = [
        (b"ratelimit-limit", str(standing.limit).encode()),
        (b"ratelimit-remaining", str(standing.remaining).encode()),
        (b"ratelimit-reset", str(standing.reset).encode()),
    ]
    wait = [(b"retry-after", str(standing.reset).encode())] if standing.refused else []
    return told + wait


def _cors(origin: bytes | None) -> list[Header]:
    """Let this origin's scripts read the answer. Cookies stay out of it: no credentials."""
    return [
        (b"access-control-allow-origin", origin or b""),
        (b"access-control-expose-headers", CORS_EXPOSED),
        (b"vary", b"Origin"),
    ]
