"""Pages of the reports: a time, charts with the tables they are drawn from, files to take away."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter
from msgspec import UNSET, Struct
from msgspec.structs import replace

from nexus.analytics.messages import ListCosting, MonthSales, Within
from nexus.analytics.service import AnalyticsService
from nexus.kernel.money import Money
from nexus.platform.http import Caller, Cursor
from nexus.platform.web.pages import Shown

Service = NamedDependency[AnalyticsService]
READ = "analytics.read"
Preset = Literal["month", "last_month", "quarter", "twelve", "year", "last_year", "all", "own"]
Chosen = Annotated[Preset | None, QueryParameter(name="period")]
First = Annotated[date | None, QueryParameter(name="from", description="The first day.")]
Last = Annotated[date | None, QueryParameter(name="to", description="The last day.")]
USUAL: Preset = "twelve"
LISTED = 100  # rows of a report on a page; the file has all


class Asked(Struct, frozen=True, kw_only=True):
    """The time that a report is about. A preset moves on with the days, two dates stay."""

    preset: Preset
    first: date | None
    last: date | None

    @property
    def within(self) -> Within:
        return Within(first=self.first, last=self.last)

    @property
    def query(self) -> str:
        """Return what an address says of it, so that another report is of the same time."""
        if self.preset != "own":
            return urlencode({"period": self.preset})
        said = {"from": self.first, "to": self.last}
        return urlencode({name: day.isoformat() for name, day in said.items() if day})

    @property
    def days(self) -> str:
        """Return what the address of a file says of it."""
        said = {"from": self.first, "to": self.last}
        return urlencode({name: day.isoformat() for name, day in said.items() if day})


def asked(show: Shown, preset: Chosen = None, first: First = None, last: Last = None) -> Asked:
    """Read the time; two days that are the wrong way round are meant the other way round."""
    if preset in (None, "own") and (first or last):
        if first and last and first > last:
            first, last = last, first
        return Asked(preset="own", first=first, last=last)
    chosen: Preset = preset if preset not in (None, "own") else USUAL
    begin, end = SPANS[chosen](show.formats.today())
    return Asked(preset=chosen, first=begin, last=end)


def _month(day: date, back: int = 0) -> date:
    """Return the first day of the month, or of one before it."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _every(found: Sequence[MonthSales]) -> Sequence[MonthSales]:
    """Fill in the months between in which nothing was sold, if it was sold in one currency."""
    if len(found) < 2 or len({it.currency for it in found}) > 1:
        return found
    known = {it.month: it for it in found}
    count = (max(known).year - min(known).year) * 12 + max(known).month - min(known).month
    return [
        known.get(month) or _nothing(month, found[0])
        for month in (_month(max(known), back) for back in range(count, -1, -1))
    ]


def _nothing(month: date, like: MonthSales) -> MonthSales:
    none = Money.of(0, like.currency) if like.net_price is not UNSET else UNSET
    sums = ("net_price", "tax_price", "total_price", "paid_price")
    return replace(like, month=month, invoices=0, credit_notes=0, **dict.fromkeys(sums, none))


Span = tuple[date | None, date | None]
ONE = timedelta(days=1)
SPANS: dict[Preset, Callable[[date], Span]] = {
    "month": lambda today: (_month(today), today),
    "last_month": lambda today: (_month(today, 1), _month(today) - ONE),
    "quarter": lambda today: (_month(today, (today.month - 1) % 3), today),
    "twelve": lambda today: (_month(today, 11), today),
    "year": lambda today: (date(today.year, 1, 1), today),
    "last_year": lambda today: (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    "all": lambda today: (None, None),
}
Time = NamedDependency[Asked]


class ReportPages(Controller):
    path = "/reports"
    include_in_schema = False
    dependencies = {"asked": Provide(asked, sync_to_thread=False)}  # noqa: RUF012 (the framework's)

    @get("/", permission=READ, sync_to_thread=True)
    def reports_page(
        self, analytics: Service, actor: Caller, show: Shown, asked: Time
    ) -> Response[Any]:
        """Show what was sold and made in a time, and where to read more."""
        return show(
            "analytics/index.html",
            asked=asked,
            months=_every(analytics.sales_by_month(actor, asked.within).items),
            made=analytics.production(actor, asked.within),
        )

    @get("/sales", permission=READ, sync_to_thread=True)
    def sales_report_page(
        self, analytics: Service, actor: Caller, show: Shown, asked: Time
    ) -> Response[Any]:
        """Show what was invoiced by month, and who owes for how long."""
        return show(
            "analytics/sales.html",
            asked=asked,
            months=_every(analytics.sales_by_month(actor, asked.within).items),
            owed=analytics.receivables(actor).items,
        )

    @get("/jobs", permission=READ, sync_to_thread=True)
    def jobs_report_page(
        self, analytics: Service, actor: Caller, show: Shown, asked: Time
    ) -> Response[Any]:
        """Show how long jobs took, and which took longer than planned."""
        over = analytics.efficiency(actor, asked.within).items
        return show(
            "analytics/jobs.html",
            asked=asked,
            lead=analytics.lead_time(actor, asked.within).items,
            over=over[:LISTED],
            total=len(over),
        )

    @get("/profitability", permission=READ, sync_to_thread=True)
    def profitability_page(
        self, analytics: Service, actor: Caller, show: Shown, asked: Time, cursor: Cursor = None
    ) -> Response[Any]:
        """Show what jobs cost and bring, of those that were taken on in the time."""
        wish = ListCosting(first=asked.first, last=asked.last, cursor=cursor, total=True)
        return show(
            "analytics/profitability.html", asked=asked, page=analytics.costings(actor, wish)
        )

    @get("/customers", permission=READ, sync_to_thread=True)
    def customers_report_page(
        self, analytics: Service, actor: Caller, show: Shown, asked: Time
    ) -> Response[Any]:
        """Show what customers brought."""
        rows = analytics.customers(actor, asked.within).items
        return show("analytics/customers.html", asked=asked, rows=rows[:LISTED], total=len(rows))

    @get("/operators", permission=READ, sync_to_thread=True)
    def operators_report_page(
        self, analytics: Service, actor: Caller, show: Shown, asked: Time
    ) -> Response[Any]:
        """Show what people worked and made, and what waits for them."""
        return show(
            "analytics/operators.html",
            asked=asked,
            made=analytics.production(actor, asked.within),
            load=analytics.workload(actor),
        )

    @get("/stations", permission=READ, sync_to_thread=True)
    def stations_report_page(
        self,
        analytics: Service,
        actor: Caller,
        show: Shown,
        asked: Time,
        free: FromQuery[bool] = False,
    ) -> Response[Any]:
        """Show what waits at the stations, or at the free ones, as it is now."""
        load = analytics.workload(actor)
        return show("analytics/stations.html", asked=asked, load=load, free=free)

    @get("/stock", permission=READ, sync_to_thread=True)
    def stock_report_page(
        self, analytics: Service, actor: Caller, show: Shown, asked: Time
    ) -> Response[Any]:
        """Show what stock is worth, and what moved in the time."""
        return show("analytics/stock.html", asked=asked, stock=analytics.stock(actor, asked.within))
