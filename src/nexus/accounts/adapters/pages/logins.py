"""Pages of logging in and out."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromQuery

from nexus.accounts.domain import Kind
from nexus.accounts.messages import Identity, Login, Origin
from nexus.accounts.service import LoginService
from nexus.kernel.errors import NotLoggedIn
from nexus.platform.web.cookies import emptied, filled
from nexus.platform.web.pages import Sent, Show, Shown

SETUP = "/setup"  # a page of the app: to found a shop takes all modules
Logins = NamedDependency[LoginService]
Present = NamedDependency[Identity]
Perhaps = NamedDependency[Identity | None]
From = NamedDependency[Origin]
Jar = NamedDependency[Cookie]
Porch = NamedDependency[Show]


class LoginPages(Controller):
    include_in_schema = False

    @get("/login", public=True, sync_to_thread=True)
    def show_login(
        self, porch: Porch, logins: Logins, perhaps: Perhaps, next: FromQuery[str] = "/"
    ) -> Response[Any]:
        """Show the form to log in; where there is no shop yet, the one to set it up."""
        if not logins.is_begun():
            return porch.go(SETUP)
        if perhaps is not None and perhaps.kind is Kind.BROWSER:
            return porch.go(_inside(next))
        return porch("accounts/login.html", form=porch.form([("next", _inside(next))]))

    @post("/login", public=True, sync_to_thread=True)
    def log_in_by_page(
        self, porch: Porch, sent: Sent, logins: Logins, came_from: From, perhaps: Perhaps, jar: Jar
    ) -> Response[Any]:
        """Log in with a browser."""
        wish = Login(username=sent["username"], password=sent["password"], session=True)
        replaced = perhaps if perhaps is not None and perhaps.kind is Kind.BROWSER else None
        try:
            entered = logins.login(wish, came_from, replaced)
        except NotLoggedIn as error:
            return porch("accounts/login.html", status=401, form=sent.wrong(error))
        answer = porch.go(_inside(sent["next"]))
        answer.cookies.append(filled(jar, entered.cookie or ""))
        return answer

    @post("/logout", own=True, sync_to_thread=True)
    def log_out_by_page(
        self, show: Shown, logins: Logins, present: Present, jar: Jar
    ) -> Response[Any]:
        """Log out: the cookie is good for nothing from now on."""
        logins.logout(present)
        answer = show.go("/login")
        answer.cookies.append(emptied(jar))
        return answer


def _inside(path: str) -> str:
    """Return the address if it is one of ours: nobody is led astray after logging in."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path
    return path if ours and "\\" not in path else "/"
