"""What every page of a project needs: the project, who asks, and the services that know of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from litestar import Response
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from nexus.accounts import AccountsService, ListStations
from nexus.analytics import AnalyticsService
from nexus.app.desks.project.material import Material, beside
from nexus.app.desks.project.next_step import NextStep, next_step
from nexus.inventory import LedgerService, ListReservations, ReservationService
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import NoteId
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Again, Show, Shown, status_of
from nexus.projects import (
    BudgetView,
    ListExpenses,
    ListNotes,
    ListProducts,
    NoteView,
    ProjectService,
    ProjectView,
)
from nexus.sales import (
    ListQuotes,
    ListSales,
    ProofService,
    QuoteRow,
    QuoteService,
    SaleService,
    UnbilledService,
)
from nexus.tasks import AskTotals, ListTasks, ListTimeLogs, TaskService

C = TypeVar("C")
Words = dict[str, Any]
LATEST, MOST_NOTES, MOST_TASKS, MOST_STATIONS = 20, 200, 200, 200


class Around(NamedTuple):
    """The services that know something of a project."""

    projects: ProjectService
    tasks: TaskService
    sales: SaleService
    quotes: QuoteService
    proofs: ProofService
    unbilled: UnbilledService
    ledger: LedgerService
    reservations: ReservationService
    analytics: AnalyticsService
    accounts: AccountsService


class ProjectDesk:
    """Shows the tabs of one project, and answers the forms on them."""

    def __init__(self, show: Show, actor: Actor, project: ProjectView, around: Around) -> None:
        self.show, self.actor, self.project, self.around = show, actor, project, around

    @property
    def path(self) -> str:
        return f"/projects/{self.project.code}"

    @property
    def next_step(self) -> NextStep | None:
        return next_step(self.project, self.actor, self.show, self._latest_quote())

    def _latest_quote(self) -> QuoteRow | None:
        """Return the latest quote of a project that is not approved yet."""
        is_draft = self.project.lifecycle.value == "draft"
        if not is_draft or not self.actor.may("quotes.read"):
            return None
        wish = ListQuotes(project_id=self.project.id, limit=1)
        return next(iter(self.around.quotes.page(self.actor, wish).items), None)

    def tab(
        self, name: str, form: Form | None = None, status: int = 200, cursor: str | None = None
    ) -> Response[Any]:
        """Show a tab; with a form that is wrong, if one is."""
        words = TABS[name](self, cursor)
        return self.page(name, form, status, **words)

    def page(
        self, name: str, form: Form | None = None, status: int = 200, **words: Any
    ) -> Response[Any]:
        return self.show(
            f"desks/project/{name}.html",
            status=status,
            tab=name,
            project=self.project,
            address=self.path,
            next_step=self.next_step,
            form=form or self.show.form(),
            **words,
        )

    def attempt(
        self,
        sent: Form,
        kind: type[C],
        act: Callable[[C], Any],
        again: Again,
        then: str,
        said: str,
    ) -> Response[Any]:
        """Do what a form wants and go on in the project, or show it again with what is wrong."""
        to = f"{self.path}{then}"
        return self.show.attempt(sent, kind, act, again=again, then=lambda _: to, said=said)

    def again(self, tab: str) -> Again:
        return lambda form, status: self.tab(tab, form, status)

    def act(self, act: Callable[[], Any], tab: str, then: str, said: str) -> Response[Any]:
        """Do what a button wants; what is refused is told above the tab it stands on."""
        try:
            act()
        except ON_FORM as error:
            return self.tab(tab, self.show.form().wrong(error), status_of(error))
        return self.show.go(f"{self.path}{then}", said)

    # What the tabs show

    def overview(self, _cursor: str | None = None) -> Words:
        actor, id = self.actor, self.project.id
        notes = self.around.projects.notes(actor, id, ListNotes(limit=LATEST, total=True))
        proofs = self.around.proofs.of_project(actor, id) if actor.may("sales.read") else None
        return {
            "notes": notes,
            "team": self.around.projects.team(actor, id).items,
            "stations": self.stations(),
            "proofs": proofs.items if proofs else [],
            "costing": self.costing(),
            "products": self.products(),
        }

    def products(self) -> Sequence[Any]:
        if not self.show.house.features.get("products"):
            return ()
        wish = ListProducts(limit=100)
        return self.around.projects.products(self.actor, self.project.id, wish).items

    def tasks(self, _cursor: str | None = None) -> Words:
        wish = ListTasks(sort="position", limit=MOST_TASKS, total=True)
        page = self.around.tasks.of_project(self.actor, self.project.id, wish)
        by_stage: dict[Any, list[Any]] = {stage.id: [] for stage in self.project.stages}
        for task in page.items:
            by_stage.setdefault(task.stage_id, []).append(task)
        return {"page": page, "by_stage": by_stage, "stations": self.stations()}

    def time(self, cursor: str | None = None) -> Words:
        tasks, id = self.around.tasks, self.project.id
        logs = ListTimeLogs(project_id=id, cursor=cursor, total=True)
        return {
            "page": tasks.logs(self.actor, logs),
            "totals": tasks.totals(self.actor, AskTotals(by="employee", project_id=id)).items,
            "tasks": tasks.page(self.actor, ListTasks(project_id=id, limit=MOST_TASKS)).items,
        }

    def money(self, _cursor: str | None = None) -> Words:
        """Collect what is known of the money, as far as the actor may see it."""
        actor, id, around = self.actor, self.project.id, self.around
        quotes, sales = ListQuotes(project_id=id), ListSales(project_id=id)
        budgets = around.projects.budgets(actor, id).items if actor.may("budgets.read") else []
        stock = actor.may("inventory.read")
        expenses = ListExpenses(project_id=id, limit=100)
        return {
            "quotes": around.quotes.page(actor, quotes).items if actor.may("quotes.read") else [],
            "sales": around.sales.page(actor, sales).items if actor.may("sales.read") else [],
            "unbilled": self._unbilled(),
            "materials": self._materials() if stock else [],
            "reserved": self._reserved() if stock else [],
            "costing": self.costing(),
            "budget": budgets[0] if budgets else None,
            "revisions": budgets,
            "expenses": around.projects.expenses(actor, expenses).items
            if actor.may("budgets.read")
            else [],
        }

    def nothing(self, _cursor: str | None = None) -> Words:
        """A tab whose part is fetched by itself, from who keeps it."""
        return {}

    def note(self, note_id: NoteId) -> NoteView:
        """Return one of the latest notes."""
        wish = ListNotes(limit=MOST_NOTES)
        notes = self.around.projects.notes(self.actor, self.project.id, wish).items
        found = next((note for note in notes if note.id == note_id), None)
        if found is None:
            raise NotFound("There is no such note.")
        return found

    def stations(self) -> Mapping[Any, str]:
        if not self.actor.may("stations.read"):
            return {}
        page = self.around.accounts.stations(self.actor, ListStations(limit=MOST_STATIONS))
        return {station.id: station.name for station in page.items}

    def costing(self) -> Any:
        """Return planned against actual, if it is for the actor's eyes."""
        if not (self.actor.may("analytics.read") and self.actor.may("costs.read")):
            return None
        return self.around.analytics.costing(self.actor, self.project.id)

    def budget(self) -> BudgetView | None:
        try:
            return self.around.projects.budget(self.actor, self.project.id)
        except NotFound:
            return None

    def _unbilled(self) -> Any:
        if not self.actor.may("sales.read") or self.project.customer_id is None:
            return None
        return self.around.unbilled.of_project(self.actor, self.project.id)

    def _materials(self) -> list[Material]:
        """Return what it takes of the stock, by what it began with and by what was taken."""
        used = self.around.ledger.of_project(self.actor, self.project.id).items
        try:
            planned = self.around.projects.plan(self.actor, self.project.id).materials
        except NotFound:
            planned = ()
        return beside(planned, used)

    def _reserved(self) -> Sequence[Any]:
        wish = ListReservations(project_id=self.project.id, limit=100)
        return self.around.reservations.page(self.actor, wish).items


TABS: Mapping[str, Callable[[ProjectDesk, str | None], Words]] = {
    "overview": ProjectDesk.overview,
    "tasks": ProjectDesk.tasks,
    "time": ProjectDesk.time,
    "files": ProjectDesk.nothing,
    "money": ProjectDesk.money,
    "activity": ProjectDesk.nothing,
}


def _around(
    projects: NamedDependency[ProjectService],
    tasks: NamedDependency[TaskService],
    sales: NamedDependency[SaleService],
    quotes: NamedDependency[QuoteService],
    proofs: NamedDependency[ProofService],
    unbilled: NamedDependency[UnbilledService],
    ledger: NamedDependency[LedgerService],
    reservations: NamedDependency[ReservationService],
    analytics: NamedDependency[AnalyticsService],
    accounts: NamedDependency[AccountsService],
) -> Around:
    return Around(
        projects=projects,
        tasks=tasks,
        sales=sales,
        quotes=quotes,
        proofs=proofs,
        unbilled=unbilled,
        ledger=ledger,
        reservations=reservations,
        analytics=analytics,
        accounts=accounts,
    )


def _desk(
    show: Shown, actor: Caller, code: FromPath[str], around: NamedDependency[Around]
) -> ProjectDesk:
    return ProjectDesk(show, actor, around.projects.by_code(actor, code), around)


Desk = NamedDependency[ProjectDesk]
DESK = {
    "around": Provide(_around, sync_to_thread=False),
    "desk": Provide(_desk, sync_to_thread=True),
}
