"""Tables, mapping, the repositories for changes and the queries for looking."""

from nexus.tasks.adapters.db.checks import CHECKS
from nexus.tasks.adapters.db.reading import SqlTasksReading
from nexus.tasks.adapters.db.store import SqlTasksUnitOfWork

__all__ = ["CHECKS", "SqlTasksReading", "SqlTasksUnitOfWork"]
