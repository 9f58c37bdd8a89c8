"""Tables, mapping, repositories, queries and invariants."""

from nexus.inventory.adapters.db import mapping as mapping
from nexus.inventory.adapters.db import purchasing_tables as purchasing_tables
from nexus.inventory.adapters.db.checks import (
    broken_ledgers,
    broken_reservations,
    broken_shelves,
    broken_stock,
    lopsided_transfers,
    lost_remnants,
)
from nexus.inventory.adapters.db.equipment import SqlEquipmentUnitOfWork
from nexus.inventory.adapters.db.equipment_looking import SqlEquipmentReading, lost_maintenance
from nexus.inventory.adapters.db.looking import SqlStockReading
from nexus.inventory.adapters.db.purchasing import SqlPurchasingUnitOfWork
from nexus.inventory.adapters.db.purchasing_checks import unbooked_receipts, wrong_orders
from nexus.inventory.adapters.db.purchasing_looking import SqlPurchasingReading
from nexus.inventory.adapters.db.storing import SqlStockUnitOfWork

__all__ = [
    "SqlEquipmentReading",
    "SqlEquipmentUnitOfWork",
    "SqlPurchasingReading",
    "SqlPurchasingUnitOfWork",
    "SqlStockReading",
    "SqlStockUnitOfWork",
    "broken_ledgers",
    "broken_reservations",
    "broken_shelves",
    "broken_stock",
    "lopsided_transfers",
    "lost_maintenance",
    "lost_remnants",
    "unbooked_receipts",
    "wrong_orders",
]
