"""Queries over the tables of others, each of one statement or two; and figures that are kept."""

from nexus.analytics.adapters.db.reading import SqlAnalyticsReading
from nexus.analytics.adapters.db.snapshots import SqlSnapshots

__all__ = ["SqlAnalyticsReading", "SqlSnapshots"]
