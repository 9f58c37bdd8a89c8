"""Queries of money: sales by month, what customers owe, what they bring."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from nexus.analytics.adapters.db.costing import BILLED
from nexus.analytics.adapters.db.tables import c, count_if, joined, number, t, total
from nexus.analytics.adapters.db.work import on_days
from nexus.analytics.domain import Period, hours
from nexus.analytics.messages import Aged, CustomerFigures, MonthSales
from nexus.kernel.ids import ShopId
from nexus.kernel.money import Money

MOST = 500  # rows


def signed(column: Any) -> sa.ColumnElement[int]:
    return sa.case((c("sales_sale").kind == "credit_note", -number(column)), else_=number(column))


def open_minor() -> sa.ColumnElement[int]:
    """What is still to be paid on a bill."""
    sale = c("sales_sale")
    return number(sale.total_minor) - number(sale.paid_minor)


def sales_by_month(connection: sa.Connection, shop_id: ShopId, period: Period) -> list[MonthSales]:
    sale = c("sales_sale")
    sums = {
        "invoices": count_if(sale.kind != "credit_note"),
        "notes": count_if(sale.kind == "credit_note"),
        "tax": total(signed(sale.tax_minor)),
        "total": total(signed(sale.total_minor)),
        # What credit notes settled is no money that came in.
        "paid": total(number(sale.paid_minor) - number(sale.noted_minor)),
    }
    # By day: to take the month of each sale costs the database more than to add them up.
    query = (
        sa.select(sale.issued_on, sale.currency, *(it.label(name) for name, it in sums.items()))
        .where(
            sale.shop_id == shop_id,
            sale.status.in_(BILLED),
            *on_days(sale.issued_on, period),
        )
        .group_by(sale.issued_on, sale.currency)
    )
    months: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    for row in connection.execute(query):
        added = months[row.issued_on.replace(day=1), row.currency]
        added.update({name: int(getattr(row, name)) for name in sums})
    return [_month(month, currency, it) for (month, currency), it in sorted(months.items())]


def _month(month: date, currency: str, sums: Mapping[str, int]) -> MonthSales:
    return MonthSales(
        month=month,
        currency=currency,
        invoices=sums["invoices"],
        credit_notes=sums["notes"],
        net_price=Money.of(sums["total"] - sums["tax"], currency),
        tax_price=Money.of(sums["tax"], currency),
        total_price=Money.of(sums["total"], currency),
        paid_price=Money.of(sums["paid"], currency),
    )


def receivables(connection: sa.Connection, shop_id: ShopId, today: date) -> list[Aged]:
    """Return what is owed, by customer and by how long it is overdue; the largest first."""
    sale, customer = c("sales_sale"), c("customers_customer")
    owed = open_minor()

    def between(first: int | None, last: int | None) -> sa.ColumnElement[int]:
        conditions = []
        if first is not None:
            conditions.append(sale.due_on <= today - timedelta(days=first))
        if last is not None:
            conditions.append(sale.due_on > today - timedelta(days=last + 1))
        return total(sa.case((sa.and_(*conditions), owed), else_=0))

    steps = {
        "not_due": between(None, 0),
        "to_30": between(1, 30),
        "to_60": between(31, 60),
        "to_90": between(61, 90),
        "over_90": between(91, None),
    }
    whole = total(owed)
    query = (
        sa.select(
            customer.id,
            customer.code,
            customer.name,
            sale.currency,
            sa.func.count().label("invoices"),
            whole.label("owed"),
            *(column.label(name) for name, column in steps.items()),
        )
        .select_from(
            t("sales_sale").join(
                t("customers_customer"), joined("sales_sale", "customers_customer", "customer_id")
            )
        )
        .where(
            sale.shop_id == shop_id,
            sale.status.in_(["issued", "partially_paid"]),
            sale.kind != "credit_note",
            owed > 0,
        )
        .group_by(customer.id, customer.code, customer.name, sale.currency)
        .order_by(whole.desc(), customer.id)
        .limit(MOST)
    )
    return [_aged(row, steps) for row in connection.execute(query)]


def _aged(row: Any, steps: dict[str, Any]) -> Aged:
    sums = {f"{name}_price": Money.of(getattr(row, name), row.currency) for name in steps}
    return Aged(
        customer_id=row.id,
        code=row.code,
        name=row.name,
        currency=row.currency,
        invoices=row.invoices,
        owed_price=Money.of(row.owed, row.currency),
        **sums,
    )


def customers(
    connection: sa.Connection, shop_id: ShopId, period: Period, currency: str
) -> Sequence[CustomerFigures]:
    """Return what customers brought in the time, the largest first."""
    revenues = _billed(connection, shop_id, period, currency)
    if len(revenues) < MOST:
        revenues |= dict.fromkeys(_busiest(connection, shop_id, revenues), 0)
    ids = list(revenues)
    customer = c("customers_customer")
    names = sa.select(customer.id, customer.code, customer.name).where(
        customer.shop_id == shop_id, customer.id.in_(ids)
    )
    jobs, owed = _jobs(connection, shop_id, ids), _owed(connection, shop_id, ids, currency)
    rows = [
        _figures(row, revenues[row.id], owed.get(row.id, 0), jobs.get(row.id), currency)
        for row in connection.execute(names)
    ]
    return sorted(rows, key=lambda it: (-revenues[it.customer_id], -it.projects, it.customer_id))


def _figures(row: Any, revenue: int, owed: int, jobs: Any, currency: str) -> CustomerFigures:
    return CustomerFigures(
        customer_id=row.id,
        code=row.code,
        name=row.name,
        projects=jobs.projects if jobs else 0,
        active=jobs.active if jobs else 0,
        completed=jobs.completed if jobs else 0,
        hours=hours(0),
        revenue_price=Money.of(revenue, currency),
        owed_price=Money.of(owed, currency),
    )


def _billed(
    connection: sa.Connection, shop_id: ShopId, period: Period, currency: str
) -> dict[Any, int]:
    """Find the customers that were billed most, at most MOST, and how much without tax."""
    sale, customer = c("sales_sale"), c("customers_customer")
    net = total(signed(number(sale.total_minor) - number(sale.tax_minor)))
    billed = (
        sa.select(sale.customer_id, net.label("net"))
        .where(
            sale.shop_id == shop_id,
            sale.status.in_(BILLED),
            sale.currency == currency,
            *on_days(sale.issued_on, period),
        )
        .group_by(sale.customer_id)
        .subquery()
    )
    query = (
        sa.select(billed)
        .join(t("customers_customer"), customer.id == billed.c.customer_id)
        .where(customer.shop_id == shop_id, customer.archived_at.is_(None))
        .order_by(billed.c.net.desc(), billed.c.customer_id)
        .limit(MOST)
    )
    return {row.customer_id: int(row.net) for row in connection.execute(query)}


def _busiest(
    connection: sa.Connection, shop_id: ShopId, besides: Mapping[Any, int]
) -> Sequence[Any]:
    """Find the other customers that have most jobs, to fill up the report."""
    it, customer = c("projects_project"), c("customers_customer")
    jobs = (
        sa.select(it.customer_id, sa.func.count().label("count"))
        .where(it.shop_id == shop_id, it.kind == "job")
        .group_by(it.customer_id)
        .subquery()
    )
    query = (
        sa.select(customer.id)
        .select_from(t("customers_customer").outerjoin(jobs, jobs.c.customer_id == customer.id))
        .where(
            customer.shop_id == shop_id,
            customer.archived_at.is_(None),
            customer.id.not_in(list(besides)),
        )
        .order_by(sa.func.coalesce(jobs.c.count, 0).desc(), customer.id)
        .limit(MOST - len(besides))
    )
    return connection.scalars(query).all()


def _jobs(connection: sa.Connection, shop_id: ShopId, ids: Sequence[Any]) -> dict[Any, Any]:
    it = c("projects_project")
    query = (
        sa.select(
            it.customer_id,
            sa.func.count().label("projects"),
            count_if(it.status.not_in(["completed", "cancelled"])).label("active"),
            count_if(it.status == "completed").label("completed"),
        )
        .where(it.shop_id == shop_id, it.kind == "job", it.customer_id.in_(ids))
        .group_by(it.customer_id)
    )
    return {row.customer_id: row for row in connection.execute(query)}


def _owed(
    connection: sa.Connection, shop_id: ShopId, ids: Sequence[Any], currency: str
) -> dict[Any, int]:
    sale = c("sales_sale")
    query = (
        sa.select(sale.customer_id, total(open_minor()).label("owed"))
        .where(
            sale.shop_id == shop_id,
            sale.customer_id.in_(ids),
            sale.status.in_(["issued", "partially_paid"]),
            sale.kind != "credit_note",
            sale.currency == currency,
        )
        .group_by(sale.customer_id)
    )
    return {row.customer_id: int(row.owed) for row in connection.execute(query)}
