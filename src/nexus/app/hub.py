"""Where a person is: the shop, its words, and what they may go to. Every page shows it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import structs

from nexus.accounts import Identity
from nexus.app.auth import shown_by
from nexus.app.choices import Choices
from nexus.app.container import Nexus
from nexus.app.desks.customer import HANDLERS as CUSTOMER_DESK
from nexus.app.desks.hub import HANDLERS as HUB_DESK
from nexus.customers import CustomerService, ListCustomers
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NexusError, NotLoggedIn
from nexus.kernel.ids import ShopId
from nexus.platform.http import Caller, Search
from nexus.platform.web.addresses import SavedView
from nexus.platform.web.assets import read_asset
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import House, NavGroup, NavItem, Show, Shown, Word
from nexus.platform.web.words import languages, say, speaking
from nexus.projects import ListProjects, ProjectService
from nexus.settings import Weekday

FindCustomers = NamedDependency[CustomerService]
FindProjects = NamedDependency[ProjectService]
MOST_FOUND = 5  # of each kind
Handlers = dict[int | type[Exception], Callable[..., Response[Any]]]

# What may be gone to: path, icon, word of the shop or plain text, permission, feature.
Place = tuple[str, str, str, str, str]
WORK: tuple[Place, ...] = (
    ("/", "house", "Hub", "", ""),
    ("/my-work", "circle-play", "My work", "tasks.work", ""),
    ("/projects", "folder-kanban", "*project", "projects.read", ""),
    ("/tasks", "list-checks", "*task", "tasks.read", ""),
)
SELL: tuple[Place, ...] = (
    ("/customers", "users", "*customer", "customers.read", ""),
    ("/quotes", "file-text", "*quote", "quotes.read", "quotes"),
    ("/sales", "receipt", "*sale", "sales.read", ""),
)
HOUSE: tuple[Place, ...] = (
    ("/inventory", "boxes", "Stock", "inventory.read", "inventory"),
    ("/products", "package", "*product", "products.read", "products"),
    ("/files", "folder-open", "Files", "files.read", ""),
    ("/reports", "chart-column", "Reports", "analytics.read", ""),
)
RUN: tuple[Place, ...] = (
    ("/workflows", "workflow", "*workflow", "workflows.read", ""),
    ("/stations", "factory", "*station", "stations.read", ""),
    ("/employees", "user", "*employee", "employees.read", ""),
    ("/users", "key-round", "Users", "users.read", ""),
    ("/import", "upload", "Import", "data.import", ""),
    ("/activity", "history", "Activity", "activity.read", ""),
    ("/settings", "settings", "Settings", "settings.read", ""),
)
GROUPS = (("Work", WORK), ("Sell", SELL), ("House", HOUSE), ("Run", RUN))
NEW: tuple[Place, ...] = (
    ("/customers/new", "plus", "*customer", "customers.write", ""),
    ("/projects/new", "plus", "*project", "projects.write", ""),
    ("/tasks/new", "plus", "*task", "tasks.plan", ""),
    ("/quotes/new", "plus", "*quote", "quotes.write", "quotes"),
    ("/sales/new", "plus", "*sale", "sales.write", ""),
    ("/inventory/new", "plus", "Stock item", "inventory.write", "inventory"),
    ("/products/new", "plus", "*product", "products.write", "products"),
)
QUICK = ("/", "/my-work", "/projects", "/tasks", "/customers")  # the first four of them


class Views:
    """The views of lists that people keep. One statement."""

    def __init__(self, nexus: Nexus) -> None:
        self._kept = nexus.settings.views()

    def of(self, actor: Actor, path: str) -> Sequence[SavedView]:
        return [
            SavedView(
                id=str(it.id),
                name=it.name,
                query=it.query,
                is_own=it.is_own,
                is_shared=it.is_shared,
                is_default=it.is_default,
            )
            for it in self._kept.seen(actor, path).items
        ]


class Hub:
    """Draws the house around a person's page. One statement: the settings of the shop."""

    def __init__(self, nexus: Nexus, paths: frozenset[str]) -> None:
        self._nexus = nexus
        self._paths = paths  # of pages that exist
        self.choices = Choices(nexus)
        self.views = Views(nexus)

    def show(self, request: Request[Any, Any, Any], actor: Actor) -> Show:
        return Show(request, actor, self._house(request, actor), self.choices, self.views)

    def _house(self, request: Request[Any, Any, Any], actor: Actor) -> House:
        said = self._nexus.settings.answers().house(actor.shop_id)
        identity = shown_by(request).identity
        tokens = self._nexus.accounts.tokens()
        features = {str(name): on for name, on in said.features.items()}
        locale = (identity.locale if identity else "") or said.locale
        language = _language(request, locale)
        with speaking(language):
            words = {name: Word(say(it.one), say(it.many)) for name, it in said.words.items()}
            nav = [
                NavGroup(title=say(title), items=items)
                for title, places in GROUPS
                if (items := self._items(places, actor, words, features))
            ]
            create = [
                NavItem(path=it.path, icon=it.icon, text=say("New %(thing)s") % {"thing": it.text})
                for it in self._items(NEW, actor, words, features, one=True)
            ]
        every = {item.path: item for group in nav for item in group.items}
        return House(
            shop=said.company_name or "Nexus",
            words=words,
            features=features,
            locale=locale,
            language=language,
            timezone=said.timezone,
            currency=said.currency,
            week_start=tuple(Weekday).index(said.week_start),
            nav=nav,
            quick=[every[path] for path in QUICK if path in every][:4],
            create=create,
            person=actor.label,
            role=", ".join(identity.roles) if identity else "",
            csrf=tokens.csrf(identity.session_id) if identity else "",
            shops=self._others(identity),
        )

    def _others(self, identity: Identity | None) -> list[tuple[str, str]]:
        """Return the shops to change to; no statement for who has but one."""
        shops = self._nexus.accounts.logins().shops(identity) if identity else ()
        return [(str(it.id), it.name) for it in shops if identity and it.id != identity.shop_id]

    def _items(
        self,
        places: tuple[Place, ...],
        actor: Actor,
        words: Mapping[str, Word],
        features: Mapping[str, bool],
        *,
        one: bool = False,
    ) -> list[NavItem]:
        found = []
        for path, icon, text, permission, feature in places:
            if path not in self._paths or (permission and not actor.may(permission)):
                continue
            if path == "/my-work" and actor.employee_id is None:  # nobody who works here
                continue
            if feature and not features.get(feature, True):
                continue
            if text.startswith("*"):
                word = words[text[1:]]
                told = word.one if one else word.many
            else:
                told = say(text)
            found.append(NavItem(path=path, icon=icon, text=told))
        return found


def _language(request: Request[Any, Any, Any], locale: str) -> str:
    """Return the language of the shop, or the pseudo language if a test asks for it."""
    wished = request.cookies.get("nexus-language", "")
    own = locale.split("-")[0]
    return wished if wished == "en-XA" else own if own in languages() else "en"


STRANGER = House(
    shop="Nexus",
    words={},
    features={},
    locale="en",
    language="en",
    timezone="UTC",
    currency="EUR",
    nav=(),
    person="",
    role="",
    csrf="",
)


def show_stranger(request: Request[Any, Any, Any]) -> Show:
    """Return what renders pages for who has not logged in, in a language that they asked for."""
    accepted = request.headers.get("accept-language", "").lower().split(",")  # the liked first
    wanted = (it.partition(";")[0].strip().partition("-")[0] for it in accepted)
    language = next((it for it in wanted if it in languages()), "en")
    language = _language(request, language)
    return Show(request, NOBODY, structs.replace(STRANGER, language=language, locale=language))


NOBODY = Actor(shop_id=ShopId(UUID(int=0)))


def with_pages(handlers: Handlers, hub: Callable[[], Hub]) -> Handlers:
    """Let who asks with a browser for a page be told on a page, and strangers to log in."""
    return {kind: _paged(handler, hub) for kind, handler in handlers.items()}


def _paged(handler: Callable[..., Response[Any]], hub: Callable[[], Hub]) -> Any:
    def tell(request: Request[Any, Any, Any], error: Any) -> Response[Any]:
        if not _is_page(request):
            return handler(request, error)
        if isinstance(error, NotLoggedIn):
            return _to_login(request)
        problem = handler(request, error)
        actor = shown_by(request).identity
        show = show_stranger(request) if actor is None else hub().show(request, actor.actor)
        told = problem.content
        page = show(
            "problem.html",
            status=problem.status_code or 500,
            title=told["title"],
            detail=error.message if isinstance(error, NexusError) else told["detail"],
            code_shown=problem.status_code,
            request_id=told.get("request_id", ""),
        )
        page.headers.update(
            {k: v for k, v in problem.headers.items() if k.lower() != "content-type"}
        )
        return page

    return tell


def _is_page(request: Request[Any, Any, Any]) -> bool:
    wants = request.headers.get("accept", "")
    return not request.url.path.startswith("/api") and "text/html" in wants


def _to_login(request: Request[Any, Any, Any]) -> Response[Any]:
    there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    path = "/login" if there == "/" else f"/login?{urlencode({'next': there})}"
    if "hx-request" in request.headers:
        return Response("", status_code=401, headers={"HX-Redirect": path})
    return Redirect(path, status_code=303)


class HubPages(Controller):
    include_in_schema = False

    @get("/find", own=True, sync_to_thread=True)
    def find_page(
        self,
        show: Shown,
        actor: Caller,
        customers: FindCustomers,
        projects: FindProjects,
        search: Search = None,
    ) -> Response[Any]:
        """Find things by what they are called: options of the command menu."""
        found: list[tuple[str, str, str, str]] = []
        words = (search or "").strip()
        if words and actor.may("projects.read"):
            wish = ListProjects(search=words, limit=MOST_FOUND)
            for job in projects.page(actor, wish).items:
                found.append((f"/projects/{job.code}", "folder-kanban", job.name, job.code))
        if words and actor.may("customers.read"):
            listed = customers.page(actor, ListCustomers(search=words, limit=MOST_FOUND))
            for row in listed.items:
                found.append((f"/customers/{row.code}", "users", row.name, row.code))
        return show("_found.html", found=found)

    @get("/choose/{kind:str}", own=True, sync_to_thread=True)
    def choose_page(self, show: Shown, kind: FromPath[str], search: Search = None) -> Response[Any]:
        """Find things of a kind by what they are called: options of a combobox."""
        return show("_choices.html", choices=show.search(kind, search))

    @get("/ui", own=True, sync_to_thread=True)
    def gallery_page(self, show: Shown) -> Response[Any]:
        """Show every part that pages are made of, for who builds them."""
        return show("gallery.html", form=GALLERY)


GALLERY = Form(
    [("name", "Custom Metal Brackets"), ("minutes", "0"), ("stock", "on")],
    {"minutes": "Enter at least 1 minute."},
)
HANDLERS: list[Any] = [HubPages, *HUB_DESK, *CUSTOMER_DESK, read_asset]
