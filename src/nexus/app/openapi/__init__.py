"""The contract in OpenAPI."""

from nexus.app.openapi.document import describe
from nexus.app.openapi.operations import Operation, operations

__all__ = ["Operation", "describe", "operations"]
