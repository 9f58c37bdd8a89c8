"""Which days a shop works, and what that means for dates.

Rules on paper: a job is scheduled for today if today is a business day and it is before the
shop's cut-off, else for the next business day.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @classmethod
    def of(cls, day: date) -> "Weekday":
        return tuple(cls)[day.weekday()]


class Closed(StrEnum):
    """Why nobody works on a day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    OWN = "own"


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """`holidays` names those of a year; `closing_days` are the shop's own."""

    timezone: str
    cut_off: time
    working_days: frozenset[Weekday]
    closing_days: Mapping[date, str]
    holidays: Callable[[int], Mapping[date, str]]

    def closed(self, day: date) -> tuple[Closed, str] | None:
        """Return why the shop is closed and what the day is called; None on a business day."""
        if (name := self.closing_days.get(day)) is not None:
            return Closed.OWN, name
        if (name := self.holidays(day.year).get(day)) is not None:
            return Closed.HOLIDAY, name
        return None if Weekday.of(day) in self.working_days else (Closed.WEEKEND, "")

    def is_business_day(self, day: date) -> bool:
        return self.closed(day) is None

    def next_business_day(self, day: date) -> date:
        """Return the first business day after the day."""
        return self.add_business_days(day, 1)

    def add_business_days(self, day: date, days: int) -> date:
        """Count business days onwards, or back if negative; 0 is the day itself, open or not.

        At the end of the calendar (year 9999, or year 1) there is nothing to count.
        """
        left = abs(days)
        for reached in _walk(day, ONE_DAY if days > 0 else -ONE_DAY) if left else ():
            day = reached
            left -= self.is_business_day(day)
            if not left:
                break
        return day

    def scheduled_day(self, at: datetime) -> date:
        """Return the day that work released at this instant is planned for."""
        local = at.astimezone(ZoneInfo(self.timezone))
        today = local.date()
        if local.time() < self.cut_off and self.is_business_day(today):
            return today
        return self.next_business_day(today)


def _walk(day: date, step: timedelta) -> Iterator[date]:
    while date.min < day < date.max:
        day += step
        yield day
