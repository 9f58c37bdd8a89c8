"""What the module tells the others, after the fact."""

from uuid import UUID

from nexus.kernel.events import Event
from nexus.kernel.ids import EmployeeId, InvitationId, UserId


class ShopCreated(Event, frozen=True, kw_only=True):
    name: str

    @property
    def about(self) -> UUID:
        return self.shop_id


class UserEvent(Event, frozen=True, kw_only=True):
    user_id: UserId

    @property
    def about(self) -> UUID:
        return self.user_id


class UserJoined(UserEvent, frozen=True, kw_only=True):
    """Somebody became a member of the shop."""


class MemberDeactivated(UserEvent, frozen=True, kw_only=True):
    pass


class PasswordResetAsked(UserEvent, frozen=True, kw_only=True):
    """Whoever sends the mail makes the token then, so that no secret lies in the outbox."""


class UserInvited(Event, frozen=True, kw_only=True):
    invitation_id: InvitationId
    email: str

    @property
    def about(self) -> UUID:
        return self.invitation_id


class EmployeeArchived(Event, frozen=True, kw_only=True):
    employee_id: EmployeeId

    @property
    def about(self) -> UUID:
        return self.employee_id
