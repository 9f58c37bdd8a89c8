"""The page of a project: how it stands, its tasks, time, files, money and history."""

from typing import Any

from nexus.app.desks.project.budgets import ProjectBudgetPages
from nexus.app.desks.project.course import ProjectCoursePages
from nexus.app.desks.project.products import ProjectProductPages
from nexus.app.desks.project.tabs import ProjectDeskPages
from nexus.app.desks.project.work import ProjectWorkPages

HANDLERS: list[Any] = [
    ProjectDeskPages,
    ProjectCoursePages,
    ProjectWorkPages,
    ProjectBudgetPages,
    ProjectProductPages,
]

__all__ = ["HANDLERS"]
