"""Fixtures that every module's tests share."""

import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from dependency_injector import providers
from hypothesis import settings
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.testing import TestClient

from nexus.app.container import Nexus
from nexus.app.http import create_app
from nexus.kernel.actor import Actor
from nexus.kernel.ids import EmployeeId, ProjectId, ShopId, StationId, UserId, new_id
from nexus.kernel.text import key
from nexus.platform.activity import start_strands
from nexus.platform.config import Config
from nexus.platform.db import metadata
from nexus.platform.outbox import outbox
from nexus.platform.transaction import Database
from nexus.platform.uow import SqlUnitOfWork

from tests.databases import BACKENDS, migrated

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)

# Applications are large and stay: looking through them for garbage took two fifths of the time.
gc.set_threshold(100_000, 20, 25)

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=500, deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


class Everything(frozenset[str]):
    """The scopes of somebody who may do all; a test of refusals gives a smaller set."""

    def __contains__(self, scope: object) -> bool:
        return True


@pytest.fixture
def actor() -> Actor:
    """Somebody of a shop that no other test has: what tests leave behind, none of them sees."""
    return Actor(
        shop_id=ShopId(new_id()),
        user_id=UserId(new_id()),
        employee_id=EmployeeId(new_id()),
        label="Ann",
        scopes=Everything(),
    )


@pytest.fixture(scope="session", params=BACKENDS)
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """One migrated database of each kind for the whole run."""
    with migrated(request.param) as engine:
        yield engine


@pytest.fixture
def database(engine: sa.Engine) -> Database:
    """The database with an empty outbox, and with nothing that follows at once."""
    with engine.begin() as connection:
        connection.execute(sa.delete(outbox))
    return Database(engine, lambda: lambda event: None, lambda: NOW)


SAMPLES: dict[type, Any] = {
    str: "x",
    int: 1,
    bool: False,
    datetime: NOW,
    timedelta: timedelta(hours=1),
    Decimal: Decimal(1),
    date: NOW.date(),
    bytes: b"x",
}


@dataclass
class Shop:
    """A furnished shop: rows that others point to, without the use cases that make them."""

    database: Database
    actor: Actor

    def __post_init__(self) -> None:
        self.id = self.actor.shop_id
        with SqlUnitOfWork(self.database, self.actor) as uow:
            start_strands(uow.session.connection(), self.id)
        self.add("accounts_shop", name="Bench & Co")
        self.employee_id = EmployeeId(
            self.add("accounts_employee", id=self.actor.employee_id, name="Ann")
        )
        self.station_id = StationId(self.add("accounts_station", name="Saw"))

    @property
    def project_id(self) -> ProjectId:
        """An open project, made when it is first asked for."""
        if not hasattr(self, "_project_id"):
            self._project_id = ProjectId(
                self.add("projects_project", name="Chair", status="in_progress")
            )
        return self._project_id

    def add(self, table: str, **values: Any) -> UUID:
        """Insert a row with these values; the columns left out that need one get some value.

        A column that points to another table gets a row of it. Give text for an enum's value.
        """
        into = metadata.tables[table]
        row = self._filled(into, values)
        with SqlUnitOfWork(self.database, self.actor) as uow:
            uow.session.execute(sa.insert(into), row)
        return row.get("id", self.id)

    def _filled(self, table: sa.Table, values: dict[str, Any]) -> dict[str, Any]:
        row = {"shop_id": self.id} | ({"id": new_id()} if "id" in table.c else {}) | values
        targets = {key.parent.name: key.column.table.name for key in table.foreign_keys}
        for column in table.columns:
            if column.name in row:
                kind = column.type
                if isinstance(kind, sa.Enum) and isinstance(row[column.name], str):
                    row[column.name] = kind.enum_class(row[column.name])
            elif isinstance(text := row.get(column.name.removesuffix("_key")), str):
                row[column.name] = key(text)
            elif (
                not column.nullable and column.default is None and column.autoincrement is not True
            ):
                row[column.name] = self._sample(column, targets.get(column.name))
        return row

    def _sample(self, column: sa.Column[Any], target: str | None) -> Any:
        if target is not None:
            return self.add(target)
        kind = column.type
        if isinstance(kind, sa.Enum):
            return next(iter(kind.enum_class))
        if isinstance(kind, sa.Uuid):
            return new_id()
        if column.name == "code" or column.name.endswith("_key"):  # no two alike
            return str(new_id())[-12:]
        return SAMPLES[kind.python_type]


@pytest.fixture
def a_shop(database: Database, actor: Actor) -> Shop:
    return Shop(database, actor)


@pytest.fixture
def another_shop(database: Database) -> Shop:
    return Shop(
        database,
        Actor(shop_id=ShopId(new_id()), employee_id=EmployeeId(new_id()), scopes=Everything()),
    )


@pytest.fixture
def told() -> list[tuple[ShopId, str]]:
    """What the watchers heard."""
    return []


def at_now(engine: sa.Engine, told: list[tuple[ShopId, str]]) -> Nexus:
    """The whole application, at NOW."""
    return Nexus(
        config=providers.Object(
            Config(
                environment="test",
                secret_key="for tests only",
                requests_per_minute=10**9,
                files_url="memory://",
            )
        ),
        engine=providers.Object(engine),
        clock=providers.Object(lambda: NOW),
        announce=providers.Object(lambda shop_id, what: told.append((shop_id, what))),
    )


@pytest.fixture
def nexus(engine: sa.Engine, database: Database, told: list[tuple[ShopId, str]]) -> Nexus:
    """The application for a test that looks inside, or changes something there."""
    return at_now(engine, told)


class House:
    """The application and clients of it; who asks is told by a header."""

    def __init__(self, nexus: Nexus) -> None:
        self.app = create_app(nexus, authenticate=self._who)
        self._actors: dict[str, Actor] = {}

    def client(self, actor: Actor) -> TestClient[Litestar]:
        name = str(len(self._actors))
        self._actors[name] = actor
        client = TestClient(self.app)
        client.headers["x-actor"] = name
        return client

    def _who(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Actor | None:
        return self._actors.get(connection.headers.get("x-actor", ""))


@pytest.fixture(scope="session")
def standing_house(engine: sa.Engine) -> House:
    """One for all tests: to build an application takes longer than most tests."""
    return House(at_now(engine, []))


@pytest.fixture
def house(request: pytest.FixtureRequest, standing_house: House) -> House:
    """The one for all, or one of its own for a test that looks inside."""
    if "nexus" in request.fixturenames:
        return House(request.getfixturevalue("nexus"))
    return standing_house


@pytest.fixture
def client(house: House, actor: Actor, a_shop: Shop) -> Iterator[TestClient[Litestar]]:
    """A client that is logged in as `actor`, of `a_shop`."""
    with house.client(actor) as client:
        yield client


@pytest.fixture
def statements(engine: sa.Engine) -> Iterator[list[str]]:
    """What the database was asked, without the frame of the transaction."""
    asked: list[str] = []

    def note(connection, cursor, statement, *rest):
        if not statement.startswith(("BEGIN", "PRAGMA", "SELECT set_config")):
            asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", note)
