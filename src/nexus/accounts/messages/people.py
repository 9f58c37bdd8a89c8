"""Users as a shop sees them."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.accounts.messages.shop import Phone, RoleName
from nexus.kernel.ids import EmployeeId, UserId
from nexus.kernel.text import Line

# What a name may hold is the domain's to say; these are the sizes.
Username = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\s\x00-\x1f\x7f@]+$")]
Email = Annotated[str, Meta(min_length=3, max_length=120, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
Title = Annotated[str, Meta(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Locale = Annotated[str, Meta(max_length=35, pattern=r"^[A-Za-z0-9-]*$")]  # BCP 47
NewPassword = Annotated[str, Meta(min_length=8, max_length=128)]
Roles = Annotated[list[RoleName], Meta(max_length=50)]

UserSort = Literal["username", "-username", "full_name", "-full_name", "created_at", "-created_at"]


class CreateUser(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a password there is no way in until one is set."""

    username: Username
    email: Email | None = None
    full_name: Line = ""
    phone: Phone = ""
    title: Title = ""
    locale: Locale = ""
    password: NewPassword | None = None
    roles: Roles = []
    employee_id: EmployeeId | None = None


class UpdateUser(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    username: Username | UnsetType = UNSET
    email: Email | UnsetType | None = UNSET
    full_name: Line | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    roles: Roles | UnsetType = UNSET


class ResetPassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a password a one-time token is answered, to be handed over."""

    password: NewPassword | None = None


class ListUsers(Struct, frozen=True, kw_only=True):
    is_active: bool | None = None
    role: str | None = None
    search: str | None = None
    sort: UserSort = "username"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class UserView(Struct, frozen=True, kw_only=True):
    """`roles` are names of roles in this shop; `role` is what they come to (N-005).

    `is_active` and `employee_id` are of this shop; the others go with the person.
    """

    id: UserId
    version: int
    username: str
    email: str | None
    full_name: str
    phone: str
    title: str
    locale: str
    is_active: bool
    is_superuser: bool
    roles: list[str]
    role: str
    employee_id: EmployeeId | None
    created_at: datetime
    last_login_at: datetime | None
