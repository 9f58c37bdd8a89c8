"""Tables, mapping, repositories and queries."""

from nexus.accounts.adapters.db.checks import CHECKS
from nexus.accounts.adapters.db.entrance import SqlEntrance
from nexus.accounts.adapters.db.looking import SqlAccountsReading
from nexus.accounts.adapters.db.storing import SqlAccountsUnitOfWork

__all__ = ["CHECKS", "SqlAccountsReading", "SqlAccountsUnitOfWork", "SqlEntrance"]
