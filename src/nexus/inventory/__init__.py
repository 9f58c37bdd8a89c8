"""What the shop has: stock and where it is, suppliers and what is on order, equipment.

Source: backend modules specification, section 6; it answers questions and dictates nothing.
"""

from nexus.inventory.domain.equipment import EquipmentMaintained, EquipmentStatusChanged
from nexus.inventory.domain.purchase_events import (
    GoodsReceived,
    PurchaseCancelled,
    PurchaseOrdered,
    ReceiptUndone,
)
from nexus.inventory.messages import PERMISSIONS

__all__ = [
    "PERMISSIONS",
    "EquipmentMaintained",
    "EquipmentStatusChanged",
    "GoodsReceived",
    "PurchaseCancelled",
    "PurchaseOrdered",
    "ReceiptUndone",
]
