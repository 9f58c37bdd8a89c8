"""What the projects module needs from the world, in its own words."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from msgspec import UnsetType

from nexus.kernel.ids import (
    CustomerId,
    EmployeeId,
    ExpenseId,
    FileId,
    ProductId,
    ProductLineId,
    ProjectId,
    ShopId,
    StageId,
    StageInstanceId,
    StationId,
    StockItemId,
    WorkflowId,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork
from nexus.projects.domain import (
    Budget,
    Expense,
    Note,
    Plan,
    ProductLine,
    Project,
    StageSource,
)
from nexus.projects.messages import (
    BudgetView,
    ExpenseView,
    FinishedProject,
    JobToBill,
    ListExpenses,
    ListNotes,
    ListProducts,
    ListProjects,
    NoteView,
    PlanView,
    ProductLineView,
    ProjectRow,
    ProjectView,
    StageView,
    TeamView,
)


class Projects(Protocol):
    """For changes: whole projects, each with its rules."""

    def add(self, entity: Project) -> None: ...

    def get(self, id: UUID) -> Project:
        """Return the shop's project or raise NotFound."""

    def remove(self, project: Project) -> None:
        """Delete it with its stages, team and notes."""

    def operations(self) -> Project | None:
        """Return the shop's own project."""

    def of_customer(self, customer_id: CustomerId) -> Sequence[Project]: ...


class Notes(Protocol):
    def add(self, entity: Note) -> None: ...

    def get(self, id: UUID) -> Note:
        """Return the shop's note or raise NotFound."""

    def remove(self, note: Note) -> None: ...


class Budgets(Protocol):
    def add(self, entity: Budget) -> None: ...

    def latest(self, project_id: ProjectId) -> Budget | None:
        """Return the latest revision of a project's budget."""

    def remove_of(self, project_id: ProjectId) -> None:
        """Delete all revisions of a project's budget."""


class Expenses(Protocol):
    def add(self, entity: Expense) -> None: ...

    def get(self, id: UUID) -> Expense:
        """Return the shop's expense or raise NotFound."""

    def remove(self, expense: Expense) -> None: ...

    def has_any(self, project_id: ProjectId) -> bool: ...


class ProductLines(Protocol):
    def add(self, entity: ProductLine) -> None: ...

    def get(self, id: UUID) -> ProductLine:
        """Return the shop's line or raise NotFound."""

    def remove(self, line: ProductLine) -> None: ...

    def remove_of(self, project_id: ProjectId) -> None:
        """Delete all products of a project, and its plan."""


class Plans(Protocol):
    def add(self, entity: Plan) -> None: ...


class ProjectsUnitOfWork(UnitOfWork, Protocol):
    @property
    def projects(self) -> Projects: ...

    @property
    def products(self) -> ProductLines: ...

    @property
    def plans(self) -> Plans: ...

    @property
    def budgets(self) -> Budgets: ...

    @property
    def expenses(self) -> Expenses: ...

    @property
    def notes(self) -> Notes: ...


class ProjectsReading(Reading, Protocol):
    """For looking: views straight from the rows, one statement each."""

    def one(self, id: ProjectId) -> ProjectView:
        """Return the shop's project or raise NotFound."""

    def by_code(self, code: str) -> ProjectView: ...

    def page(self, wish: ListProjects, today: date | None) -> Page[ProjectRow]:
        """`today` is the shop's day, for what is due by it."""

    def stages(self, id: ProjectId) -> Sequence[StageView]: ...

    def notes(self, id: ProjectId, wish: ListNotes) -> Page[NoteView]: ...

    def team(self, id: ProjectId) -> TeamView:
        """Return the project's team or raise NotFound."""

    def products(self, id: ProjectId, wish: ListProducts) -> Page[ProductLineView]: ...

    def product_line(self, project_id: ProjectId, id: ProductLineId) -> ProductLineView:
        """Return the project's line or raise NotFound."""

    def plan(self, id: ProjectId) -> PlanView:
        """Return what the project was planned to take, or raise NotFound."""

    def jobs(self, ids: Collection[ProjectId], *, completed: bool) -> Sequence[JobToBill]:
        """Return customers' projects of these ids, and the completed ones if that is asked."""

    def finished(self, id: ProjectId) -> FinishedProject | None:
        """Return what a template can be made of; None of the shop's own project."""

    def budget(self, id: ProjectId) -> BudgetView:
        """Return the latest revision of the project's budget or raise NotFound."""

    def budgets(self, id: ProjectId) -> Sequence[BudgetView]: ...

    def expense(self, id: ExpenseId) -> ExpenseView:
        """Return the shop's expense or raise NotFound."""

    def spent(self, id: ProjectId) -> Mapping[str, Money]:
        """Return what was spent on the project, by category."""

    def expenses(self, wish: ListExpenses) -> Page[ExpenseView]: ...

    def has(self, id: ProjectId) -> bool: ...

    def is_open(self, id: ProjectId) -> bool: ...

    def customer_of(self, id: ProjectId) -> CustomerId | None: ...

    def has_stage(self, id: ProjectId, stage_id: StageInstanceId) -> bool: ...

    def stage_station(self, id: ProjectId, stage_id: StageInstanceId) -> StationId | None: ...

    def current_stage(self, id: ProjectId) -> StageInstanceId | None: ...

    def operations(self) -> ProjectId | None: ...

    def codes_of_customer(self, customer_id: CustomerId, limit: int) -> Sequence[str]: ...

    def count_at_station(self, id: StationId) -> int:
        """Return how many open projects have a stage there that is not over."""


class Customers(Protocol):
    """Answered by customers."""

    def has_customer(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        """Tell whether there is one, and it is not archived."""

    def code(self, shop_id: ShopId, customer_id: CustomerId) -> str | None: ...


class Workflows(Protocol):
    """Answered by workflows."""

    def has_workflow(self, shop_id: ShopId, workflow_id: WorkflowId) -> bool: ...

    def stages(self, shop_id: ShopId, workflow_id: WorkflowId) -> Sequence[StageSource]: ...

    def default_workflow(self, shop_id: ShopId) -> WorkflowId | None: ...


class Directory(Protocol):
    """Answered by accounts."""

    def has_employee(self, shop_id: ShopId, employee_id: EmployeeId) -> bool: ...


class Terms(Protocol):
    """How the shop works, as far as a project asks."""

    @property
    def currency(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def pop_days(self) -> int: ...

    @property
    def numbering(self) -> Mapping[str, str]: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...


class Files(Protocol):
    """Answered by documents."""

    def has_file(self, shop_id: ShopId, file_id: FileId) -> bool: ...


class Work(Protocol):
    """Answered by tasks."""

    def has_open_tasks(self, shop_id: ShopId, project_id: ProjectId) -> bool: ...

    def has_tasks(self, shop_id: ShopId, project_id: ProjectId) -> bool: ...


class Revenue(Protocol):
    """Answered by sales."""

    def total_of_project(self, shop_id: ShopId, project_id: ProjectId) -> Money | None: ...

    def quoted_of_project(self, shop_id: ShopId, project_id: ProjectId) -> Money | None: ...

    def has_quote(self, shop_id: ShopId, project_id: ProjectId) -> bool: ...


class Product(Protocol):
    """What a job copies of a product."""

    @property
    def sku_code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def workflow_id(self) -> WorkflowId | None: ...

    @property
    def is_archived(self) -> bool: ...


class BillLine(Protocol):
    """A stock item that a product takes; `quantity` is with waste."""

    @property
    def item_id(self) -> StockItemId: ...

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def quantity(self) -> Decimal: ...

    @property
    def net_quantity(self) -> Decimal: ...

    @property
    def waste_factor(self) -> Decimal: ...

    @property
    def unit_cost(self) -> Decimal | UnsetType | None: ...

    @property
    def cost(self) -> Money | UnsetType | None: ...


class BillTask(Protocol):
    @property
    def title(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def planned(self) -> timedelta | None: ...

    @property
    def workflow_stage_id(self) -> StageId | None: ...

    @property
    def stage_name(self) -> str: ...


class Bill(Protocol):
    """All that so many of a product take."""

    @property
    def materials(self) -> Sequence[BillLine]: ...

    @property
    def tasks(self) -> Sequence[BillTask]: ...

    @property
    def labour(self) -> timedelta: ...

    @property
    def hourly_rate(self) -> Money | UnsetType | None: ...

    @property
    def labour_cost(self) -> Money | UnsetType | None: ...

    @property
    def planned_cost(self) -> Money | UnsetType | None: ...

    @property
    def price(self) -> Money | UnsetType | None: ...


class Products(Protocol):
    """Answered by products."""

    def card(self, shop_id: ShopId, product_id: ProductId) -> Product | None: ...

    def price(
        self, shop_id: ShopId, product_id: ProductId, quantity: Decimal
    ) -> Decimal | None: ...

    def bill(self, shop_id: ShopId, product_id: ProductId, quantity: Decimal) -> Bill | None: ...
