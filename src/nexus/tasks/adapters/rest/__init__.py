"""REST. A handler reads the request, calls one use case and returns its view."""

from nexus.tasks.adapters.rest.activities import ActivityApi
from nexus.tasks.adapters.rest.tasks import TaskApi
from nexus.tasks.adapters.rest.time import TimeApi

HANDLERS = [TaskApi, TimeApi, ActivityApi]

__all__ = ["HANDLERS"]
