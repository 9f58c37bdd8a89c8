"""Credit notes, deliveries, milestones and proofs, straight from the rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import (
    CustomerId,
    DeliveryId,
    ProjectId,
    SaleId,
    SaleLineId,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.platform.listing import page
from nexus.platform.search import found
from nexus.sales.adapters.db.books import delivered_of, drawn_from, notes_on
from nexus.sales.adapters.db.fulfilment import delivery, delivery_line, milestone, proof
from nexus.sales.adapters.db.looking import NEVER, SqlSalesReading, kept
from nexus.sales.adapters.db.tables import credit, credit_entry, line, payment, sale
from nexus.sales.adapters.db.unbilled import billed_until, open_sales
from nexus.sales.domain import EntryKind, Kind, Payment, Sale, SaleLine
from nexus.sales.domain.account import Posting
from nexus.sales.domain.delivery import Delivery, DeliveryLine
from nexus.sales.domain.milestone import Milestone
from nexus.sales.domain.progress import standing
from nexus.sales.messages.credit import CreditEntryRow, CreditView, ListCredit
from nexus.sales.messages.deliveries import (
    DELIVERY_LABELS,
    DeliveryRow,
    DeliveryView,
    ListDeliveries,
)
from nexus.sales.messages.proofs import ProofRow
from nexus.sales.messages.unbilled import UnbilledPart

ENTRY_SORTS: dict[str, sa.ColumnElement[Any]] = {
    "made_at": credit_entry.c.made_at,
    "amount": credit_entry.c.amount_minor,
}
DELIVERY_SORTS: dict[str, sa.ColumnElement[Any]] = {
    "number": delivery.c.number_key,
    "delivered_on": sa.func.coalesce(delivery.c.delivered_on, NEVER),
    "created_at": delivery.c.created_at,
}


class SqlBooksReading(SqlSalesReading):
    def sale(self, id: SaleId) -> Sale:
        if not (sales := self._sales(sale.c.id == id)):
            raise NotFound("There is no such sale.")
        return sales[0]

    def check(self, id: SaleId) -> None:
        its = (sale.c.shop_id == self.shop_id) & (sale.c.id == id)
        if not self.connection.scalar(sa.select(sa.exists().where(its))):
            raise NotFound("There is no such sale.")

    def notes_of(self, invoice_id: SaleId) -> Sequence[Sale]:
        return self._sales(sale.c.corrects_id == invoice_id)

    def account(self, customer_id: CustomerId) -> Sequence[Sale]:
        theirs = (sale.c.customer_id == customer_id) & sale.c.number.is_not(None)
        return self._sales(theirs, lines=False)

    def paid_out(self, customer_id: CustomerId) -> Sequence[tuple[str, Posting]]:
        query = (
            sa.select(credit_entry, credit.c.currency)
            .join(
                credit,
                (credit.c.shop_id == credit_entry.c.shop_id)
                & (credit.c.id == credit_entry.c.credit_id),
            )
            .where(
                credit.c.shop_id == self.shop_id,
                credit.c.customer_id == customer_id,
                credit_entry.c.kind == EntryKind.PAID_OUT,
            )
            .order_by(credit_entry.c.made_at, credit_entry.c.id)
        )
        return [
            (
                row.currency,
                Posting(
                    on=row.paid_on,
                    kind=row.kind.value,
                    minor=-row.amount_minor,
                    number=row.note,
                    reference=row.reference,
                    sale_id=row.sale_id,
                ),
            )
            for row in self.connection.execute(query)
        ]

    def open_sales(
        self, project_id: ProjectId | None = None
    ) -> Mapping[ProjectId, Sequence[UnbilledPart]]:
        return open_sales(self.connection, self.shop_id, project_id)

    def billed_until(self, project_id: ProjectId | None = None) -> Mapping[ProjectId, datetime]:
        return billed_until(self.connection, self.shop_id, project_id)

    def drawn_from(self, order_id: SaleId) -> Sequence[Sale]:
        return self._sales(drawn_from(order_id))

    def notes_on(self, order_id: SaleId) -> Sequence[Sale]:
        return self._sales(notes_on(self.shop_id, order_id))

    def delivered(self, sale_id: SaleId) -> Mapping[SaleLineId, Decimal]:
        rows = self.connection.execute(delivered_of(self.shop_id, sale_id))
        return {SaleLineId(id): quantity for id, quantity in rows}

    def plans(
        self, project_id: ProjectId
    ) -> Sequence[tuple[Sale, Sequence[Milestone], Sequence[Sale]]]:
        orders = self._sales((sale.c.project_id == project_id) & (sale.c.kind == Kind.ORDER))
        found = []
        for order in orders:
            its = (milestone.c.shop_id == self.shop_id) & (milestone.c.order_id == order.id)
            query = sa.select(milestone).where(its).order_by(milestone.c.position)
            rows = self.connection.execute(query)
            plan = [Milestone(**kept(Milestone, row)) for row in rows]
            if plan:
                found.append((order, plan, standing(self.drawn_from(order.id))))
        return found

    def _sales(self, condition: sa.ColumnElement[bool], *, lines: bool = True) -> list[Sale]:
        """Return whole sales, only to look at: they are in no session."""
        its = sa.select(sale).where(sale.c.shop_id == self.shop_id, condition)
        heads = self.connection.execute(its.order_by(sale.c.created_at, sale.c.id)).all()
        parts = self._of_each(line, condition, line.c.position) if lines else {}
        payments = self._of_each(payment, condition, payment.c.recorded_at, payment.c.id)
        return [
            Sale(
                **kept(Sale, head),
                lines=[SaleLine(**kept(SaleLine, it)) for it in parts.get(head.id, ())],
                payments=[Payment(**kept(Payment, it)) for it in payments.get(head.id, ())],
            )
            for head in heads
        ]

    def _of_each(
        self, part: sa.Table, condition: sa.ColumnElement[bool], *order: sa.ColumnElement[Any]
    ) -> dict[SaleId, list[sa.Row[Any]]]:
        query = (
            sa.select(part)
            .join(sale, (sale.c.shop_id == part.c.shop_id) & (sale.c.id == part.c.sale_id))
            .where(sale.c.shop_id == self.shop_id, condition)
            .order_by(*order)
        )
        parts: dict[SaleId, list[sa.Row[Any]]] = {}
        for row in self.connection.execute(query):
            parts.setdefault(SaleId(row.sale_id), []).append(row)
        return parts

    def credit_entries(self, wish: ListCredit) -> Page[CreditEntryRow]:
        query = (
            sa.select(credit_entry, credit.c.currency, sale.c.number)
            .join(
                credit,
                (credit.c.shop_id == credit_entry.c.shop_id)
                & (credit.c.id == credit_entry.c.credit_id),
            )
            .outerjoin(
                sale,
                (sale.c.shop_id == credit_entry.c.shop_id) & (sale.c.id == credit_entry.c.sale_id),
            )
            .where(credit.c.shop_id == self.shop_id, credit.c.customer_id == wish.customer_id)
        )
        if wish.currency is not None:
            query = query.where(credit.c.currency == wish.currency)
        if wish.kind is not None:
            query = query.where(credit_entry.c.kind == wish.kind)
        return page(
            self.connection,
            query,
            _entry_view,
            sorts=ENTRY_SORTS,
            id=credit_entry.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def delivery(self, id: DeliveryId) -> DeliveryView:
        return self._delivery(delivery.c.id == id, "There is no such delivery.")

    def delivery_of(self, number: str) -> DeliveryView:
        return self._delivery(delivery.c.number == number, "There is no delivery of that number.")

    def _delivery(self, condition: sa.ColumnElement[bool], otherwise: str) -> DeliveryView:
        query = sa.select(delivery).where(delivery.c.shop_id == self.shop_id, condition)
        if (row := self.connection.execute(query).one_or_none()) is None:
            raise NotFound(otherwise)
        its = (delivery_line.c.shop_id == self.shop_id) & (delivery_line.c.delivery_id == row.id)
        parts = sa.select(delivery_line).where(its).order_by(delivery_line.c.position)
        lines = [DeliveryLine(**kept(DeliveryLine, it)) for it in self.connection.execute(parts)]
        return DeliveryView.of(Delivery(**kept(Delivery, row), lines=lines))

    def deliveries(self, wish: ListDeliveries) -> Page[DeliveryRow]:
        given = [delivery.c.shop_id == self.shop_id]
        for name in ("status", "customer_id", "project_id", "sale_id"):
            if (value := getattr(wish, name)) is not None:
                given.append(delivery.c[name] == value)
        if wish.delivered_from is not None:
            given.append(delivery.c.delivered_on >= wish.delivered_from)
        if wish.delivered_to is not None:
            given.append(delivery.c.delivered_on <= wish.delivered_to)
        if wish.search:
            given.append(found(self.shop_id, delivery, wish.search))
        return page(
            self.connection,
            sa.select(delivery).where(*given),
            _delivery_row,
            sorts=DELIVERY_SORTS,
            id=delivery.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def proofs(self, project_id: ProjectId) -> Sequence[ProofRow]:
        its = (proof.c.shop_id == self.shop_id) & (proof.c.project_id == project_id)
        query = sa.select(proof).where(its).order_by(proof.c.recorded_at, proof.c.id)
        return [_proof_row(row) for row in self.connection.execute(query)]

    def in_hand(self, customer_id: CustomerId) -> CreditView:
        columns = credit.c.balance_minor, credit.c.currency, credit.c.version
        query = sa.select(*columns).where(
            credit.c.shop_id == self.shop_id, credit.c.customer_id == customer_id
        )
        rows = self.connection.execute(query.order_by(credit.c.currency)).all()
        return CreditView(
            version=sum(row.version for row in rows),
            customer_id=customer_id,
            in_hand=[Money.of(row.balance_minor, row.currency) for row in rows],
        )


def _entry_view(row: sa.Row[Any]) -> CreditEntryRow:
    return CreditEntryRow(
        id=row.id,
        kind=row.kind or _kind_of(row),
        amount=Money.of(row.amount_minor, row.currency),
        made_at=row.made_at,
        date=row.paid_on,
        method=row.method,
        reference=row.reference,
        note=row.note,
        sale_id=row.sale_id,
        number=row.number,
        payment_id=row.payment_id,
    )


def _delivery_row(row: sa.Row[Any]) -> DeliveryRow:
    plain = (name for name in DeliveryRow.__struct_fields__ if name != "status_label")
    return DeliveryRow(
        **{name: row._mapping[name] for name in plain},
        status_label=DELIVERY_LABELS[row.status],
    )


def _proof_row(row: sa.Row[Any]) -> ProofRow:
    amount = row.amount_minor
    return ProofRow(
        id=row.id,
        version=row.version,
        project_id=row.project_id,
        received_on=row.received_on,
        amount=None if amount is None else Money.of(amount, row.amount_currency),
        reference=row.reference,
        note=row.note,
        file_id=row.file_id,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )


def _kind_of(row: sa.Row[Any]) -> EntryKind:
    """Tell the kind of an entry that was made before entries had any."""
    if row.sale_id is None:
        return EntryKind.MERGED
    return EntryKind.OVER if row.amount_minor > 0 else EntryKind.USED
