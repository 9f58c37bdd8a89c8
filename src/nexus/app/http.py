"""The ASGI application: async ends here, and every use case runs in a worker thread."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cache
from typing import Any

from dependency_injector.providers import Provider
from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers.base import BaseRouteHandler
from litestar.routes import HTTPRoute

from nexus.accounts.container import HANDLERS as ACCOUNT_HANDLERS
from nexus.analytics.container import HANDLERS as ANALYTICS_HANDLERS
from nexus.app import auth
from nexus.app.activity import HANDLERS as ACTIVITY_HANDLERS
from nexus.app.container import Nexus
from nexus.app.desks.activity import HANDLERS as ACTIVITY_PAGES
from nexus.app.desks.employees import HANDLERS as EMPLOYEE_DESK
from nexus.app.desks.logo import HANDLERS as LOGO_PAGES
from nexus.app.desks.project import HANDLERS as PROJECT_DESK
from nexus.app.desks.setup import HANDLERS as SETUP_PAGES
from nexus.app.desks.setup import Beginning
from nexus.app.docs import HANDLERS as DOCS_HANDLERS
from nexus.app.health import HANDLERS as HEALTH_HANDLERS
from nexus.app.hub import HANDLERS as HUB_HANDLERS
from nexus.app.hub import Hub, show_stranger, with_pages
from nexus.customers.container import HANDLERS as CUSTOMER_HANDLERS
from nexus.documents.container import HANDLERS as DOCUMENT_HANDLERS
from nexus.integrations.container import HANDLERS as INTEGRATION_HANDLERS
from nexus.inventory.container import HANDLERS as INVENTORY_HANDLERS
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotLoggedIn
from nexus.platform.config import Config
from nexus.platform.http import EXCEPTION_HANDLERS, StrictRequest, check_query, if_match
from nexus.platform.idempotency import once_per_key
from nexus.platform.limits import Limits
from nexus.platform.middleware import Edge
from nexus.platform.sharing import Application, share_out
from nexus.platform.uploads import Receiver, received
from nexus.platform.web.pages import Show, sent
from nexus.products.container import HANDLERS as PRODUCT_HANDLERS
from nexus.projects.container import HANDLERS as PROJECT_HANDLERS
from nexus.sales.container import HANDLERS as SALE_HANDLERS
from nexus.settings.container import HANDLERS as SETTINGS_HANDLERS
from nexus.tasks.container import HANDLERS as TASK_HANDLERS
from nexus.workflows.container import HANDLERS as WORKFLOW_HANDLERS

HANDLERS = [
    *HUB_HANDLERS,
    *DOCS_HANDLERS,
    *HEALTH_HANDLERS,
    *ACTIVITY_HANDLERS,
    *ACTIVITY_PAGES,
    *LOGO_PAGES,
    *SETUP_PAGES,
    *ACCOUNT_HANDLERS,
    *EMPLOYEE_DESK,
    *SETTINGS_HANDLERS,
    *CUSTOMER_HANDLERS,
    *DOCUMENT_HANDLERS,
    *WORKFLOW_HANDLERS,
    *PROJECT_HANDLERS,
    *PROJECT_DESK,
    *TASK_HANDLERS,
    *SALE_HANDLERS,
    *INVENTORY_HANDLERS,
    *PRODUCT_HANDLERS,
    *ANALYTICS_HANDLERS,
    *INTEGRATION_HANDLERS,
]

Authenticate = Callable[[ASGIConnection[Any, Any, Any, Any]], Actor | None]
Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]

LARGEST_BODY = 1_000_000  # bytes; a handler that takes files says otherwise
COOKIES = ("__Host-nexus", "nexus")  # that carry a session


def create_app(
    nexus: Nexus, authenticate: Authenticate | None = None, lifespan: Sequence[Lifespan] = ()
) -> Litestar:
    """Return the application. A test may say by itself who asks; then no token is looked at."""
    config = nexus.config()
    who = authenticate or auth.authenticate
    forgery = auth.Forgery(nexus.accounts.tokens(), config.base_url, config.origins)

    def actor(request: Request[Any, Any, Any]) -> Actor:
        found = who(request)
        if found is None:
            raise NotLoggedIn("Please log in.")
        return found

    async def gate(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """Ask for the operation's permission before anything of the request is read."""
        handler = connection.route_handler
        public = bool(handler.opt.get("public"))
        if connection.scope.get("method") == "OPTIONS":
            return
        if authenticate is None:
            await forgery.check(connection, public=public)
        if not public:
            found = who(connection)
            if found is None:
                raise NotLoggedIn("Please log in.")
            if (permission := handler.opt.get("permission")) is not None:
                found.require(permission)
        if connection.scope["path"].startswith("/api/"):
            check_query(connection)

    async def guard(
        connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        await gate(connection)

    @cache
    def hub() -> Hub:
        return Hub(nexus, _pages(app))

    def show(request: Request[Any, Any, Any]) -> Show:
        return hub().show(request, actor(request))

    handlers, for_all = share_out(HANDLERS, _offered(nexus, actor, show))
    app = Application(
        route_handlers=handlers,
        request_class=StrictRequest,
        guards=[guard],
        before_request=gate,
        dependencies=for_all,
        exception_handlers=with_pages(EXCEPTION_HANDLERS, hub),
        request_max_body_size=LARGEST_BODY,
        state=State({"receiver": Receiver(_largest(config), config.folder)}),
        lifespan=list(lifespan),
        logging_config=None,
        openapi_config=None,
    )
    if authenticate is None:
        identities = nexus.accounts.identities()
        app.asgi_handler = auth.Doorman(app.asgi_handler, identities, secure=config.secure)
    _in_turn(app)
    _guard_once(app, guard, gate)
    _surround(app, nexus)
    return app


def _offered(nexus: Nexus, actor: Any, show: Any) -> dict[str, Provide]:
    """Return all that handlers may ask for by the name of a parameter."""
    config = nexus.config()
    return {
        "actor": Provide(actor, sync_to_thread=False),
        "if_match": Provide(if_match, sync_to_thread=False),
        "once": Provide(once_per_key(nexus.database(), nexus.clock(), config.secret_key)),
        "health": _provide(nexus.health),
        "activity_log": _provide(nexus.activity_log),
        **_services(nexus),
        **_stores(nexus),
        **_books(nexus),
        "views": _provide(nexus.settings.views),
        "imports": _provide(nexus.integrations.imports),
        "mappings": _provide(nexus.integrations.mappings),
        "exports": _provide(nexus.integrations.exports),
        **_logins(nexus),
        "received": Provide(received),
        "enclosures": _provide(nexus.enclosures),
        "show": Provide(show, sync_to_thread=True),
        "porch": Provide(show_stranger, sync_to_thread=False),
        "beginning": Provide(lambda: Beginning(nexus), sync_to_thread=False),
        "sent": Provide(sent),
    }


def _largest(config: Config) -> int:
    """Return the bytes of the largest file that any purpose takes."""
    return config.file_mb * 1_000_000


def _logins(nexus: Nexus) -> dict[str, Provide]:
    """Offer what logging in and out needs to know of a request."""
    secure = nexus.config().secure
    return {
        "logins": _provide(nexus.accounts.logins),
        "present": Provide(auth.present, sync_to_thread=False),
        "perhaps": Provide(auth.perhaps, sync_to_thread=False),
        "came_from": Provide(auth.came_from, sync_to_thread=False),
        "jar": Provide(lambda: auth.empty_cookie(secure), sync_to_thread=False),
    }


def _surround(app: Litestar, nexus: Nexus) -> None:
    """Put the edge around all that Litestar answers, its own refusals included."""
    config = nexus.config()
    app.asgi_handler = Edge(
        app.asgi_handler,
        limits=Limits(config.requests_per_minute),
        allowed=cache(lambda: _allowed(app)),
        secure=config.secure,
        origins=config.origins,
        proxies=config.proxies,
        cookies=COOKIES,
    )


def _in_turn(app: Litestar) -> None:
    """Have dependencies resolved one after the other.

    For those that could be resolved side by side the framework starts a task each, and ours are
    at hand: starting the tasks takes longer than all of them.
    """
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for _, needed in route.route_handler_map.values():
                needed.dependency_batches = [{d} for b in needed.dependency_batches for d in b]


def _guard_once(app: Litestar, guard: Any, gate: Any) -> None:
    """Have requests asked by the hook alone; the guard stays for whatever is no request.

    For each guard the framework copies the whole handler, which takes longer than the asking.
    """
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            if handler.resolve_before_request() is not gate:
                raise RuntimeError(f"{handler} has a hook in place of the gate.")
            if guard in (guards := handler.resolve_guards()):  # one handler may have two routes
                guards.remove(guard)


def _allowed(app: Litestar) -> Mapping[str, str]:
    routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
    return {route.path_format: ", ".join(route.methods) for route in routes}


def _pages(app: Litestar) -> frozenset[str]:
    """Return the addresses that can be looked at, for menus that lead to what there is."""
    routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
    return frozenset(route.path_format for route in routes if "GET" in route.methods)


def _services(nexus: Nexus) -> dict[str, Provide]:
    """Offer each module's service to handlers, under the module's name."""
    modules = (
        *("accounts", "settings", "documents", "customers", "workflows", "projects", "tasks"),
        *("sales", "products", "analytics"),
    )
    containers = {name: getattr(nexus, name) for name in modules}
    return {
        name: _provide(container.service)
        for name, container in containers.items()
        if hasattr(container, "service")
    }


def _stores(nexus: Nexus) -> dict[str, Provide]:
    """Offer the services of inventory, which has one for each of its parts."""
    parts = (
        "stock",
        "ledger",
        "uses",
        "places",
        "remnants",
        "reservations",
        "stock_takes",
        "suppliers",
        "purchasing",
        "order_papers",
        "equipment",
    )
    offered = {name: getattr(nexus.inventory, name, None) for name in parts}
    return {name: _provide(service) for name, service in offered.items() if service is not None}


def _books(nexus: Nexus) -> dict[str, Provide]:
    """Offer the further services of sales, each under its own name."""
    parts = (
        *("corrections", "deliveries", "papers", "progress", "proofs", "statements", "unbilled"),
        *("acceptance", "deposits", "pricing", "quotes", "turnstile"),
    )
    offered = {name: getattr(nexus.sales, name, None) for name in parts}
    return {name: _provide(service) for name, service in offered.items() if service is not None}


def _provide(provider: Provider[Any]) -> Provide:
    return Provide(lambda: provider(), sync_to_thread=False)
