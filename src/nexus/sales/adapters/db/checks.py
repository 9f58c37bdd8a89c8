"""What must hold in any shop's books; each yields a sentence for every breach."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from nexus.kernel.ids import ShopId
from nexus.sales.adapters.db.tables import credit, credit_entry, line, payment, sale
from nexus.sales.domain import Kind, PaymentKind, Status


def broken_sums(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of sales that do not come to what their lines and payments add up to."""
    net, tax = _sum(line, line.c.net_minor), _sum(line, line.c.tax_minor)
    paid = _sum(payment, payment.c.amount_minor - payment.c.over_minor)
    by_note = payment.c.kind == PaymentKind.CREDIT_NOTE
    credited = _sum(payment, sa.case((by_note, payment.c.amount_minor), else_=0))
    applied = payment.c.amount_minor - payment.c.over_minor
    noted = _sum(payment, sa.case((by_note, applied), else_=0))
    wrong = sa.or_(
        sale.c.total_minor != net + tax,
        sale.c.tax_minor != tax,
        sale.c.total_minor != sale.c.subtotal_minor - sale.c.discount_minor + sale.c.tax_minor,
        sale.c.paid_minor != paid,
        sale.c.noted_minor != noted,
        sale.c.credited_minor != credited,
    )
    for id in connection.scalars(_which(shop_id, wrong)):
        yield f"Sale {id} does not come to the sum of its lines and payments."


def wrong_statuses(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of sales whose status does not follow from issue, payments and cancelling."""
    follows = sa.case(
        (sale.c.cancelled_at.is_not(None), Status.CANCELLED.value),
        (sale.c.number.is_(None), Status.DRAFT.value),
        (sale.c.kind == Kind.CREDIT_NOTE, Status.PAID.value),
        (sale.c.paid_minor >= sale.c.total_minor, Status.PAID.value),
        (sale.c.paid_minor > sale.c.noted_minor, Status.PARTIALLY_PAID.value),
        else_=Status.ISSUED.value,
    )
    for id in connection.scalars(_which(shop_id, sa.cast(sale.c.status, sa.String) != follows)):
        yield f"Sale {id} has a status that does not follow from its payments."


def bare_invoices(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of invoices without a number, dates or a name, and of drafts that have any."""
    parts = (sale.c.number_place, sale.c.issued_on, sale.c.due_on, sale.c.overdue_at)
    is_draft = sale.c.status == Status.DRAFT
    bare = sa.or_(
        is_draft & sa.or_(sale.c.number.is_not(None), *(part.is_not(None) for part in parts)),
        sa.not_(is_draft)
        & sa.or_(
            sale.c.number.is_(None),
            *(part.is_(None) for part in parts),
            sale.c.customer_name == "",
        ),
    )
    for id in connection.scalars(_which(shop_id, bare)):
        yield f"Sale {id} is issued without its number, dates or customer, or has them too early."


def gaps(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of series whose numbers are not 1 to N, once each."""
    place = sale.c.number_place
    query = (
        sa.select(sale.c.number_series)
        .where(sale.c.shop_id == shop_id, sale.c.number.is_not(None))
        .group_by(sale.c.number_series)
        .having(
            (sa.func.min(place) != 1)
            | (sa.func.max(place) != sa.func.count())
            | (sa.func.count(sa.distinct(place)) != sa.func.count())
        )
    )
    for series in connection.scalars(query.order_by(sale.c.number_series)):
        yield f"The invoice numbers {series} have a gap, or one of them twice."


def overdrawn_credits(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of customers' credits below zero, or unequal to the sum of their entries."""
    its = (credit_entry.c.shop_id == credit.c.shop_id) & (credit_entry.c.credit_id == credit.c.id)
    entries = (
        sa.select(sa.func.coalesce(sa.func.sum(credit_entry.c.amount_minor), 0))
        .where(its)
        .scalar_subquery()
    )
    wrong = (credit.c.balance_minor < 0) | (credit.c.balance_minor != entries)
    query = sa.select(credit.c.customer_id).where(credit.c.shop_id == shop_id, wrong)
    for id in connection.scalars(query.order_by(credit.c.customer_id)):
        yield f"The credit of customer {id} is below zero, or not the sum of its entries."


def _sum(table: sa.Table, amount: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    its = (table.c.shop_id == sale.c.shop_id) & (table.c.sale_id == sale.c.id)
    return sa.select(sa.func.coalesce(sa.func.sum(amount), 0)).where(its).scalar_subquery()


def _which(shop_id: ShopId, wrong: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(sale.c.id).where(sale.c.shop_id == shop_id, wrong).order_by(sale.c.id)
