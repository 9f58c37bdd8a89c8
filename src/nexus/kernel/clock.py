"""Time is an argument. A Clock returns an aware UTC datetime."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def day_of(at: datetime, zone: str) -> date:
    """Return the day it is at an instant in a zone, such as `Africa/Johannesburg`."""
    return at.astimezone(ZoneInfo(zone)).date()
