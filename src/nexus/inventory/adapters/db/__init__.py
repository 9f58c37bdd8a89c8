"""Tables, mapping, repositories, queries and invariants."""

from nexus.inventory.adapters.db import mapping as mapping
from nexus.inventory.adapters.db.checks import (
    broken_ledgers,
    broken_reservations,
    broken_shelves,
    broken_stock,
    lopsided_transfers,
    lost_remnants,
)

__all__ = [
    "broken_ledgers",
    "broken_reservations",
    "broken_shelves",
    "broken_stock",
    "lopsided_transfers",
    "lost_remnants",
]
