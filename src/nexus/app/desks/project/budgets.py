"""What a project may cost, and what others billed for it."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from msgspec import UNSET

from nexus.app.desks.project.desk import DESK, Desk, ProjectDesk
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import ExpenseId
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent
from nexus.projects import AddExpense, ChangeExpense, WriteBudget

BUDGET, APPROVE, SPEND = "budgets.write", "budgets.approve", "expenses.write"
READ = "budgets.read"
SPARE_LINES = 3  # empty ones at the end of the form


class ProjectBudgetPages(Controller):
    path = "/projects/{code:str}"
    include_in_schema = False
    dependencies = DESK

    @get("/budget", permission=BUDGET, sync_to_thread=True)
    def project_budget_page(self, desk: Desk) -> Response[Any]:
        """Show the form of the budget."""
        budget = desk.budget()
        form = desk.show.filled(budget) if budget else desk.show.form()
        return _write(desk, form)

    @post("/budget", permission=BUDGET, sync_to_thread=True)
    def write_project_budget_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Write the budget anew; "more" asks for further lines first."""
        if sent["act"] == "more":
            return _write(desk, sent, more=SPARE_LINES)
        return desk.attempt(
            sent,
            WriteBudget,
            lambda wish: desk.around.projects.write_budget(
                desk.actor, desk.project.id, wish, sent.version
            ),
            lambda form, status: _write(desk, form, status),
            "/money#budget",
            desk.show.say("The budget is saved."),
        )

    @post("/budget/approve", permission=APPROVE, sync_to_thread=True)
    def approve_project_budget_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Approve the budget as it was looked at."""
        projects, id = desk.around.projects, desk.project.id
        said = desk.show.say("The budget is approved.")
        return desk.act(
            lambda: projects.approve_budget(desk.actor, id, sent.version),
            *("money", "/money#budget", said),
        )

    @post("/budget/revise", permission=BUDGET, sync_to_thread=True)
    def revise_project_budget_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Begin the next revision."""
        projects, id = desk.around.projects, desk.project.id
        said = desk.show.say("A new revision has begun.")
        return desk.act(
            lambda: projects.revise_budget(desk.actor, id, sent.version),
            *("money", "/budget", said),
        )

    @get("/expenses/new", permission=SPEND, sync_to_thread=True)
    def new_project_expense_page(self, desk: Desk) -> Response[Any]:
        """Show an empty form of an expense."""
        today = desk.show.formats.today().isoformat()
        said = [("category", "outside"), ("status", "spent"), ("spent_on", today)]
        return desk.page("expense", desk.show.form(said), expense=None)

    @post("/expenses/new", permission=SPEND, sync_to_thread=True)
    def add_project_expense_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Write down what others billed."""
        return desk.attempt(
            sent,
            AddExpense,
            lambda wish: desk.around.projects.add_expense(desk.actor, desk.project.id, wish),
            lambda form, status: desk.page("expense", form, status, expense=None),
            "/money#expenses",
            desk.show.say("Written down."),
        )

    @get("/expenses/{expense_id:uuid}", permission=SPEND, sync_to_thread=True)
    def project_expense_page(self, desk: Desk, expense_id: FromPath[ExpenseId]) -> Response[Any]:
        """Show the form of an expense."""
        expense = desk.around.projects.expense(desk.actor, expense_id)
        form = desk.show.filled(_typed(expense))
        return desk.page("expense", form, expense=expense)

    @post("/expenses/{expense_id:uuid}", permission=SPEND, sync_to_thread=True)
    def change_project_expense_page(
        self, desk: Desk, expense_id: FromPath[ExpenseId], sent: Sent
    ) -> Response[Any]:
        """Change an expense, or take it back."""
        projects, actor = desk.around.projects, desk.actor
        expense = projects.expense(actor, expense_id)

        def act(wish: ChangeExpense) -> Any:
            if sent["act"] == "delete":
                return projects.delete_expense(actor, expense_id, sent.version)
            if wish.description is UNSET:
                raise Invalid("This is needed.", "description")
            return projects.change_expense(actor, expense_id, wish, sent.version)

        return desk.attempt(
            sent,
            ChangeExpense,
            act,
            lambda form, status: desk.page("expense", form, status, expense=expense),
            "/money#expenses",
            desk.show.say("Saved."),
        )


def _typed(expense: Any) -> dict[str, Any]:
    """Name what an expense is as the form does."""
    names = ("category", "status", "description", "supplier", "reference", "spent_on")
    said = {name: getattr(expense, name) for name in (*names, "is_billable")}
    return said | {"amount": expense.cost}


def _write(desk: ProjectDesk, form: Form, status: int = 200, more: int = 0) -> Response[Any]:
    rows = max(form.count("lines") + (more or (0 if form.is_wrong else 1)), SPARE_LINES)
    return desk.page("budget", form, status, budget=desk.budget(), rows=rows)
