"""REST. A handler reads the request, calls one use case and returns its view."""

from typing import Any

from nexus.inventory.adapters.rest import equipment

HANDLERS: list[Any] = [*equipment.HANDLERS]
