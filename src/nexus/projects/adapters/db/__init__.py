"""Tables, mapping, repositories for changes and queries for looking."""

from nexus.projects.adapters.db.changes import SqlProjectsUnitOfWork
from nexus.projects.adapters.db.checks import CHECKS
from nexus.projects.adapters.db.reading import SqlProjectsReading
from nexus.projects.adapters.db.tables import note, project, stage, team_member

__all__ = [
    "CHECKS",
    "SqlProjectsReading",
    "SqlProjectsUnitOfWork",
    "note",
    "project",
    "stage",
    "team_member",
]
