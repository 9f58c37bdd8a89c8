"""REST. A handler reads the request, calls one use case and returns its view."""

from typing import Any

from nexus.accounts.adapters.rest.logins import LoginApi
from nexus.accounts.adapters.rest.people import InvitationApi, RoleApi, UserApi
from nexus.accounts.adapters.rest.staff import EmployeeApi, OperatorApi, ShopApi, StationApi

HANDLERS: list[Any] = [
    LoginApi,
    ShopApi,
    UserApi,
    InvitationApi,
    RoleApi,
    EmployeeApi,
    OperatorApi,
    StationApi,
]

__all__ = ["HANDLERS"]
