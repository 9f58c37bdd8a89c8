"""Ways in: sessions, invitations, and the way back for who forgot the password."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Refused
from nexus.kernel.ids import InvitationId, SessionId, ShopId, UserId

INVITED_FOR = timedelta(days=7)
RESET_WITHIN = timedelta(hours=1)


class Kind(StrEnum):
    BROWSER = "browser"  # a cookie
    PROGRAM = "program"  # access and refresh tokens


@dataclass(eq=False, kw_only=True)
class Session:
    """One login until its end. Refresh tokens of a program are one family under its id.

    `shop_id` is where its requests act; `token_hash` is None for a program.
    """

    id: SessionId
    kind: Kind
    user_id: UserId
    shop_id: ShopId
    token_hash: bytes | None
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ip: str
    user_agent: str
    ended_at: datetime | None = None
    ended_why: str = ""

    def end(self, at: datetime, why: str) -> None:
        if self.ended_at is None:
            self.ended_at, self.ended_why = at, why


@dataclass(eq=False, kw_only=True)
class Invitation(Aggregate):
    """Opens the shop once, for one e-mail address, with these roles."""

    id: InvitationId
    email: str
    token_hash: bytes
    created_at: datetime
    expires_at: datetime
    invited_by: str
    roles: list[str] = field(default_factory=list)  # names; each is looked up when it is used
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at

    def accept(self, at: datetime) -> None:
        if not self.is_open(at):
            raise Refused("This invitation was used, revoked, or is too old.")
        self.accepted_at = at
        self._changed()

    def revoke(self, at: datetime) -> None:
        if self.accepted_at is not None:
            raise Refused("This invitation was accepted already.")
        if self.revoked_at is None:
            self.revoked_at = at
            self._changed()


@dataclass(eq=False, kw_only=True)
class PasswordReset:
    """Sets a password once, within the hour."""

    id: UUID
    user_id: UserId
    token_hash: bytes
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at
