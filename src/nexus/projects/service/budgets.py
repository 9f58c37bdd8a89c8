"""What a job may cost, and what outside work it was billed for."""

from typing import Any

from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import (
    BudgetId,
    BudgetLineId,
    ExpenseId,
    FileId,
    ProjectId,
    ShopId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.projects.domain import Budget, BudgetLine, Expense
from nexus.projects.messages import (
    AddExpense,
    BudgetView,
    ChangeExpense,
    ExpenseView,
    ListExpenses,
    WriteBudget,
)
from nexus.projects.service.desk import Desk


class Budgeting(Desk):
    def budget(self, actor: Actor, project_id: ProjectId) -> BudgetView:
        """Return the latest revision."""
        actor.require("budgets.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.budget(project_id))

    def budgets(self, actor: Actor, project_id: ProjectId) -> Page[BudgetView]:
        """Return all revisions, the latest first; they are few."""
        actor.require("budgets.read")
        with self._reading(actor.shop_id) as look:
            found = look.budgets(project_id)
            if not found and not look.has(project_id):
                raise NotFound("There is no such project.")
            return actor.sees(Page(items=list(found)))

    def write_budget(
        self, actor: Actor, project_id: ProjectId, wish: WriteBudget, version: int | None = None
    ) -> BudgetView:
        """Write the draft, which is begun by this; an approved budget is revised first."""
        actor.require("budgets.write")
        lines = [_line(line, n) for n, line in enumerate(wish.lines)]
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id)
            budget = uow.budgets.latest(project.id)
            if budget is None:
                budget = self._draft(actor.shop_id, project.id)
                budget.expect(version).write(lines, wish.notes)
                budget.version = 1  # it is born with them
                uow.budgets.add(budget)
            else:
                budget.expect(version).write(lines, wish.notes)
            return actor.sees(BudgetView.of(budget))

    def approve_budget(
        self, actor: Actor, project_id: ProjectId, version: int | None = None
    ) -> BudgetView:
        actor.require("budgets.approve")
        with self._unit_of_work(actor) as uow:
            budget = _found(uow.budgets.latest(project_id)).expect(version)
            budget.approve(actor.user_id, actor.label, self._clock())
            return actor.sees(BudgetView.of(budget))

    def revise_budget(
        self, actor: Actor, project_id: ProjectId, version: int | None = None
    ) -> BudgetView:
        """Begin the next revision with the lines of the approved one."""
        actor.require("budgets.write")
        with self._unit_of_work(actor) as uow:
            last = _found(uow.budgets.latest(project_id)).expect(version)
            last.supersede()
            budget = self._draft(actor.shop_id, project_id, last.revision + 1, last.currency)
            budget.write([_copy(line) for line in last.lines], last.notes)
            budget.version = 1
            uow.budgets.add(budget)
            return actor.sees(BudgetView.of(budget))

    # Expenses

    def expenses(self, actor: Actor, wish: ListExpenses) -> Page[ExpenseView]:
        actor.require("budgets.read")
        with self._reading(actor.shop_id) as look:
            page = look.expenses(wish)
            if not page.items and wish.project_id and not look.has(wish.project_id):
                raise NotFound("There is no such project.")
            return actor.sees(page)

    def expense(self, actor: Actor, expense_id: ExpenseId) -> ExpenseView:
        actor.require("budgets.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.expense(expense_id))

    def add_expense(self, actor: Actor, project_id: ProjectId, wish: AddExpense) -> ExpenseView:
        actor.require("expenses.write")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            self._check_file(actor.shop_id, wish.file_id)
            terms = self._settings.terms(actor.shop_id)
            today = self._today(terms)
            expense = Expense(
                id=ExpenseId(new_id()),
                shop_id=actor.shop_id,
                project_id=uow.projects.get(project_id).id,
                category=wish.category,
                status=wish.status,
                description=wish.description,
                supplier=wish.supplier,
                reference=wish.reference,
                amount=_money(wish.amount, terms.currency),
                spent_on=wish.spent_on or today,
                is_billable=wish.is_billable,
                file_id=wish.file_id,
                created_at=now,
                created_by=actor.label[:200],
            )
            expense.check_day(today)
            uow.expenses.add(expense)
            return actor.sees(ExpenseView.of(expense))

    def change_expense(
        self,
        actor: Actor,
        expense_id: ExpenseId,
        wish: ChangeExpense,
        version: int | None = None,
    ) -> ExpenseView:
        actor.require("expenses.write")
        given: dict[str, Any] = {
            name: value
            for name in wish.__struct_fields__
            if (value := getattr(wish, name)) is not UNSET
        }
        with self._unit_of_work(actor) as uow:
            expense = uow.expenses.get(expense_id).expect(version)
            self._check_file(actor.shop_id, given.get("file_id"))
            if "amount" in given:
                given["amount"] = _money(given["amount"], expense.amount.currency)
            expense.change(given)
            expense.check_day(self._today(self._settings.terms(actor.shop_id)))
            return actor.sees(ExpenseView.of(expense))

    def delete_expense(
        self, actor: Actor, expense_id: ExpenseId, version: int | None = None
    ) -> None:
        """Take back what was written by mistake; the activity log keeps what it was."""
        actor.require("expenses.write")
        with self._unit_of_work(actor) as uow:
            uow.expenses.remove(uow.expenses.get(expense_id).expect(version))

    def _check_file(self, shop_id: ShopId, file_id: FileId | None) -> None:
        if file_id is not None and not self._files.has_file(shop_id, file_id):
            raise Invalid("This shop has no such file.", "file_id")

    def _draft(
        self, shop_id: ShopId, project_id: ProjectId, revision: int = 1, currency: str = ""
    ) -> Budget:
        return Budget(
            id=BudgetId(new_id()),
            shop_id=shop_id,
            project_id=project_id,
            revision=revision,
            currency=currency or self._settings.terms(shop_id).currency,
            created_at=self._clock(),
        )


def _found(budget: Budget | None) -> Budget:
    if budget is None:
        raise NotFound("This project has no budget.")
    return budget


def _line(wish: Any, n: int) -> BudgetLine:
    said = {name: getattr(wish, name) for name in wish.__struct_fields__}
    try:
        return BudgetLine(id=BudgetLineId(new_id()), **said)
    except Invalid as error:
        raise Invalid(error.message, f"lines[{n}].{error.field}") from error


def _copy(line: BudgetLine) -> BudgetLine:
    names = ("category", "description", "quantity", "count", "unit", "unit_cost")
    said = {name: getattr(line, name) for name in names}
    return BudgetLine(id=BudgetLineId(new_id()), **said)


def _money(said: Any, currency: str) -> Money:
    """Read an amount in the shop's currency."""
    if isinstance(said, Money):
        if said.currency != currency:
            raise Invalid(
                phrase("An expense is written in %(currency)s.", currency=currency), "amount"
            )
        return said
    try:
        return Money(said, currency)
    except Invalid as error:
        raise Invalid(error.message, "amount") from error
