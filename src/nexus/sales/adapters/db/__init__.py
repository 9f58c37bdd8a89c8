"""Tables, mapping, repositories, queries and invariants."""

from nexus.sales.adapters.db import fulfilment as _fulfilment  # noqa: F401  (maps the tables)
from nexus.sales.adapters.db import quotes as _quotes  # noqa: F401  (maps the tables)
from nexus.sales.adapters.db.books_looking import SqlBooksReading
from nexus.sales.adapters.db.books_storing import SqlBooksUnitOfWork
from nexus.sales.adapters.db.checks import (
    bare_invoices,
    broken_sums,
    gaps,
    overdrawn_credits,
    wrong_statuses,
)
from nexus.sales.adapters.db.looking import SqlSalesReading
from nexus.sales.adapters.db.storing import SqlCredits, SqlSales, SqlSalesUnitOfWork
from nexus.sales.adapters.db.tables import credit, credit_entry, line, payment, sale

__all__ = [
    "SqlBooksReading",
    "SqlBooksUnitOfWork",
    "SqlCredits",
    "SqlSales",
    "SqlSalesReading",
    "SqlSalesUnitOfWork",
    "bare_invoices",
    "broken_sums",
    "credit",
    "credit_entry",
    "gaps",
    "line",
    "overdrawn_credits",
    "payment",
    "sale",
    "wrong_statuses",
]
