"""What jobs cost, were planned to cost, and bring in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from nexus.analytics.adapters.db.tables import c, joined, number, t, total
from nexus.analytics.domain import Cost, Revenue, labour_cost
from nexus.kernel.ids import ProjectId, ShopId

LABOUR, MATERIAL = "labour", "material"
# A document of these states is a bill; a credit note counts against it.
BILLED = ("issued", "partially_paid", "paid")


@dataclass
class Job:
    """What is known of a job's money, in minor units of the shop's currency."""

    project_id: ProjectId
    code: str
    name: str
    customer_name: str | None
    status: str
    is_over: bool
    worked: int = 0  # seconds
    planned: int = 0  # seconds
    revenue: Revenue = field(default_factory=Revenue)
    costs: dict[str, Cost] = field(default_factory=dict)


class Sums:
    """Figures of many jobs at once: a statement for each kind of figure, whatever their number."""

    def __init__(
        self,
        connection: sa.Connection,
        shop_id: ShopId,
        ids: Sequence[Any],
        currency: str,
        rate: int,
    ) -> None:
        self._connection, self._shop_id, self._ids = connection, shop_id, ids
        self._currency, self._rate = currency, rate

    def fill(self, jobs: Sequence[Job], estimates: dict[Any, int | None]) -> None:
        worked, labour = self._labour()
        materials = self._materials()
        spent, committed = self._expenses()
        planned, planned_time = self._plans()
        invoiced, quoted = self._invoiced(), self._quoted()
        for job in jobs:
            id = job.project_id
            job.worked, job.planned = worked[id], planned_time[id]
            actual = {LABOUR: labour[id], MATERIAL: materials[id]} | {}
            for category, amount in spent[id].items():
                actual[category] = actual.get(category, 0) + amount
            names = {*planned[id], *committed[id], *(n for n, a in actual.items() if a)}
            job.costs = {
                name: Cost(
                    planned=planned[id].get(name, 0),
                    committed=committed[id].get(name, 0),
                    actual=actual.get(name, 0),
                )
                for name in sorted(names)
            }
            job.revenue = Revenue(invoiced[id], quoted.get(id), estimates.get(id))

    def _mine(self, table: str, column: str = "project_id") -> sa.ColumnElement[bool]:
        condition: sa.ColumnElement[bool] = (c(table).shop_id == self._shop_id) & c(table)[
            column
        ].in_(self._ids)
        return condition

    def _labour(self) -> tuple[dict[Any, int], dict[Any, int]]:
        """Worked seconds, and their cost: by the rate kept with the log, else by today's."""
        log, task, person = c("tasks_time_log"), c("tasks_task"), c("accounts_employee")
        rate = sa.func.coalesce(log.hourly_rate_minor, person.hourly_rate_minor, self._rate)
        seconds = sa.cast(sa.func.sum(number(log.duration)), sa.BigInteger)
        theirs = sa.select(task.id).where(self._mine("tasks_task"))
        query = (
            sa.select(task.project_id, rate.label("rate"), seconds.label("seconds"))
            .select_from(
                t("tasks_time_log")
                .join(t("tasks_task"), joined("tasks_time_log", "tasks_task", "task_id"))
                .outerjoin(
                    t("accounts_employee"),
                    joined("tasks_time_log", "accounts_employee", "employee_id"),
                )
            )
            # By the tasks, or SQLite would go through all the shop's logs.
            .where(log.shop_id == self._shop_id, log.task_id.in_(theirs))
            .group_by(task.project_id, rate)
        )
        worked: dict[Any, int] = defaultdict(int)
        pairs: dict[Any, list[tuple[int, int]]] = defaultdict(list)
        for row in self._connection.execute(query):
            worked[row.project_id] += int(row.seconds)
            pairs[row.project_id].append((int(row.seconds), int(row.rate)))
        cost = defaultdict(int, {id: labour_cost(found) for id, found in pairs.items()})
        return worked, cost

    def _planned_time(self) -> dict[Any, int]:
        task = c("tasks_task")
        query = (
            sa.select(task.project_id, total(task.planned).label("seconds"))
            .where(self._mine("tasks_task"))
            .group_by(task.project_id)
        )
        return self._by_project(query, "seconds")

    def _materials(self) -> dict[Any, int]:
        """What was taken from stock for a job, less what came back, at what it had cost."""
        moved = c("inventory_movement")
        query = (
            sa.select(moved.project_id, (-total(moved.value_minor)).label("minor"))
            .where(self._mine("inventory_movement"), moved.kind.in_(["usage", "return"]))
            .group_by(moved.project_id)
        )
        return self._by_project(query, "minor")

    def _expenses(self) -> tuple[dict[Any, dict[str, int]], dict[Any, dict[str, int]]]:
        spent = c("projects_expense")
        query = (
            sa.select(
                spent.project_id,
                spent.category,
                spent.status,
                total(spent.amount_minor).label("minor"),
            )
            .where(self._mine("projects_expense"))
            .group_by(spent.project_id, spent.category, spent.status)
        )
        found: dict[str, dict[Any, dict[str, int]]] = {
            "spent": defaultdict(dict),
            "committed": defaultdict(dict),
        }
        for row in self._connection.execute(query):
            found[str(row.status)][row.project_id][str(row.category)] = int(row.minor)
        return found["spent"], found["committed"]

    def _plans(self) -> tuple[dict[Any, dict[str, int]], dict[Any, int]]:
        """The latest budget where there is one, else the product's plan, else the tasks' times;
        and the planned seconds. What stations add to each job was not in the product's plan."""
        plans: dict[Any, dict[str, int]] = defaultdict(dict)
        planned_time = self._planned_time()
        for id, seconds in planned_time.items():
            if seconds:
                plans[id][LABOUR] = labour_cost([(seconds, self._rate)])
        for row in self._product_labour():
            if row.seconds:
                plans[row.project_id][LABOUR] = int(row.minor)
                planned_time[row.project_id] = int(row.seconds)
        for id, minor in self._planned_materials().items():
            if minor:
                plans[id][MATERIAL] = minor
        plans.update(self._budgets())
        return plans, planned_time

    def _product_labour(self) -> Sequence[Any]:
        plan = c("projects_plan")
        query = sa.select(
            plan.project_id,
            number(plan.labour).label("seconds"),
            number(plan.labour_cost_minor).label("minor"),
        ).where(self._mine("projects_plan"))
        return self._connection.execute(query).all()

    def _planned_materials(self) -> dict[Any, int]:
        material = c("projects_planned_material")
        query = (
            sa.select(material.project_id, total(material.cost_minor).label("minor"))
            .where(self._mine("projects_planned_material"))
            .group_by(material.project_id)
        )
        return self._by_project(query, "minor")

    def _budgets(self) -> dict[Any, dict[str, int]]:
        budget, line = c("projects_budget"), c("projects_budget_line")
        query = (
            sa.select(budget.project_id, line.category, total(line.amount_minor).label("minor"))
            .select_from(
                t("projects_budget").join(
                    t("projects_budget_line"),
                    joined("projects_budget_line", "projects_budget", "budget_id"),
                )
            )
            .where(self._mine("projects_budget"), budget.status != "superseded")
            .group_by(budget.project_id, line.category)
        )
        found: dict[Any, dict[str, int]] = defaultdict(dict)
        for row in self._connection.execute(query):
            found[row.project_id][str(row.category)] = int(row.minor)
        return found

    def _invoiced(self) -> dict[Any, int]:
        """What bills come to without tax; deposits count by the invoice that deducts them."""
        sale = c("sales_sale")
        net = number(sale.total_minor) - number(sale.tax_minor)
        signed = sa.case((sale.kind == "credit_note", -net), else_=net)
        query = (
            sa.select(sale.project_id, total(signed).label("minor"))
            .where(
                self._mine("sales_sale"),
                sale.status.in_(BILLED),
                sale.currency == self._currency,
            )
            .group_by(sale.project_id)
        )
        return self._by_project(query, "minor")

    def _quoted(self) -> dict[Any, int]:
        quote, accepted = c("sales_quote"), c("sales_acceptance")
        net = number(accepted.total_minor) - number(accepted.tax_minor)
        query = (
            sa.select(quote.project_id, total(net).label("minor"))
            .select_from(
                t("sales_quote").join(
                    t("sales_acceptance"), joined("sales_acceptance", "sales_quote", "quote_id")
                )
            )
            .where(
                self._mine("sales_quote"),
                quote.status == "accepted",
                quote.currency == self._currency,
            )
            .group_by(quote.project_id)
        )
        return {row.project_id: int(row.minor) for row in self._connection.execute(query)}

    def _by_project(self, query: sa.Select[Any], name: str) -> dict[Any, int]:
        found: dict[Any, int] = defaultdict(int)
        for row in self._connection.execute(query):
            found[row.project_id] = int(getattr(row, name))
        return found
