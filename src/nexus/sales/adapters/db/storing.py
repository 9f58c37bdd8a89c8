"""Repositories and the unit of work: for changes."""

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from nexus.kernel.ids import CustomerId, SaleId
from nexus.platform.uow import SqlRepository, SqlUnitOfWork
from nexus.sales.adapters.db.quotes_deposits import IN_ORDER, asked_for, deducted_by, taken_of
from nexus.sales.adapters.db.tables import credit, sale
from nexus.sales.domain import CreditEntry, CustomerCredit, Sale, Status
from nexus.sales.domain.deposit import Rate


class SqlSales(SqlRepository[Sale]):
    entity: ClassVar[type] = Sale

    def get(self, id: UUID) -> Sale:
        found = super().get(id)
        if found.status is Status.DRAFT and "payments" not in found.__dict__:
            set_committed_value(found, "payments", [])  # it has none: no need to ask
        return found

    def remove(self, sale: Sale) -> None:
        self.session.delete(sale)

    def of_customer(self, customer_id: CustomerId) -> Sequence[Sale]:
        mine = (sale.c.shop_id == self.shop_id) & (sale.c.customer_id == customer_id)
        query = sa.select(Sale).where(mine).options(lazyload(Sale.lines))  # type: ignore[arg-type,misc]
        return self.session.scalars(query).all()

    def deposits_for(self, invoice: Sale) -> Sequence[Sale]:
        query = sa.select(Sale).where(deducted_by(invoice)).order_by(*IN_ORDER)
        return self.session.scalars(query).unique().all()

    def taken_of(self, deposit_id: SaleId) -> Mapping[Rate, tuple[int, int]]:
        self.session.flush()
        return taken_of(self.session.connection(), self.shop_id, deposit_id)

    def deposits_asked(self, order_id: SaleId) -> Sequence[Sale]:
        query = sa.select(Sale).where(asked_for(self.shop_id, order_id)).order_by(*IN_ORDER)
        return self.session.scalars(query).unique().all()


class SqlCredits(SqlRepository[CustomerCredit]):
    entity: ClassVar[type] = CustomerCredit

    def find(self, customer_id: CustomerId, currency: str) -> CustomerCredit | None:
        query = self._of(customer_id).where(credit.c.currency == currency)
        return self.session.scalars(query).one_or_none()

    def of_customer(self, customer_id: CustomerId) -> Sequence[CustomerCredit]:
        return self.session.scalars(self._of(customer_id).order_by(credit.c.currency)).all()

    def write(self, entry: CreditEntry) -> None:
        self.session.flush()  # the payment and the credit first, which the entry points to
        self.session.add(entry)

    def _of(self, customer_id: CustomerId) -> sa.Select[CustomerCredit]:
        mine = (credit.c.shop_id == self.shop_id) & (credit.c.customer_id == customer_id)
        return sa.select(CustomerCredit).where(mine)


class SqlSalesUnitOfWork(SqlUnitOfWork):
    sales: SqlSales
    credits: SqlCredits

    def open(self, session: Session) -> None:
        self.sales = SqlSales(session, self.shop_id)
        self.credits = SqlCredits(session, self.shop_id)
