"""What the service looks at."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from nexus.analytics.adapters.db import money, overview, spending, stock, waiting, work
from nexus.analytics.adapters.db.costing import Job, Sums
from nexus.analytics.adapters.db.snapshots import (
    DAY,
    Tally,
    added_up,
    is_large,
    kept,
    next_month,
    of_now,
)
from nexus.analytics.adapters.db.tables import c, joined, t
from nexus.analytics.adapters.db.tallies import (
    EfficiencyTally,
    LeadTally,
    ProductionTally,
    SpentTally,
)
from nexus.analytics.domain import NOW, Period
from nexus.analytics.messages import (
    Aged,
    CustomerFigures,
    Efficiency,
    Kept,
    LeadTime,
    ListCosting,
    MonthSales,
    Overview,
    ProductionReport,
    StockReport,
    Workload,
)
from nexus.analytics.ports import Terms
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ProjectId, ShopId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.platform.listing import page
from nexus.platform.transaction import SqlReading

OVER = ("completed", "cancelled")
MOST = 200  # budgeted jobs of a forecast
MANY = 1_000  # jobs or time logs of a month that is worth keeping
# How the part of a report is counted that adds up.
COUNTS: Mapping[str, Callable[[sa.Connection, ShopId, Period], Any]] = {
    "lead_time": work.leads,
    "efficiency": work.overruns,
    "production": work.produced,
    "customers": spending.spent,
}
T = TypeVar("T", bound=Tally)


class SqlAnalyticsReading(SqlReading):
    def overview(self, now: datetime, today: date, currency: str) -> Overview:
        return overview.overview(self.connection, self.shop_id, now, today, currency)

    def lead_times(self, period: Period) -> Sequence[LeadTime]:
        found = self._added_up("lead_time", period, LeadTally)
        return work.lead_time_rows(self.connection, self.shop_id, found)

    def efficiency(self, period: Period) -> Sequence[Efficiency]:
        found = self._added_up("efficiency", period, EfficiencyTally)
        return work.efficiency_rows(self.connection, self.shop_id, found)

    def production(self, period: Period) -> ProductionReport:
        found = self._added_up("production", period, ProductionTally)
        return work.production_report(self.connection, self.shop_id, period, found)

    def workload(self, now: datetime, today: date) -> Workload:
        kept = of_now(self.connection, self.shop_id, "workload", now, Workload)
        return kept or waiting.workload(self.connection, self.shop_id, today)

    def stock(self, period: Period, currency: str) -> StockReport:
        return stock.stock(self.connection, self.shop_id, period, currency)

    def sales_by_month(self, period: Period) -> Sequence[MonthSales]:
        return money.sales_by_month(self.connection, self.shop_id, period)

    def receivables(self, today: date) -> Sequence[Aged]:
        return money.receivables(self.connection, self.shop_id, today)

    def customers(self, period: Period, rate: Money) -> Sequence[CustomerFigures]:
        rows = money.customers(self.connection, self.shop_id, period, rate.currency)
        shown = [row.customer_id for row in rows]

        def count(part: Period) -> SpentTally:
            return spending.spent(self.connection, self.shop_id, part, shown)

        spent = added_up(self.connection, self.shop_id, "customers", period, SpentTally, count)
        return spending.with_costs(rows, spent, rate)

    # What is kept of a large shop

    def figures_of_now(self, now: datetime, today: date, terms: Terms) -> Sequence[Kept]:
        if not is_large(self.connection, self.shop_id):
            return []
        here = self.connection, self.shop_id
        found = {
            "overview": overview.counted(*here, now, today, terms.currency),
            "workload": waiting.workload(*here, today),
        }
        return [kept(metric, NOW, terms.timezone, it) for metric, it in found.items()]

    def figures_of_months(self, today: date, zone: str) -> Sequence[Kept]:
        begun = work.begun_on(self.connection, self.shop_id, zone)
        month, found = (begun or today).replace(day=1), []
        while (following := next_month(month)) <= today:
            period = Period(month, following - DAY, zone)
            for metric, count in COUNTS.items():
                tally = count(self.connection, self.shop_id, period)
                if tally.size >= MANY:
                    found.append(kept(metric, month, zone, tally))
            month = following
        return found

    def _added_up(self, metric: str, period: Period, kind: type[T]) -> T:
        def count(part: Period) -> T:
            tally: T = COUNTS[metric](self.connection, self.shop_id, part)
            return tally

        return added_up(self.connection, self.shop_id, metric, period, kind, count)

    # Costing

    def job(self, id: ProjectId, rate: Money) -> Job:
        query = self._jobs().where(c("projects_project").id == id)
        jobs, estimates = self._read(self.connection.execute(query).all())
        if not jobs:
            raise NotFound("There is no such project.")
        self._fill(jobs, estimates, rate)
        return jobs[0]

    def jobs(self, wish: ListCosting, period: Period, rate: Money) -> Page[Job]:
        it = c("projects_project")
        query = self._jobs().where(it.kind == "job", *work.within(it.created_at, period))
        if wish.customer_id is not None:
            query = query.where(it.customer_id == wish.customer_id)
        if wish.is_open is not None:
            over = it.status.in_(OVER)
            query = query.where(~over if wish.is_open else over)
        rows = page(
            self.connection,
            query,
            lambda row: row,
            sorts={"created_at": it.created_at},
            id=it.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )
        jobs, estimates = self._read(rows.items)
        self._fill(jobs, estimates, rate)
        return Page(items=jobs, next=rows.next, total=rows.total)

    def budgeted(self, rate: Money) -> Sequence[Job]:
        """Return the jobs with a budget that are not over."""
        it, budget = c("projects_project"), c("projects_budget")
        budgeted = sa.select(budget.project_id).where(
            budget.shop_id == self.shop_id, budget.status != "superseded"
        )
        query = self._jobs().where(it.id.in_(budgeted), it.status.not_in(OVER)).limit(MOST)
        jobs, estimates = self._read(
            self.connection.execute(query.order_by(it.created_at.desc())).all()
        )
        self._fill(jobs, estimates, rate)
        return jobs

    def _jobs(self) -> sa.Select[tuple[object, ...]]:
        it, customer = c("projects_project"), c("customers_customer")
        columns = (it.id, it.code, it.name, it.status, it.estimated_price_minor, it.created_at)
        query: sa.Select[tuple[object, ...]] = (
            sa.select(*columns, customer.name.label("customer_name"))
            .select_from(
                t("projects_project").outerjoin(
                    t("customers_customer"),
                    joined("projects_project", "customers_customer", "customer_id"),
                )
            )
            .where(it.shop_id == self.shop_id)
        )
        return query

    def _read(
        self, rows: Sequence[sa.Row[tuple[object, ...]]]
    ) -> tuple[list[Job], dict[object, int | None]]:
        jobs = [
            Job(
                project_id=row.id,
                code=row.code,
                name=row.name,
                customer_name=row.customer_name,
                status=str(row.status),
                is_over=row.status in OVER,
            )
            for row in rows
        ]
        return jobs, {row.id: row.estimated_price_minor for row in rows}

    def _fill(self, jobs: list[Job], estimates: dict[object, int | None], rate: Money) -> None:
        if jobs:
            ids = [job.project_id for job in jobs]
            sums = Sums(self.connection, self.shop_id, ids, rate.currency, rate.minor)
            sums.fill(jobs, estimates)
