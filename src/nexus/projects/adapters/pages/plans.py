"""Jobs on a calendar: by the day they are due, and as bars from their start to that day."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from nexus.projects.messages import ProjectRow

WEEKS = 12  # that a timeline shows
WEEK = 7
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Day(NamedTuple):
    day: date
    is_inside: bool  # of the month that is shown
    jobs: Sequence[ProjectRow]


class Month(NamedTuple):
    """A month in whole weeks, which begin on the shop's first day of the week."""

    first: date
    before: str
    after: str
    weeks: Sequence[Sequence[Day]]


class Bar(NamedTuple):
    """A job in a row of the timeline: days before it, days of it, days after it."""

    job: ProjectRow
    before: int
    days: int
    after: int
    kind: str
    begins_earlier: bool
    ends_later: bool


class Timeline(NamedTuple):
    first: date
    mondays: Sequence[date]
    now: int | None  # how many days in is today
    days: int
    bars: Sequence[Bar]


def month_of(text: str | None, today: date) -> date:
    """Read "2026-03" as its first day; what makes no sense is this month."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        first = today.replace(day=1)
    return first if FIRST_YEAR <= first.year < LAST_YEAR else today.replace(day=1)


def grid_of(first: date, first_weekday: int) -> tuple[date, date]:
    """Return the first and the last day of the whole weeks that a month lies in."""
    begin = first - timedelta(days=(first.weekday() - first_weekday) % WEEK)
    last = _next(first) - timedelta(days=1)
    return begin, last + timedelta(days=(first_weekday - 1 - last.weekday()) % WEEK)


def month(first: date, first_weekday: int, jobs: Iterable[ProjectRow]) -> Month:
    begin, end = grid_of(first, first_weekday)
    by_day: dict[date, list[ProjectRow]] = {}
    for job in jobs:
        if job.due_on is not None:
            by_day.setdefault(job.due_on, []).append(job)
    days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    cells = [Day(day, day.month == first.month, by_day.get(day, ())) for day in days]
    return Month(
        first,
        f"{first - timedelta(days=1):%Y-%m}",
        f"{_next(first):%Y-%m}",
        [cells[n : n + WEEK] for n in range(0, len(cells), WEEK)],
    )


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def timeline(first: date, today: date, jobs: Iterable[ProjectRow]) -> Timeline:
    days = WEEKS * WEEK
    inside = (today - first).days
    return Timeline(
        first,
        [first + timedelta(days=WEEK * n) for n in range(WEEKS)],
        inside if 0 <= inside < days else None,
        days,
        [_bar(job, first, days, today) for job in jobs],
    )


def monday_of(text: str | None, today: date) -> date:
    """Read the first day of a timeline; by itself it begins two weeks ago."""
    try:
        day = date.fromisoformat(text) if text else today - timedelta(days=2 * WEEK)
    except ValueError:
        day = today - timedelta(days=2 * WEEK)
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        day = today
    return day - timedelta(days=day.weekday())


def _bar(job: ProjectRow, first: date, days: int, today: date) -> Bar:
    begin = (job.started_at or job.created_at).date()
    end = max(job.due_on or max(today, begin), begin)
    left, right = (begin - first).days, (end - first).days
    if right < 0 or left >= days:
        return Bar(job, days, 0, 0, "", right < 0, left >= days)
    shown_left, shown_right = max(left, 0), min(right, days - 1)
    return Bar(
        job,
        shown_left,
        shown_right - shown_left + 1,
        days - 1 - shown_right,
        _kind(job, today),
        left < 0,
        right >= days,
    )


def _kind(job: ProjectRow, today: date) -> str:
    """Return which class of bar tells how the job stands."""
    status: Any = job.status.value
    if status in ("completed", "cancelled"):
        return "past"
    if job.due_on is not None and job.due_on < today:
        return "risk"
    if status == "in_progress":
        return "run"
    return "" if job.due_on is not None else "open"
