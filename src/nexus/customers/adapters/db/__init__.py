"""Tables, mapping, the repository for changes and the queries for looking."""

from nexus.customers.adapters.db.queries import (
    SqlCustomersReading,
    misled_primaries,
    unfinished_merges,
)
from nexus.customers.adapters.db.repository import SqlCustomersUnitOfWork

__all__ = [
    "SqlCustomersReading",
    "SqlCustomersUnitOfWork",
    "misled_primaries",
    "unfinished_merges",
]
