"""Tables and mapping, the repository for changes, the queries for looking."""

from nexus.products.adapters.db.checks import CHECKS
from nexus.products.adapters.db.looking import SqlProductsReading
from nexus.products.adapters.db.storing import SqlProductsUnitOfWork

__all__ = ["CHECKS", "SqlProductsReading", "SqlProductsUnitOfWork"]
