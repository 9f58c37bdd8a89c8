"""Pages of projects: how they are listed and planned, and the forms of one.

The page of a single project shows what several modules know: nexus.app.desks.project.
"""

from nexus.projects.adapters.pages.forms import ProjectForms
from nexus.projects.adapters.pages.lists import ProjectPages

__all__ = ["ProjectForms", "ProjectPages"]
