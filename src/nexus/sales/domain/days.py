"""Days in the shop's zone, and when they end."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def end_of(day: date, zone: str) -> datetime:
    """Return the instant at which the day is over there."""
    next_day = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    return next_day.astimezone(UTC)
