"""Coming in and going out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.accounts.domain import Kind
from nexus.accounts.messages.people import Email, Locale, NewPassword, Roles, Title, Username
from nexus.accounts.messages.shop import Phone, ShopView
from nexus.kernel.actor import Actor, Door
from nexus.kernel.ids import EmployeeId, InvitationId, SessionId, ShopId, UserId
from nexus.kernel.text import Line

Typed = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
Password = Annotated[str, Meta(min_length=1, max_length=128)]
Token = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]


class Origin(Struct, frozen=True, kw_only=True):
    """Where a request comes from."""

    ip: str = ""
    user_agent: str = ""


class Identity(Struct, frozen=True, kw_only=True):
    """Who a credential stands for, as the database says now.

    `kind` says what was shown: the cookie, or an access token.
    """

    session_id: SessionId
    kind: Kind
    user_id: UserId
    shop_id: ShopId
    employee_id: EmployeeId | None
    label: str
    scopes: frozenset[str]
    expires_at: datetime
    locale: str = ""
    has_more_shops: bool = False
    roles: tuple[str, ...] = ()  # as people call them

    @property
    def actor(self) -> Actor:
        return Actor(
            shop_id=self.shop_id,
            user_id=self.user_id,
            employee_id=self.employee_id,
            label=self.label,
            door=Door.WEB if self.kind is Kind.BROWSER else Door.REST,
            scopes=self.scopes,
        )


class Login(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`username` may be the e-mail address. `session` asks for the browser's cookie as well."""

    username: Typed
    password: Password
    shop_id: ShopId | None = None
    session: bool = False


class Refresh(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    refresh_token: Token


class Register(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Needs the invitation's token where a shop takes in invited people only."""

    username: Username
    password: NewPassword
    email: Email | None = None
    full_name: Line = ""
    shop_id: ShopId | None = None
    token: Token | None = None


class UpdateProfile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    full_name: Line | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET


class ChangePassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    old_password: Password
    new_password: NewPassword


class AskReset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    username: Typed


class ConfirmReset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: Token
    password: NewPassword


class Invite(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: Email
    roles: Roles = []


class AcceptInvitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: Token


class ListInvitations(Struct, frozen=True, kw_only=True):
    is_open: bool | None = None
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListAttempts(Struct, frozen=True, kw_only=True):
    user_id: UserId | None = None
    success: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class Tokens(Struct, frozen=True, kw_only=True):
    """Of a program. `expires_in` counts seconds of the access token."""

    access_token: str
    expires_in: int
    refresh_token: str | None = None
    token_type: str = "Bearer"


class Me(Struct, frozen=True, kw_only=True):
    """The user at work, in the shop they are in. `operator_id` is bound at login (L-077)."""

    id: UserId
    version: int
    username: str
    email: str | None
    full_name: str
    phone: str
    title: str
    locale: str
    is_superuser: bool
    created_at: datetime
    last_login_at: datetime | None
    shop: ShopView
    operator_id: EmployeeId | None
    operator_name: str | None
    roles: list[str]
    role: str
    permissions: list[str]
    csrf_token: str | None = None


class LoginView(Struct, frozen=True, kw_only=True):
    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    user: Me
    shop: ShopView
    permissions: list[str]
    csrf_token: str | None = None


class Entered(Struct, frozen=True, kw_only=True):
    """A login that went well; `cookie` is for the browser and nobody else."""

    view: LoginView
    cookie: str | None = None


class SessionView(Struct, frozen=True, kw_only=True):
    id: SessionId
    kind: Kind
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ip: str
    user_agent: str
    is_current: bool


class InvitationView(Struct, frozen=True, kw_only=True):
    """`token` is told once, when the invitation is made."""

    id: InvitationId
    version: int
    email: str
    roles: list[str]
    invited_by: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    token: str | None = None


class ResetView(Struct, frozen=True, kw_only=True):
    """`token` is for /auth/password-reset/confirm; None when a password was set right away."""

    token: str | None = None
    expires_at: datetime | None = None


class LoginAttempt(Struct, frozen=True, kw_only=True):
    id: UUID
    user_id: UserId | None
    typed: str
    tried_at: datetime
    ip: str
    user_agent: str
    success: bool
    reason: str
