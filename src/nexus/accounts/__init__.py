"""Shops, users, roles, employees, stations, sessions: who may do what, and where.

Source: backend modules specification, section 1.
"""

from nexus.accounts.answers import AccountAnswers
from nexus.accounts.domain import (
    EmployeeArchived,
    Kind,
    MemberDeactivated,
    PasswordResetAsked,
    ShopCreated,
    UserInvited,
    UserJoined,
)
from nexus.accounts.messages import (
    PERMISSIONS,
    CreateEmployee,
    CreateRole,
    CreateStation,
    CreateUser,
    EmployeeView,
    Identity,
    Invite,
    ListEmployees,
    ListStations,
    ListUsers,
    Login,
    LoginView,
    Origin,
    RoleView,
    ShopView,
    StationView,
    UserView,
)
from nexus.accounts.ports import Entrance, House
from nexus.accounts.service import AccountsService, Identities, LoginService, Passwords, TokenBox

__all__ = [
    "PERMISSIONS",
    "AccountAnswers",
    "AccountsService",
    "CreateEmployee",
    "CreateRole",
    "CreateStation",
    "CreateUser",
    "EmployeeArchived",
    "EmployeeView",
    "Entrance",
    "House",
    "Identities",
    "Identity",
    "Invite",
    "Kind",
    "ListEmployees",
    "ListStations",
    "ListUsers",
    "Login",
    "LoginService",
    "LoginView",
    "MemberDeactivated",
    "Origin",
    "PasswordResetAsked",
    "Passwords",
    "RoleView",
    "ShopCreated",
    "ShopView",
    "StationView",
    "TokenBox",
    "UserInvited",
    "UserJoined",
    "UserView",
]
