"""Pages of people: coming in, users, roles, and what is one's own."""

from typing import Any

from nexus.accounts.adapters.pages.logins import LoginPages

HANDLERS: list[Any] = [LoginPages]

__all__ = ["HANDLERS"]
