"""Budgets and expenses: commands in, views out. Amounts are in the shop's currency, without tax."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.kernel.ids import BudgetId, BudgetLineId, ExpenseId, FileId, ProjectId
from nexus.kernel.money import Money
from nexus.kernel.sight import AsCost, Cost
from nexus.kernel.text import Line, Text
from nexus.projects.domain import Budget, BudgetStatus, Category, Expense, ExpenseStatus

Said = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Unit = Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
ExpenseSort = Literal["spent_on", "-spent_on", "created_at", "-created_at"]
UnitCost = Annotated[Decimal | UnsetType, AsCost]


class WriteBudgetLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`quantity` units for each of `count`, at `unit_cost` each."""

    category: Category
    description: Said
    quantity: Decimal = Decimal(1)
    count: Decimal = Decimal(1)
    unit: Unit = ""
    unit_cost: Decimal


class WriteBudget(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All lines anew."""

    lines: Annotated[list[WriteBudgetLine], Meta(max_length=500)]
    notes: Text = ""


class AddExpense(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Spent today unless dated. What is only ordered is `committed`."""

    description: Said
    amount: Decimal | Money
    category: Category = Category.OUTSIDE
    status: ExpenseStatus = ExpenseStatus.SPENT
    spent_on: date | None = None
    supplier: Line = ""
    reference: Line = ""
    is_billable: bool = False
    file_id: FileId | None = None


class ChangeExpense(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    description: Said | UnsetType = UNSET
    amount: Decimal | Money | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    status: ExpenseStatus | UnsetType = UNSET
    spent_on: date | UnsetType = UNSET
    supplier: Line | UnsetType = UNSET
    reference: Line | UnsetType = UNSET
    is_billable: bool | UnsetType = UNSET
    file_id: FileId | UnsetType | None = UNSET


class ListExpenses(Struct, frozen=True, kw_only=True):
    project_id: ProjectId | None = None
    category: Category | None = None
    status: ExpenseStatus | None = None
    spent_from: date | None = None
    spent_to: date | None = None
    search: str | None = None
    sort: ExpenseSort = "-spent_on"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class BudgetLineView(Struct, frozen=True, kw_only=True):
    id: BudgetLineId
    position: int
    category: Category
    category_label: str
    description: str
    quantity: Decimal
    count: Decimal
    unit: str
    unit_cost: UnitCost = UNSET
    cost: Cost = UNSET


class CategoryCost(Struct, frozen=True, kw_only=True):
    category: Category
    category_label: str
    cost: Cost = UNSET


class BudgetView(Struct, frozen=True, kw_only=True):
    id: BudgetId
    version: int
    project_id: ProjectId
    revision: int
    status: BudgetStatus
    status_label: str
    notes: str
    created_at: datetime
    approved_at: datetime | None
    approved_by: str
    lines: Sequence[BudgetLineView]
    by_category: Sequence[CategoryCost]
    total_cost: Cost = UNSET

    @classmethod
    def of(cls, budget: Budget) -> Self:
        return cls(
            **{name: getattr(budget, name) for name in PLAIN},
            status_label=budget.status.label,
            lines=[
                BudgetLineView(
                    **{name: getattr(line, name) for name in LINE},
                    category_label=line.category.label,
                    cost=Money.of(line.amount_minor, budget.currency),
                )
                for line in budget.lines
            ],
            by_category=_by_category(budget),
            total_cost=budget.total,
        )


PLAIN = (
    *("id", "version", "project_id", "revision", "status", "notes"),
    *("created_at", "approved_at", "approved_by"),
)
LINE = (*("id", "position", "category", "description", "quantity", "count", "unit", "unit_cost"),)


def _by_category(budget: Budget) -> list[CategoryCost]:
    sums: dict[Category, int] = {}
    for line in budget.lines:
        sums[line.category] = sums.get(line.category, 0) + line.amount_minor
    return [
        CategoryCost(
            category=category,
            category_label=category.label,
            cost=Money.of(sums[category], budget.currency),
        )
        for category in Category
        if category in sums
    ]


class ExpenseView(Struct, frozen=True, kw_only=True):
    id: ExpenseId
    version: int
    project_id: ProjectId
    project_code: str | None = None
    category: Category
    category_label: str
    status: ExpenseStatus
    status_label: str
    description: str
    supplier: str
    reference: str
    cost: Cost = UNSET
    spent_on: date
    is_billable: bool
    file_id: FileId | None
    created_at: datetime
    created_by: str

    @classmethod
    def of(cls, expense: Expense) -> Self:
        plain = {
            name: getattr(expense, name)
            for name in cls.__struct_fields__
            if name not in ("project_code", "category_label", "status_label", "cost")
        }
        return cls(
            **plain,
            category_label=expense.category.label,
            status_label=expense.status.label,
            cost=expense.amount,
        )
