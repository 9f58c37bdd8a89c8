"""What must hold of credit notes, deliveries and orders; each yields a sentence for a breach."""

from collections.abc import Iterable
from decimal import Decimal

import sqlalchemy as sa

from nexus.kernel.ids import ShopId
from nexus.sales.adapters.db.fulfilment import delivery, milestone
from nexus.sales.adapters.db.tables import line, sale
from nexus.sales.domain import Kind, LineKind, Status

invoice, note, of_note = sale.alias("invoice"), sale.alias("note"), line.alias("of_note")


def overcredited(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of invoices whose credit notes take back more than they said, or what nobody notes."""
    notes = (
        sa.select(sa.func.coalesce(sa.func.sum(note.c.total_minor), 0))
        .where(note.c.shop_id == invoice.c.shop_id, note.c.corrects_id == invoice.c.id)
        .scalar_subquery()
    )
    wrong = sa.or_(
        invoice.c.credited_minor != notes,
        (invoice.c.credited_minor > invoice.c.total_minor) & (invoice.c.credited_minor > 0),
    )
    query = sa.select(invoice.c.number).where(invoice.c.shop_id == shop_id, wrong)
    for number in connection.scalars(query.order_by(invoice.c.number)):
        yield f"Credit notes of {number} take back more than it said, or are not counted on it."


def overcredited_lines(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of lines of which more was credited than they came to, in money or quantity."""
    units = sa.type_coerce(of_note.c.quantity, sa.BigInteger)
    counted = sa.case((of_note.c.kind == LineKind.AMOUNT, 0), else_=units)
    sums = (
        sa.select(
            of_note.c.corrects_line_id,
            sa.func.sum(of_note.c.net_minor).label("net"),
            sa.func.sum(of_note.c.tax_minor).label("tax"),
            sa.func.sum(counted).label("quantity"),
        )
        .where(of_note.c.shop_id == shop_id, of_note.c.corrects_line_id.is_not(None))
        .group_by(of_note.c.corrects_line_id)
        .subquery()
    )
    wrong = sa.or_(
        sa.func.abs(sums.c.net) > sa.func.abs(line.c.net_minor),
        sa.func.abs(sums.c.tax) > sa.func.abs(line.c.tax_minor),
        sums.c.quantity > sa.type_coerce(line.c.quantity, sa.BigInteger),
    )
    query = (
        sa.select(line.c.id)
        .join(sums, sums.c.corrects_line_id == line.c.id)
        .where(line.c.shop_id == shop_id, line.c.quantity > Decimal(0), wrong)
    )
    for id in connection.scalars(query.order_by(line.c.id)):
        yield f"Of line {id} more was credited than it came to."


def loose_parts(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of parts of orders that are none, and of orders that were issued themselves."""
    order = sale.alias("parent")
    missing = ~sa.exists().where(
        order.c.shop_id == sale.c.shop_id,
        order.c.id == sale.c.order_id,
        order.c.kind == Kind.ORDER,
    )
    stands = (sale.c.kind == Kind.INVOICE) & (sale.c.status != Status.CANCELLED)
    part = stands & sale.c.order_id.is_not(None) & missing
    issued = (sale.c.kind == Kind.ORDER) & (sale.c.status != Status.DRAFT)
    query = sa.select(sale.c.id).where(sale.c.shop_id == shop_id, part | issued)
    for id in connection.scalars(query.order_by(sale.c.id)):
        yield f"Sale {id} is a part of no order, or an order that was issued itself."


def gaps_of_deliveries(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of series of delivery notes whose numbers are not 1 to N, once each."""
    place = delivery.c.number_place
    query = (
        sa.select(delivery.c.number_series)
        .where(delivery.c.shop_id == shop_id)
        .group_by(delivery.c.number_series)
        .having(
            (sa.func.min(place) != 1)
            | (sa.func.max(place) != sa.func.count())
            | (sa.func.count(sa.distinct(place)) != sa.func.count())
        )
    )
    for series in connection.scalars(query.order_by(delivery.c.number_series)):
        yield f"The delivery numbers {series} have a gap, or one of them twice."


def milestones_billed_twice(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of milestones that more than one standing invoice is for, or that are of no order."""
    query = (
        sa.select(sale.c.milestone_id)
        .where(
            sale.c.shop_id == shop_id,
            sale.c.milestone_id.is_not(None),
            sale.c.status != Status.CANCELLED,
        )
        .group_by(sale.c.milestone_id)
        .having(sa.func.count() > 1)
    )
    for id in connection.scalars(query.order_by(sale.c.milestone_id)):
        yield f"Milestone {id} was invoiced twice."
    known = sa.select(milestone.c.id).where(milestone.c.shop_id == shop_id)
    loose = sale.c.milestone_id.is_not(None) & sale.c.milestone_id.not_in(known)
    for id in connection.scalars(sa.select(sale.c.id).where(sale.c.shop_id == shop_id, loose)):
        yield f"Sale {id} is for a milestone that is not there."
