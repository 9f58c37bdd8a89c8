"""REST. A handler reads the request, calls one use case and returns its view."""

from typing import Any

from nexus.inventory.adapters.rest import equipment, suppliers

HANDLERS: list[Any] = [*suppliers.HANDLERS, *equipment.HANDLERS]
