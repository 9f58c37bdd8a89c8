"""The data sets: a shop founded by the program, jobs done through it, and many casts of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dependency_injector import providers
from litestar import Litestar
from litestar.testing import TestClient

from benchmarks.casting import MONTHS, Casting, Size
from benchmarks.load import Request
from benchmarks.moulds import fill_search
from benchmarks.operations import World
from benchmarks.originals import CUSTOMER, EMPLOYEES, LOGS, MOVES, WOODS, Originals
from nexus.accounts import CreateUser
from nexus.app.container import Nexus
from nexus.app.founding import found_shop
from nexus.app.http import create_app
from nexus.kernel.ids import ShopId
from nexus.platform.config import Config
from nexus.platform.db import metadata
from nexus.platform.migrating import upgrade
from nexus.tasks.adapters.db.sums import recount

ZONE = "Africa/Johannesburg"
SIZES = {
    "small": Size(100, 50),
    "shop": Size(10_000, 1_000),
    "big": Size(200_000, 20_000, logged=1 / 3),
}


@dataclass
class Shop:
    """A founded shop, and a way to work in it without a server."""

    nexus: Nexus
    app: Litestar
    id: ShopId
    username: str
    password: str
    token: str = ""

    def ask(self, client: TestClient[Litestar], method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        told = client.request(method, path, json=body, headers=headers)
        if told.status_code >= 400:
            raise RuntimeError(f"{method} {path}: {told.status_code} {told.text}")
        return told.json()


def found(config: Config, password: str) -> Shop:
    """Make the schema and a shop that can begin to work."""
    nexus = Nexus(config=providers.Object(config))
    upgrade(nexus.engine())
    admin = CreateUser(username="bench", password=password)
    id = found_shop(nexus, name="Bench & Co", profiles=["laser"], timezone=ZONE, admin=admin)
    return Shop(nexus, create_app(nexus), id, "bench", password)


def login(username: str, password: str) -> Request:
    return Request("POST", "/api/auth/login", {"username": username, "password": password})


def furnish(shop: Shop, now: datetime, *, moulds: bool = True) -> World:
    """Make by the program what every data set has: people, a workflow, and moulds."""
    with TestClient(shop.app) as client:
        request = login(shop.username, shop.password)
        shop.token = shop.ask(client, *request)["access_token"]

        def post(path: str, body: Any = None) -> Any:
            return shop.ask(client, "POST", path, body)

        def put(path: str, body: Any = None) -> Any:
            return shop.ask(client, "PUT", path, body)

        employees = [post("/api/employees", {"name": f"Ann {n}"})["id"] for n in range(EMPLOYEES)]
        stages = [{"name": name} for name in ("Design", "Cutting", "Finishing")]
        workflow = post("/api/workflows", {"name": "Plain", "stages": stages})["id"]
        world = {"employees": employees, "workflow": workflow, "words": WOODS}
        world["past"] = (now - timedelta(days=3 * 365)).isoformat()
        world["first"] = _month(now, MONTHS - 1)
        world["last"] = _month(now, 0)
        world["periods"] = [_since(now, days) for days in (31, 365, None)]
        if not moulds:
            return world
        world["currency"] = shop.ask(client, "GET", "/api/settings")["currency"]
        world["mould_customer"] = post("/api/customers", CUSTOMER)["id"]
        _make(Originals(post, put, world, now - timedelta(days=4 * 365)), world)
        return world


def _make(originals: Originals, world: World) -> None:
    world["moulds"] = {
        "logged": originals.completed(logs=LOGS),
        "completed": originals.completed(logs=0),
        "in_progress": originals.begun(logs=LOGS),
        "budgeted": originals.budgeted(logs=LOGS),
        "draft": originals.drafted()[0],
    }
    world["bill_moulds"] = {paid: originals.billed(paid) for paid in ("all", "part", "nothing")}
    world["quote_mould"] = originals.quoted()
    job = world["moulds"]["in_progress"]
    world["item_moulds"] = [originals.stocked(MOVES, job, low=low) for low in (False, True)]
    world["board"] = originals.board()


def fill(loader: sa.Engine, shop: Shop, world: World, size: Size, now: datetime) -> World:
    """Cast the moulds as often as the data set says, and count the kept sums."""
    with loader.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("PRAGMA synchronous = OFF")
        casting = Casting(connection, shop.id, world, size, now)
        casting.customers()
        casting.jobs()
        casting.bills()
        casting.quotes()
        casting.items()
        casting.bulk.flush()
        casting.count_on()
        fill_search(connection)
        recount(connection, shop.id, ZONE)
        world |= casting.sample()
    if loader.dialect.name == "postgresql":  # which would do so by itself, a little later
        with loader.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    # As the worker does from time to time.
    shop.nexus.housekeeping().count_now()
    shop.nexus.housekeeping().count_months()
    return world


def _month(now: datetime, ago: int) -> str:
    year, month = divmod(now.year * 12 + now.month - 1 - ago, 12)
    return f"{year:04}-{month + 1:02}"


def _since(now: datetime, days: int | None) -> str:
    """Return what asks for so many days up to today, in an address."""
    if days is None:
        return ""
    return f"?from={now.date() - timedelta(days=days)}&to={now.date()}"


def today() -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def count(connection: sa.Connection) -> Iterator[tuple[str, int]]:
    """Tell how many rows the larger tables have."""
    names = (
        *("customers_customer", "projects_project", "projects_expense", "tasks_task"),
        *("tasks_time_log", "sales_sale", "sales_quote", "inventory_item", "inventory_movement"),
    )
    for name in names:
        table = metadata.tables[name]
        yield name, connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
