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
from nexus.inventory.messages.equipment import (
    AddMaintenancePlan,
    CreateEquipment,
    LogMaintenance,
)
from nexus.inventory.messages.purchasing import (
    CreatePurchaseOrder,
    OrderPurchase,
    WritePurchaseLine,
)
from nexus.inventory.messages.suppliers import CreateSupplier
from nexus.inventory.service.equipment import EquipmentService
from nexus.inventory.service.purchasing import PurchasingService
from nexus.inventory.service.suppliers import SupplierService

__all__ = [
    "PERMISSIONS",
    "AddMaintenancePlan",
    "CreateEquipment",
    "CreatePurchaseOrder",
    "CreateSupplier",
    "EquipmentMaintained",
    "EquipmentService",
    "EquipmentStatusChanged",
    "GoodsReceived",
    "LogMaintenance",
    "OrderPurchase",
    "PurchaseCancelled",
    "PurchaseOrdered",
    "PurchasingService",
    "ReceiptUndone",
    "SupplierService",
    "WritePurchaseLine",
]
