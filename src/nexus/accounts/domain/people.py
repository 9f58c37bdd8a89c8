"""Users, who are the same person in every shop, and their membership in each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from nexus.accounts.domain.alike import is_unmistakable
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused, Stale
from nexus.kernel.ids import EmployeeId, RoleId, UserId, new_id
from nexus.kernel.text import key, tidy

SIGNS = frozenset("._-+'")
ADMIN, STAFF, USER = "Admin", "Staff", "User"
LOOKS_ON = frozenset({"viewer", "customer"})


def standing(roles: Iterable[str]) -> str:
    """Return what the roles come to in three words: Admin, Staff or User (N-005, ruling 11)."""
    given = frozenset(roles)
    if "admin" in given:
        return ADMIN
    return STAFF if given - LOOKS_ON else USER


def name_key(username: str) -> str:
    return key(username)


def email_key(email: str | None) -> str | None:
    return email.casefold() if email else None


def check_username(username: str) -> str:
    """Return the name, tidied; it may not look like an e-mail address, which logs in too."""
    name = tidy(username)
    if not name or not all(sign.isalnum() or sign in SIGNS for sign in name) or not name_key(name):
        raise Invalid("A user name has letters, digits and . _ - + ' only.", "username")
    if not is_unmistakable(name):
        raise Invalid("A user name keeps to one alphabet, and to plain digits.", "username")
    return name


@dataclass(eq=False, kw_only=True)
class User:
    """A person's login, and the profile they take from shop to shop.

    `password_hash` None: no password yet, so no way in. `is_superuser`: runs the host.
    """

    id: UserId
    username: str
    created_at: datetime
    email: str | None = None
    full_name: str = ""
    phone: str = ""
    title: str = ""
    locale: str = ""
    password_hash: str | None = None
    is_active: bool = True
    is_superuser: bool = False
    last_login_at: datetime | None = None
    version: int = 1

    def __post_init__(self) -> None:
        self.username = check_username(self.username)
        for name in ("full_name", "phone", "title", "locale"):
            setattr(self, name, tidy(getattr(self, name)))

    @property
    def label(self) -> str:
        """Return the name that others read."""
        return self.full_name or self.username

    def expect(self, version: int | None) -> Self:
        if version is not None and version != self.version:
            raise Stale("This has changed since you looked at it. Please look again.")
        return self

    def change(self, values: Mapping[str, Any]) -> None:
        """Set what is given and differs."""
        neat = {name: tidy(v) if isinstance(v, str) else v for name, v in values.items()}
        if "username" in neat:
            neat["username"] = check_username(neat["username"])
        changed = {name: v for name, v in neat.items() if getattr(self, name) != v}
        for name, value in changed.items():
            setattr(self, name, value)
        self.version += bool(changed)

    def take_password(self, password_hash: str) -> None:
        self.password_hash = password_hash
        self.version += 1


@dataclass(eq=False, kw_only=True)
class Grant:
    """A role that a member has."""

    id: UUID
    role_id: RoleId


@dataclass(eq=False, kw_only=True)
class Membership(Aggregate):
    """A user in one shop: with which roles, and as which employee.

    `employee_id` is bound while the employee is active (L-077): see Employee.user_id.
    """

    id: UUID
    user_id: UserId
    created_at: datetime
    employee_id: EmployeeId | None = None
    is_active: bool = True
    grants: list[Grant] = field(default_factory=list)

    @property
    def role_ids(self) -> list[RoleId]:
        return [grant.role_id for grant in self.grants]

    def grant(self, role_ids: Iterable[RoleId]) -> None:
        """Give exactly these roles."""
        wanted = dict.fromkeys(role_ids)
        kept = [grant for grant in self.grants if grant.role_id in wanted]
        new = [r for r in wanted if r not in self.role_ids]
        if len(kept) == len(self.grants) and not new:
            return
        self.grants[:] = kept + [Grant(id=new_id(), role_id=role_id) for role_id in new]
        self._changed()

    def bind(self, employee_id: EmployeeId | None) -> None:
        if self.employee_id != employee_id:
            self.employee_id = employee_id
            self._changed()

    def deactivate(self) -> None:
        if not self.is_active:
            raise Refused("This user is deactivated already.")
        self.is_active = False
        self._changed()

    def activate(self) -> None:
        if self.is_active:
            raise Refused("This user is active already.")
        self.is_active = True
        self._changed()
