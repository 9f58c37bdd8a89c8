"""What is true of a shop's settings, its calendar and its stations' standard tasks."""

from nexus.settings.domain.days import Calendar, Closed, Weekday
from nexus.settings.domain.shop import (
    FILLED_IN,
    PATTERNS,
    PERCENT_DIGITS,
    WORDS,
    ClosingDay,
    Concept,
    DepositWay,
    Feature,
    Overlap,
    Rounding,
    Series,
    ShopSettings,
    Short,
    TaxCode,
    TaxRate,
    Word,
    all_of,
    effective,
)
from nexus.settings.domain.tasks import StationTaskTemplate, put_in_order
from nexus.settings.domain.views import MOST_VIEWS, SavedView, tidy_query

__all__ = [
    "FILLED_IN",
    "MOST_VIEWS",
    "PATTERNS",
    "PERCENT_DIGITS",
    "WORDS",
    "Calendar",
    "Closed",
    "ClosingDay",
    "Concept",
    "DepositWay",
    "Feature",
    "Overlap",
    "Rounding",
    "SavedView",
    "Series",
    "ShopSettings",
    "Short",
    "StationTaskTemplate",
    "TaxCode",
    "TaxRate",
    "Weekday",
    "Word",
    "all_of",
    "effective",
    "put_in_order",
    "tidy_query",
]
