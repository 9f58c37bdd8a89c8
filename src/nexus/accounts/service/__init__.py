"""The use cases. Each is one transaction, asked for by one actor, or by who is to become one."""

from nexus.accounts.service.accounts import AccountsService
from nexus.accounts.service.identities import Identities
from nexus.accounts.service.logins import LoginService
from nexus.accounts.service.passwords import Passwords
from nexus.accounts.service.tokens import TokenBox

__all__ = ["AccountsService", "Identities", "LoginService", "Passwords", "TokenBox"]
