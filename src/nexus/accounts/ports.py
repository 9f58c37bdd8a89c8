"""What the accounts module needs from the world, in its own words."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from nexus.accounts.domain import (
    Employee,
    Invitation,
    Membership,
    PasswordReset,
    Role,
    Session,
    Shop,
    Station,
    User,
)
from nexus.accounts.messages import (
    EmployeeView,
    Identity,
    InvitationView,
    ListAttempts,
    ListEmployees,
    ListInvitations,
    ListStations,
    ListUsers,
    LoginAttempt,
    Me,
    RoleSort,
    RoleView,
    SessionView,
    ShopView,
    StationView,
    UserView,
)
from nexus.kernel.ids import EmployeeId, RoleId, SessionId, ShopId, StationId, UserId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork


class Terms(Protocol):
    @property
    def invite_only(self) -> bool: ...


class House(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...


class AtStation(Protocol):
    """Answered by workflows, projects and tasks."""

    def count_at_station(self, shop_id: ShopId, station_id: StationId) -> int:
        """Return how many of theirs that are not over need the station."""


class Person(NamedTuple):
    """Who a typed name belongs to."""

    user_id: UserId
    username: str
    full_name: str
    email: str | None
    password_hash: str | None
    is_active: bool

    @property
    def label(self) -> str:
        return self.full_name or self.username


class Tries(NamedTuple):
    """Failed logins of late; `is_known`: this name has come in from this network before."""

    of_name: int
    of_network: int
    of_both: int
    is_known: bool


class Attempt(NamedTuple):
    """A login as it was tried. `typed_key` compares names, `network` addresses."""

    typed: str
    typed_key: str
    ip: str
    network: str
    user_agent: str
    tried_at: datetime
    reason: str  # empty for a success
    user_id: UserId | None = None
    shop_id: ShopId | None = None


class Refreshing(NamedTuple):
    """A refresh token as it is kept."""

    session_id: SessionId
    shop_id: ShopId
    used_at: datetime | None


class Shops(Protocol):
    def add(self, entity: Shop) -> None:
        """Store it, with the chains of its activity log."""

    def own(self) -> Shop:
        """Return the shop that the transaction is in, or raise NotFound."""

    def lock(self) -> None:
        """Let nobody else change who manages the shop until this transaction ends."""


class Users(Protocol):
    def add(self, entity: User) -> None: ...

    def get(self, id: UserId) -> User: ...

    def named(self, username_key: str) -> User | None: ...

    def with_email(self, email_key: str) -> User | None: ...


class Members(Protocol):
    def add(self, entity: Membership) -> None: ...

    def get(self, user_id: UserId) -> Membership:
        """Return the user's membership in this shop or raise NotFound."""

    def find(self, user_id: UserId) -> Membership | None: ...

    def shops_of(self, user_id: UserId) -> Sequence[ShopId]:
        """Return all shops of which the user is or was a member."""

    def has_manager(self) -> bool:
        """Tell whether some active user has a role with `users.manage`."""


class Roles(Protocol):
    def add(self, entity: Role) -> None: ...

    def get(self, id: UUID) -> Role: ...

    def remove(self, entity: Role) -> None: ...

    def named(self, names: Iterable[str]) -> Sequence[Role]: ...

    def among(self, ids: Iterable[RoleId]) -> Sequence[Role]: ...

    def is_used(self, id: RoleId) -> bool: ...


class Stations(Protocol):
    def add(self, entity: Station) -> None: ...

    def get(self, id: UUID) -> Station: ...

    def named(self, name: str) -> Station | None: ...

    def last_position(self) -> int: ...

    def names(self, ids: Collection[StationId]) -> dict[StationId, str]:
        """Return those that this shop has, in order."""


class Employees(Protocol):
    def add(self, entity: Employee) -> None: ...

    def get(self, id: UUID) -> Employee: ...

    def named(self, name: str) -> Employee | None: ...

    def of_user(self, user_id: UserId) -> Employee | None: ...


class Invitations(Protocol):
    def add(self, entity: Invitation) -> None: ...

    def get(self, id: UUID) -> Invitation: ...

    def with_token(self, token_hash: bytes) -> Invitation | None: ...


class Logins(Protocol):
    """What a user's logins leave behind, within a transaction of the shop."""

    def add(self, entity: Session) -> None: ...

    def sessions(self, user_id: UserId) -> Sequence[Session]:
        """Return those that have not ended."""

    def session(self, id: SessionId) -> Session | None: ...

    def keep(self, token_hash: bytes, session_id: SessionId, at: datetime) -> None:
        """Store a refresh token."""

    def take(self, token_hash: bytes) -> Refreshing | None:
        """Find a refresh token and keep others from using it until this transaction ends."""

    def use(self, token_hash: bytes, at: datetime) -> None: ...

    def note(self, attempt: Attempt) -> None:
        """Store it; a success is the user's last login."""

    def add_reset(self, entity: PasswordReset) -> None: ...

    def reset(self, token_hash: bytes) -> PasswordReset | None: ...

    def drop_resets(self, user_id: UserId, at: datetime) -> None: ...


class AccountsUnitOfWork(UnitOfWork, Protocol):
    @property
    def shops(self) -> Shops: ...

    @property
    def users(self) -> Users: ...

    @property
    def members(self) -> Members: ...

    @property
    def roles(self) -> Roles: ...

    @property
    def stations(self) -> Stations: ...

    @property
    def employees(self) -> Employees: ...

    @property
    def invitations(self) -> Invitations: ...

    @property
    def logins(self) -> Logins: ...


class AccountsReading(Reading, Protocol):
    """For looking: views straight from the rows, one statement each."""

    def shop(self) -> ShopView: ...

    def me(self, user_id: UserId) -> Me:
        """Return the user without permissions, which come with the actor."""

    def user(self, id: UserId) -> UserView: ...

    def users(self, wish: ListUsers) -> Page[UserView]: ...

    def role(self, id: RoleId) -> RoleView: ...

    def role_named(self, name: str) -> RoleView: ...

    def roles(
        self, sort: RoleSort, limit: int, cursor: str | None, total: bool
    ) -> Page[RoleView]: ...

    def station(self, id: StationId) -> StationView: ...

    def stations(self, wish: ListStations) -> Page[StationView]: ...

    def employee(self, id: EmployeeId) -> EmployeeView: ...

    def employees(self, wish: ListEmployees) -> Page[EmployeeView]: ...

    def invitations(self, wish: ListInvitations, now: datetime) -> Page[InvitationView]: ...

    def attempts(self, wish: ListAttempts) -> Page[LoginAttempt]: ...

    def has_station(self, id: StationId) -> bool: ...

    def has_employee(self, id: EmployeeId) -> bool: ...

    def has_user(self, id: UserId) -> bool: ...

    def stations_of(self, id: EmployeeId) -> frozenset[StationId]: ...

    def hourly_rate(self, id: EmployeeId) -> Money | None: ...


class Entrance(Protocol):
    """What is known before the shop is. Each call is a short transaction of its own."""

    def person(self, username_key: str, email_key: str) -> Person | None:
        """Find by user name, else by e-mail address: no user name looks like one."""

    def person_of(self, user_id: UserId) -> Person | None: ...

    def shops(self, user_id: UserId) -> Sequence[ShopView]:
        """Return the open shops in which the user is active, the first joined first."""

    def every_shop(self) -> Sequence[ShopView]: ...

    def has_shop(self) -> bool: ...

    def identity(
        self, now: datetime, *, session_id: SessionId | None = None, token_hash: bytes = b""
    ) -> Identity | None:
        """Return who a living session stands for, in one statement."""

    def family(self, token_hash: bytes) -> Refreshing | None: ...

    def reset_of(self, token_hash: bytes) -> UserId | None:
        """Return whose password the token resets."""

    def sessions(
        self, user_id: UserId, now: datetime, current: SessionId | None
    ) -> Sequence[SessionView]: ...

    def tries(self, attempt: Attempt, since: datetime, long_since: datetime) -> Tries: ...

    def note(self, attempt: Attempt) -> None: ...

    def rehash(self, user_id: UserId, password_hash: str) -> None: ...

    def forget(self, before: datetime) -> None:
        """Drop sessions, tokens and resets that ran out before then."""
