"""The real program with a shop in it that has one of everything, for a browser to look at."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from dependency_injector import providers
from litestar import Litestar
from litestar.routes import HTTPRoute

from nexus.app.asgi import build
from nexus.app.container import Nexus
from nexus.app.demo import Show
from nexus.app.profiles import profiles
from nexus.kernel.ids import ShopId
from nexus.platform.config import Config, with_key
from nexus.platform.db import make_engine
from nexus.platform.migrating import upgrade

from tests.app.furnished import Furnished
from tests.app.servers import PASSWORD, serving

PAGE = {"accept": "text/html,*/*;q=0.8"}
ADMIN = "kestrel-admin"
VIEWS = {"view", "tab", "layout"}  # what an address may say to have another page under it


@dataclass
class Stage:
    """The server, its pages, and an address of each."""

    url: str
    database: Path
    routes: list[str]  # path templates of all pages
    public: set[str]  # those that strangers see
    ids: dict[str, str]
    _cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    unreached: list[str] = field(default_factory=list)
    _addresses: dict[str, str] | None = None
    sent: dict[str, str] = field(default_factory=dict)  # HTML by address

    def cookies(self, username: str = ADMIN) -> dict[str, str]:
        """Log in, once per person."""
        if username not in self._cookies:
            with httpx.Client(base_url=self.url, headers=PAGE, timeout=20) as web:
                said = {"username": username, "password": PASSWORD, "next": "/"}
                assert web.post("/login", data=said).status_code == 303
                self._cookies[username] = dict(web.cookies)
        return self._cookies[username]

    def state(self, username: str = ADMIN, **more: str) -> Any:
        """Return what a browser keeps of somebody who has logged in."""
        kept = self.cookies(username) | more
        host = urlsplit(self.url).hostname
        jar = [{"name": n, "value": v, "domain": host, "path": "/"} for n, v in kept.items()]
        return {"cookies": jar, "origins": []}

    def web(self, username: str = ADMIN) -> httpx.Client:
        cookies = self.cookies(username)
        return httpx.Client(base_url=self.url, cookies=cookies, headers=PAGE, timeout=20)

    def token(self, username: str = ADMIN) -> str:
        return token_of(self.url, username)

    def stranger(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=PAGE, timeout=20)

    @property
    def addresses(self) -> dict[str, str]:
        """Return an address of each page, by its template; views of a page are pages."""
        if self._addresses is None:
            self._addresses = self._walked()
        return self._addresses

    @property
    def pages(self) -> dict[str, str]:
        """Return those that are whole pages: not files, and not parts that a script asks for."""
        return {name: path for name, path in self.addresses.items() if "<html" in self.sent[path]}

    def _walked(self) -> dict[str, str]:
        """Follow the links as a person would, then guess what no link leads to."""
        found = {it: it for it in self.routes if "{" not in it}
        visits = Counter(list(found))
        waiting, seen = [it for it in found if it not in self.public], set(found)
        with self.web() as web, self.stranger() as stranger:
            for name in self.public & set(found):
                self._fetched(stranger, name)
            while waiting:
                for link in map(unescape, LINK.findall(self._fetched(web, waiting.pop(0)))):
                    name = self._name_of(link)
                    if name and link not in seen and visits[name] < VISITS:
                        visits[name] += 1
                        seen.add(link)
                        found.setdefault(name, link)
                        waiting.append(link)
            for name in set(self.routes) - set(found):
                if (path := self._guessed(name)) is None:
                    self.unreached.append(name)
                else:
                    found[name] = path
                    self._fetched(stranger if name in self.public else web, path)
        return found

    def _fetched(self, web: httpx.Client, path: str) -> str:
        answer = web.get(path, follow_redirects=True)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        self.sent[path] = answer.text if is_page and answer.status_code == 200 else ""
        return self.sent[path]

    def _name_of(self, link: str) -> str | None:
        """Return the template that an address fits, with the view it asks for."""
        parts = urlsplit(link)
        view = urlencode([it for it in parse_qsl(parts.query) if it[0] in VIEWS])
        at = next((it for it in self.routes if it == parts.path), None)
        at = at or next((it for it in self.routes if pattern(it).fullmatch(parts.path)), None)
        return f"{at}?{view}" if at and view else at

    def _guessed(self, template: str) -> str | None:
        """Fill in the ids of what was furnished, for a page that no link leads to."""
        parts = template.split("/")
        for at, part in enumerate(parts):
            if part.startswith("{"):
                name = KNOWN_AS.get(parts[at - 1], parts[at - 1])
                tried = (f"{name}/by-code", f"{name}/by-number", name, part.strip("{}"), f"{name}s")
                known = next((self.ids[it] for it in tried if it in self.ids), None)
                if known is None:
                    return None
                parts[at] = known
        return "/".join(parts)


KNOWN_AS = {
    "inventory": "items",
    "products": "templates",
    "choose": "kind",
    "clients": "customers",
}
ALWAYS = {"kind": "customer"}
LINK = re.compile(r'(?:href|src|hx-get|action)="(/[^"#]*)"')
VISITS = 3  # to pages of the same kind: not every thing has all that may be linked


def pattern(template: str) -> re.Pattern[str]:
    escaped = re.escape(re.sub(r"{\w+}", "\0", template)).replace("\0", "[^/]+")
    return re.compile(escaped.replace(re.escape("\0"), "[^/]+"))


def pages(app: Litestar) -> dict[str, bool]:
    """Return the path templates of all that answers a browser, and whether strangers see it."""
    return {
        route.path_format: bool(route.route_handler_map["GET"][0].opt.get("public"))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        and "GET" in route.route_handler_map
        and not route.path_format.startswith(("/api", "/static", "/metrics"))
    }


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """Found and furnish a shop in a new database, and serve it as its owner would."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    config = with_key(Config(home=str(home), environment="test"))
    routes = pages(build(config, worker=False))
    shop_id = _founded(config)
    with serving(home, environment="test", requests_per_minute=10**9) as server:
        ids = _furnished(server.url, shop_id, "Works")
        public = {path for path, is_public in routes.items() if is_public}
        yield Stage(server.url, home / "nexus.db", sorted(routes), public, ids | ALWAYS)


def _founded(config: Config) -> ShopId:
    engine = make_engine(config.url)
    upgrade(engine)
    nexus = Nexus(config=providers.Object(config), engine=providers.Object(engine))
    shown = Show(nexus, profiles()["laser"], PASSWORD)
    shown.make()
    engine.dispose()
    return shown.shop_id


def _furnished(url: str, shop_id: ShopId, name: str, username: str = ADMIN) -> dict[str, str]:
    """Make one of everything over REST."""
    with httpx.Client(base_url=url, timeout=60) as web:
        web.headers["authorization"] = f"Bearer {token_of(url, username)}"
        made: Any = web
        ids = Furnished(made, name, shop_id).ids
        return ids | {"q": _link_of_a_quote(web, ids["quotes"])}


def token_of(url: str, username: str) -> str:
    wish = {"username": username, "password": PASSWORD}
    answer = httpx.post(f"{url}/api/auth/login", json=wish, timeout=20).raise_for_status()
    return str(answer.json()["access_token"])


def _link_of_a_quote(web: httpx.Client, quote_id: str) -> str:
    """Return what stands in the address that a customer is sent."""
    sent = web.post(f"/api/quotes/{quote_id}/duplicate").raise_for_status().json()
    web.post(f"/api/quotes/{sent['id']}/send", json={}).raise_for_status()
    link = web.post(f"/api/quotes/{sent['id']}/link", json={}).raise_for_status().json()
    return str(link["token"])
