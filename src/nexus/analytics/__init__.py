"""Figures about all the others: read-only, never written to (R6).

Source: backend modules specification, section 9; job costing: B-01.
"""

from nexus.analytics.messages import (
    PERMISSIONS,
    CostingRow,
    CostingView,
    Forecast,
    ListCosting,
    Load,
    Overview,
    Report,
    Within,
)
from nexus.analytics.service import AnalyticsService

__all__ = [
    "PERMISSIONS",
    "AnalyticsService",
    "CostingRow",
    "CostingView",
    "Forecast",
    "ListCosting",
    "Load",
    "Overview",
    "Report",
    "Within",
]
