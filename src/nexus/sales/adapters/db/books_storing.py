"""Repositories of what follows from sales, and their unit of work: for changes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.kernel.ids import (
    CustomerId,
    MilestoneId,
    ProjectId,
    SaleId,
    SaleLineId,
)
from nexus.platform.uow import SqlRepository
from nexus.sales.adapters.db.books import delivered_of, drawn_from, notes_on
from nexus.sales.adapters.db.fulfilment import delivery, milestone, proof
from nexus.sales.adapters.db.storing import SqlSales, SqlSalesUnitOfWork
from nexus.sales.adapters.db.tables import sale
from nexus.sales.domain import Kind, Sale, Status
from nexus.sales.domain.delivery import Delivery
from nexus.sales.domain.milestone import Milestone
from nexus.sales.domain.proof import ProofOfPayment


class SqlBooks(SqlSales):
    def notes_of(self, invoice_id: SaleId) -> Sequence[Sale]:
        return self._those(sale.c.corrects_id == invoice_id)

    def drawn_from(self, order_id: SaleId) -> Sequence[Sale]:
        return self._those(drawn_from(order_id))

    def notes_on(self, order_id: SaleId) -> Sequence[Sale]:
        return self._those(notes_on(self.shop_id, order_id))

    def of_milestone(self, milestone_id: MilestoneId) -> Sequence[Sale]:
        return self._those(sale.c.milestone_id == milestone_id)

    def orders_of(self, project_id: ProjectId) -> Sequence[Sale]:
        its = (sale.c.project_id == project_id) & sale.c.order_id.is_(None)
        drafts = self._those(
            its & (sale.c.status == Status.DRAFT) & sale.c.kind.in_((Kind.ORDER, Kind.INVOICE))
        )
        return [it for it in drafts if it.kind is Kind.ORDER] or drafts

    def _those(self, condition: sa.ColumnElement[bool]) -> Sequence[Sale]:
        query = sa.select(Sale).where(sale.c.shop_id == self.shop_id, condition)
        in_order = query.order_by(sale.c.created_at, sale.c.id)
        return self.session.scalars(in_order).unique().all()


class SqlDeliveries(SqlRepository[Delivery]):
    entity: ClassVar[type] = Delivery

    def of_customer(self, customer_id: CustomerId) -> Sequence[Delivery]:
        mine = (delivery.c.shop_id == self.shop_id) & (delivery.c.customer_id == customer_id)
        return self.session.scalars(sa.select(Delivery).where(mine)).unique().all()

    def delivered(self, sale_id: SaleId) -> Mapping[SaleLineId, Decimal]:
        self.session.flush()
        rows = self.session.execute(delivered_of(self.shop_id, sale_id))
        return {SaleLineId(id): quantity for id, quantity in rows}


class SqlMilestones(SqlRepository[Milestone]):
    entity: ClassVar[type] = Milestone

    def of_order(self, order_id: SaleId) -> Sequence[Milestone]:
        its = (milestone.c.shop_id == self.shop_id) & (milestone.c.order_id == order_id)
        query = sa.select(Milestone).where(its).order_by(milestone.c.position)
        return self.session.scalars(query).all()

    def remove(self, milestone: Milestone) -> None:
        self.session.delete(milestone)


class SqlProofs(SqlRepository[ProofOfPayment]):
    entity: ClassVar[type] = ProofOfPayment

    def of_project(self, project_id: ProjectId) -> Sequence[ProofOfPayment]:
        its = (proof.c.shop_id == self.shop_id) & (proof.c.project_id == project_id)
        query = sa.select(ProofOfPayment).where(its)
        return self.session.scalars(query.order_by(proof.c.recorded_at, proof.c.id)).all()


class SqlBooksUnitOfWork(SqlSalesUnitOfWork):
    sales: SqlBooks
    deliveries: SqlDeliveries
    milestones: SqlMilestones
    proofs: SqlProofs

    def open(self, session: Session) -> None:
        super().open(session)
        self.sales = SqlBooks(session, self.shop_id)
        self.deliveries = SqlDeliveries(session, self.shop_id)
        self.milestones = SqlMilestones(session, self.shop_id)
        self.proofs = SqlProofs(session, self.shop_id)
