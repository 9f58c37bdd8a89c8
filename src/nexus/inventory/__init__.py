"""What the shop has: stock and where it is, suppliers and what is on order, equipment.

Source: backend modules specification, section 6; it answers questions and dictates nothing.
"""

from nexus.inventory.answers import InventoryAnswers
from nexus.inventory.domain import (
    Kind,
    MovementKind,
    StockLow,
    StockMoved,
    StockReserved,
    StockTakeClosed,
)
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
    ListEquipment,
    LogMaintenance,
)
from nexus.inventory.messages.items import (
    ChangeItem,
    CreateItem,
    ItemView,
    ListItems,
    StockCard,
    UsedMaterial,
)
from nexus.inventory.messages.movements import ListReservations, MoveItem, MoveStock, Reserve
from nexus.inventory.messages.places import (
    CreateLocation,
    CreateLot,
    KeepRemnant,
    ListLocations,
)
from nexus.inventory.messages.purchasing import (
    CreatePurchaseOrder,
    OrderPurchase,
    WritePurchaseLine,
)
from nexus.inventory.messages.suppliers import AddSupplierItem, CreateSupplier, ListSuppliers
from nexus.inventory.service.counting import StockTakeService
from nexus.inventory.service.equipment import EquipmentService
from nexus.inventory.service.ledger import LedgerService
from nexus.inventory.service.places import PlaceService
from nexus.inventory.service.purchasing import PurchasingService
from nexus.inventory.service.remnants import RemnantService
from nexus.inventory.service.reservations import ReservationService
from nexus.inventory.service.stock import StockService
from nexus.inventory.service.suppliers import SupplierService

__all__ = [
    "PERMISSIONS",
    "AddMaintenancePlan",
    "AddSupplierItem",
    "ChangeItem",
    "CreateEquipment",
    "CreateItem",
    "CreateLocation",
    "CreateLot",
    "CreatePurchaseOrder",
    "CreateSupplier",
    "EquipmentMaintained",
    "EquipmentService",
    "EquipmentStatusChanged",
    "GoodsReceived",
    "InventoryAnswers",
    "ItemView",
    "KeepRemnant",
    "Kind",
    "LedgerService",
    "ListEquipment",
    "ListItems",
    "ListLocations",
    "ListReservations",
    "ListSuppliers",
    "LogMaintenance",
    "MoveItem",
    "MoveStock",
    "MovementKind",
    "OrderPurchase",
    "PlaceService",
    "PurchaseCancelled",
    "PurchaseOrdered",
    "PurchasingService",
    "ReceiptUndone",
    "RemnantService",
    "ReservationService",
    "Reserve",
    "StockCard",
    "StockLow",
    "StockMoved",
    "StockReserved",
    "StockService",
    "StockTakeClosed",
    "StockTakeService",
    "SupplierService",
    "UsedMaterial",
    "WritePurchaseLine",
]
