"""A founded shop with people in it, at a clock that the test moves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa
from dependency_injector import providers
from litestar import Litestar
from litestar.testing import TestClient

from nexus.accounts import CreateRole, CreateUser, Passwords
from nexus.app.container import Nexus
from nexus.app.http import create_app
from nexus.app.permissions import PERMISSIONS
from nexus.kernel.actor import Actor
from nexus.kernel.ids import ShopId, UserId, new_id
from nexus.platform.config import Config

from tests.conftest import NOW

PASSWORD = "odd horses paint fences"
SECRET = "for tests only, and for nothing else"
READS = [code for code in PERMISSIONS if code.endswith(".read")]
ROLES = {
    "admin": list(PERMISSIONS),
    "manager": [*READS, "users.manage", "roles.manage", "employees.manage"],
    "operator": ["stations.read", "employees.read"],
    "viewer": READS,
}


@dataclass
class Watch:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Founded:
    """A shop with the roles above and an admin; `user` adds more people."""

    nexus: Nexus
    id: ShopId = field(default_factory=lambda: ShopId(new_id()))

    def __post_init__(self) -> None:
        self.founder = Actor.system(self.id, *PERMISSIONS, label="System (Founding)")
        self.accounts = self.nexus.accounts.service()
        self.accounts.create_shop(self.founder, "Bench & Co")
        for name, codes in ROLES.items():
            wish = CreateRole(name=name, permissions=codes)
            self.accounts.create_role(self.founder, wish, is_preset=True)
        self.admin = self.user("admin")

    def user(self, *roles: str, **more: Any) -> "Person":
        username = f"{(roles or ('nobody',))[0]}-{new_id().hex[-16:]}"
        wish = {"username": username, "password": PASSWORD, "roles": list(roles)} | more
        made = self.accounts.create_user(self.founder, CreateUser(**wish))
        return Person(made.id, made.username)


@dataclass(frozen=True)
class Person:
    id: UserId
    username: str


class Web(TestClient[Litestar]):
    """A client at an address of its own; `as_` gives the headers of a program that logged in."""

    def __init__(self, app: Litestar, **more: Any) -> None:
        super().__init__(app, **more)
        self.come_from(".".join(["10", *(str(part) for part in new_id().bytes[-3:])]))

    def come_from(self, ip: str) -> None:
        self.headers["x-tried-from"] = ip

    def as_(self, person: Person, **more: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.login(person, **more)['access_token']}"}

    def login(self, person: Person, **more: Any) -> Any:
        body = {"username": person.username, "password": PASSWORD} | more
        response = self.post("/api/auth/login", json=body)
        assert response.status_code == 200, response.text
        return response.json()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def status(web: Web, headers: dict[str, str] | None = None) -> int:
    return web.get("/api/auth/user", headers=headers).status_code


def furnished(engine: sa.Engine, watch: Watch, **config: Any) -> Nexus:
    """Return the whole application, at a clock of ours and with passwords that cost nothing."""
    nexus = Nexus(
        config=providers.Object(Config(environment="test", secret_key=SECRET, **config)),
        engine=providers.Object(engine),
        clock=providers.Object(watch),
    )
    cheap = Passwords(memory_kib=64, passes=1)
    nexus.accounts.passwords.override(providers.Object(cheap))
    return nexus


def placed(app: Litestar) -> Litestar:
    """Let a header say from which address a request comes, as a network does in earnest."""
    ask = app.asgi_handler

    async def place(scope: Any, receive: Any, send: Any) -> None:
        if ip := dict(scope.get("headers", ())).get(b"x-tried-from"):
            scope = scope | {"client": (ip.decode(), 50_000)}
        await ask(scope, receive, send)

    app.asgi_handler = place
    return app


@dataclass
class Programs:
    """The application, built once for all tests: with real logins, and with a given actor."""

    nexus: Nexus
    watch: Watch
    actor: Actor | None = None

    def __post_init__(self) -> None:
        self.with_logins = placed(create_app(self.nexus))
        self.with_actor = create_app(self.nexus, authenticate=lambda connection: self.actor)


@cache  # a fixture of the session is one for each module that imports it
def standing(engine: sa.Engine) -> Programs:
    watch = Watch()
    return Programs(furnished(engine, watch), watch)


@pytest.fixture(scope="session")
def programs(engine: sa.Engine) -> Programs:
    return standing(engine)


@pytest.fixture
def watch(programs: Programs) -> Watch:
    programs.watch.now = NOW
    return programs.watch


@pytest.fixture
def nexus(programs: Programs, watch: Watch) -> Nexus:
    programs.nexus.accounts.identities().forget()
    return programs.nexus


@pytest.fixture
def founded(nexus: Nexus) -> Founded:
    return Founded(nexus)


@pytest.fixture
def elsewhere(nexus: Nexus) -> Founded:
    """Another shop."""
    return Founded(nexus)


@pytest.fixture
def web(programs: Programs, nexus: Nexus) -> Iterator[Web]:
    with Web(programs.with_logins) as web:
        yield web


@pytest.fixture
def client(programs: Programs, actor: Actor) -> Iterator[TestClient[Litestar]]:
    """A client that is logged in as `actor`."""
    programs.actor = actor
    with TestClient(programs.with_actor) as client:
        yield client


@pytest.fixture
def admin(web: Web, founded: Founded) -> dict[str, str]:
    """The headers of the admin's program."""
    return web.as_(founded.admin)


@pytest.fixture
def browser(web: Web, founded: Founded) -> tuple[Web, dict[str, str]]:
    """A browser that the admin is logged in with, and the token for its forms."""
    csrf = web.login(founded.admin, session=True)["csrf_token"]
    return web, {"X-CSRF-Token": csrf}
