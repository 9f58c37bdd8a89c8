"""Pages of stock: items and their ledger, places, counting, buying, machines."""

from typing import Any

from nexus.inventory.adapters.pages.items import ItemPages
from nexus.inventory.adapters.pages.moving import MovePages

HANDLERS: list[Any] = [ItemPages, MovePages]

__all__ = ["HANDLERS"]
