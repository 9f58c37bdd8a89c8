"""What customers' jobs took in a time: hours, and what those, material and expenses cost."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from nexus.analytics.adapters.db.tables import c, joined, number, t, total
from nexus.analytics.adapters.db.tallies import Spent, SpentTally
from nexus.analytics.adapters.db.work import on_days, within
from nexus.analytics.domain import Period, hours, labour_cost, margin
from nexus.analytics.messages import CustomerFigures
from nexus.kernel.ids import CustomerId, ShopId
from nexus.kernel.money import Money


def spent(
    connection: sa.Connection,
    shop_id: ShopId,
    period: Period,
    customers: Sequence[CustomerId] | None = None,
) -> SpentTally:
    """Add up what the jobs of all customers took, or of these."""
    of = c("projects_project").customer_id
    whose = of.is_not(None) if customers is None else of.in_(customers)
    found = SpentTally()
    for row in connection.execute(_labour(shop_id, period).where(whose)):
        rate = "" if row.rate is None else str(row.rate)
        found.of(row.customer_id).seconds[rate] = int(row.seconds)
        found.size += int(row.logs)
    for query in (_materials(shop_id, period), _expenses(shop_id, period)):
        for row in connection.execute(query.where(whose)):
            found.of(row.customer_id).minor += int(row.minor)
    return found


def with_costs(
    rows: Sequence[CustomerFigures], found: SpentTally, rate: Money
) -> Sequence[CustomerFigures]:
    """Add to what customers brought what their jobs took; `rate` is of hours without their own."""
    return [
        _with_cost(row, found.customers.get(str(row.customer_id), Spent()), rate) for row in rows
    ]


def _with_cost(row: CustomerFigures, its: Spent, rate: Money) -> CustomerFigures:
    cost = its.minor + labour_cost(_rated(its.seconds, rate.minor))
    revenue = row.revenue_price.minor if isinstance(row.revenue_price, Money) else 0
    return msgspec.structs.replace(
        row,
        hours=hours(sum(its.seconds.values())),
        cost=Money.of(cost, rate.currency),
        margin_percent=margin(revenue, cost),
    )


def _rated(seconds: Mapping[str, int], usual: int) -> list[tuple[int, int]]:
    return [(worked, int(rate) if rate else usual) for rate, worked in seconds.items()]


def _labour(shop_id: ShopId, period: Period) -> sa.Select[Any]:
    """By the rate that was kept with the log, as job costing counts it."""
    log, it, person = c("tasks_time_log"), c("projects_project"), c("accounts_employee")
    rate = sa.func.coalesce(log.hourly_rate_minor, person.hourly_rate_minor)
    return (
        sa.select(
            it.customer_id,
            rate.label("rate"),
            sa.func.count().label("logs"),
            total(log.duration).label("seconds"),
        )
        .select_from(
            t("tasks_time_log")
            .join(t("tasks_task"), joined("tasks_time_log", "tasks_task", "task_id"))
            .join(t("projects_project"), joined("tasks_task", "projects_project", "project_id"))
            .outerjoin(
                t("accounts_employee"), joined("tasks_time_log", "accounts_employee", "employee_id")
            )
        )
        .where(log.shop_id == shop_id, *within(log.started_at, period))
        .group_by(it.customer_id, rate)
    )


def _materials(shop_id: ShopId, period: Period) -> sa.Select[Any]:
    moved = c("inventory_movement")
    taken = moved.kind.in_(["usage", "return"])
    minor = -number(moved.value_minor)
    return _of_jobs("inventory_movement", shop_id, minor, taken, *on_days(moved.moved_on, period))


def _expenses(shop_id: ShopId, period: Period) -> sa.Select[Any]:
    it = c("projects_expense")
    is_spent = it.status == "spent"
    return _of_jobs(
        "projects_expense",
        shop_id,
        number(it.amount_minor),
        is_spent,
        *on_days(it.spent_on, period),
    )


def _of_jobs(
    table: str, shop_id: ShopId, minor: sa.ColumnElement[int], *conditions: Any
) -> sa.Select[Any]:
    customer_id = c("projects_project").customer_id
    return (
        sa.select(customer_id, total(minor).label("minor"))
        .select_from(
            t(table).join(t("projects_project"), joined(table, "projects_project", "project_id"))
        )
        .where(c(table).shop_id == shop_id, *conditions)
        .group_by(customer_id)
    )
