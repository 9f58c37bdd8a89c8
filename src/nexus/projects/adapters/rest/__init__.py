"""JSON under /api."""

from nexus.projects.adapters.rest.projects import ProjectApi, ProjectNotesApi, ProjectTeamApi

__all__ = ["ProjectApi", "ProjectNotesApi", "ProjectTeamApi"]
