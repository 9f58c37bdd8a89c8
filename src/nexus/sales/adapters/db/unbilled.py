"""What is not invoiced yet, as far as sales know of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from nexus.kernel.ids import ProjectId, SaleId, ShopId
from nexus.kernel.money import Money
from nexus.sales.adapters.db.tables import line, sale
from nexus.sales.domain import Kind, Status
from nexus.sales.messages.unbilled import Leak, UnbilledPart

NOT_OPEN = (Status.DRAFT, Status.CANCELLED)
part, note, of_part = sale.alias("part"), sale.alias("note"), line.alias("of_part")


def _net(of: Any) -> sa.ScalarSelect[Any]:
    """Add up lines without tax; a deducted deposit takes nothing off what was done."""
    its = (of_part.c.shop_id == of.c.shop_id) & (of_part.c.sale_id == of.c.id)
    net = sa.func.coalesce(sa.func.sum(of_part.c.net_minor), 0)
    return sa.select(net).where(its, of_part.c.deposit_id.is_(None)).scalar_subquery()


def open_sales(
    connection: sa.Connection, shop_id: ShopId, project_id: ProjectId | None
) -> Mapping[ProjectId, Sequence[UnbilledPart]]:
    """Return what is left of orders, and drafts that are no part of one, by project."""
    query = sa.select(sale, _net(sale).label("net")).where(
        sale.c.shop_id == shop_id,
        sale.c.status == Status.DRAFT,
        sale.c.project_id.is_not(None),
        (sale.c.kind == Kind.ORDER) | ((sale.c.kind == Kind.INVOICE) & sale.c.order_id.is_(None)),
    )
    if project_id is not None:
        query = query.where(sale.c.project_id == project_id)
    rows = connection.execute(query.order_by(sale.c.created_at, sale.c.id)).all()
    orders = [row.id for row in rows if row.kind is Kind.ORDER]
    done = _invoiced(connection, shop_id, orders) if orders else {}
    found: dict[ProjectId, list[UnbilledPart]] = {}
    for row in rows:
        net, parts = done.get(row.id, (0, 0))
        left = row.net - net
        if left <= (parts if parts else 0):  # parts round each for itself
            continue
        found.setdefault(ProjectId(row.project_id), []).append(
            UnbilledPart(
                kind=Leak.ORDER if row.kind is Kind.ORDER else Leak.DRAFT,
                description=row.reference or "",
                quantity=Decimal(1),
                unit="",
                amount=Money.of(int(left), row.currency),
                sale_id=SaleId(row.id),
            )
        )
    return found


def _invoiced(
    connection: sa.Connection, shop_id: ShopId, orders: Sequence[SaleId]
) -> dict[SaleId, tuple[int, int]]:
    """Return what issued invoices, less their credit notes, are for each order, and how many."""
    stands = (part.c.shop_id == shop_id) & part.c.status.not_in(NOT_OPEN)
    mine = stands & part.c.order_id.in_(orders) & (part.c.kind == Kind.INVOICE)
    issued = sa.select(part.c.order_id, _net(part).label("net")).where(mine)
    credited = (
        sa.select(part.c.order_id, (-_net(note)).label("net"))
        .join(note, (note.c.shop_id == part.c.shop_id) & (note.c.corrects_id == part.c.id))
        .where(mine)
    )
    sums: dict[SaleId, tuple[int, int]] = {}
    for order_id, net in connection.execute(sa.union_all(issued, credited)):
        had, count = sums.get(order_id, (0, 0))
        sums[order_id] = (had + int(net), count + 1)
    return sums


def billed_until(
    connection: sa.Connection, shop_id: ShopId, project_id: ProjectId | None
) -> Mapping[ProjectId, datetime]:
    """Return to what instant work and material are on invoices, by project.

    An issued invoice covers what was before it, unless it says to when; a draft only if it does.
    """
    moment = sa.func.coalesce(sale.c.covers_until_at, sale.c.issued_at)
    covers = sa.and_(
        sale.c.shop_id == shop_id,
        sale.c.kind == Kind.INVOICE,
        sale.c.status != Status.CANCELLED,
        moment.is_not(None),
        (sale.c.credited_minor < sale.c.total_minor) | (sale.c.total_minor == 0),
    )
    heads = sa.select(sale.c.project_id, moment.label("at")).where(covers)
    lines = (
        sa.select(line.c.project_id, moment.label("at"))
        .join(line, (line.c.shop_id == sale.c.shop_id) & (line.c.sale_id == sale.c.id))
        .where(covers)
    )
    both = sa.union_all(heads, lines).subquery()
    last = sa.func.max(both.c.at, type_=sale.c.issued_at.type)
    query = sa.select(both.c.project_id, last).where(both.c.project_id.is_not(None))
    if project_id is not None:
        query = query.where(both.c.project_id == project_id)
    rows = connection.execute(query.group_by(both.c.project_id))
    return {ProjectId(id): at for id, at in rows}
