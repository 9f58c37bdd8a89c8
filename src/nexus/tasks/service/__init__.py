"""The use cases. Each is one transaction, asked for by one actor."""

from nexus.tasks.service.activities import Activities
from nexus.tasks.service.timing import Timing


class TaskService(Activities, Timing):
    """Planning, working, the clock, worked time, and looking at all of it."""


__all__ = ["TaskService"]
