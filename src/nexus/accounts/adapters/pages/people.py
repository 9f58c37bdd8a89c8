"""Pages of users: who they are, what they may do, whether they still may."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from nexus.accounts.messages import (
    CreateUser,
    ListAttempts,
    ListUsers,
    ResetPassword,
    RoleView,
    UpdateUser,
    UserSort,
    UserView,
)
from nexus.accounts.service import AccountsService
from nexus.kernel.actor import Actor
from nexus.kernel.ids import UserId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Sent, Show, Shown, status_of

Service = NamedDependency[AccountsService]
READ, MANAGE = "users.read", "users.manage"
MOST_ROLES = 200
LATEST = 10  # logins on a user's page


class UserPages(Controller):
    path = "/users"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def users_page(
        self,
        accounts: Service,
        actor: Caller,
        show: Shown,
        is_active: FromQuery[bool | None] = None,
        role: FromQuery[str | None] = None,
        search: Search = None,
        sort: FromQuery[UserSort] = "username",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the users of the shop."""
        wish = ListUsers(
            is_active=is_active, role=role, search=search, sort=sort, cursor=cursor, total=True
        )
        page = accounts.users(actor, wish)
        roles = all_roles(accounts, actor)
        return show("accounts/users.html", page=page, wish=wish, roles=roles, titles=titles(roles))

    @get("/new", permission=MANAGE, sync_to_thread=True)
    def new_user_page(self, accounts: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show an empty form."""
        roles = givable(accounts, actor)
        return show("accounts/user_edit.html", form=show.form(), user=None, roles=roles)

    @post("/new", permission=MANAGE, sync_to_thread=True)
    def create_user_page(
        self, accounts: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Make a login without an invitation, and tell the link by which its owner comes in."""
        try:
            user = accounts.create_user(actor, sent.read(CreateUser, show.formats))
        except ON_FORM as error:
            return show(
                "accounts/user_edit.html",
                status=status_of(error),
                form=sent.wrong(error),
                user=None,
                roles=givable(accounts, actor),
            )
        return _tell_link(show, accounts, actor, user)

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def user_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[UserId]
    ) -> Response[Any]:
        """Show a user."""
        user = accounts.user(actor, id)
        roles = all_roles(accounts, actor)
        logins = None
        if actor.may("activity.read"):
            logins = accounts.login_history(actor, ListAttempts(user_id=id, limit=LATEST)).items
        return show(
            "accounts/user.html",
            user=user,
            titles=titles(roles),
            may_rule=actor.may(MANAGE) and _rules(actor, user, roles),
            logins=logins,
        )

    @get("/{id:uuid}/edit", permission=MANAGE, sync_to_thread=True)
    def edit_user_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[UserId]
    ) -> Response[Any]:
        """Show the form of a user."""
        user = accounts.user(actor, id)
        roles = givable(accounts, actor)
        return show("accounts/user_edit.html", form=show.filled(user), user=user, roles=roles)

    @post("/{id:uuid}/edit", permission=MANAGE, sync_to_thread=True)
    def change_user_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[UserId], sent: Sent
    ) -> Response[Any]:
        """Change a user's profile or roles."""
        return show.attempt(
            sent,
            UpdateUser,
            lambda wish: accounts.update_user(actor, id, wish, sent.version),
            again="accounts/user_edit.html",
            then=lambda made: f"/users/{made.id}",
            said=show.say("Saved."),
            user=accounts.user(actor, id),
            roles=givable(accounts, actor),
        )

    @post("/{id:uuid}/activate", permission=MANAGE, sync_to_thread=True)
    def activate_user_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[UserId]
    ) -> Response[Any]:
        """Let a deactivated user in again."""
        accounts.activate_user(actor, id)
        return show.go(f"/users/{id}", show.say("Activated."))

    @post("/{id:uuid}/deactivate", permission=MANAGE, sync_to_thread=True)
    def deactivate_user_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[UserId]
    ) -> Response[Any]:
        """Shut a user out of the shop, at once."""
        accounts.deactivate_user(actor, id)
        return show.go(f"/users/{id}", show.say("Deactivated, and logged out everywhere."))

    @post("/{id:uuid}/log-out", permission=MANAGE, sync_to_thread=True)
    def log_user_out_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[UserId]
    ) -> Response[Any]:
        """Log a user out of the shop, wherever they are logged in."""
        accounts.end_sessions(actor, id)
        return show.go(f"/users/{id}", show.say("Logged out everywhere."))

    @post("/{id:uuid}/password", permission=MANAGE, sync_to_thread=True)
    def reset_user_password_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[UserId]
    ) -> Response[Any]:
        """Tell, this once, a link with which a user sets a password."""
        return _tell_link(show, accounts, actor, accounts.user(actor, id))


def all_roles(accounts: AccountsService, actor: Actor) -> list[RoleView]:
    return list(accounts.roles(actor, limit=MOST_ROLES).items)


def givable(accounts: AccountsService, actor: Actor) -> list[RoleView]:
    """Return the roles that the actor may hand out: those with nothing beyond their own."""
    return [it for it in all_roles(accounts, actor) if all(map(actor.may, it.permissions))]


def titles(roles: list[RoleView]) -> dict[str, str]:
    """Return what the roles are called, by the names that users' views carry."""
    return {role.name: role.display_name or role.name for role in roles}


def _rules(actor: Actor, user: UserView, roles: list[RoleView]) -> bool:
    """Tell whether a user may do no more than the actor, who could not change them otherwise."""
    theirs = (role for role in roles if role.name in user.roles)
    return all(actor.may(code) for role in theirs for code in role.permissions)


def _tell_link(
    show: Show, accounts: AccountsService, actor: Actor, user: UserView
) -> Response[Any]:
    made = accounts.reset_user_password(actor, user.id, ResetPassword())
    return show(
        "accounts/link.html",
        form=Form(),
        name=user.full_name or user.username,
        email=user.email,
        link=f"/reset?token={made.token}",
        expires_at=made.expires_at,
        invited=False,
        back=f"/users/{user.id}",
    )
