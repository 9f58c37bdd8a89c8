"""Pages for who is not in yet: a forgotten password, and an invitation."""

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.params import FromQuery

from nexus.accounts.adapters.pages.logins import From, Jar, Logins, Perhaps, Porch
from nexus.accounts.adapters.pages.people import Service
from nexus.accounts.domain import Kind
from nexus.accounts.messages import (
    AskReset,
    ConfirmReset,
    Login,
    Register,
)
from nexus.kernel.errors import NexusError
from nexus.platform.web.cookies import filled
from nexus.platform.web.pages import ON_FORM, Sent, status_of

ON_PORCH = (*ON_FORM, NexusError)  # who is outside has no other page to be told on


class PorchPages(Controller):
    include_in_schema = False

    @get("/forgot", public=True, sync_to_thread=True)
    def forgot_page(self, porch: Porch) -> Response[Any]:
        """Show the form to ask for a way back in."""
        return porch("accounts/forgot.html", form=porch.form(), asked=False)

    @post("/forgot", public=True, sync_to_thread=True)
    def ask_reset_page(
        self, porch: Porch, sent: Sent, logins: Logins, came_from: From
    ) -> Response[Any]:
        """Ask for a way back in. The answer is the same whether the name is known or not."""
        try:
            logins.ask_reset(sent.read(AskReset, porch.formats).username, came_from)
        except ON_PORCH as error:
            status, form = status_of(error), sent.wrong(error)
            return porch("accounts/forgot.html", status=status, form=form, asked=False)
        return porch("accounts/forgot.html", form=sent, asked=True)

    @get("/reset", public=True, sync_to_thread=True)
    def reset_page(self, porch: Porch, token: FromQuery[str] = "") -> Response[Any]:
        """Show the form to set a password by a link."""
        return porch("accounts/reset.html", form=porch.form([("token", token)]))

    @post("/reset", public=True, sync_to_thread=True)
    def confirm_reset_page(self, porch: Porch, sent: Sent, logins: Logins) -> Response[Any]:
        """Set a new password by a link, which is good once."""
        try:
            logins.confirm_reset(sent.read(ConfirmReset, porch.formats))
        except ON_PORCH as error:
            form = sent.wrong(error)
            return porch("accounts/reset.html", status=status_of(error), form=form)
        return porch.go("/login", porch.say("Your new password is set. Log in with it."))

    @get("/join", public=True, sync_to_thread=True)
    def join_page(
        self, porch: Porch, perhaps: Perhaps, token: FromQuery[str] = ""
    ) -> Response[Any]:
        """Show the form to come in by an invitation."""
        if perhaps is not None and perhaps.kind is Kind.BROWSER:
            return porch.go(f"/join/here?{urlencode({'token': token})}")
        return porch("accounts/join.html", form=porch.form([("token", token)]), known=None)

    @post("/join", public=True, sync_to_thread=True)
    def register_page(
        self,
        porch: Porch,
        sent: Sent,
        accounts: Service,
        logins: Logins,
        came_from: From,
        jar: Jar,
    ) -> Response[Any]:
        """Make yourself a login by an invitation, and come in with it."""
        try:
            wish = sent.read(Register, porch.formats)
            accounts.register(wish, came_from)
            login = Login(username=wish.username, password=wish.password, session=True)
            entered = logins.login(login, came_from)
        except ON_PORCH as error:
            status, form = status_of(error), sent.wrong(error)
            return porch("accounts/join.html", status=status, form=form, known=None)
        answer = porch.go("/", porch.say("Welcome. You are in."))
        answer.cookies.append(filled(jar, entered.cookie or ""))
        return answer
