"""Logging in and out, and what belongs to the person alone."""

from litestar import Controller, Response, delete, get, patch, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from nexus.accounts.domain import Kind
from nexus.accounts.messages import (
    AcceptInvitation,
    AskReset,
    ChangePassword,
    ConfirmReset,
    Entered,
    Identity,
    Login,
    LoginView,
    Me,
    Origin,
    Refresh,
    Register,
    SessionView,
    Tokens,
    UpdateProfile,
    UserView,
)
from nexus.accounts.service import AccountsService, LoginService
from nexus.kernel.ids import SessionId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, IfMatch, tagged
from nexus.platform.web.cookies import emptied, filled

Service = NamedDependency[AccountsService]
Logins = NamedDependency[LoginService]
Present = NamedDependency[Identity]  # who is logged in, and by what
Perhaps = NamedDependency[Identity | None]
From = NamedDependency[Origin]
Jar = NamedDependency[Cookie]  # the session's cookie, empty


class LoginApi(Controller):
    path = "/api/auth"
    tags = ("accounts",)

    @post("/login", public=True, status_code=200, sync_to_thread=True)
    def log_in(
        self,
        logins: Logins,
        came_from: From,
        perhaps: Perhaps,
        jar: Jar,
        data: JSONBody[Login],
    ) -> Response[LoginView]:
        """Log in; with `session` by a cookie as well, for browsers."""
        return _with_cookie(logins.login(data, came_from, _browser(perhaps)), jar)

    @post("/refresh", public=True, status_code=200, sync_to_thread=True)
    def refresh_login(self, logins: Logins, came_from: From, data: JSONBody[Refresh]) -> Tokens:
        """Change a refresh token for a new pair of tokens. Each is good once."""
        return logins.refresh(data.refresh_token, came_from)

    @post("/logout", own=True, status_code=204, sync_to_thread=True)
    def log_out(self, logins: Logins, present: Present, jar: Jar) -> Response[None]:
        """Log out: the cookie, or the program's tokens, are good for nothing from now on."""
        logins.logout(present)
        return Response(None, status_code=204, cookies=[emptied(jar)])

    @post("/register", public=True, sync_to_thread=True)
    def register(
        self, accounts: Service, came_from: From, data: JSONBody[Register]
    ) -> Response[UserView]:
        """Make yourself a login: by an invitation's token, or where a shop is open to all."""
        return tagged(accounts.register(data, came_from), 201)

    @post("/invitation", own=True, sync_to_thread=True)
    def accept_invitation(
        self, accounts: Service, actor: Caller, data: JSONBody[AcceptInvitation]
    ) -> Response[UserView]:
        """Come into one more shop with the login that you have."""
        return tagged(accounts.accept_invitation(actor, data.token), 201)

    @get("/user", own=True, sync_to_thread=True)
    def show_me(self, logins: Logins, actor: Caller, perhaps: Perhaps) -> Response[Me]:
        """Show who you are, where, and what you may do."""
        browser = _browser(perhaps)
        return tagged(logins.me(actor, browser.session_id if browser else None))

    @patch("/user", own=True, sync_to_thread=True)
    def update_me(
        self, logins: Logins, actor: Caller, if_match: IfMatch, data: JSONBody[UpdateProfile]
    ) -> Response[Me]:
        """Change your own profile."""
        return tagged(logins.update_profile(actor, data, if_match))

    @post("/password", own=True, status_code=204, sync_to_thread=True)
    def change_password(
        self,
        logins: Logins,
        actor: Caller,
        perhaps: Perhaps,
        came_from: From,
        data: JSONBody[ChangePassword],
    ) -> None:
        """Change your password; all your other logins end."""
        logins.change_password(actor, data, came_from, perhaps.session_id if perhaps else None)

    @post("/password-reset", public=True, status_code=202, sync_to_thread=True)
    def ask_password_reset(self, logins: Logins, came_from: From, data: JSONBody[AskReset]) -> None:
        """Ask for a way back in. The answer is the same whether the name is known or not."""
        logins.ask_reset(data.username, came_from)

    @post("/password-reset/confirm", public=True, status_code=204, sync_to_thread=True)
    def confirm_password_reset(self, logins: Logins, data: JSONBody[ConfirmReset]) -> None:
        """Set a new password by a token, which is good once and for an hour."""
        logins.confirm_reset(data)

    @get("/sessions", own=True, sync_to_thread=True)
    def list_sessions(self, logins: Logins, actor: Caller, perhaps: Perhaps) -> Page[SessionView]:
        """List where you are logged in, the latest first."""
        current = perhaps.session_id if perhaps else None
        return Page(items=list(logins.sessions(actor, current)))

    @delete("/sessions/{id:uuid}", own=True, sync_to_thread=True)
    def end_session(self, logins: Logins, actor: Caller, id: FromPath[SessionId]) -> None:
        """End one of your logins."""
        logins.end_session(actor, id)

    @delete("/sessions", own=True, sync_to_thread=True)
    def end_other_sessions(self, logins: Logins, actor: Caller, perhaps: Perhaps) -> None:
        """End all your logins but this one."""
        logins.end_others(actor, perhaps.session_id if perhaps else None)


def _browser(login: Identity | None) -> Identity | None:
    return login if login is not None and login.kind is Kind.BROWSER else None


def _with_cookie(entered: Entered, jar: Cookie) -> Response[LoginView]:
    cookies = [filled(jar, entered.cookie)] if entered.cookie else []
    return Response(entered.view, cookies=cookies)
