"""JSON under /api."""

from nexus.projects.adapters.rest.budgets import ExpensesApi, ProjectBudgetApi, ProjectExpensesApi
from nexus.projects.adapters.rest.products import ProjectPlanApi, ProjectProductsApi
from nexus.projects.adapters.rest.projects import ProjectApi, ProjectNotesApi, ProjectTeamApi

__all__ = [
    "ExpensesApi",
    "ProjectApi",
    "ProjectBudgetApi",
    "ProjectExpensesApi",
    "ProjectNotesApi",
    "ProjectPlanApi",
    "ProjectProductsApi",
    "ProjectTeamApi",
]
