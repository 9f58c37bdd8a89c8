"""Which deposits an invoice may deduct, and what has been taken of them already."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from nexus.kernel.ids import SaleId, ShopId
from nexus.sales.adapters.db.tables import line, sale
from nexus.sales.domain import Kind, Sale, Status
from nexus.sales.domain.deposit import Rate

IN_ORDER = (sa.func.coalesce(sale.c.issued_at, sale.c.created_at), sale.c.id)


def deducted_by(invoice: Sale) -> sa.ColumnElement[bool]:
    """Tell whether it is an issued deposit that the invoice may deduct (ports.Sales)."""
    order = sa.alias(sale)
    its_order = (order.c.shop_id == sale.c.shop_id) & (order.c.id == sale.c.order_id)
    is_waiting = sa.exists().where(its_order, order.c.status == Status.DRAFT)
    orders = [id for id in (invoice.id, invoice.order_id) if id is not None]
    whose: list[sa.ColumnElement[bool]] = [sale.c.order_id.in_(orders)]
    if invoice.quote_id is not None:
        whose.append(sale.c.quote_id == invoice.quote_id)
    if invoice.project_id is not None:
        whose.append((sale.c.project_id == invoice.project_id) & ~is_waiting)
    return sa.and_(
        sale.c.shop_id == invoice.shop_id,
        sale.c.kind == Kind.DEPOSIT,
        sale.c.status.not_in((Status.DRAFT, Status.CANCELLED)),
        sale.c.customer_id == invoice.customer_id,
        sale.c.currency == invoice.currency,
        sa.or_(*whose),
    )


def asked_for(shop_id: ShopId, order_id: SaleId) -> sa.ColumnElement[bool]:
    return sa.and_(
        sale.c.shop_id == shop_id,
        sale.c.kind == Kind.DEPOSIT,
        sale.c.status != Status.CANCELLED,
        sale.c.order_id == order_id,
    )


def taken_of(
    connection: sa.Connection, shop_id: ShopId, deposit_id: SaleId
) -> Mapping[Rate, tuple[int, int]]:
    """Add up what issued invoices deduct, whose sums are below zero, and what notes took back.

    A note that corrects such an invoice gives back what it takes of the deduction.
    """
    by = (line.c.tax, line.c.tax_percent)
    is_note = sale.c.kind == Kind.CREDIT_NOTE
    takes_back = is_note & (sale.c.corrects_id == deposit_id)
    deducts = line.c.deposit_id == deposit_id
    sign = sa.case((is_note, 1), else_=-1)
    query: sa.Select[Any] = (
        sa.select(
            line.c.tax,
            line.c.tax_percent,
            sa.func.sum(sign * line.c.net_minor).label("net"),
            sa.func.sum(sign * line.c.tax_minor).label("tax_sum"),
        )
        .join(sale, (sale.c.shop_id == line.c.shop_id) & (sale.c.id == line.c.sale_id))
        .where(
            line.c.shop_id == shop_id,
            sale.c.number.is_not(None),
            sale.c.status != Status.CANCELLED,
            deducts | takes_back,
        )
        .group_by(*by)
    )
    rows = connection.execute(query)
    return {(it.tax, it.tax_percent): (int(it.net), int(it.tax_sum)) for it in rows}
