"""The catalogue: every permission of the program, and what it allows in words."""

from collections.abc import Mapping
from importlib import import_module

from nexus.kernel import sight

MODULES = (
    *("accounts", "settings", "documents", "workflows", "customers", "inventory", "products"),
    *("projects", "tasks", "production", "sales", "communications", "studio"),
    *("analytics", "integrations", "assistants"),
)


def catalogue() -> Mapping[str, str]:
    """Gather what the modules that exist name at their front doors."""
    found: dict[str, str] = dict(sight.PERMISSIONS)
    for module in MODULES:
        try:
            door = import_module(f"nexus.{module}")
        except ModuleNotFoundError as error:
            if error.name != f"nexus.{module}":
                raise
            continue
        found |= getattr(door, "PERMISSIONS", {})
    return found


PERMISSIONS = catalogue()
