"""What suppliers and purchase orders need from the world, in their own words."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from nexus.inventory.domain.purchasing import PurchaseOrder
from nexus.inventory.domain.suppliers import Supplier, SupplierItem
from nexus.inventory.messages.purchasing import (
    ListPurchaseOrders,
    PurchaseOrderRow,
    PurchaseOrderView,
)
from nexus.inventory.messages.suppliers import (
    ListSupplierItems,
    ListSuppliers,
    SellerView,
    SupplierItemView,
    SupplierView,
)
from nexus.kernel.actor import Actor
from nexus.kernel.ids import (
    LocationId,
    MovementId,
    PurchaseOrderId,
    ReceiptId,
    ShopId,
    StockItemId,
    SupplierId,
    SupplierItemId,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork


class ItemCard(Struct, frozen=True, kw_only=True):
    """An item as an order names it."""

    id: StockItemId
    code: str
    name: str
    unit: str
    is_archived: bool


class LowItem(Struct, frozen=True, kw_only=True):
    """An item at or below its reorder level, with what is on its way counted in.

    `last_cost` is what one of it costs us by the books, in `currency`.
    `drafted_on` is the number of a draft that has it already, empty for none.
    """

    item: ItemCard
    quantity: Decimal
    last_cost: Decimal
    currency: str
    supplier_id: SupplierId | None
    drafted_on: str


class Suppliers(Protocol):
    """For changes: whole suppliers."""

    def add(self, entity: Supplier) -> None: ...

    def get(self, id: UUID) -> Supplier:
        """Return the shop's supplier or raise NotFound."""

    def has_code(self, code: str, but: Supplier | None = None) -> bool: ...


class SupplierItems(Protocol):
    """For changes: what suppliers offer of our items."""

    def add(self, entity: SupplierItem) -> None: ...

    def of(self, supplier_id: SupplierId, item_id: StockItemId) -> SupplierItem:
        """Return what the supplier offers of the item or raise NotFound."""

    def of_supplier(
        self, supplier_id: SupplierId, item_ids: Sequence[StockItemId]
    ) -> Sequence[SupplierItem]: ...

    def of_item(self, item_id: StockItemId) -> Sequence[SupplierItem]: ...

    def remove(self, offer: SupplierItem) -> None: ...


class PurchaseOrders(Protocol):
    """For changes: whole orders with their lines and receipts."""

    def add(self, entity: PurchaseOrder) -> None: ...

    def get(self, id: UUID) -> PurchaseOrder:
        """Return the shop's order or raise NotFound."""

    def hold(self, id: UUID) -> PurchaseOrder:
        """Return it for this transaction alone: others who ask wait, and see what was done."""

    def has_number(self, number: str) -> bool: ...


class PurchasingUnitOfWork(UnitOfWork, Protocol):
    @property
    def suppliers(self) -> Suppliers: ...

    @property
    def offers(self) -> SupplierItems: ...

    @property
    def orders(self) -> PurchaseOrders: ...


class PurchasingReading(Reading, Protocol):
    """For looking: views straight from the rows."""

    def supplier(self, id: SupplierId) -> SupplierView:
        """Return the shop's supplier or raise NotFound."""

    def supplier_of(self, code: str) -> SupplierId:
        """Return whose code it is or raise NotFound."""

    def suppliers(self, wish: ListSuppliers) -> Page[SupplierView]: ...

    def has_supplier(self, id: SupplierId) -> bool:
        """Tell whether there is such a supplier, and it is not archived."""

    def offers(self, id: SupplierId, wish: ListSupplierItems) -> Page[SupplierItemView]:
        """Return what a supplier offers; NotFound without the supplier."""

    def offers_of_item(self, id: StockItemId) -> Sequence[SellerView]:
        """Return who has an item, the preferred one first."""

    def offer(self, id: SupplierItemId) -> SupplierItemView: ...

    def items(self, ids: Sequence[StockItemId]) -> Mapping[StockItemId, ItemCard]: ...

    def has_location(self, id: LocationId) -> bool: ...

    def order(self, id: PurchaseOrderId) -> PurchaseOrderView:
        """Return the shop's order or raise NotFound."""

    def order_of(self, number: str) -> PurchaseOrderId:
        """Return whose number it is or raise NotFound."""

    def orders(self, wish: ListPurchaseOrders, today: date | None) -> Page[PurchaseOrderRow]:
        """Return a page of orders; `today` is needed where late ones are asked for."""

    def low(self) -> Sequence[LowItem]:
        """Return what runs low, with the supplier it usually comes from."""

    def on_order(self, ids: Sequence[StockItemId]) -> Mapping[StockItemId, Decimal]:
        """Return what is still to come of each, by orders that are on their way."""


class Incoming(Struct, frozen=True, kw_only=True):
    """What came in of an item, counted in its unit, and worth that in all."""

    item_id: StockItemId
    quantity: Decimal
    worth: Money
    received_on: date
    lot_number: str
    expires_on: date | None
    location_id: LocationId | None
    supplier_id: SupplierId
    reference: str
    receipt_id: ReceiptId


class Stock(Protocol):
    """The ledger, kept by the other half of the module; in the same transaction."""

    def take_in(self, actor: Actor, incoming: Sequence[Incoming]) -> Sequence[MovementId]:
        """Book purchases, and return the movement of each."""

    def take_back(
        self, actor: Actor, movement_ids: Sequence[MovementId], reason: str
    ) -> Sequence[MovementId]:
        """Book the opposite of movements; refused if the goods are not there any more."""


class Terms(Protocol):
    @property
    def currency(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def numbering(self) -> Mapping[str, str]: ...

    @property
    def tax_rates(self) -> Mapping[str, Decimal]: ...

    @property
    def default_tax(self) -> str: ...

    @property
    def tax_rounding(self) -> str: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...
