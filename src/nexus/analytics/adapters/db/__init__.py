"""Queries over the tables of others: read-only, each of one statement or two."""

from nexus.analytics.adapters.db.reading import SqlAnalyticsReading

__all__ = ["SqlAnalyticsReading"]
