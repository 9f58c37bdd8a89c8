"""Shops and the people in them: what they are and what may happen to them."""

from nexus.accounts.domain.events import (
    EmployeeArchived,
    MemberDeactivated,
    PasswordResetAsked,
    ShopCreated,
    UserInvited,
    UserJoined,
)
from nexus.accounts.domain.logins import Invitation, Kind, PasswordReset, Session
from nexus.accounts.domain.people import Grant, Membership, User, standing
from nexus.accounts.domain.shop import Employee, Posting, Role, Shop, Station

__all__ = [
    "Employee",
    "EmployeeArchived",
    "Grant",
    "Invitation",
    "Kind",
    "MemberDeactivated",
    "Membership",
    "PasswordReset",
    "PasswordResetAsked",
    "Posting",
    "Role",
    "Session",
    "Shop",
    "ShopCreated",
    "Station",
    "User",
    "UserInvited",
    "UserJoined",
    "standing",
]
