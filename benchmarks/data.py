"""The data sets: a shop founded by the program, jobs done through it, and many casts of them."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from dependency_injector import providers
from litestar import Litestar
from litestar.testing import TestClient

from benchmarks.load import Request
from benchmarks.moulds import Bulk, Cast, Mould, fill_search, pointing_to
from benchmarks.operations import LINES, World
from nexus.accounts import CreateUser
from nexus.app.container import Nexus
from nexus.app.founding import found_shop
from nexus.app.http import create_app
from nexus.kernel.ids import ShopId, new_id
from nexus.platform.config import Config
from nexus.platform.db import metadata
from nexus.platform.migrating import upgrade
from nexus.platform.numbers import counters
from nexus.tasks.adapters.db.sums import recount

ZONE = "Africa/Johannesburg"
WOODS = [
    *("ash", "beech", "birch", "cedar", "cherry", "elm", "fir", "hickory", "larch", "lime"),
    *("maple", "oak", "olive", "pear", "pine", "plane", "poplar", "rowan", "spruce", "teak"),
    *("walnut", "willow", "yew", "zebrano", "aluminium", "brass", "bronze", "copper", "iron"),
    *("steel", "acrylic", "felt", "glass", "leather", "linen", "marble", "slate", "wool"),
]
THINGS = [
    *("bench", "bed", "board", "bowl", "box", "bracket", "cabinet", "chair", "chest", "clock"),
    *("crate", "desk", "door", "drawer", "frame", "hook", "lamp", "ledge", "mirror", "panel"),
    *("rack", "screen", "shelf", "sign", "stand", "stool", "table", "tray", "wardrobe"),
]
MONTHS = 24
SLOT = timedelta(minutes=10)  # how long each bulk time log is
TASKS, LOGS = 5, 5  # of a project, of a task
BOARD = 500


class Size(NamedTuple):
    """`logged` is the share of the completed projects on which time was logged."""

    projects: int
    customers: int
    logged: float = 1.0


SIZES = {
    "small": Size(100, 50),
    "shop": Size(10_000, 1_000),
    "big": Size(200_000, 20_000, logged=1 / 3),
}
EMPLOYEES = 25


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

        employees = [post("/api/employees", {"name": f"Ann {n}"})["id"] for n in range(EMPLOYEES)]
        stages = [{"name": name} for name in ("Design", "Cutting", "Finishing")]
        workflow = post("/api/workflows", {"name": "Plain", "stages": stages})["id"]
        world = {"employees": employees, "workflow": workflow, "words": WOODS}
        world["past"] = (now - timedelta(days=3 * 365)).isoformat()
        world["first"] = _month(now, MONTHS - 1)
        world["last"] = _month(now, 0)
        if not moulds:
            return world
        customer = post("/api/customers", MOULD_CUSTOMER)
        world["mould_customer"] = customer["id"]
        jobs = _Jobs(post, world, now - timedelta(days=4 * 365))
        world["moulds"] = {
            "logged": jobs.completed(logs=LOGS),
            "completed": jobs.completed(logs=0),
            "in_progress": jobs.begun(logs=LOGS),
            "draft": jobs.drafted()[0],
        }
        world["board"] = jobs.board()
        return world


MOULD_CUSTOMER = {
    "name": "Mould & Daughters",
    "contacts": [{"name": "Zoe Mould", "email": "zoe@example.com", "phone": "+27 21 555 0100"}],
}
MOULD_NAME = "Mould of all"


class _Jobs:
    """Jobs done through the program, to be cast; `at` is when nobody else logs time."""

    def __init__(self, post: Any, world: World, at: datetime) -> None:
        self._post, self._world = post, world
        self._times = (at + SLOT * n for n in itertools.count())

    def drafted(self, tasks: int = TASKS) -> tuple[str, list[str]]:
        wish = {
            "name": MOULD_NAME,
            "customer_id": self._world["mould_customer"],
            "workflow_id": self._world["workflow"],
            "due_date": "2030-06-30",
        }
        id = self._post("/api/projects", wish)["id"]
        made = [self._task(id, n) for n in range(tasks)]
        return id, made

    def begun(self, logs: int) -> str:
        id, tasks = self.drafted()
        self._post(f"/api/projects/{id}/start")
        for task in tasks:
            for _ in range(logs):
                wish = {"started_at": next(self._times).isoformat(), "duration": "PT10M"}
                wish["employee_id"] = self._world["employees"][0]
                self._post(f"/api/tasks/{task}/log_time", wish)
        self._world.setdefault("tasks", tasks)
        return id

    def completed(self, logs: int) -> str:
        id = self.begun(logs)
        tasks = self._world.pop("tasks")
        for task in tasks:
            self._post(f"/api/tasks/{task}/complete")
        self._post(f"/api/projects/{id}/complete", {"skip_reason": "Made in one go"})
        bill = {"customer_id": self._world["mould_customer"], "project_id": id, "lines": LINES}
        sale = self._post("/api/sales", bill)
        self._post(f"/api/sales/{sale['id']}/issue", {})
        pay = {"amount": sale["total"], "method": "cash"}
        self._post(f"/api/sales/{sale['id']}/payments", pay)
        return id

    def board(self) -> str:
        id, _ = self.drafted(BOARD)
        return id

    def _task(self, project_id: str, n: int) -> str:
        assignee = {"employee_id": self._world["employees"][n % EMPLOYEES]}
        wish = {"title": f"{THINGS[n % len(THINGS)]} {n}".capitalize(), "assignee": assignee}
        task_id: str = self._post(f"/api/projects/{project_id}/tasks", wish)["id"]
        return task_id


def fill(loader: sa.Engine, shop: Shop, world: World, size: Size, now: datetime) -> World:
    """Cast the moulds as often as the data set says, and count the kept sums."""
    with loader.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("PRAGMA synchronous = OFF")
        casting = _Casting(connection, shop, world, size, now)
        casting.customers()
        casting.jobs()
        casting.bulk.flush()
        casting.count_on()
        fill_search(connection)
        recount(connection, shop.id, ZONE)
        world |= casting.sample()
    if loader.dialect.name == "postgresql":  # which would do so by itself, a little later
        with loader.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    return world


class _Casting:
    def __init__(
        self, connection: sa.Connection, shop: Shop, world: World, size: Size, now: datetime
    ) -> None:
        self.connection = connection
        self.shop, self.world, self.size, self.now = shop, world, size, now
        self.bulk = Bulk(connection)
        self._mould_customer = UUID(world["mould_customer"])
        self._customers = [self._mould_customer]
        self._codes: dict[str, int] = {}  # the last number of each series
        self._shifts = _Shifts([UUID(id) for id in world["employees"]], size, now)

    def customers(self) -> None:
        table = metadata.tables["customers_customer"]
        mould = self._mould(table, self._mould_customer, "customers_")
        code = self.connection.scalar(sa.select(table.c.code).where(table.c.id == mould.root))
        for n in range(1, self.size.customers):
            thing, wood = THINGS[n % len(THINGS)].title(), WOODS[n % len(WOODS)].title()
            words = [(code, self._next(code)), ("Mould & Daughters", f"{wood} {thing} {n}")]
            id = new_id()
            self.bulk.add(mould.cast(Cast({mould.root: id}, words, self._ago(n), 0), new_id))
            self._customers.append(id)

    def jobs(self) -> None:
        project = metadata.tables["projects_project"]
        moulds = {
            kind: self._mould(project, UUID(id), "projects_", "tasks_", "sales_")
            for kind, id in self.world["moulds"].items()
        }
        begun: list[UUID] = []
        for n in range(self.size.projects):
            kind = self._kind(n)
            id = new_id()
            self.bulk.add(moulds[kind].cast(self._job(moulds[kind], n, id), new_id))
            if kind == "in_progress":
                begun.append(id)
        self._begun = begun[:: max(1, len(begun) // 200)]

    def _kind(self, n: int) -> str:
        """60 % are completed, 20 % in progress, 20 % drafts."""
        if n % 5 >= 3:
            return "in_progress" if n % 5 == 3 else "draft"
        return "logged" if n % 5 < 3 * self.size.logged else "completed"

    def _job(self, mould: "_Rooted", n: int, id: UUID) -> Cast:
        name = f"{WOODS[n % len(WOODS)]} {THINGS[n // 7 % len(THINGS)]} {n}".capitalize()
        words = [(mould.code, self._next(mould.code)), (MOULD_NAME, name)]
        place = 0
        if mould.number is not None:
            number = self._next(mould.number)
            place = self._codes[_series(mould.number)]
            words.append((mould.number, number))
        customer = self._customers[n * 7 % len(self._customers)]
        return Cast({mould.root: id, self._mould_customer: customer}, words, self._ago(n), place)

    def _mould(self, root: sa.Table, id: UUID, *modules: str) -> "_Rooted":
        rows = pointing_to(self.connection, root, id, modules)
        order = metadata.tables["tasks_order"]
        kept = sa.select(order).where(order.c.project_id == id)
        rows += [(order, row) for row in self.connection.execute(kept).mappings()]
        return _Rooted(rows, self.connection.dialect, id, self._mould_customer, self._shifts)

    def _ago(self, n: int) -> timedelta:
        """Spread the copies over the months, the latest last."""
        return -timedelta(days=int(30 * MONTHS * (1 - n / self.size.projects)))

    def _next(self, code: str) -> str:
        before, digits = _split(code)
        series = _series(code)
        self._codes[series] = self._codes.get(series, self._last(series)) + 1
        return f"{before}{self._codes[series]:0{len(digits)}d}"

    def _last(self, series: str) -> int:
        found = sa.select(counters.c.last).where(counters.c.series == series)
        last: int = self.connection.execute(found).scalar_one()
        return last

    def count_on(self) -> None:
        """Let the program give the numbers that come after ours."""
        for series, last in self._codes.items():
            mine = (counters.c.shop_id == self.shop.id) & (counters.c.series == series)
            self.connection.execute(sa.update(counters).where(mine).values(last=last))

    def sample(self) -> World:
        task = metadata.tables["tasks_task"]
        theirs = sa.select(task.c.id).where(task.c.project_id.in_(self._begun))
        tasks = [str(id) for id in self.connection.scalars(theirs.limit(1000))]
        return {"projects": [str(id) for id in self._begun], "tasks": tasks}


class _Rooted(Mould):
    """The mould of a job or a customer, with what it is called."""

    def __init__(
        self, rows: list[Any], dialect: sa.Dialect, root: UUID, customer: UUID, shifts: "_Shifts"
    ) -> None:
        named = {table.name: row for table, row in rows}
        self.root = root
        self.code = named.get("projects_project", {}).get("code", "")
        self.number = named.get("sales_sale", {}).get("number")
        specials = {
            "sales_sale.number_place": lambda cast: cast.place or None,
            "tasks_time_log.employee_id": shifts.employee,
            "tasks_time_log.started_at": shifts.start,
            "tasks_time_log.ended_at": shifts.end,
        }
        super().__init__(rows, dialect, [customer], specials)


class _Shifts:
    """Gives each bulk time log a person and a time of theirs: nobody works twice at once."""

    def __init__(self, employees: list[UUID], size: Size, now: datetime) -> None:
        self._turns = itertools.cycle(employees)
        self._count = dict.fromkeys(employees, 0)
        self._start = now - timedelta(days=30 * MONTHS)
        logs = size.projects * (0.2 + 0.6 * size.logged) * TASKS * LOGS / len(employees)
        # In whole minutes, and at least as long as a log lasts.
        self._pace = max(SLOT, timedelta(minutes=int(30 * MONTHS * 1440 / (logs + 1))))

    def employee(self, cast: Cast) -> UUID:
        self._who = next(self._turns)
        return self._who

    def start(self, cast: Cast) -> datetime:
        self._at = self._start + self._pace * self._count[self._who]
        self._count[self._who] += 1
        return self._at

    def end(self, cast: Cast) -> datetime:
        return self._at + SLOT


def _split(code: str) -> tuple[str, str]:
    match = re.fullmatch(r"(.*?)(\d+)", code)
    assert match is not None
    return match[1], match[2]


def _series(code: str) -> str:
    return _split(code)[0] + "{n}"


def _month(now: datetime, ago: int) -> str:
    year, month = divmod(now.year * 12 + now.month - 1 - ago, 12)
    return f"{year:04}-{month + 1:02}"


def today() -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def count(connection: sa.Connection) -> Iterator[tuple[str, int]]:
    """Tell how many rows the larger tables have."""
    for name in ("customers_customer", "projects_project", "tasks_task", "tasks_time_log"):
        table = metadata.tables[name]
        yield name, connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
