"""What the analytics module needs from the world, in its own words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from nexus.analytics.domain import Cost, Period, Revenue
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
from nexus.kernel.ids import ProjectId, ShopId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading


class Job(Protocol):
    """A job's figures in minor units of the shop's currency; times in seconds."""

    @property
    def project_id(self) -> ProjectId: ...

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def customer_name(self) -> str | None: ...

    @property
    def status(self) -> str: ...

    @property
    def is_over(self) -> bool: ...

    @property
    def worked(self) -> int: ...

    @property
    def planned(self) -> int: ...

    @property
    def revenue(self) -> Revenue: ...

    @property
    def costs(self) -> Mapping[str, Cost]: ...


class AnalyticsReading(Reading, Protocol):
    def overview(self, now: datetime, today: date, currency: str) -> Overview: ...

    def lead_times(self, period: Period) -> Sequence[LeadTime]: ...

    def efficiency(self, period: Period) -> Sequence[Efficiency]: ...

    def production(self, period: Period) -> ProductionReport: ...

    def workload(self, now: datetime, today: date) -> Workload: ...

    def stock(self, period: Period, currency: str) -> StockReport: ...

    def sales_by_month(self, period: Period) -> Sequence[MonthSales]: ...

    def receivables(self, today: date) -> Sequence[Aged]: ...

    def customers(self, period: Period, rate: Money) -> Sequence[CustomerFigures]:
        """Return what customers brought and took. `rate` is the shop's, for an hour."""

    def job(self, id: ProjectId, rate: Money) -> Job:
        """Return the figures of a job or raise NotFound. `rate` is the shop's, for an hour."""

    def jobs(self, wish: ListCosting, period: Period, rate: Money) -> Page[Job]: ...

    def budgeted(self, rate: Money) -> Sequence[Job]: ...

    def figures_of_now(self, now: datetime, today: date, terms: "Terms") -> Sequence[Kept]:
        """Count what is kept of now: nothing in a shop where that takes no time."""

    def figures_of_months(self, today: date, zone: str) -> Sequence[Kept]:
        """Count what is kept of the months that are over, where there is much in them."""


class Snapshots(Protocol):
    """The cache of kept figures. If it is lost, reports take longer."""

    def keep(self, shop_id: ShopId, rows: Sequence[Kept], at: datetime, *, now: bool) -> None:
        """Put these in the place of all that is kept: of now, or of the months."""


class Terms(Protocol):
    @property
    def timezone(self) -> str: ...

    @property
    def currency(self) -> str: ...

    @property
    def hourly_rate(self) -> Money: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...
