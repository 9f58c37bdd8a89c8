"""What the module tells its neighbours: reads only, in the asker's own transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from nexus.inventory.messages.items import StockCard, UsedMaterial
from nexus.inventory.ports.equipment import EquipmentReading
from nexus.inventory.ports.purchasing import PurchasingReading
from nexus.inventory.ports.stock import StockReading
from nexus.kernel.ids import EquipmentId, ProjectId, ShopId, StockItemId, SupplierId


class InventoryAnswers:
    """Inventory answers questions; what follows from them, others decide."""

    def __init__(
        self,
        reading: Callable[[ShopId], StockReading],
        machines: Callable[[ShopId], EquipmentReading],
        bought: Callable[[ShopId], PurchasingReading],
    ) -> None:
        self._reading = reading
        self._machines = machines
        self._bought = bought

    def has_item(self, shop_id: ShopId, item_id: StockItemId) -> bool:
        """Tell whether there is such an item, which is not archived."""
        card = self.item(shop_id, item_id)
        return card is not None and not card.is_archived

    def item(self, shop_id: ShopId, item_id: StockItemId) -> StockCard | None:
        return self.items(shop_id, [item_id]).get(item_id)

    def items(
        self, shop_id: ShopId, item_ids: Sequence[StockItemId]
    ) -> Mapping[StockItemId, StockCard]:
        """Return the cards of those that there are, archived ones too; one statement for all."""
        with self._reading(shop_id) as look:
            return look.cards(item_ids)

    def available(
        self, shop_id: ShopId, item_ids: Sequence[StockItemId]
    ) -> Mapping[StockItemId, Decimal]:
        """Return what is on hand and not reserved, in each item's own unit."""
        with self._reading(shop_id) as look:
            return look.available(item_ids)

    def on_order(
        self, shop_id: ShopId, item_ids: Sequence[StockItemId]
    ) -> Mapping[StockItemId, Decimal]:
        """Return what is still to come, in each item's own unit."""
        with self._bought(shop_id) as look:
            return look.on_order(item_ids)

    def has_supplier(self, shop_id: ShopId, supplier_id: SupplierId) -> bool:
        """Tell whether there is such a supplier, who is not archived."""
        with self._bought(shop_id) as look:
            return look.has_supplier(supplier_id)

    def used_by_project(
        self, shop_id: ShopId, project_id: ProjectId, since: datetime | None = None
    ) -> Sequence[UsedMaterial]:
        """Return what a job used less what it gave back, at what it cost when it was used."""
        with self._reading(shop_id) as look:
            return look.used_by_project(project_id, since)

    def last_used(self, shop_id: ShopId) -> Mapping[ProjectId, datetime]:
        """For sales, which looks for what was not billed: in one statement."""
        with self._reading(shop_id) as look:
            return look.last_used()

    def has_equipment(self, shop_id: ShopId, equipment_id: EquipmentId) -> bool:
        """Tell whether there is such a machine, and it is not retired."""
        with self._machines(shop_id) as look:
            return look.has(equipment_id)

    def equipment_name(self, shop_id: ShopId, equipment_id: EquipmentId) -> str | None:
        with self._machines(shop_id) as look:
            return look.name(equipment_id)
