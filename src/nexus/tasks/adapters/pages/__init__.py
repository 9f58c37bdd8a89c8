"""Pages of tasks: the board and the list, one task, my work, and the clock that runs."""

from typing import Any

from nexus.tasks.adapters.pages.lists import TaskListPages
from nexus.tasks.adapters.pages.mine import MyWorkPages
from nexus.tasks.adapters.pages.one import TaskPages
from nexus.tasks.adapters.pages.time import TimePages

HANDLERS: list[Any] = [TaskListPages, TaskPages, TimePages, MyWorkPages]

__all__ = ["HANDLERS"]
