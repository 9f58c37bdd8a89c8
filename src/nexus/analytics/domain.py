"""How figures follow from figures: margins, variances, forecasts, periods. All in minor units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

from nexus.kernel.errors import Invalid
from nexus.kernel.exact import half_up

EARLIEST, LATEST = date(1990, 1, 1), date(2200, 12, 31)
NOW = date(1, 1, 1)  # the month of what is no month's
HOUR = 3600  # seconds


class Basis(StrEnum):
    """What a job's revenue is taken from."""

    INVOICED = "invoiced"
    QUOTED = "quoted"
    ESTIMATED = "estimated"
    NONE = "none"


@dataclass(frozen=True)
class Period:
    """Days in the shop's zone, both inclusive; None is open."""

    first: date | None = None
    last: date | None = None
    zone: str = "UTC"

    def __post_init__(self) -> None:
        for name, day in (("from", self.first), ("to", self.last)):
            if day is not None and not EARLIEST <= day <= LATEST:
                raise Invalid("That is too far away.", name)
        if self.first and self.last and self.last < self.first:
            raise Invalid("A period ends after it begins.", "to")

    @property
    def since(self) -> datetime | None:
        return None if self.first is None else _start_of(self.first, self.zone)

    @property
    def before(self) -> datetime | None:
        """The instant after the last day."""
        return None if self.last is None else _start_of(self.last + timedelta(days=1), self.zone)


def _start_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """One category of a job: what was planned, what is ordered, what was spent."""

    planned: int = 0
    committed: int = 0
    actual: int = 0

    def forecast(self, *, is_over: bool) -> int:
        """Return what it will come to: no less than the plan until the job is over."""
        so_far = self.actual + self.committed
        return so_far if is_over else max(self.planned, so_far)


def add_up(costs: Iterable[Cost]) -> Cost:
    parts = list(costs)
    return Cost(
        planned=sum(it.planned for it in parts),
        committed=sum(it.committed for it in parts),
        actual=sum(it.actual for it in parts),
    )


@dataclass(frozen=True)
class Revenue:
    """Without tax. What was invoiced counts once the job is over, else the larger of the two."""

    invoiced: int = 0
    quoted: int | None = None
    estimated: int | None = None

    def taken(self, *, is_over: bool) -> tuple[int, Basis]:
        agreed, basis = (
            (self.quoted, Basis.QUOTED)
            if self.quoted is not None
            else (self.estimated, Basis.ESTIMATED)
            if self.estimated is not None
            else (0, Basis.NONE)
        )
        if self.invoiced and (is_over or self.invoiced >= (agreed or 0)):
            return self.invoiced, Basis.INVOICED
        return agreed or 0, basis


def labour_cost(second_rates: Mapping[int, int] | Iterable[tuple[int, int]]) -> int:
    """Return the cost of (seconds, rate an hour) pairs, rounded half up once."""
    pairs = second_rates.items() if isinstance(second_rates, Mapping) else second_rates
    return half_up(Fraction(sum(seconds * rate for seconds, rate in pairs), HOUR))


def percent(part: int, whole: int, digits: int = 1) -> Decimal | None:
    """Return how many percent; None of nothing (ruling 27)."""
    if whole == 0:
        return None
    return rounded(Fraction(part * 100, whole), digits)


def rounded(exact: Fraction, digits: int) -> Decimal:
    step = Decimal(1).scaleb(-digits)
    return Decimal(half_up(exact * 10**digits)).scaleb(-digits).quantize(step, ROUND_HALF_UP)


def margin(revenue: int, cost: int) -> Decimal | None:
    """Return profit / revenue in percent."""
    return percent(revenue - cost, revenue)


def hours(seconds: int) -> Decimal:
    return rounded(Fraction(seconds, HOUR), 2)


def middle(values: Iterable[int], digits: int = 1) -> Decimal | None:
    found = sorted(values)
    return rounded(Fraction(median(found)), digits) if found else None


def mean(values: Iterable[int], digits: int = 1) -> Decimal | None:
    found = list(values)
    return rounded(Fraction(sum(found), len(found)), digits) if found else None
