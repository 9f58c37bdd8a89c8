"""REST of the reports: as JSON, or as a file for a spreadsheet."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, PathParameter, QueryParameter
from msgspec import Struct

from nexus.analytics.messages import (
    Aged,
    CostingRow,
    CostingSort,
    CostingView,
    CustomerFigures,
    Efficiency,
    Forecast,
    LeadTime,
    ListCosting,
    MonthSales,
    Overview,
    ProductionReport,
    Report,
    StockReport,
    Within,
    Workload,
)
from nexus.analytics.service import AnalyticsService
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import CustomerId, ProjectId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, Limit, Total
from nexus.platform.spreadsheet import MARK, lines, table, workbook

Service = NamedDependency[AnalyticsService]
READ, EXPORT = "analytics.read", "analytics.export"
From = Annotated[date | None, QueryParameter(name="from", description="The first day.")]
To = Annotated[date | None, QueryParameter(name="to", description="The last day.")]
Format = Literal["csv", "xlsx"]
Named = Annotated[
    str,
    PathParameter(
        description="lead-time, efficiency, production, inventory, customers, sales, workload, "
        "receivables or costing."
    ),
]
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Sheets = Mapping[str, Sequence[Struct]]


class AnalyticsApi(Controller):
    path = "/api/analytics"
    tags = ("analytics",)

    @get("/overview", permission=READ, sync_to_thread=True)
    def show_overview(self, analytics: Service, actor: Caller) -> Overview:
        """Show how the shop stands: what there is, what is late, what is owed."""
        return analytics.overview(actor)

    @get("/projects/lead_time", permission=READ, sync_to_thread=True)
    def show_lead_time(
        self, analytics: Service, actor: Caller, since: From = None, until: To = None
    ) -> Report[LeadTime]:
        """Show how long projects took that were completed in the time, by workflow."""
        return analytics.lead_time(actor, Within(first=since, last=until))

    @get("/projects/costing", permission=READ, sync_to_thread=True)
    def list_costing(
        self,
        analytics: Service,
        actor: Caller,
        since: From = None,
        until: To = None,
        customer_id: FromQuery[CustomerId | None] = None,
        is_open: FromQuery[bool | None] = None,
        sort: FromQuery[CostingSort] = "-created_at",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[CostingRow]:
        """List what projects cost and bring, of those that were created in the time."""
        return analytics.costings(
            actor,
            ListCosting(
                first=since,
                last=until,
                customer_id=customer_id,
                is_open=is_open,
                sort=sort,
                limit=limit,
                cursor=cursor,
                total=total,
            ),
        )

    @get("/efficiency", permission=READ, sync_to_thread=True)
    def show_efficiency(
        self, analytics: Service, actor: Caller, since: From = None, until: To = None
    ) -> Report[Efficiency]:
        """Show planned against worked minutes of what was completed; the largest overrun first."""
        return analytics.efficiency(actor, Within(first=since, last=until))

    @get("/production", permission=READ, sync_to_thread=True)
    def show_production(
        self, analytics: Service, actor: Caller, since: From = None, until: To = None
    ) -> ProductionReport:
        """Show what was worked and made, by person and by material."""
        return analytics.production(actor, Within(first=since, last=until))

    @get("/inventory", permission=READ, sync_to_thread=True)
    def show_stock_report(
        self, analytics: Service, actor: Caller, since: From = None, until: To = None
    ) -> StockReport:
        """Show what is in stock, what it is worth, what is low, and what moved in the time."""
        return analytics.stock(actor, Within(first=since, last=until))

    @get("/customers", permission=READ, sync_to_thread=True)
    def show_customer_figures(
        self, analytics: Service, actor: Caller, since: From = None, until: To = None
    ) -> Report[CustomerFigures]:
        """Show what customers brought in the time, the largest first."""
        return analytics.customers(actor, Within(first=since, last=until))

    @get("/sales", permission=READ, sync_to_thread=True)
    def show_sales_by_month(
        self, analytics: Service, actor: Caller, since: From = None, until: To = None
    ) -> Report[MonthSales]:
        """Show what was invoiced, by month and currency."""
        return analytics.sales_by_month(actor, Within(first=since, last=until))

    @get("/workload", permission=READ, sync_to_thread=True)
    def show_workload(self, analytics: Service, actor: Caller) -> Workload:
        """Show what waits at each station and for each person."""
        return analytics.workload(actor)

    @get("/receivables", permission=READ, sync_to_thread=True)
    def show_receivables(self, analytics: Service, actor: Caller) -> Report[Aged]:
        """Show who owes how much, by how long it is overdue."""
        return analytics.receivables(actor)


class ExportApi(Controller):
    path = "/api/analytics/export"
    tags = ("analytics",)

    @get("/{report:str}", permission=EXPORT, sync_to_thread=True, media_type="text/csv")
    def export_report(
        self,
        analytics: Service,
        actor: Caller,
        report: Named,
        format: FromQuery[Format] = "csv",
        since: From = None,
        until: To = None,
    ) -> Response[bytes]:
        """Take a report away as CSV or XLSX."""
        sheets = _sheets(analytics, actor, report, Within(first=since, last=until))
        tables = {name: table(rows) for name, rows in sheets.items()}
        if format == "xlsx":
            content = workbook(tables)
        else:
            parts = [lines([titles, *rows]) for titles, rows in tables.values() if titles]
            content = (MARK + "\r\n".join(parts)).encode()
        named = f'attachment; filename="{report}.{format}"'
        return Response(content, media_type=TYPES[format], headers={"Content-Disposition": named})


class ProjectCostingApi(Controller):
    path = "/api/projects/{project_id:uuid}/costing"
    tags = ("analytics",)

    @get("/", permission=READ, sync_to_thread=True)
    def show_costing(
        self, analytics: Service, actor: Caller, project_id: FromPath[ProjectId]
    ) -> CostingView:
        """Show what a project was planned to cost, what it cost, and what it brings."""
        return analytics.costing(actor, project_id)


class BudgetForecastApi(Controller):
    path = "/api/budget/forecast"
    tags = ("budgets",)

    @get("/", permission="budgets.read", sync_to_thread=True)
    def show_budget_forecast(self, analytics: Service, actor: Caller) -> Forecast:
        """Show what the budgeted projects that are not over will come to."""
        return analytics.forecast(actor)


def _sheets(analytics: AnalyticsService, actor: Actor, report: str, wish: Within) -> Sheets:
    """Return the tables of a report."""
    reports: Mapping[str, Any] = {
        "lead-time": lambda: {"Lead time": analytics.lead_time(actor, wish).items},
        "efficiency": lambda: {"Efficiency": analytics.efficiency(actor, wish).items},
        "customers": lambda: {"Customers": analytics.customers(actor, wish).items},
        "sales": lambda: {"Sales": analytics.sales_by_month(actor, wish).items},
        "receivables": lambda: {"Receivables": analytics.receivables(actor).items},
        "production": lambda: _production(analytics.production(actor, wish)),
        "inventory": lambda: _stock(analytics.stock(actor, wish)),
        "workload": lambda: _workload(analytics.workload(actor)),
        "costing": lambda: {"Costing": _all_costings(analytics, actor, wish)},
    }
    if report not in reports:
        raise NotFound("There is no such report.")
    found: Sheets = reports[report]()
    return found


def _production(report: ProductionReport) -> Sheets:
    return {"By employee": report.by_employee, "By material": report.by_material}


def _stock(report: StockReport) -> Sheets:
    return {
        "By category": report.by_category,
        "Low": report.low,
        "Flows": report.flows,
        "Last movements": report.last_movements,
    }


def _workload(report: Workload) -> Sheets:
    return {"By station": report.by_station, "By employee": report.by_employee}


def _all_costings(analytics: AnalyticsService, actor: Actor, wish: Within) -> Sequence[CostingRow]:
    """Return the jobs of the time, at most MOST of them."""
    rows: list[CostingRow] = []
    cursor = None
    while len(rows) < MOST:
        page = analytics.costings(
            actor, ListCosting(first=wish.first, last=wish.last, limit=200, cursor=cursor)
        )
        rows += page.items
        if (cursor := page.next) is None:
            break
    return rows


MOST = 10_000
