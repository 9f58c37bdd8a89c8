"""In-memory stand-ins for the ports of the projects module."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import TracebackType
from typing import Self
from uuid import UUID

from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.events import Event
from nexus.kernel.ids import (
    CustomerId,
    EmployeeId,
    ExpenseId,
    FileId,
    ProductId,
    ProjectId,
    ShopId,
    StageId,
    StageInstanceId,
    StationId,
    StockItemId,
    WorkflowId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.numbering import series
from nexus.kernel.page import Page
from nexus.projects.domain import (
    Budget,
    Expense,
    Kind,
    Note,
    Plan,
    ProductLine,
    Project,
    StageSource,
)
from nexus.projects.messages import (
    BudgetView,
    ExpenseView,
    ListExpenses,
    ListNotes,
    ListProducts,
    ListProjects,
    MemberView,
    NoteView,
    ProductLineView,
    ProjectRow,
    ProjectView,
    StageView,
    TeamView,
)

PLAIN = [name for name in ProjectView.__struct_fields__ if name in Project.__dataclass_fields__]


def view_of(project: Project) -> ProjectView:
    stages = [
        StageView(
            **{
                name: getattr(it, name) for name in StageView.__struct_fields__ if hasattr(it, name)
            },
            status_label=it.status.label,
        )
        for it in project.stages
    ]
    plain = {name: getattr(project, name) for name in PLAIN if name != "stages"}
    current = next((it.id for it in stages if it.status == "in_progress"), None)
    return ProjectView(
        **plain,
        customer_code=None,
        customer_name=None,
        workflow_name=None,
        manager_name=None,
        status_label=project.status.label,
        lifecycle=project.status.lifecycle,
        allowed=project.allowed,
        priority_label=project.priority.label,
        current_stage_id=current,
        stages=stages,
    )


class FakeProjects:
    def __init__(self, rows: dict[tuple[ShopId, UUID], Project], shop_id: ShopId) -> None:
        self._rows, self._shop_id = rows, shop_id

    def add(self, entity: Project) -> None:
        self._rows[entity.shop_id, entity.id] = entity

    def get(self, id: UUID) -> Project:
        if (self._shop_id, id) not in self._rows:
            raise NotFound("There is no such project.")
        return self._rows[self._shop_id, id]

    def remove(self, project: Project) -> None:
        del self._rows[project.shop_id, project.id]

    def operations(self) -> Project | None:
        return next((it for it in self.all() if it.kind is Kind.INTERNAL), None)

    def of_customer(self, customer_id: CustomerId) -> Sequence[Project]:
        return [it for it in self.all() if it.customer_id == customer_id]

    def all(self) -> list[Project]:
        return [it for (shop_id, _), it in self._rows.items() if shop_id == self._shop_id]


class FakeNotes:
    def __init__(self, rows: dict[tuple[ShopId, UUID], Note], shop_id: ShopId) -> None:
        self._rows, self._shop_id = rows, shop_id

    def add(self, entity: Note) -> None:
        self._rows[entity.shop_id, entity.id] = entity

    def get(self, id: UUID) -> Note:
        if (self._shop_id, id) not in self._rows:
            raise NotFound("There is no such note.")
        return self._rows[self._shop_id, id]

    def remove(self, note: Note) -> None:
        del self._rows[note.shop_id, note.id]

    def of(self, project_id: UUID) -> list[Note]:
        return [it for it in self._rows.values() if it.project_id == project_id]


class FakeBudgets:
    def __init__(self, rows: list[Budget], shop_id: ShopId) -> None:
        self._rows, self._shop_id = rows, shop_id

    def add(self, entity: Budget) -> None:
        self._rows.append(entity)

    def latest(self, project_id: ProjectId) -> Budget | None:
        return max(self.of(project_id), key=lambda it: it.revision, default=None)

    def remove_of(self, project_id: ProjectId) -> None:
        for budget in self.of(project_id):
            self._rows.remove(budget)

    def of(self, project_id: ProjectId) -> list[Budget]:
        mine = (self._shop_id, project_id)
        return [it for it in self._rows if (it.shop_id, it.project_id) == mine]


class FakeExpenses:
    def __init__(self, rows: dict[tuple[ShopId, UUID], Expense], shop_id: ShopId) -> None:
        self._rows, self._shop_id = rows, shop_id

    def __call__(self, wish: ListExpenses) -> Page[ExpenseView]:
        return Page(items=[ExpenseView.of(it) for it in self._rows.values()])

    def add(self, entity: Expense) -> None:
        self._rows[entity.shop_id, entity.id] = entity

    def get(self, id: UUID) -> Expense:
        if (self._shop_id, id) not in self._rows:
            raise NotFound("There is no such expense.")
        return self._rows[self._shop_id, id]

    def remove(self, expense: Expense) -> None:
        del self._rows[expense.shop_id, expense.id]

    def has_any(self, project_id: ProjectId) -> bool:
        return any(it.project_id == project_id for it in self._rows.values())


class FakeStore:
    """Both ways in, for changes and for looking; called like the real ones."""

    def __init__(self) -> None:
        self._projects: dict[tuple[ShopId, UUID], Project] = {}
        self._notes: dict[tuple[ShopId, UUID], Note] = {}
        self._budgets: list[Budget] = []
        self._expenses: dict[tuple[ShopId, UUID], Expense] = {}
        self._products: dict[tuple[ShopId, UUID], ProductLine] = {}
        self.planned: list[Plan] = []
        self._counters: Counter[tuple[ShopId, str]] = Counter()
        self.recorded: list[Event] = []

    def __call__(self, who: Actor | UUID) -> Self:
        self._shop_id = who.shop_id if isinstance(who, Actor) else ShopId(who)
        self.projects = FakeProjects(self._projects, self._shop_id)
        self.notes = FakeBoth(self._notes, self._shop_id)
        self.budgets = FakeRevisions(self._budgets, self._shop_id)
        self.expenses = FakeExpenses(self._expenses, self._shop_id)
        self.products = FakeLines(self._products, self._shop_id)
        self.plans = FakePlans(self.planned)
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error:
            self.recorded.clear()

    def record(self, *events: Event) -> None:
        self.recorded += events

    def number(self, pattern: str, **words: str) -> str:
        counted = series(pattern, **words)
        self._counters[self._shop_id, counted.key] += 1
        return counted.code(self._counters[self._shop_id, counted.key])

    def numbered(self, pattern: str, code: str, **words: str) -> None:
        raise NotImplementedError("Projects are not imported yet.")

    def one(self, id: ProjectId) -> ProjectView:
        return view_of(self.projects.get(id))

    def by_code(self, code: str) -> ProjectView:
        for project in self.projects.all():
            if project.code == code:
                return view_of(project)
        raise NotFound("There is no such project.")

    def page(self, wish: ListProjects, today: date | None) -> Page[ProjectRow]:
        raise NotImplementedError("A list is tested against the database.")

    def stages(self, id: ProjectId) -> Sequence[StageView]:
        return self.one(id).stages

    def team(self, id: ProjectId) -> TeamView:
        project = self.projects.get(id)
        items = [
            MemberView(employee_id=it.employee_id, name="", role=it.role) for it in project.team
        ]
        return TeamView(project_id=id, version=project.version, items=items)

    def budget(self, id: ProjectId) -> BudgetView:
        if (latest := self.budgets.latest(id)) is None:
            raise NotFound("This project has no budget.")
        return BudgetView.of(latest)

    def expense(self, id: ExpenseId) -> ExpenseView:
        return ExpenseView.of(self.expenses.get(id))

    def spent(self, id: ProjectId) -> Mapping[str, Money]:
        return {it.category: it.amount for it in self._expenses.values() if it.project_id == id}

    def has(self, id: ProjectId) -> bool:
        return any(it.id == id for it in self.projects.all())

    def is_open(self, id: ProjectId) -> bool:
        return self.has(id) and self.projects.get(id).is_open

    def customer_of(self, id: ProjectId) -> CustomerId | None:
        return self.projects.get(id).customer_id if self.has(id) else None

    def has_stage(self, id: ProjectId, stage_id: StageInstanceId) -> bool:
        return self.has(id) and any(it.id == stage_id for it in self.projects.get(id).stages)

    def stage_station(self, id: ProjectId, stage_id: StageInstanceId) -> StationId | None:
        if not self.has(id):
            return None
        return next(it.station_id for it in self.projects.get(id).stages if it.id == stage_id)

    def current_stage(self, id: ProjectId) -> StageInstanceId | None:
        return self.one(id).current_stage_id if self.has(id) else None

    def operations(self) -> ProjectId | None:
        found = self.projects.operations()
        return found.id if found else None

    def codes_of_customer(self, customer_id: CustomerId, limit: int) -> Sequence[str]:
        return [it.code for it in self.projects.of_customer(customer_id)][:limit]

    def count_at_station(self, id: StationId) -> int:
        raise NotImplementedError("Counting is tested against the database.")


class FakeRevisions(FakeBudgets):
    """The budgets to change; called, all revisions of one project's."""

    def __call__(self, id: ProjectId) -> Sequence[BudgetView]:
        return [BudgetView.of(it) for it in reversed(self.of(id))]


class FakeBoth(FakeNotes):
    """The notes to change; called, the page of them."""

    def __call__(self, id: ProjectId, wish: ListNotes) -> Page[NoteView]:
        return Page(items=[NoteView.of(note) for note in self.of(id)])


@dataclass
class FakeStage:
    name: str
    station_id: StationId | None = None
    id: StageId = field(default_factory=lambda: StageId(new_id()))


class FakeCustomers:
    def __init__(self, codes: Mapping[UUID, str]) -> None:
        self.codes = codes

    def has_customer(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        return customer_id in self.codes

    def code(self, shop_id: ShopId, customer_id: CustomerId) -> str | None:
        return self.codes.get(customer_id)


class FakeWorkflows:
    def __init__(self, default: WorkflowId | None, *stages: FakeStage) -> None:
        self.default, self.of_it = default, stages

    def has_workflow(self, shop_id: ShopId, workflow_id: WorkflowId) -> bool:
        return workflow_id == self.default

    def stages(self, shop_id: ShopId, workflow_id: WorkflowId) -> Sequence[StageSource]:
        return self.of_it if workflow_id == self.default else ()

    def default_workflow(self, shop_id: ShopId) -> WorkflowId | None:
        return self.default


class FakeDirectory:
    def __init__(self, *employee_ids: UUID) -> None:
        self.employee_ids = employee_ids

    def has_employee(self, shop_id: ShopId, employee_id: EmployeeId) -> bool:
        return employee_id in self.employee_ids


@dataclass
class FakeTerms:
    currency: str = "ZAR"
    timezone: str = "Africa/Johannesburg"
    pop_days: int = 10
    numbering: Mapping[str, str] = field(
        default_factory=lambda: {"project": "JB-{year}-{month}-{customer}-{n:3}"}
    )


class FakeSettings:
    def __init__(self) -> None:
        self.now = FakeTerms()

    def terms(self, shop_id: ShopId) -> FakeTerms:
        return self.now


class FakeWork:
    is_open = is_there = False

    def has_open_tasks(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        return self.is_open

    def has_tasks(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        return self.is_there


class FakeRevenue:
    total: Money | None = None

    quoted: Money | None = None

    def total_of_project(self, shop_id: ShopId, project_id: ProjectId) -> Money | None:
        return self.total

    def quoted_of_project(self, shop_id: ShopId, project_id: ProjectId) -> Money | None:
        return self.quoted

    def has_quote(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        return self.quoted is not None


@dataclass
class FakeBillLine:
    name: str = "Oak"
    code: str = "MAT-0001"
    kind: str = "material"
    unit: str = "bdft"
    quantity: Decimal = Decimal("21.275")
    net_quantity: Decimal = Decimal("18.5")
    waste_factor: Decimal = Decimal("1.15")
    unit_cost: Decimal = Decimal(95)
    cost: Money = field(default_factory=lambda: Money.of(202_113, "ZAR"))
    item_id: StockItemId = field(default_factory=lambda: StockItemId(new_id()))


@dataclass
class FakeBillTask:
    title: str
    stage_name: str = ""
    workflow_stage_id: StageId | None = None
    planned: timedelta | None = timedelta(hours=1)
    description: str = ""


@dataclass
class FakeProduct:
    """A product, and the bill of however many."""

    sku_code: str = "SKU-0001"
    name: str = "River Table"
    description: str = "Oak and resin"
    workflow_id: WorkflowId | None = None
    is_archived: bool = False
    unit_price: Decimal | None = Decimal(12000)
    materials: Sequence[FakeBillLine] = ()
    tasks: Sequence[FakeBillTask] = ()
    labour: timedelta = timedelta(hours=14)
    hourly_rate: Money = field(default_factory=lambda: Money.of(35_000, "ZAR"))
    labour_cost: Money = field(default_factory=lambda: Money.of(490_000, "ZAR"))
    planned_cost: Money = field(default_factory=lambda: Money.of(712_273, "ZAR"))
    price: Money | None = field(default_factory=lambda: Money.of(1_200_000, "ZAR"))


class FakeProducts:
    def __init__(self) -> None:
        self.known: dict[UUID, FakeProduct] = {}

    def card(self, shop_id: ShopId, product_id: ProductId) -> FakeProduct | None:
        return self.known.get(product_id)

    def price(self, shop_id: ShopId, product_id: ProductId, quantity: Decimal) -> Decimal | None:
        return self.known[product_id].unit_price if product_id in self.known else None

    def bill(self, shop_id: ShopId, product_id: ProductId, quantity: Decimal) -> FakeProduct | None:
        return self.known.get(product_id)


class FakeLines:
    """The products on projects."""

    def __init__(self, rows: dict[tuple[ShopId, UUID], ProductLine], shop_id: ShopId) -> None:
        self._rows, self._shop_id = rows, shop_id

    def add(self, entity: ProductLine) -> None:
        self._rows[entity.shop_id, entity.id] = entity

    def get(self, id: UUID) -> ProductLine:
        if (self._shop_id, id) not in self._rows:
            raise NotFound("There is no such productline.")
        return self._rows[self._shop_id, id]

    def remove(self, line: ProductLine) -> None:
        del self._rows[line.shop_id, line.id]

    def remove_of(self, project_id: ProjectId) -> None:
        for line in [it for it in self._rows.values() if it.project_id == project_id]:
            self.remove(line)

    def __call__(self, id: ProjectId, wish: ListProducts) -> Page[ProductLineView]:
        mine = [it for it in self._rows.values() if it.project_id == id]
        return Page(items=[ProductLineView.of(it) for it in mine])


class FakePlans:
    def __init__(self, rows: list[Plan]) -> None:
        self.rows = rows

    def add(self, entity: Plan) -> None:
        self.rows.append(entity)


class FakeFiles:
    def __init__(self, *ids: UUID) -> None:
        self.ids = ids

    def has_file(self, shop_id: ShopId, file_id: FileId) -> bool:
        return file_id in self.ids
