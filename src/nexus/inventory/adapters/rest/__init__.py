"""REST. A handler reads the request, calls one use case and returns its view."""

from typing import Any

from nexus.inventory.adapters.rest import (
    counting,
    equipment,
    items,
    movements,
    places,
    purchasing,
    suppliers,
    using,
)

HANDLERS: list[Any] = [
    *items.HANDLERS,
    *movements.HANDLERS,
    *using.HANDLERS,
    *places.HANDLERS,
    *counting.HANDLERS,
    *suppliers.HANDLERS,
    *purchasing.HANDLERS,
    *equipment.HANDLERS,
]
