"""Pages of lists that come in, step by step, and of lists that go out."""

from nexus.integrations.adapters.pages.exports import ExportPages
from nexus.integrations.adapters.pages.imports import ImportPages
from nexus.integrations.adapters.pages.mappings import MappingPages

__all__ = ["ExportPages", "ImportPages", "MappingPages"]
