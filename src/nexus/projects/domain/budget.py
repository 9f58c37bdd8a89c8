"""What a job may cost: its planned lines, and what was spent outside of the house.

A budget is planned cost (ruling 23). Worked time and used material are counted elsewhere; only
what comes in from others by bill is written down here, as an expense.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.exact import decimal, whole
from nexus.kernel.ids import BudgetId, BudgetLineId, ExpenseId, FileId, ProjectId, UserId
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import tidy, tidy_text

LARGEST = 10**14  # minor units, so that the sums of very many fit 64 bits
MOST_LINES = 500
EARLIEST = date(2000, 1, 1)


class Category(StrEnum):
    """What money goes into; the costing compares plan and fact by it."""

    LABOUR = "labour"
    MATERIAL = "material"
    OUTSIDE = "outside"
    EQUIPMENT = "equipment"
    TRAVEL = "travel"
    OTHER = "other"

    @property
    def label(self) -> str:
        return "Outside work" if self is Category.OUTSIDE else self.value.capitalize()


class BudgetStatus(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class ExpenseStatus(StrEnum):
    """Money is committed by an order, and spent once the bill is here."""

    COMMITTED = "committed"
    SPENT = "spent"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(eq=False, kw_only=True)
class BudgetLine:
    """`quantity` units for each of `count`: four people for three days are 3 and 4.

    `unit_cost` has up to six digits after the point; the amount is rounded once, half to even.
    """

    id: BudgetLineId
    position: int = 0
    category: Category
    description: str
    quantity: Decimal = Decimal(1)
    count: Decimal = Decimal(1)
    unit: str = ""
    unit_cost: Decimal
    amount_minor: int = 0

    def __post_init__(self) -> None:
        self.description, self.unit = tidy_text(self.description), tidy(self.unit)
        if not self.description:
            raise Invalid("A line says what it is for.", "description")
        for name in ("quantity", "count", "unit_cost"):
            setattr(self, name, _measured(getattr(self, name), name))

    def reckon(self, currency: str) -> None:
        each = Fraction(self.quantity) * Fraction(self.count) * Fraction(self.unit_cost)
        scale = Money.of(1, currency).amount
        self.amount_minor = round(each / Fraction(scale))
        if self.amount_minor > LARGEST:
            raise Invalid("That is more than any job costs.", "unit_cost")


@dataclass(eq=False, kw_only=True)
class Budget(Aggregate):
    """One revision of a job's budget. What has been approved stays as it is."""

    id: BudgetId
    project_id: ProjectId
    revision: int = 1
    status: BudgetStatus = BudgetStatus.DRAFT
    currency: str
    notes: str = ""
    total_minor: int = 0
    created_at: datetime
    approved_at: datetime | None = None
    approved_by_id: UserId | None = None
    approved_by: str = ""
    lines: list[BudgetLine] = field(default_factory=list)

    @property
    def total(self) -> Money:
        return Money.of(self.total_minor, self.currency)

    def write(self, lines: Sequence[BudgetLine], notes: str) -> None:
        """Let the lines be these, in this order."""
        self._check_draft()
        if len(lines) > MOST_LINES:
            raise Invalid(phrase("A budget has at most %(most)s lines.", most=MOST_LINES), "lines")
        for position, line in enumerate(lines, start=1):
            line.position = position
            line.reckon(self.currency)
        self.lines[:] = lines
        self.notes = tidy_text(notes)
        self.total_minor = sum(line.amount_minor for line in lines)
        if self.total_minor > LARGEST:
            raise Invalid("That is more than any job costs.", "lines")
        self._changed()

    def approve(self, who: UserId | None, label: str, at: datetime) -> None:
        self._check_draft()
        if not self.lines:
            raise Refused("There is nothing to approve: the budget has no lines.")
        self.status = BudgetStatus.APPROVED
        self.approved_at, self.approved_by_id, self.approved_by = at, who, label[:200]
        self._changed()

    def supersede(self) -> None:
        """Make room for the next revision."""
        if self.status is not BudgetStatus.APPROVED:
            raise Refused("A draft is changed, not revised.")
        self.status = BudgetStatus.SUPERSEDED
        self._changed()

    def _check_draft(self) -> None:
        if self.status is not BudgetStatus.DRAFT:
            raise Refused("An approved budget stays as it is: revise it.", allowed=["revise"])


@dataclass(eq=False, kw_only=True)
class Expense(Aggregate):
    """What a job was billed from outside, without the tax that is got back."""

    id: ExpenseId
    project_id: ProjectId
    category: Category
    status: ExpenseStatus = ExpenseStatus.SPENT
    description: str
    supplier: str = ""
    reference: str = ""
    amount: Money
    spent_on: date
    is_billable: bool = False
    file_id: FileId | None = None
    created_at: datetime
    created_by: str = ""

    def __post_init__(self) -> None:
        self.check()

    def check(self) -> None:
        self.description = tidy_text(self.description)
        self.supplier, self.reference = tidy(self.supplier), tidy(self.reference)
        if not self.description:
            raise Invalid("An expense says what it was for.", "description")
        if not 0 < self.amount.minor <= LARGEST:
            raise Invalid("An expense is more than nothing, and not beyond measure.", "amount")

    def change(self, changes: dict[str, object]) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        self.check()
        self._changed()

    def check_day(self, today: date) -> None:
        """Refuse money that was spent tomorrow; an order may be due later."""
        if self.spent_on < EARLIEST:
            raise Invalid("That is too long ago.", "spent_on")
        if self.status is ExpenseStatus.SPENT and self.spent_on > today:
            raise Invalid("What was spent was spent today or earlier.", "spent_on")


def _measured(value: Decimal, name: str) -> Decimal:
    try:
        exact = decimal(whole(value, DIGITS), DIGITS)
    except Invalid as error:
        raise Invalid(error.message, name) from error
    if exact < 0:
        raise Invalid("A planned figure is not below zero.", name)
    return exact
