"""REST of budgets and expenses."""

from datetime import date

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from nexus.kernel.ids import ExpenseId, ProjectId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey
from nexus.projects.domain import Category, ExpenseStatus
from nexus.projects.messages import (
    AddExpense,
    BudgetView,
    ChangeExpense,
    ExpenseSort,
    ExpenseView,
    ListExpenses,
    WriteBudget,
)
from nexus.projects.service import ProjectService

Service = NamedDependency[ProjectService]
READ, WRITE, APPROVE, SPEND = "budgets.read", "budgets.write", "budgets.approve", "expenses.write"


class ProjectBudgetApi(Controller):
    path = "/api/projects/{project_id:uuid}/budget"
    tags = ("budgets",)

    @get("/", permission=READ, sync_to_thread=True)
    def show_budget(
        self, projects: Service, actor: Caller, project_id: FromPath[ProjectId]
    ) -> Response[BudgetView]:
        """Show what a project may cost: the latest revision of its budget."""
        return tagged(projects.budget(actor, project_id))

    @get("/revisions", permission=READ, sync_to_thread=True)
    def list_budget_revisions(
        self, projects: Service, actor: Caller, project_id: FromPath[ProjectId]
    ) -> Page[BudgetView]:
        """List all revisions of a project's budget, the latest first."""
        return projects.budgets(actor, project_id)

    @put("/", permission=WRITE, sync_to_thread=True)
    def write_budget(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        if_match: IfMatch,
        data: JSONBody[WriteBudget],
    ) -> Response[BudgetView]:
        """Write the draft of a budget, all its lines anew."""
        return tagged(projects.write_budget(actor, project_id, data, if_match))

    @post("/approve", permission=APPROVE, status_code=200, sync_to_thread=True)
    def approve_budget(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        if_match: IfMatch,
    ) -> Response[BudgetView]:
        """Approve a budget; it stays as it is from then on."""
        return tagged(projects.approve_budget(actor, project_id, if_match))

    @post("/revise", permission=WRITE, status_code=200, sync_to_thread=True)
    def revise_budget(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        if_match: IfMatch,
    ) -> Response[BudgetView]:
        """Begin the next revision of an approved budget."""
        return tagged(projects.revise_budget(actor, project_id, if_match))


class ProjectExpensesApi(Controller):
    path = "/api/projects/{project_id:uuid}/expenses"
    tags = ("budgets",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_project_expenses(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        category: FromQuery[Category | None] = None,
        status: FromQuery[ExpenseStatus | None] = None,
        search: Search = None,
        sort: FromQuery[ExpenseSort] = "-spent_on",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ExpenseView]:
        """List what a project was billed from outside."""
        wish = ListExpenses(
            project_id=project_id,
            category=category,
            status=status,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return projects.expenses(actor, wish)

    @post("/", permission=SPEND, sync_to_thread=True)
    def add_expense(
        self,
        projects: Service,
        actor: Caller,
        once: OncePerKey,
        project_id: FromPath[ProjectId],
        data: JSONBody[AddExpense],
    ) -> Response[ExpenseView]:
        """Write down what a project was billed from outside, or what was ordered for it."""
        return once(lambda: projects.add_expense(actor, project_id, data))


class ExpensesApi(Controller):
    path = "/api/expenses"
    tags = ("budgets",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_expenses(
        self,
        projects: Service,
        actor: Caller,
        project_id: FromQuery[ProjectId | None] = None,
        category: FromQuery[Category | None] = None,
        status: FromQuery[ExpenseStatus | None] = None,
        spent_from: FromQuery[date | None] = None,
        spent_to: FromQuery[date | None] = None,
        search: Search = None,
        sort: FromQuery[ExpenseSort] = "-spent_on",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[ExpenseView]:
        """List the expenses of all projects."""
        wish = ListExpenses(
            project_id=project_id,
            category=category,
            status=status,
            spent_from=spent_from,
            spent_to=spent_to,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return projects.expenses(actor, wish)

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_expense(
        self, projects: Service, actor: Caller, id: FromPath[ExpenseId]
    ) -> Response[ExpenseView]:
        """Show an expense."""
        return tagged(projects.expense(actor, id))

    @patch("/{id:uuid}", permission=SPEND, sync_to_thread=True)
    def change_expense(
        self,
        projects: Service,
        actor: Caller,
        id: FromPath[ExpenseId],
        if_match: IfMatch,
        data: JSONBody[ChangeExpense],
    ) -> Response[ExpenseView]:
        """Change an expense."""
        return tagged(projects.change_expense(actor, id, data, if_match))

    @delete("/{id:uuid}", permission=SPEND, sync_to_thread=True)
    def delete_expense(
        self, projects: Service, actor: Caller, id: FromPath[ExpenseId], if_match: IfMatch
    ) -> None:
        """Delete an expense that was written by mistake."""
        projects.delete_expense(actor, id, if_match)
