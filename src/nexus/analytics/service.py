"""The reports. Each is a look: analytics changes nothing (R6)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from nexus.analytics.domain import Cost, Period, add_up, hours, margin
from nexus.analytics.messages import (
    Aged,
    CategoryView,
    CostingRow,
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
from nexus.analytics.ports import AnalyticsReading, Job, Settings, Snapshots, Terms
from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.ids import ProjectId, ShopId
from nexus.kernel.money import Money
from nexus.kernel.page import Page

T = TypeVar("T")

LABELS = {"outside": "Outside work"}
FORMULA = (
    "Forecast at completion, for each category of each job: the larger of its budget and of what "
    "is spent and committed so far. Variance: budget less forecast."
)


class AnalyticsService:
    def __init__(
        self,
        reading: Callable[[ShopId], AnalyticsReading],
        settings: Settings,
        clock: Clock,
        snapshots: Snapshots,
    ) -> None:
        self._snapshots = snapshots
        self._reading = reading
        self._settings = settings
        self._clock = clock

    def overview(self, actor: Actor) -> Overview:
        actor.require("analytics.read")
        now = self._clock()
        with self._reading(actor.shop_id) as look:
            terms = self._settings.terms(actor.shop_id)
            today = day_of(now, terms.timezone)
            return actor.sees(look.overview(now, today, terms.currency))

    def lead_time(self, actor: Actor, wish: Within) -> Report[LeadTime]:
        return self._report(actor, wish, lambda look, period, terms: look.lead_times(period))

    def efficiency(self, actor: Actor, wish: Within) -> Report[Efficiency]:
        return self._report(actor, wish, lambda look, period, terms: look.efficiency(period))

    def sales_by_month(self, actor: Actor, wish: Within) -> Report[MonthSales]:
        return self._report(actor, wish, lambda look, period, terms: look.sales_by_month(period))

    def customers(self, actor: Actor, wish: Within) -> Report[CustomerFigures]:
        return self._report(
            actor, wish, lambda look, period, terms: look.customers(period, terms.hourly_rate)
        )

    def production(self, actor: Actor, wish: Within) -> ProductionReport:
        return self._ask(actor, wish, lambda look, period, terms: look.production(period))

    def stock(self, actor: Actor, wish: Within) -> StockReport:
        return self._ask(
            actor, wish, lambda look, period, terms: look.stock(period, terms.currency)
        )

    def workload(self, actor: Actor) -> Workload:
        return self._ask(
            actor,
            Within(),
            lambda look, period, terms: look.workload(self._clock(), self._today(terms)),
        )

    def receivables(self, actor: Actor) -> Report[Aged]:
        return self._report(
            actor, Within(), lambda look, period, terms: look.receivables(self._today(terms))
        )

    # Costing

    def costing(self, actor: Actor, project_id: ProjectId) -> CostingView:
        """Set planned against actual for one job."""
        return self._ask(
            actor,
            Within(),
            lambda look, period, terms: _costing(
                look.job(project_id, terms.hourly_rate), terms.currency
            ),
        )

    def costings(self, actor: Actor, wish: ListCosting) -> Page[CostingRow]:
        """Set planned against actual for many jobs."""

        def ask(look: AnalyticsReading, period: Period, terms: Terms) -> Page[CostingRow]:
            found = look.jobs(wish, period, terms.hourly_rate)
            rows = [_row(job, terms.currency) for job in found.items]
            return Page(items=rows, next=found.next, total=found.total)

        return self._ask(actor, Within(first=wish.first, last=wish.last), ask)

    def forecast(self, actor: Actor) -> Forecast:
        """Tell what the budgeted jobs that are not over will come to."""
        actor.require("budgets.read")
        with self._reading(actor.shop_id) as look:
            terms = self._settings.terms(actor.shop_id)
            jobs = look.budgeted(terms.hourly_rate)
            return actor.sees(_forecast(jobs, terms.currency))

    # What is kept, so that a large shop need not wait. It all follows from what others hold.

    def keep_figures_of_now(self, actor: Actor) -> None:
        actor.require("analytics.read")
        now = self._clock()
        with self._reading(actor.shop_id) as look:
            terms = self._settings.terms(actor.shop_id)
            found = look.figures_of_now(now, self._today(terms), terms)
        self._snapshots.keep(actor.shop_id, found, now, now=True)

    def keep_figures_of_months(self, actor: Actor) -> None:
        """Count the months anew that are over: what was changed in them since, counts as well."""
        actor.require("analytics.read")
        with self._reading(actor.shop_id) as look:
            terms = self._settings.terms(actor.shop_id)
            found = look.figures_of_months(self._today(terms), terms.timezone)
        self._snapshots.keep(actor.shop_id, found, self._clock(), now=False)

    def _today(self, terms: Terms) -> Any:
        return day_of(self._clock(), terms.timezone)

    def _report(
        self, actor: Actor, wish: Within, ask: Callable[[AnalyticsReading, Period, Terms], Any]
    ) -> Report[Any]:
        rows = self._ask(actor, wish, ask)
        return Report(first=wish.first, last=wish.last, items=rows)

    def _ask(
        self, actor: Actor, wish: Within, ask: Callable[[AnalyticsReading, Period, Terms], T]
    ) -> T:
        actor.require("analytics.read")
        with self._reading(actor.shop_id) as look:
            terms = self._settings.terms(actor.shop_id)
            period = Period(wish.first, wish.last, terms.timezone)
            return actor.sees(ask(look, period, terms))


def _row(job: Job, currency: str) -> CostingRow:
    return CostingRow(**_figures(job, currency))


def _costing(job: Job, currency: str) -> CostingView:
    total = add_up(job.costs.values())
    taken, _ = job.revenue.taken(is_over=job.is_over)
    return CostingView(
        **_figures(job, currency),
        by_category=_categories(job.costs, currency, [job]),
        profit_cost=Money.of(taken - total.actual, currency),
        forecast_margin_percent=margin(taken, _forecast_of(job)),
    )


def _figures(job: Job, currency: str) -> dict[str, Any]:
    total = add_up(job.costs.values())
    taken, basis = job.revenue.taken(is_over=job.is_over)
    return {
        "project_id": job.project_id,
        "code": job.code,
        "name": job.name,
        "customer_name": job.customer_name,
        "status": job.status,
        "worked_hours": hours(job.worked),
        "planned_hours": hours(job.planned),
        "planned_cost": Money.of(total.planned, currency),
        "actual_cost": Money.of(total.actual, currency),
        "committed_cost": Money.of(total.committed, currency),
        "forecast_cost": Money.of(_forecast_of(job), currency),
        "price": Money.of(taken, currency),
        "invoiced_price": Money.of(job.revenue.invoiced, currency),
        "basis": basis,
        "planned_margin_percent": margin(taken, total.planned),
        "margin_percent": margin(taken, total.actual),
    }


def _forecast_of(job: Job) -> int:
    return sum(cost.forecast(is_over=job.is_over) for cost in job.costs.values())


def _categories(
    costs: Mapping[str, Cost], currency: str, jobs: Iterable[Job]
) -> list[CategoryView]:
    several = list(jobs)
    views = []
    for name, cost in costs.items():
        mine = [(job.costs[name], job.is_over) for job in several if name in job.costs]
        forecast = sum(it.forecast(is_over=over) for it, over in mine)
        views.append(
            CategoryView(
                category=name,
                category_label=LABELS.get(name, name.capitalize()),
                planned_cost=Money.of(cost.planned, currency),
                committed_cost=Money.of(cost.committed, currency),
                actual_cost=Money.of(cost.actual, currency),
                variance_cost=Money.of(cost.planned - forecast, currency),
                forecast_cost=Money.of(forecast, currency),
            )
        )
    return views


def _forecast(jobs: Iterable[Job], currency: str) -> Forecast:
    several = list(jobs)
    names = sorted({name for job in several for name in job.costs})
    costs = {
        name: add_up(job.costs[name] for job in several if name in job.costs) for name in names
    }
    total = add_up(costs.values())
    forecast = sum(_forecast_of(job) for job in several)
    return Forecast(
        formula=FORMULA,
        projects=len(several),
        budget_cost=Money.of(total.planned, currency),
        committed_cost=Money.of(total.committed, currency),
        actual_cost=Money.of(total.actual, currency),
        forecast_cost=Money.of(forecast, currency),
        variance_cost=Money.of(total.planned - forecast, currency),
        by_category=_categories(costs, currency, several),
        items=[_row(job, currency) for job in several],
    )
