"""Shops to look at: founded, peopled and worked in through the use cases that everybody has.

What is shown is data (app/profiles); here is how it comes about. The work is done in the weeks
before now, by a clock that is set to each step, so that the log and the figures have a past.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

import msgspec
from dependency_injector import providers

from nexus.accounts import CreateEmployee, CreateUser
from nexus.app.cataloguing import Cataloguing
from nexus.app.container import Nexus
from nexus.app.equipping import Equipping
from nexus.app.founding import found, settings_for
from nexus.app.permissions import PERMISSIONS
from nexus.app.profiles import DemoProject, Profile, countries, profiles
from nexus.customers import AddContact, CreateCustomer, Kind
from nexus.kernel.actor import Actor
from nexus.kernel.ids import (
    CustomerId,
    EmployeeId,
    ProjectId,
    StageInstanceId,
    StationId,
    TaskId,
    UserId,
)
from nexus.kernel.money import Money
from nexus.kernel.page import LONGEST_PAGE
from nexus.kernel.text import key
from nexus.platform.uow import SqlUnitOfWork
from nexus.projects import ChangeStatus, CreateProject, MoveStage, ProjectView, StageView, Status
from nexus.sales import (
    CreateQuote,
    CreateSale,
    IssueSale,
    RecordPayment,
    SendQuote,
    WriteLine,
    WriteQuoteLine,
)
from nexus.tasks import CreateTask, ListTasks, LogTime, StartTimer

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
OPENS, CLOSES = time(8), time(16, 30)
HALF_AN_HOUR, LONGEST_STRETCH = timedelta(minutes=30), timedelta(hours=4)
FOUNDED_AGO = 30  # days
DONE_AGO, BEGUN_AGO = 15, 4  # business days
DONE, PAID, PART_PAID = "done", "paid", "part_paid"
PAST_THE_LAST = msgspec.convert({"direction": "next", "complete": True}, MoveStage)


class DemoLogin(NamedTuple):
    """A way in. The password was made just now, one for all, and is kept nowhere in plain."""

    shop: str
    role: str
    username: str
    password: str


Progress = Callable[[str, int, int], None]


def load_demo(nexus: Nexus, progress: Progress | None = None) -> list[DemoLogin]:
    """Make the demo shops that are not there yet; return how to log in to the new ones.

    `progress` hears the shop's name, its number, and how many there are.
    """
    there = {shop.name for shop in nexus.accounts.entrance().every_shop()}
    wanted = [profile for profile in profiles().values() if profile.demo.shop not in there]
    logins: list[DemoLogin] = []
    password = new_password()
    for at, profile in enumerate(wanted, start=1):
        if progress is not None:
            progress(profile.demo.shop, at, len(wanted))
        logins += Show(nexus, profile, password).make()
    return logins


def load_example(nexus: Nexus, trade: str) -> Actor | None:
    """Make the demo shop of a trade, for a shop of the same to look at; nobody knows its password.

    Returns Nexus at work there, or None if there is such a shop already.
    """
    profile = profiles()[trade]
    if profile.demo.shop in {shop.name for shop in nexus.accounts.entrance().every_shop()}:
        return None
    show = Show(nexus, profile, new_password())
    show.make()
    return show.actor


def new_password() -> str:
    """Return three groups of four signs: 59 bits, and readable over a counter."""
    groups = ("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


class Waiting(Protocol):
    """A task that is to be done."""

    @property
    def id(self) -> TaskId: ...

    @property
    def planned(self) -> timedelta | None: ...


@dataclass
class DemoClock:
    """Stands still until it is set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Show:
    """One shop on its way from nothing to the middle of its week."""

    real: Nexus
    profile: Profile
    password: str
    users: dict[str, UserId] = field(default_factory=dict)  # by role
    hands: dict[StationId, Actor] = field(default_factory=dict)
    customers: dict[str, CustomerId] = field(default_factory=dict)
    jobs: dict[str, ProjectId] = field(default_factory=dict)
    free: dict[EmployeeId, datetime] = field(default_factory=dict)  # from when on
    busy: set[EmployeeId | None] = field(default_factory=set)  # at this moment
    bills: list[tuple[datetime, ProjectId, DemoProject]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.demo = self.profile.demo
        self.country = countries()[self.demo.country]
        self.zone = ZoneInfo(self.country.timezone)
        self.until = self.real.clock()()
        self.eve = self.until - HALF_AN_HOUR  # what was done by now ended then
        self.today = self.until.astimezone(self.zone).date()
        self.clock = DemoClock(self.until - timedelta(days=FOUNDED_AGO))
        self.nexus = Nexus(
            config=providers.Object(self.real.config()),
            engine=providers.Object(self.real.engine()),
            clock=providers.Object(self.clock),
        )
        self.nexus.database().tells = False

    def make(self) -> list[DemoLogin]:
        self._found()
        with SqlUnitOfWork(self.nexus.database(), self.actor):
            logins = self._users()
            self._staff()
            self._customers()
            self._offer()
        for project in self.demo.projects:
            self._project(project)
        for at, project_id, project in sorted(self.bills, key=lambda bill: bill[0]):
            self._bill(at, project_id, project)
        self.clock.now = self.eve
        with SqlUnitOfWork(self.nexus.database(), self.actor):
            self._equip()
        return logins

    def _found(self) -> None:
        more = {
            "hourly_rate": self._money(self.demo.hourly_rate),
            "address": self.demo.address,
            "email": self.demo.email,
            "phone": self.demo.phone,
        }
        name, trades = self.demo.shop, [self.profile.name]
        self.made = found(self.nexus, settings_for(name, trades, self.demo.country, more=more))
        self.shop_id = self.made.founder.shop_id
        self.actor = Actor.system(self.shop_id, *PERMISSIONS, label="System (Demo)")

    def _users(self) -> list[DemoLogin]:
        people = {employee.role: employee.name for employee in self.demo.employees}
        logins = []
        for role in self.made.trade.roles:
            wish = CreateUser(
                username=f"{self.demo.login}-{role.name}",
                full_name=people.get(role.name, f"{role.display_name} of {self.demo.shop}"),
                password=self.password,
                roles=[role.name],
            )
            made = self.nexus.accounts.service().create_user(self.actor, wish)
            self.users[role.name] = made.id
            logins.append(DemoLogin(self.demo.shop, role.name, wish.username, self.password))
        return logins

    def _staff(self) -> None:
        accounts = self.nexus.accounts.service()
        for employee in self.demo.employees:
            rate, user_id = employee.hourly_rate, self.users.get(employee.role)
            wish = CreateEmployee(
                name=employee.name,
                hourly_rate=None if rate is None else self._money(rate),
                user_id=user_id,
                station_ids=[self.made.stations[key(name)] for name in employee.stations],
            )
            made = accounts.create_employee(self.actor, wish)
            actor = msgspec.structs.replace(
                self.actor, user_id=user_id, employee_id=made.id, label=employee.name
            )
            for station_id in wish.station_ids:
                self.hands.setdefault(station_id, actor)

    def _customers(self) -> None:
        for customer in self.demo.customers:
            contact = AddContact(name=customer.contact, email=customer.email)
            wish = CreateCustomer(
                name=customer.name,
                kind=Kind.PERSON if customer.is_person else Kind.COMPANY,
                email=customer.email,
                phone=customer.phone,
                tags=customer.tags,
                contacts=[contact] if customer.contact else [],
            )
            made = self.nexus.customers.service().create(self.actor, wish)
            self.customers[customer.name] = made.id

    def _equip(self) -> None:
        """Buy, keep stock and machines, as the data say."""
        equipping = Equipping.of(self.actor, self.nexus.inventory)
        for supplier in self.demo.suppliers:
            equipping.buy(supplier)
        for item in self.demo.stock:
            equipping.shelve(item, self.jobs)
        for machine in self.demo.machines:
            station_id = self.made.stations[key(machine.station)]
            equipping.keep(machine, station_id, self._money(machine.cost), self.today)

    def _offer(self) -> None:
        """Keep products, and the stock that they take, as the data say."""
        nexus = self.nexus
        catalogue = Cataloguing(
            self.actor,
            nexus.products.service(),
            nexus.inventory.stock(),
            nexus.workflows.service(),
        )
        for product in self.demo.products:
            catalogue.offer(product, self.made.workflows[key(product.workflow)])

    def _project(self, project: DemoProject) -> None:
        """Take a job on, and carry it as far as the data say."""
        done = project.stage == DONE
        self._set(self._days_ago(DONE_AGO if done else BEGUN_AGO))
        projects = self.nexus.projects.service()
        view = projects.create(self.actor, self._wish(project))
        self.jobs[project.name] = view.id
        if project.stage is None:
            if project.status != Status.REQUEST:
                status = ChangeStatus(status=Status(project.status))
                projects.change_status(self.actor, view.id, status)
            if project.status == Status.QUOTE_APPROVAL and project.price is not None:
                self._quote(view.id, project)
            return
        projects.change_status(self.actor, view.id, ChangeStatus(status=Status.QUOTE_APPROVAL))
        projects.mark_pop(self.actor, view.id)
        for task in project.tasks:
            wish = CreateTask(title=task.title, planned=timedelta(minutes=task.minutes))
            self.nexus.tasks.service().create(self.actor, view.id, wish)
        self._work_through(projects.start(self.actor, view.id), project)
        if project.sale is not None:
            self.bills.append((self.clock.now, view.id, project))

    def _quote(self, project_id: ProjectId, project: DemoProject) -> None:
        """Send a quote with something to choose, that waits for its answer."""
        price = project.price or Decimal(0)
        rush = WriteQuoteLine(
            description="Ready in half the time", unit_price=price / 10, is_optional=True
        )
        line = WriteQuoteLine(description=project.name, unit_price=price)
        wish = CreateQuote(project_id=project_id, deposit_percent=Decimal(50), lines=[line, rush])
        quotes = self.nexus.sales.quotes()
        quotes.send(self.actor, quotes.create(self.actor, wish).id, SendQuote())

    def _wish(self, project: DemoProject) -> CreateProject:
        price = None if project.price is None else self._money(project.price)
        due = project.due_in_days
        wanted = {
            "estimated_price": price,
            "due_on": None if due is None else self.today + timedelta(days=due),
            "material_type": project.material or None,
            "material_thickness": project.thickness,
            "material_quantity_sheets": project.sheets,
            "parts_quantity": project.parts,
            "estimated_cut_time": project.minutes,
        }
        given: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
        if project.workflow is not None:
            given["workflow_id"] = self.made.workflows[key(project.workflow)]
        return CreateProject(
            name=project.name, customer_id=self.customers[project.customer], **given
        )

    def _work_through(self, view: ProjectView, project: DemoProject) -> None:
        projects = self.nexus.projects.service()
        stages = list(view.stages)
        for stage, after in zip_longest(stages, stages[1:]):
            if stage.name == project.stage:
                self._work_at(view.id, stage, half_way=True)
                return
            self._work_at(view.id, stage)
            if after is not None:
                projects.move_stage(self.actor, view.id, MoveStage(stage_id=after.id))
        for task in self._tasks(view.id):  # those of no stage
            self._do(task, self._hand(stages[-1]))
        projects.move_stage(self.actor, view.id, PAST_THE_LAST)

    def _work_at(self, project_id: ProjectId, stage: StageView, *, half_way: bool = False) -> None:
        """Do the stage's tasks; half-way, the last of them is being worked on now."""
        hand = self._hand(stage)
        *tasks, last = self._tasks(project_id, stage.id)
        for task in tasks:
            self._do(task, hand)
        if not half_way:
            self._do(last, hand)
        elif hand.employee_id not in self.busy:
            self.busy.add(hand.employee_id)
            self.clock.now = self.eve
            self.nexus.tasks.service().start_timer(hand, last.id, StartTimer())

    def _hand(self, stage: StageView) -> Actor:
        """Return who works at the stage's station, or else somebody."""
        anybody = next(iter(self.hands.values()))
        return anybody if stage.station_id is None else self.hands.get(stage.station_id, anybody)

    def _tasks(
        self, project_id: ProjectId, stage_id: StageInstanceId | None = None
    ) -> Sequence[Waiting]:
        wish = ListTasks(open=True, stage_id=stage_id, limit=LONGEST_PAGE)
        found = self.nexus.tasks.service().of_project(self.actor, project_id, wish)
        tasks: Sequence[Waiting] = found.items
        return tasks

    def _do(self, task: Waiting, hand: Actor) -> None:
        """Start a task when its worker is free, log the planned time, complete it."""
        service, worker = self.nexus.tasks.service(), hand.employee_id
        if worker is not None:
            self._set(max(self.clock.now, self.free.get(worker, self.clock.now)))
        begun = self.clock.now
        length = min(task.planned or HALF_AN_HOUR, LONGEST_STRETCH, self.eve - begun)
        with SqlUnitOfWork(self.nexus.database(), hand):
            service.start(hand, task.id)
            self.clock.now = begun + length
            if length:
                service.log_time(hand, task.id, LogTime(started_at=begun, duration=length))
            service.complete(hand, task.id)
        if worker is not None:
            self.free[worker] = self.clock.now

    def _bill(self, at: datetime, project_id: ProjectId, project: DemoProject) -> None:
        """Invoice a job; the money comes two days later, all of it or half."""
        sales, self.clock.now = self.nexus.sales.service(), at
        line = WriteLine(description=project.name, unit_price=project.price or Decimal(0))
        draft = sales.create(self.actor, CreateSale(project_id=project_id, lines=[line]))
        issued = sales.issue(self.actor, draft.id, IssueSale())
        self.clock.now = min(at + timedelta(days=2), self.until)
        if project.sale in (PAID, PART_PAID):
            parts = [1] if project.sale == PAID else [1, 1]
            payment = RecordPayment(amount=issued.total.split(parts)[0], method="eft")
            sales.pay(self.actor, issued.id, payment)

    def _days_ago(self, days: int) -> datetime:
        """Return the opening hour of a business day before today."""
        day = self.nexus.settings.answers().add_days(self.shop_id, self.today, -days)
        return datetime.combine(day, OPENS, self.zone).astimezone(UTC)

    def _set(self, at: datetime) -> None:
        """Set the clock to an hour of work, or to now if that would be too late."""
        local = at.astimezone(self.zone)
        days = self.nexus.settings.answers()
        if local.time() >= CLOSES or not days.is_business_day(self.shop_id, local.date()):
            day = days.add_days(self.shop_id, local.date(), 1)
            local = datetime.combine(day, OPENS, self.zone)
        self.clock.now = min(local.astimezone(UTC), self.eve)

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.country.currency)
