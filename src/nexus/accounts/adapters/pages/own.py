"""Pages of what is one's own: profile, password, logins, and which shop one is in."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery

from nexus.accounts.adapters.pages.logins import From, Logins, Perhaps, Present
from nexus.accounts.adapters.pages.people import Service
from nexus.accounts.messages import (
    AcceptInvitation,
    ChangePassword,
    UpdateProfile,
)
from nexus.accounts.service import LoginService
from nexus.kernel.actor import Actor
from nexus.kernel.ids import SessionId, ShopId
from nexus.platform.http import Caller
from nexus.platform.web.cookies import THEME
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Sent, Show, Shown, status_of
from nexus.platform.web.words import PSEUDO, languages

A_YEAR = 365 * 24 * 3600
THEMES = ("light", "dark")


class OwnPages(Controller):
    include_in_schema = False

    @get("/profile", own=True, sync_to_thread=True)
    def profile_page(self, logins: Logins, actor: Caller, show: Shown) -> Response[Any]:
        """Show who you are."""
        return _profile(show, logins, actor)

    @post("/profile", own=True, sync_to_thread=True)
    def change_profile_page(
        self, logins: Logins, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Change who you are: name, phone, title, language."""
        return show.attempt(
            sent,
            UpdateProfile,
            lambda wish: logins.update_profile(actor, wish, sent.version),
            again=lambda form, status: _profile(show, logins, actor, form=form, status=status),
            then=lambda _: "/profile",
            said=show.say("Saved."),
        )

    @post("/profile/theme", own=True, sync_to_thread=True)
    def change_theme_page(self, show: Shown, sent: Sent) -> Response[Any]:
        """Choose light or dark for this browser, or what the device says."""
        theme = sent["theme"] if sent["theme"] in THEMES else ""
        answer = show.go("/profile", show.say("Saved."))
        age = A_YEAR if theme else 0
        answer.cookies.append(Cookie(key=THEME, value=theme, path="/", max_age=age, samesite="lax"))
        return answer

    @post("/profile/password", own=True, sync_to_thread=True)
    def change_password_page(
        self,
        logins: Logins,
        actor: Caller,
        show: Shown,
        sent: Sent,
        present: Present,
        came_from: From,
    ) -> Response[Any]:
        """Change your password; all your other logins end."""
        return show.attempt(
            sent,
            ChangePassword,
            lambda wish: logins.change_password(actor, wish, came_from, present.session_id),
            again=lambda form, status: _profile(show, logins, actor, secret=form, status=status),
            then=lambda _: "/profile",
            said=show.say("Your password is changed; other logins have ended."),
        )

    @get("/sessions", own=True, sync_to_thread=True)
    def sessions_page(
        self, logins: Logins, actor: Caller, show: Shown, perhaps: Perhaps
    ) -> Response[Any]:
        """List where you are logged in."""
        current = perhaps.session_id if perhaps else None
        return show("accounts/sessions.html", sessions=logins.sessions(actor, current))

    @post("/sessions/{id:uuid}/end", own=True, sync_to_thread=True)
    def end_session_page(
        self, logins: Logins, actor: Caller, show: Shown, id: FromPath[SessionId]
    ) -> Response[Any]:
        """End one of your logins."""
        logins.end_session(actor, id)
        return show.go("/sessions", show.say("Ended."))

    @post("/sessions/end-others", own=True, sync_to_thread=True)
    def end_other_sessions_page(
        self, logins: Logins, actor: Caller, show: Shown, perhaps: Perhaps
    ) -> Response[Any]:
        """End all your logins but this one."""
        logins.end_others(actor, perhaps.session_id if perhaps else None)
        return show.go("/sessions", show.say("All others have ended."))

    @post("/enter/{id:uuid}", own=True, sync_to_thread=True)
    def enter_shop_page(
        self, logins: Logins, show: Shown, id: FromPath[UUID], present: Present
    ) -> Response[Any]:
        """Go over to another of your shops."""
        logins.enter(present, ShopId(id))
        return show.go("/")

    @get("/join/here", own=True, sync_to_thread=True)
    def invited_page(
        self, show: Shown, present: Present, token: FromQuery[str] = ""
    ) -> Response[Any]:
        """Ask who is in a shop already whether they come into one more."""
        return show("accounts/join.html", form=show.form([("token", token)]), known=present)

    @post("/join/here", own=True, sync_to_thread=True)
    def accept_invitation_page(
        self,
        accounts: Service,
        logins: Logins,
        actor: Caller,
        show: Shown,
        sent: Sent,
        present: Present,
    ) -> Response[Any]:
        """Come into one more shop with the login that you have, and go there."""
        try:
            token = sent.read(AcceptInvitation, show.formats).token
            accounts.accept_invitation(actor, token)
        except ON_FORM as error:
            status, form = status_of(error), sent.wrong(error)
            return show("accounts/join.html", status=status, form=form, known=present)
        logins.enter(present, accounts.invited_to(token))
        return show.go("/", show.say("Welcome. You are in."))


def _profile(
    show: Show,
    logins: LoginService,
    actor: Actor,
    *,
    form: Form | None = None,
    secret: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    me = logins.me(actor)
    return show(
        "accounts/profile.html",
        status=status,
        me=me,
        form=form or show.filled(me),
        secret=secret or Form(),
        spoken=[it for it in languages() if it != PSEUDO],
    )
