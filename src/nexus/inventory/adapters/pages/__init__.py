"""Pages of stock: items and their ledger, places, counting, buying, machines."""

from typing import Any

from nexus.inventory.adapters.pages.equipment import EquipmentPages
from nexus.inventory.adapters.pages.items import ItemPages
from nexus.inventory.adapters.pages.jobs import JobUsePages
from nexus.inventory.adapters.pages.ledgers import LedgerPages
from nexus.inventory.adapters.pages.lots import LotPages
from nexus.inventory.adapters.pages.maintenance import MaintenancePages
from nexus.inventory.adapters.pages.moving import MovePages
from nexus.inventory.adapters.pages.orders import OrderPages, ReceiptPages
from nexus.inventory.adapters.pages.places import LocationPages, OffcutPages
from nexus.inventory.adapters.pages.suppliers import OfferPages, SupplierPages
from nexus.inventory.adapters.pages.takes import StockTakePages
from nexus.inventory.adapters.pages.using import UsePages

HANDLERS: list[Any] = [
    ItemPages,
    MovePages,
    LotPages,
    LedgerPages,
    UsePages,
    LocationPages,
    OffcutPages,
    StockTakePages,
    SupplierPages,
    OfferPages,
    JobUsePages,
    OrderPages,
    ReceiptPages,
    EquipmentPages,
    MaintenancePages,
]

__all__ = ["HANDLERS"]
