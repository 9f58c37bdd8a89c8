"""What is true of a shop's settings, its calendar and its stations' standard tasks."""

from nexus.settings.domain.days import Calendar, Closed, Weekday
from nexus.settings.domain.shop import (
    FILLED_IN,
    PATTERNS,
    WORDS,
    ClosingDay,
    Concept,
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

__all__ = [
    "FILLED_IN",
    "PATTERNS",
    "WORDS",
    "Calendar",
    "Closed",
    "ClosingDay",
    "Concept",
    "Feature",
    "Overlap",
    "Rounding",
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
]
