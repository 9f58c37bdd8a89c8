"""Users, invitations and roles."""

from datetime import datetime
from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.accounts.messages import (
    CreateRole,
    CreateUser,
    InvitationView,
    Invite,
    ListAttempts,
    ListInvitations,
    ListUsers,
    LoginAttempt,
    PermissionView,
    ResetPassword,
    ResetView,
    RoleSort,
    RoleView,
    UpdateRole,
    UpdateUser,
    UserSort,
    UserView,
)
from nexus.accounts.service import AccountsService
from nexus.kernel.ids import InvitationId, RoleId, UserId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey

Service = NamedDependency[AccountsService]
RoleFilter = Annotated[str | None, QueryParameter(max_length=60, description="A role's name.")]


class UserApi(Controller):
    path = "/api"
    tags = ("accounts",)

    @get("/users", permission="users.read", sync_to_thread=True)
    def list_users(
        self,
        accounts: Service,
        actor: Caller,
        is_active: FromQuery[bool | None] = None,
        role: RoleFilter = None,
        search: Search = None,
        sort: FromQuery[UserSort] = "username",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[UserView]:
        """List the users of the shop."""
        wish = ListUsers(
            is_active=is_active,
            role=role,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return accounts.users(actor, wish)

    @post("/users", permission="users.manage", sync_to_thread=True)
    def create_user(
        self, accounts: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateUser]
    ) -> Response[UserView]:
        """Make a login and take it into the shop."""
        return once(lambda: accounts.create_user(actor, data))

    @get("/users/{id:uuid}", permission="users.read", sync_to_thread=True)
    def show_user(
        self, accounts: Service, actor: Caller, id: FromPath[UserId]
    ) -> Response[UserView]:
        """Show a user of the shop."""
        return tagged(accounts.user(actor, id))

    @patch("/users/{id:uuid}", permission="users.manage", sync_to_thread=True)
    def update_user(
        self,
        accounts: Service,
        actor: Caller,
        id: FromPath[UserId],
        if_match: IfMatch,
        data: JSONBody[UpdateUser],
    ) -> Response[UserView]:
        """Change a user's profile or roles."""
        return tagged(accounts.update_user(actor, id, data, if_match))

    @post(
        "/users/{id:uuid}/activate", permission="users.manage", status_code=200, sync_to_thread=True
    )
    def activate_user(
        self, accounts: Service, actor: Caller, id: FromPath[UserId], if_match: IfMatch
    ) -> Response[UserView]:
        """Let a deactivated user in again."""
        return tagged(accounts.activate_user(actor, id, if_match))

    @post(
        "/users/{id:uuid}/deactivate",
        permission="users.manage",
        status_code=200,
        sync_to_thread=True,
    )
    def deactivate_user(
        self, accounts: Service, actor: Caller, id: FromPath[UserId], if_match: IfMatch
    ) -> Response[UserView]:
        """Shut a user out of the shop, at once."""
        return tagged(accounts.deactivate_user(actor, id, if_match))

    @post(
        "/users/{id:uuid}/reset-password",
        permission="users.manage",
        status_code=200,
        sync_to_thread=True,
    )
    def reset_user_password(
        self, accounts: Service, actor: Caller, id: FromPath[UserId], data: JSONBody[ResetPassword]
    ) -> ResetView:
        """Set a user's password, or get a token with which they set one themselves."""
        return accounts.reset_user_password(actor, id, data)

    @delete("/users/{id:uuid}/sessions", permission="users.manage", sync_to_thread=True)
    def end_user_sessions(self, accounts: Service, actor: Caller, id: FromPath[UserId]) -> None:
        """Log a user out of the shop, wherever they are logged in."""
        accounts.end_sessions(actor, id)

    @get("/users/{id:uuid}/login-history", permission="activity.read", sync_to_thread=True)
    def list_user_logins(
        self,
        accounts: Service,
        actor: Caller,
        id: FromPath[UserId],
        success: FromQuery[bool | None] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[LoginAttempt]:
        """List a user's logins, those that failed too, the latest first."""
        wish = ListAttempts(user_id=id, success=success, limit=limit, cursor=cursor, total=total)
        return accounts.login_history(actor, wish)

    @get("/login-history", permission="activity.read", sync_to_thread=True)
    def list_logins(
        self,
        accounts: Service,
        actor: Caller,
        user_id: FromQuery[UserId | None] = None,
        success: FromQuery[bool | None] = None,
        since: FromQuery[datetime | None] = None,
        until: FromQuery[datetime | None] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[LoginAttempt]:
        """List the logins of the shop's users, those that failed too, the latest first."""
        wish = ListAttempts(
            user_id=user_id,
            success=success,
            since=since,
            until=until,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return accounts.login_history(actor, wish)


class InvitationApi(Controller):
    path = "/api/invitations"
    tags = ("accounts",)

    @get(permission="users.read", sync_to_thread=True)
    def list_invitations(
        self,
        accounts: Service,
        actor: Caller,
        is_open: FromQuery[bool | None] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[InvitationView]:
        """List the invitations, the latest first."""
        wish = ListInvitations(is_open=is_open, limit=limit, cursor=cursor, total=total)
        return accounts.invitations(actor, wish)

    @post(permission="users.manage", sync_to_thread=True)
    def create_invitation(
        self, accounts: Service, actor: Caller, data: JSONBody[Invite]
    ) -> Response[InvitationView]:
        """Invite somebody; the token is told this once. Good for seven days and one person."""
        # Not through `once`, which would keep the answer, and with it the token.
        return tagged(accounts.invite(actor, data), 201)

    @delete("/{id:uuid}", permission="users.manage", sync_to_thread=True)
    def revoke_invitation(
        self, accounts: Service, actor: Caller, id: FromPath[InvitationId]
    ) -> None:
        """Take an invitation back."""
        accounts.revoke_invitation(actor, id)


class RoleApi(Controller):
    path = "/api"
    tags = ("accounts",)

    @get("/permissions", permission="users.read", sync_to_thread=True)
    def list_permissions(self, accounts: Service, actor: Caller) -> Page[PermissionView]:
        """List all that one may be allowed to do."""
        return accounts.permissions(actor)

    @get("/roles", permission="users.read", sync_to_thread=True)
    def list_roles(
        self,
        accounts: Service,
        actor: Caller,
        sort: FromQuery[RoleSort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[RoleView]:
        """List the roles."""
        return accounts.roles(actor, sort, limit, cursor, total)

    @post("/roles", permission="roles.manage", sync_to_thread=True)
    def create_role(
        self, accounts: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateRole]
    ) -> Response[RoleView]:
        """Add a role, with permissions that you have yourself."""
        return once(lambda: accounts.create_role(actor, data))

    @get("/roles/{id:uuid}", permission="users.read", sync_to_thread=True)
    def show_role(
        self, accounts: Service, actor: Caller, id: FromPath[RoleId]
    ) -> Response[RoleView]:
        """Show a role."""
        return tagged(accounts.role(actor, id))

    @patch("/roles/{id:uuid}", permission="roles.manage", sync_to_thread=True)
    def update_role(
        self,
        accounts: Service,
        actor: Caller,
        id: FromPath[RoleId],
        if_match: IfMatch,
        data: JSONBody[UpdateRole],
    ) -> Response[RoleView]:
        """Change a role; who has it, may do so at once."""
        return tagged(accounts.update_role(actor, id, data, if_match))

    @delete("/roles/{id:uuid}", permission="roles.manage", sync_to_thread=True)
    def delete_role(
        self, accounts: Service, actor: Caller, id: FromPath[RoleId], if_match: IfMatch
    ) -> None:
        """Delete a role that nobody has."""
        accounts.delete_role(actor, id, if_match)
