"""Budgets and expenses: tables, mapping, repositories and queries."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ExpenseId, ProjectId, ShopId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import key
from nexus.platform.columns import (
    Scaled,
    Utc,
    choice,
    keep_keys,
    key_column,
    money,
    money_columns,
)
from nexus.platform.db import mapping, points_to, shop_table
from nexus.platform.listing import holds, page
from nexus.platform.uow import SqlRepository
from nexus.projects.adapters.db.tables import project
from nexus.projects.domain import (
    Budget,
    BudgetLine,
    BudgetStatus,
    Category,
    Expense,
    ExpenseStatus,
)
from nexus.projects.messages import BudgetView, ExpenseView, ListExpenses

budget = shop_table(
    "projects_budget",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("status", choice(BudgetStatus), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("total_minor", sa.BigInteger, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("approved_at", Utc),
    sa.Column("approved_by_id", sa.Uuid),
    sa.Column("approved_by", sa.String(200), nullable=False),
    points_to("projects_project", "project_id"),
    sa.UniqueConstraint("shop_id", "project_id", "revision"),
    log_as="budget",
    part_of="project_id",
)

line = shop_table(
    "projects_budget_line",
    sa.Column("budget_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("category", choice(Category), nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("quantity", Scaled(DIGITS), nullable=False),
    sa.Column("count", Scaled(DIGITS), nullable=False),
    sa.Column("unit", sa.String(40), nullable=False),
    sa.Column("unit_cost", Scaled(DIGITS), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    points_to("projects_budget", "budget_id"),
    sa.Index(None, "shop_id", "budget_id", "position"),
    log_as="budget_line",
    part_of="budget_id",
)

expense = shop_table(
    "projects_expense",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("category", choice(Category), nullable=False),
    sa.Column("status", choice(ExpenseStatus), nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("supplier", sa.String(200), nullable=False),
    sa.Column("reference", sa.String(200), nullable=False),
    key_column("search"),
    *money_columns("amount"),
    sa.Column("spent_on", sa.Date, nullable=False),
    sa.Column("is_billable", sa.Boolean, nullable=False),
    sa.Column("file_id", sa.Uuid),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    points_to("projects_project", "project_id"),
    sa.Index(None, "shop_id", "project_id", "spent_on"),
    sa.Index(None, "shop_id", "spent_on", "id"),
    sa.Index(None, "shop_id", "created_at", "id"),
    log_as="expense",
    part_of="project_id",
)

mapping.map_imperatively(BudgetLine, line)
mapping.map_imperatively(
    Budget,
    budget,
    version_id_col=budget.c.version,
    version_id_generator=False,
    properties={
        "lines": relationship(
            BudgetLine, lazy="joined", order_by=line.c.position, cascade="all, delete-orphan"
        )
    },
)
mapping.map_imperatively(
    Expense,
    expense,
    version_id_col=expense.c.version,
    version_id_generator=False,
    properties={"amount": money(expense, "amount")},
)
keep_keys(
    Expense,
    search_key=lambda it: key(f"{it.description} {it.supplier} {it.reference}"),
)


class SqlBudgets(SqlRepository[Budget]):
    entity: ClassVar[type] = Budget

    def latest(self, project_id: ProjectId) -> Budget | None:
        query = (
            sa.select(Budget)
            .where(budget.c.shop_id == self.shop_id, budget.c.project_id == project_id)
            .order_by(budget.c.revision.desc())
        )
        return self.session.scalars(query).unique().first()

    def remove_of(self, project_id: ProjectId) -> None:
        mine = (budget.c.shop_id == self.shop_id) & (budget.c.project_id == project_id)
        for it in self.session.scalars(sa.select(Budget).where(mine)).unique():
            self.session.delete(it)


class SqlExpenses(SqlRepository[Expense]):
    entity: ClassVar[type] = Expense

    def remove(self, expense: Expense) -> None:
        self.session.delete(expense)

    def has_any(self, project_id: ProjectId) -> bool:
        mine = (expense.c.shop_id == self.shop_id) & (expense.c.project_id == project_id)
        return bool(self.session.scalar(sa.select(sa.exists().where(mine))))


def budgets_of(
    connection: sa.Connection, shop_id: ShopId, project_id: ProjectId
) -> Sequence[BudgetView]:
    """Return the revisions, the latest first, with their lines."""
    its_line = (line.c.shop_id == budget.c.shop_id) & (line.c.budget_id == budget.c.id)
    names = [f"line_{column.name}" for column in line.c]
    query = (
        sa.select(budget, *(c.label(n) for c, n in zip(line.c, names, strict=True)))
        .select_from(budget.outerjoin(line, its_line))
        .where(budget.c.shop_id == shop_id, budget.c.project_id == project_id)
        .order_by(budget.c.revision.desc(), line.c.position)
    )
    found: dict[Any, Budget] = {}
    for row in connection.execute(query).mappings():
        it = found.get(row["id"])
        if it is None:
            it = found[row["id"]] = Budget(**{c.name: row[c.name] for c in budget.c})
        if row["line_id"] is not None:
            own = {c.name: row[n] for c, n in zip(line.c, names, strict=True)}
            del own["shop_id"], own["budget_id"]
            it.lines.append(BudgetLine(**own))
    return [BudgetView.of(it) for it in found.values()]


beside_project = (project.c.shop_id == expense.c.shop_id) & (project.c.id == expense.c.project_id)
listed = sa.select(expense, project.c.code.label("project_code")).join_from(
    expense, project, beside_project
)


def expense_of(row: sa.Row[Any]) -> ExpenseView:
    plain = {
        name: getattr(row, name)
        for name in ExpenseView.__struct_fields__
        if name not in ("category_label", "status_label", "cost")
    }
    return ExpenseView(
        **plain,
        category_label=row.category.label,
        status_label=row.status.label,
        cost=Money.of(row.amount_minor, row.amount_currency),
    )


def one_expense(connection: sa.Connection, shop_id: ShopId, id: ExpenseId) -> ExpenseView:
    mine = (expense.c.shop_id == shop_id) & (expense.c.id == id)
    row = connection.execute(listed.where(mine)).one_or_none()
    if row is None:
        raise NotFound("There is no such expense.")
    return expense_of(row)


def expenses_page(
    connection: sa.Connection, shop_id: ShopId, wish: ListExpenses
) -> Page[ExpenseView]:
    conditions = [expense.c.shop_id == shop_id, holds(wish.search or "", expense.c.search_key)]
    for column, value in (
        (expense.c.project_id, wish.project_id),
        (expense.c.category, wish.category),
        (expense.c.status, wish.status),
    ):
        if value is not None:
            conditions.append(column == value)
    if wish.spent_from is not None:
        conditions.append(expense.c.spent_on >= wish.spent_from)
    if wish.spent_to is not None:
        conditions.append(expense.c.spent_on <= wish.spent_to)
    return page(
        connection,
        listed.where(*conditions),
        expense_of,
        sorts={"spent_on": expense.c.spent_on, "created_at": expense.c.created_at},
        id=expense.c.id,
        sort=wish.sort,
        limit=wish.limit,
        cursor=wish.cursor,
        total=wish.total,
    )


def spent_on(
    connection: sa.Connection, shop_id: ShopId, project_id: ProjectId
) -> Mapping[str, Money]:
    """Sum up by category what was spent."""
    query = (
        sa.select(
            expense.c.category,
            expense.c.amount_currency,
            sa.func.sum(expense.c.amount_minor).label("minor"),
        )
        .where(
            expense.c.shop_id == shop_id,
            expense.c.project_id == project_id,
            expense.c.status == ExpenseStatus.SPENT,
        )
        .group_by(expense.c.category, expense.c.amount_currency)
    )
    rows = connection.execute(query)
    return {row.category: Money.of(int(row.minor), row.amount_currency) for row in rows}
