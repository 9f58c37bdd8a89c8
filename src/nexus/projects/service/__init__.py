"""The use cases. Each is one transaction, asked for by one actor."""

from nexus.projects.service.budgets import Budgeting
from nexus.projects.service.notes import Writing
from nexus.projects.service.planning import Planning
from nexus.projects.service.progress import Progress


class ProjectService(Planning, Progress, Writing, Budgeting):
    """`version` is the one the actor looked at; a change of another one is refused as stale."""


__all__ = ["ProjectService"]
