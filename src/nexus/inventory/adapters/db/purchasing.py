"""Suppliers and purchase orders: for changes."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.inventory.adapters.db.purchasing_tables import order, supplier, supplier_item
from nexus.inventory.domain.purchasing import PurchaseOrder
from nexus.inventory.domain.suppliers import Supplier, SupplierItem
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import StockItemId, SupplierId
from nexus.kernel.text import code_key
from nexus.platform.uow import SqlRepository, SqlUnitOfWork


class SqlSuppliers(SqlRepository[Supplier]):
    entity: ClassVar[type] = Supplier

    def has_code(self, code: str, but: Supplier | None = None) -> bool:
        mine = (supplier.c.shop_id == self.shop_id) & (supplier.c.code_key == code_key(code))
        found = self.session.scalars(sa.select(supplier.c.id).where(mine))
        return any(id != (but and but.id) for id in found)


class SqlSupplierItems(SqlRepository[SupplierItem]):
    entity: ClassVar[type] = SupplierItem

    def of(self, supplier_id: SupplierId, item_id: StockItemId) -> SupplierItem:
        query = self._of(item_id).where(supplier_item.c.supplier_id == supplier_id)
        if (found := self.session.scalars(query).one_or_none()) is None:
            raise NotFound("This supplier has no such item.")
        return found

    def of_supplier(
        self, supplier_id: SupplierId, item_ids: Sequence[StockItemId]
    ) -> Sequence[SupplierItem]:
        c = supplier_item.c
        mine = (c.shop_id == self.shop_id) & (c.supplier_id == supplier_id)
        query = sa.select(SupplierItem).where(mine, c.item_id.in_(item_ids))
        return self.session.scalars(query).all()

    def of_item(self, item_id: StockItemId) -> Sequence[SupplierItem]:
        return self.session.scalars(self._of(item_id).order_by(supplier_item.c.id)).all()

    def remove(self, offer: SupplierItem) -> None:
        self.session.delete(offer)

    def _of(self, item_id: StockItemId) -> sa.Select[SupplierItem]:
        mine = (supplier_item.c.shop_id == self.shop_id) & (supplier_item.c.item_id == item_id)
        return sa.select(SupplierItem).where(mine)


class SqlPurchaseOrders(SqlRepository[PurchaseOrder]):
    entity: ClassVar[type] = PurchaseOrder

    def get(self, id: UUID) -> PurchaseOrder:
        try:
            return super().get(id)
        except NotFound as error:
            raise NotFound("There is no such order.") from error

    def hold(self, id: UUID) -> PurchaseOrder:
        mine = (order.c.shop_id == self.shop_id) & (order.c.id == id)
        self.session.execute(sa.select(order.c.id).where(mine).with_for_update())
        return self.get(id)

    def has_number(self, number: str) -> bool:
        mine = (order.c.shop_id == self.shop_id) & (order.c.number_key == code_key(number))
        return bool(self.session.scalar(sa.select(sa.exists().where(mine))))


class SqlPurchasingUnitOfWork(SqlUnitOfWork):
    suppliers: SqlSuppliers
    offers: SqlSupplierItems
    orders: SqlPurchaseOrders

    def open(self, session: Session) -> None:
        self.suppliers = SqlSuppliers(session, self.shop_id)
        self.offers = SqlSupplierItems(session, self.shop_id)
        self.orders = SqlPurchaseOrders(session, self.shop_id)
