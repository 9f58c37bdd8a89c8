"""Pages of people: coming in, users, roles, and what is one's own."""

from typing import Any

from nexus.accounts.adapters.pages.employees import EmployeePages, OperatorPages
from nexus.accounts.adapters.pages.invitations import InvitationPages
from nexus.accounts.adapters.pages.logins import LoginPages
from nexus.accounts.adapters.pages.own import OwnPages
from nexus.accounts.adapters.pages.people import UserPages
from nexus.accounts.adapters.pages.porch import PorchPages
from nexus.accounts.adapters.pages.roles import RolePages
from nexus.accounts.adapters.pages.stations import StationPages

HANDLERS: list[Any] = [
    LoginPages,
    PorchPages,
    UserPages,
    InvitationPages,
    RolePages,
    OwnPages,
    StationPages,
    EmployeePages,
    OperatorPages,
]

__all__ = ["HANDLERS"]
