"""Queries of money: sales by month, what customers owe, what they bring."""

from collections.abc import Sequence
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


def month_of(column: Any, dialect: str) -> sa.ColumnElement[str]:
    """Return year and month of a day, as text that sorts."""
    if dialect == "sqlite":
        return sa.func.substr(sa.cast(column, sa.Text), 1, 7)
    return sa.func.to_char(column, "YYYY-MM")


def sales_by_month(connection: sa.Connection, shop_id: ShopId, period: Period) -> list[MonthSales]:
    sale = c("sales_sale")
    month = month_of(sale.issued_on, connection.dialect.name)
    query = (
        sa.select(
            month.label("month"),
            sale.currency,
            count_if(sale.kind != "credit_note").label("invoices"),
            count_if(sale.kind == "credit_note").label("notes"),
            total(signed(sale.tax_minor)).label("tax"),
            total(signed(sale.total_minor)).label("total"),
            # What credit notes settled is no money that came in.
            total(number(sale.paid_minor) - number(sale.noted_minor)).label("paid"),
        )
        .where(
            sale.shop_id == shop_id,
            sale.status.in_(BILLED),
            sale.issued_on.is_not(None),
            *on_days(sale.issued_on, period),
        )
        .group_by(month, sale.currency)
        .order_by(month, sale.currency)
    )
    return [
        MonthSales(
            month=date.fromisoformat(f"{row.month}-01"),
            currency=row.currency,
            invoices=row.invoices,
            credit_notes=row.notes,
            net_price=Money.of(row.total - row.tax, row.currency),
            tax_price=Money.of(row.tax, row.currency),
            total_price=Money.of(row.total, row.currency),
            paid_price=Money.of(row.paid, row.currency),
        )
        for row in connection.execute(query)
    ]


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
) -> Sequence[tuple[CustomerFigures, int]]:
    """Return what customers brought in the time, and the revenue of each in minor units."""
    customer = c("customers_customer")
    billed, jobs = _billed(shop_id, period, currency), _jobs(shop_id)
    owed = _owed(shop_id, currency)
    revenue = sa.func.coalesce(billed.c.net, 0)
    query = (
        sa.select(
            customer.id,
            customer.code,
            customer.name,
            sa.func.coalesce(jobs.c.projects, 0).label("projects"),
            sa.func.coalesce(jobs.c.active, 0).label("active"),
            sa.func.coalesce(jobs.c.completed, 0).label("completed"),
            revenue.label("revenue"),
            sa.func.coalesce(owed.c.owed, 0).label("owed"),
        )
        .select_from(
            t("customers_customer")
            .outerjoin(jobs, jobs.c.customer_id == customer.id)
            .outerjoin(billed, billed.c.customer_id == customer.id)
            .outerjoin(owed, owed.c.customer_id == customer.id)
        )
        .where(customer.shop_id == shop_id, customer.archived_at.is_(None))
        .order_by(revenue.desc(), sa.func.coalesce(jobs.c.projects, 0).desc(), customer.id)
        .limit(MOST)
    )
    return [
        (
            CustomerFigures(
                customer_id=row.id,
                code=row.code,
                name=row.name,
                projects=row.projects,
                active=row.active,
                completed=row.completed,
                hours=hours(0),
                revenue_price=Money.of(row.revenue, currency),
                owed_price=Money.of(row.owed, currency),
            ),
            row.revenue,
        )
        for row in connection.execute(query)
    ]


def _jobs(shop_id: ShopId) -> sa.Subquery:
    it = c("projects_project")
    return (
        sa.select(
            it.customer_id,
            sa.func.count().label("projects"),
            count_if(it.status.not_in(["completed", "cancelled"])).label("active"),
            count_if(it.status == "completed").label("completed"),
        )
        .where(it.shop_id == shop_id, it.kind == "job")
        .group_by(it.customer_id)
        .subquery()
    )


def _billed(shop_id: ShopId, period: Period, currency: str) -> sa.Subquery:
    sale = c("sales_sale")
    net = total(signed(number(sale.total_minor) - number(sale.tax_minor)))
    return (
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


def _owed(shop_id: ShopId, currency: str) -> sa.Subquery:
    sale = c("sales_sale")
    return (
        sa.select(sale.customer_id, total(open_minor()).label("owed"))
        .where(
            sale.shop_id == shop_id,
            sale.status.in_(["issued", "partially_paid"]),
            sale.kind != "credit_note",
            sale.currency == currency,
        )
        .group_by(sale.customer_id)
        .subquery()
    )
