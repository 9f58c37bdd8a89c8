"""How many there are of what, and how they are cast from the originals."""

import itertools
import re
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import sqlalchemy as sa

from benchmarks.moulds import Bulk, Cast, Mould, pointing_to
from benchmarks.operations import World
from benchmarks.originals import CUSTOMER, LOGS, NAME, SLOT, TASKS, THINGS, WOODS
from nexus.kernel.ids import ShopId, new_id
from nexus.platform.db import metadata
from nexus.platform.numbers import counters

MONTHS = 24


class Size(NamedTuple):
    """`logged` is the share of the completed projects on which time was logged.

    Of the projects in progress one in four has a budget and two expenses. Beside the bill of each
    completed project there are bills without a project, every other one of them paid.
    """

    projects: int
    customers: int
    logged: float = 1.0

    @property
    def items(self) -> int:
        return self.projects // 4

    @property
    def bills(self) -> int:
        return self.projects // 4

    @property
    def quotes(self) -> int:
        return self.projects // 10


class Casting:
    def __init__(
        self, connection: sa.Connection, shop_id: ShopId, world: World, size: Size, now: datetime
    ) -> None:
        self.connection = connection
        self.shop_id, self.world, self.size, self.now = shop_id, world, size, now
        self.bulk = Bulk(connection)
        self._mould_customer = UUID(world["mould_customer"])
        self._jobs: list[UUID] = []
        self._customers = [self._mould_customer]
        self._codes: dict[str, int] = {}  # the last number of each series
        self._shifts = _Shifts([UUID(id) for id in world["employees"]], size, now)

    def customers(self) -> None:
        table = metadata.tables["customers_customer"]
        mould = self._mould(table, self._mould_customer, "customers_")
        code = self.connection.scalar(sa.select(table.c.code).where(table.c.id == mould.root))
        for n in range(1, self.size.customers):
            thing, wood = THINGS[n % len(THINGS)].title(), WOODS[n % len(WOODS)].title()
            words = [(code, self._next(code)), (CUSTOMER["name"], f"{wood} {thing} {n}")]
            id = new_id()
            ago = self._ago(n, self.size.customers)
            self.bulk.add(mould.cast(Cast({mould.root: id}, words, ago, 0), new_id))
            self._customers.append(id)

    def jobs(self) -> None:
        project = metadata.tables["projects_project"]
        moulds = {
            kind: self._mould(project, UUID(id), "projects_", "tasks_", "sales_")
            for kind, id in self.world["moulds"].items()
        }
        begun: list[UUID] = []
        self._completed: list[UUID] = []
        for n in range(self.size.projects):
            kind = self._kind(n)
            id = new_id()
            self.bulk.add(moulds[kind].cast(self._job(moulds[kind], n, id), new_id))
            if kind in ("in_progress", "budgeted"):
                begun.append(id)
            elif kind == "logged":
                self._completed.append(id)
        self._jobs = begun
        self._begun = begun[:: max(1, len(begun) // 200)]

    def bills(self) -> None:
        kinds = ("all", "part", "all", "nothing")
        ids = self.world["bill_moulds"]
        self._cast("sales_sale", [ids[kind] for kind in kinds], self.size.bills)

    def quotes(self) -> None:
        self._cast("sales_quote", [self.world["quote_mould"]], self.size.quotes)

    def items(self) -> None:
        plenty, low = self.world["item_moulds"]
        self._items = self._cast("inventory_item", [plenty] * 9 + [low], self.size.items)

    def _cast(self, table: str, ids: list[str], count: int) -> list[UUID]:
        """Cast the moulds of these things by turns."""
        root, module = metadata.tables[table], table.partition("_")[0] + "_"
        moulds = {id: self._mould(root, UUID(id), module) for id in dict.fromkeys(ids)}
        made = [new_id() for _ in range(count)]
        for n, id in enumerate(made):
            mould = moulds[ids[n % len(ids)]]
            self.bulk.add(mould.cast(self._thing(mould, n, id, count), new_id))
        return made

    def _kind(self, n: int) -> str:
        """60 % are completed, 20 % in progress, 20 % drafts."""
        if n % 5 >= 3:
            if n % 5 == 4:
                return "draft"
            return "budgeted" if n % 20 == 3 else "in_progress"
        return "logged" if n % 5 < 3 * self.size.logged else "completed"

    def _job(self, mould: "_Rooted", n: int, id: UUID) -> Cast:
        return self._thing(mould, n, id, self.size.projects)

    def _thing(self, mould: "_Rooted", n: int, id: UUID, of: int) -> Cast:
        """Tell what the n-th of so many has of its own: name, numbers, days, whose it is."""
        name = f"{WOODS[n % len(WOODS)]} {THINGS[n // 7 % len(THINGS)]} {n}".capitalize()
        words = [(NAME, name)]
        place = 0
        for table, number in mould.numbers.items():
            words.append((number, self._next(number)))
            if table == "sales_sale":
                place = self._codes[_series(number)]
        ids = {
            mould.root: id,
            self._mould_customer: self._customers[n * 7 % len(self._customers)],
        }
        if self._jobs:
            ids[UUID(self.world["moulds"]["in_progress"])] = self._jobs[n * 11 % len(self._jobs)]
        return Cast(ids | {mould.root: id}, words, self._ago(n, of), place)

    def _mould(self, root: sa.Table, id: UUID, *modules: str) -> "_Rooted":
        rows = pointing_to(self.connection, root, id, modules)
        order = metadata.tables["tasks_order"]
        kept = sa.select(order).where(order.c.project_id == id)
        rows += [(order, row) for row in self.connection.execute(kept).mappings()]
        swapped = [self._mould_customer, UUID(self.world["moulds"]["in_progress"])]
        return _Rooted(rows, self.connection.dialect, id, swapped, self._shifts)

    def _ago(self, n: int, of: int) -> timedelta:
        """Spread the copies over the months, the latest last."""
        return -timedelta(days=int(30 * MONTHS * (1 - n / of)))

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
            mine = (counters.c.shop_id == self.shop_id) & (counters.c.series == series)
            self.connection.execute(sa.update(counters).where(mine).values(last=last))

    def sample(self) -> World:
        task = metadata.tables["tasks_task"]
        theirs = sa.select(task.c.id).where(task.c.project_id.in_(self._begun))
        tasks = [str(id) for id in self.connection.scalars(theirs.limit(1000))]
        return {
            "projects": [str(id) for id in self._begun],
            "completed": [str(id) for id in self._completed[-200:]],
            "tasks": tasks,
            "items": [str(id) for id in self._items[:200]],
        }


# What a copy has in its place, in a column of this table.
NUMBERED = {
    "projects_project": "code",
    "sales_sale": "number",
    "sales_quote": "number",
    "inventory_item": "code",
}


class _Rooted(Mould):
    """The mould of a job, a bill, an item or a customer, with what it is called."""

    def __init__(
        self,
        rows: list[Any],
        dialect: sa.Dialect,
        root: UUID,
        swapped: list[UUID],
        shifts: "_Shifts",
    ) -> None:
        named = {table.name: row for table, row in rows}
        self.root = root
        self.numbers: dict[str, str] = {
            table: named[table][column]
            for table, column in NUMBERED.items()
            if table in named and named[table][column]
        }
        specials = {
            "sales_sale.number_place": lambda cast: cast.place or None,
            "sales_quote_link.token_hash": lambda cast: secrets.token_hex(32),
            "inventory_balance.id": lambda cast: uuid5(cast.ids[root], "None/None"),
            "tasks_time_log.employee_id": shifts.employee,
            "tasks_time_log.started_at": shifts.start,
            "tasks_time_log.ended_at": shifts.end,
        }
        super().__init__(rows, dialect, swapped, specials)


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
