"""The hub: what is late, what is next, what is owed, who is free. Every figure opens its list.

What is told depends on who asks: a figure is the length of a list they may open.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from msgspec import Struct

from nexus.analytics import AnalyticsService, Load, Overview
from nexus.app.activity import ActivityLog, CurrentLog
from nexus.app.desks.activity import Told as Happened
from nexus.inventory import ItemView, ListItems, StockService
from nexus.kernel.actor import Actor
from nexus.kernel.clock import day_of
from nexus.kernel.page import Page
from nexus.platform.history import EntryView, ListEntries
from nexus.platform.http import Caller
from nexus.platform.web.pages import House, Shown
from nexus.projects import ListProjects, ProjectRow, ProjectService, Status
from nexus.sales import ListQuotes, QuoteService
from nexus.tasks import ListTasks, TaskRow, TaskService

Figures = NamedDependency[AnalyticsService]
Projects = NamedDependency[ProjectService]
Tasks = NamedDependency[TaskService]
Stock = NamedDependency[StockService]
Quotes = NamedDependency[QuoteService]

NAMED = 3  # rows beneath a figure
LISTED = 5  # rows of a list
LOOKED_AT, TOLD = 60, 7  # entries of the log
WORTH_TELLING = (
    *("customer", "project", "task", "time_log", "quote", "sale", "payment", "product"),
    *("product_template", "stock_item", "item", "purchase_order", "delivery_note"),
)
IN_WORK = (Status.IN_PROGRESS, Status.QUEUED)


class Step(Struct, frozen=True, kw_only=True):
    """Of the way from an empty shop to its first quote."""

    name: str
    path: str
    is_done: bool


class Told(Struct, frozen=True, kw_only=True):
    """What the hub shows; None where the person may not look, or the shop does without it."""

    overview: Overview | None
    late: Page[ProjectRow] | None
    work: Page[ProjectRow] | None
    today: Page[TaskRow] | None
    mine: Sequence[TaskRow]
    low: Page[ItemView] | None
    stations: Sequence[Load]
    steps: Sequence[Step]
    happened: Sequence[Happened]
    timezone: str

    @property
    def counted_on(self) -> date | None:
        """Return the shop's day that the overview is of."""
        return day_of(self.overview.at, self.timezone) if self.overview else None

    @property
    def free(self) -> list[Load]:
        return [it for it in self.stations if it.is_free]


def told(
    show: Shown,
    actor: Caller,
    analytics: Figures,
    projects: Projects,
    tasks: Tasks,
    stock: Stock,
    quotes: Quotes,
    activity_log: CurrentLog,
) -> Told:
    look = Look(actor, show.house)
    overview = analytics.overview(actor) if look.may("analytics.read") else None
    return Told(
        overview=overview,
        late=look.projects(projects, overdue=True, limit=NAMED),
        work=look.projects(projects, status=IN_WORK, limit=LISTED),
        today=look.today(tasks),
        mine=look.mine(tasks),
        low=look.low(stock),
        stations=look.stations(analytics),
        steps=look.steps(overview, quotes),
        happened=look.happened(activity_log),
        timezone=show.house.timezone,
    )


Hub = NamedDependency[Told]


class HubDesk(Controller):
    include_in_schema = False
    dependencies = {"told": Provide(told, sync_to_thread=True)}  # noqa: RUF012 (the framework's)

    @get("/", own=True, sync_to_thread=True)
    def hub_page(self, show: Shown, told: Hub) -> Response[Any]:
        """Show the hub."""
        return show("desks/hub.html", told=told)

    @get("/dashboard", own=True, sync_to_thread=True)
    def dashboard_page(self, show: Shown, told: Hub) -> Response[Any]:
        """Show the hub under its other name."""
        return show("desks/hub.html", told=told)


class Look:
    """Asks for what the person may see, and the shop works with."""

    def __init__(self, actor: Actor, house: House) -> None:
        self._actor, self._house = actor, house

    def may(self, permission: str, feature: str = "") -> bool:
        return self._actor.may(permission) and self._house.features.get(feature, True)

    def projects(self, service: ProjectService, **wish: Any) -> Page[ProjectRow] | None:
        if not self.may("projects.read"):
            return None
        return service.page(self._actor, ListProjects(**wish, sort="due_date", total=True))

    def today(self, service: TaskService) -> Page[TaskRow] | None:
        if not self.may("tasks.read"):
            return None
        wish = ListTasks(due="today", open=True, sort="due_on", limit=NAMED, total=True)
        return service.page(self._actor, wish)

    def stations(self, figures: AnalyticsService) -> list[Load]:
        """Return the stations, the free ones first."""
        if not (self.may("analytics.read") and self.may("stations.read")):
            return []
        every = figures.workload(self._actor).by_station
        return sorted(every, key=lambda it: (not it.is_free, it.waiting))

    def mine(self, service: TaskService) -> Sequence[TaskRow]:
        is_worker = self.may("tasks.work") and self._actor.employee_id is not None
        return service.work_of(self._actor) if is_worker else ()

    def low(self, service: StockService) -> Page[ItemView] | None:
        if not self.may("inventory.read", "inventory"):
            return None
        return service.page(self._actor, ListItems(low=True, limit=LISTED, total=True))

    def happened(self, log: ActivityLog) -> Sequence[Happened]:
        """Return what people did of late with what the shop works on, each thing once."""
        if not self.may("activity.read"):
            return ()
        latest: dict[UUID, EntryView] = {}
        for entry in log.page(self._actor, ListEntries(limit=LOOKED_AT)).items:
            if entry.entity_type in WORTH_TELLING:
                latest.setdefault(entry.entity_id, entry)
        told = list(latest.values())[:TOLD]
        names = log.names(self._actor, [it.entity_id for it in told])
        return [Happened(it, names.get(it.entity_id, ""), ()) for it in told]

    def steps(self, overview: Overview | None, quotes: QuoteService) -> Sequence[Step]:
        """Return the first steps until they are taken, to who can take them."""
        if overview is None or overview.projects.count or not self.may("quotes.write", "quotes"):
            return ()
        has_customer = overview.customers.count > 0
        has_quote = has_customer and bool(quotes.page(self._actor, ListQuotes(limit=1)).items)
        is_sent = has_quote and overview.open_quotes.count > 0
        if is_sent:
            return ()
        return (
            Step(name="shop", path="/settings", is_done=self._house.shop != "Nexus"),
            Step(name="customer", path="/customers/new", is_done=has_customer),
            Step(name="quote", path="/quotes/new", is_done=has_quote),
            Step(name="send", path="/quotes", is_done=is_sent),
        )


HANDLERS: list[Any] = [HubDesk]
