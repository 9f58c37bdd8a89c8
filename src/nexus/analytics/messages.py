"""What crosses the module's border: wishes in, figures out. Money is without tax."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from nexus.analytics.domain import Basis
from nexus.kernel.ids import CustomerId, EmployeeId, ProjectId, StationId, StockItemId
from nexus.kernel.sight import AsCost, Cost, Price

R = TypeVar("R")
Percent = Decimal | None
CostPercent = Annotated[Decimal | UnsetType | None, AsCost]

PERMISSIONS = {
    "analytics.read": "See reports.",
    "analytics.export": "Take reports away as CSV or XLSX.",
}

CostingSort = Literal["-created_at", "created_at"]


class Within(Struct, frozen=True, kw_only=True):
    """Days in the shop's zone, both inclusive; open where None."""

    first: date | None = None
    last: date | None = None


class Report(Struct, Generic[R], frozen=True, kw_only=True):
    """`first` and `last` are the days asked for."""

    first: date | None
    last: date | None
    items: Sequence[R]


class Kept(Struct, frozen=True, kw_only=True):
    """Figures that were counted before they are asked for; `body` is JSON, of the metric's kind."""

    metric: str
    month_on: date
    zone: str
    body: str


# The overview


class Recent(Struct, frozen=True, kw_only=True):
    id: UUID
    code: str
    name: str
    created_at: datetime


class Figure(Struct, frozen=True, kw_only=True):
    """A count, and the list of the API that it is the length of."""

    count: int
    list: str


class Overview(Struct, frozen=True, kw_only=True):
    """L-060 to L-064. Active projects are approved, queued and in progress."""

    at: datetime
    customers: Figure
    projects: Figure
    active_projects: Figure
    overdue_projects: Figure
    open_tasks: Figure
    running_timers: Figure
    products: Figure
    files: Figure
    stock_items: Figure
    low_stock: Figure
    open_quotes: Figure
    open_invoices: Figure
    overdue_invoices: Figure
    queue: Figure | None = None
    owed_price: Price = UNSET
    overdue_price: Price = UNSET
    invoiced_this_month_price: Price = UNSET
    stock_value_cost: Cost = UNSET
    recent_customers: Sequence[Recent]
    recent_projects: Sequence[Recent]
    recent_products: Sequence[Recent]
    recent_files: Sequence[Recent]


# Projects


class LeadTime(Struct, frozen=True, kw_only=True):
    """Days from creation, and from the start, to completion, of what was completed then."""

    workflow: str
    completed: int
    mean_days: Percent
    median_days: Percent
    longest_days: int
    mean_days_in_work: Percent
    on_time: int
    late: int
    on_time_percent: Percent


class Efficiency(Struct, frozen=True, kw_only=True):
    """L-091, of a project: planned against worked; `efficiency` = planned / worked."""

    project_id: ProjectId
    code: str
    name: str
    planned_minutes: int
    worked_minutes: int
    variance_minutes: int
    variance_percent: Percent
    efficiency_percent: Percent


class CategoryView(Struct, frozen=True, kw_only=True):
    category: str
    category_label: str
    planned_cost: Cost = UNSET
    committed_cost: Cost = UNSET
    actual_cost: Cost = UNSET
    variance_cost: Cost = UNSET
    forecast_cost: Cost = UNSET


class CostingRow(Struct, frozen=True, kw_only=True):
    """A job in a list of jobs."""

    project_id: ProjectId
    code: str
    name: str
    customer_name: str | None
    status: str
    worked_hours: Decimal
    planned_hours: Decimal
    planned_cost: Cost = UNSET
    actual_cost: Cost = UNSET
    committed_cost: Cost = UNSET
    forecast_cost: Cost = UNSET
    price: Price = UNSET
    invoiced_price: Price = UNSET
    basis: Basis
    planned_margin_percent: CostPercent = UNSET
    margin_percent: CostPercent = UNSET


class CostingView(CostingRow, frozen=True, kw_only=True):
    """Job costing (B-01). margin = (price - actual cost) / price.

    Planned are the latest budget's lines, else what the product's plan says, else the tasks.
    Forecast: for each category no less than its plan until the job is over.
    """

    by_category: Sequence[CategoryView]
    profit_cost: Cost = UNSET
    forecast_margin_percent: CostPercent = UNSET


class Forecast(Struct, frozen=True, kw_only=True):
    """P-006, of all budgeted jobs that are not over. The formula stands in `formula`."""

    formula: str
    projects: int
    budget_cost: Cost = UNSET
    committed_cost: Cost = UNSET
    actual_cost: Cost = UNSET
    forecast_cost: Cost = UNSET
    variance_cost: Cost = UNSET
    by_category: Sequence[CategoryView]
    items: Sequence[CostingRow]


# Work


class Production(Struct, frozen=True, kw_only=True):
    """What a person worked."""

    employee_id: EmployeeId | None
    name: str
    logs: int
    hours: Decimal


class Material(Struct, frozen=True, kw_only=True):
    """Completed work by what it was made of."""

    material_type: str
    projects: int
    parts: int
    sheets: int
    hours: Decimal


class ProductionReport(Struct, frozen=True, kw_only=True):
    """L-090."""

    first: date | None
    last: date | None
    logs: int
    hours: Decimal
    completed_projects: int
    parts: int
    sheets: int
    by_employee: Sequence[Production]
    by_material: Sequence[Material]


class Load(Struct, frozen=True, kw_only=True):
    """What waits at a station, or for a person. Who is free works here, and has nothing begun."""

    station_id: StationId | None = None
    employee_id: EmployeeId | None = None
    name: str
    open_tasks: int
    in_progress: int
    blocked: int
    overdue: int
    planned_hours: Decimal
    worked_hours: Decimal
    hours_left: Decimal
    is_free: bool = False

    @property
    def waiting(self) -> int:
        """Return how many of the open tasks could be begun."""
        return self.open_tasks - self.in_progress - self.blocked


class Workload(Struct, frozen=True, kw_only=True):
    by_station: Sequence[Load]
    by_employee: Sequence[Load]
    unassigned: Load


# Stock


class StockCategory(Struct, frozen=True, kw_only=True):
    category: str
    items: int
    low: int
    value_cost: Cost = UNSET


class LowStock(Struct, frozen=True, kw_only=True):
    id: StockItemId
    code: str
    name: str
    unit: str
    on_hand: Decimal
    reserved: Decimal
    reorder_level: Decimal | None


class Flow(Struct, frozen=True, kw_only=True):
    kind: str
    movements: int
    value_cost: Cost = UNSET


class Moved(Struct, frozen=True, kw_only=True):
    moved_on: date
    item_code: str
    item_name: str
    kind: str
    quantity: Decimal
    unit: str
    reference: str
    value_cost: Cost = UNSET


class StockReport(Struct, frozen=True, kw_only=True):
    """L-092; the value is the sum of what each item's stock cost."""

    first: date | None
    last: date | None
    items: int
    value_cost: Cost = UNSET
    by_category: Sequence[StockCategory]
    low: Sequence[LowStock]
    flows: Sequence[Flow]
    last_movements: Sequence[Moved]


# Money


class CustomerFigures(Struct, frozen=True, kw_only=True):
    """L-093. Revenue is what was invoiced in the time asked for, without tax; hours and cost are
    what was worked, used and spent then on their jobs."""

    customer_id: CustomerId
    code: str
    name: str
    projects: int
    active: int
    completed: int
    hours: Decimal
    revenue_price: Price = UNSET
    owed_price: Price = UNSET
    cost: Cost = UNSET
    margin_percent: CostPercent = UNSET


class MonthSales(Struct, frozen=True, kw_only=True):
    month: date
    currency: str
    invoices: int
    credit_notes: int
    net_price: Price = UNSET
    tax_price: Price = UNSET
    total_price: Price = UNSET
    paid_price: Price = UNSET


class Aged(Struct, frozen=True, kw_only=True):
    """What a customer owes by how long it is overdue, in days."""

    customer_id: CustomerId
    code: str
    name: str
    currency: str
    invoices: int
    not_due_price: Price = UNSET
    to_30_price: Price = UNSET
    to_60_price: Price = UNSET
    to_90_price: Price = UNSET
    over_90_price: Price = UNSET
    owed_price: Price = UNSET


class ListCosting(Struct, frozen=True, kw_only=True):
    """Jobs that were created in the period."""

    first: date | None = None
    last: date | None = None
    customer_id: CustomerId | None = None
    is_open: bool | None = None
    sort: CostingSort = "-created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False
