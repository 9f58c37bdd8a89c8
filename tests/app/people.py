"""People of a shop who ask the whole application, and a clock that the test moves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from dependency_injector import providers
from litestar.testing import TestClient

from nexus.app.container import Nexus
from nexus.app.founding import found_shop
from nexus.app.http import create_app
from nexus.app.permissions import PERMISSIONS
from nexus.app.profiles import merge
from nexus.kernel.actor import Actor, Door
from nexus.kernel.ids import EmployeeId, ShopId, UserId, new_id
from nexus.platform.config import Config

ROLES = {role.name: frozenset(role.codes(PERMISSIONS)) for role in merge(["laser"]).roles}


def at(text: str) -> datetime:
    """An instant in Johannesburg, where it is two hours later than UTC all year."""
    return datetime.fromisoformat(f"{text}+02:00").astimezone(UTC)


@dataclass
class Standing:
    """The application, built once for all tests, which asks the present test for all it needs."""

    engine: Any
    world: "World"

    def __post_init__(self) -> None:
        self.nexus = Nexus(
            config=providers.Object(
                Config(environment="test", secret_key="for tests only", files_url="memory://")
            ),
            engine=providers.Object(self.engine),
            clock=providers.Object(lambda: self.world.now),
        )
        self.app = create_app(self.nexus, authenticate=self._who)

    def _who(self, connection: Any) -> Actor | None:
        return self.world.actors.get(connection.headers.get("x-actor", ""))


STANDING: dict[Any, Standing] = {}  # by engine


class World:
    """The application, its clock, and whoever asks."""

    def __init__(self, engine: Any) -> None:
        self.now = at("2025-10-27T09:00")
        self.actors: dict[str, Actor] = {}
        if engine not in STANDING:
            STANDING[engine] = Standing(engine, self)
        standing = STANDING[engine]
        standing.world = self
        self.nexus, self.client = standing.nexus, TestClient(standing.app)

    def shop(self, name: str, profile: str) -> "Shop":
        return Shop(self, found_shop(self.nexus, name=name, profiles=[profile], country="ZA"))

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class Shop:
    def __init__(self, world: World, shop_id: ShopId) -> None:
        self.world, self.id = world, shop_id
        self.admin = self.as_("admin")
        self.manager, self.viewer = self.as_("manager"), self.as_("viewer")

    def as_(self, role: str, label: str = "", employee_id: str | None = None) -> "Person":
        actor = Actor(
            shop_id=self.id,
            user_id=UserId(new_id()),
            employee_id=EmployeeId(UUID(employee_id)) if employee_id else None,
            label=label or role.title(),
            door=Door.REST,
            scopes=ROLES[role],
        )
        name = str(uuid4())
        self.world.actors[name] = actor
        return Person(self.world.client, name, actor)

    def somebody(self) -> "Person":
        """Somebody without a login, such as a customer who has a link."""
        return Person(self.world.client, "", self.admin.actor)

    def operator(self, name: str) -> "Person":
        employee = self.admin.post("/api/employees", name=name)
        return self.as_("operator", name, employee["id"])


class Person:
    def __init__(self, client: TestClient[Any], name: str, actor: Actor) -> None:
        self._client, self._name, self.actor = client, name, actor

    def ask(self, method: str, path: str, **more: Any) -> Any:
        more["headers"] = more.get("headers", {}) | {"x-actor": self._name}
        return self._client.request(method, path, **more)

    def get(self, path: str, **params: Any) -> Any:
        return self._done(self.ask("GET", path, params=params))

    def post(self, path: str, **body: Any) -> Any:
        return self._done(self.ask("POST", path, **({"json": body} if body else {})))

    def patch(self, path: str, **body: Any) -> Any:
        return self._done(self.ask("PATCH", path, json=body))

    def refused(self, status: int, method: str, path: str, **body: Any) -> Any:
        answer = self.ask(method, path, **({"json": body} if body else {}))
        assert answer.status_code == status, (path, answer.text)
        return answer.json()

    def _done(self, answer: Any) -> Any:
        assert answer.status_code in (200, 201), (str(answer.url), answer.text)
        return answer.json()
