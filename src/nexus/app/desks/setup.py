"""The first run: a shop and the person who runs it, from one page, while there is nobody.

Whoever is first at an open server could take it, so the page asks for a code that only who
started the server has seen.
"""

import hmac
import threading
from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec import Meta

from nexus.accounts import CreateUser, Invite, Login, LoginService, Origin
from nexus.app.container import Nexus
from nexus.app.demo import load_example
from nexus.app.founding import found_shop
from nexus.app.profiles import countries, profiles
from nexus.kernel.actor import Actor, Door
from nexus.kernel.errors import Invalid, NexusError, Refused
from nexus.kernel.ids import ShopId, UserId
from nexus.kernel.text import Name
from nexus.platform.web import places
from nexus.platform.web.cookies import filled
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import ON_FORM, Sent, Show, status_of

Email = Annotated[str, Meta(min_length=3, max_length=120, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
Username = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\s\x00-\x1f\x7f@]+$")]
Password = Annotated[str, Meta(min_length=8, max_length=128)]
Short = Annotated[str, Meta(max_length=60)]
USUAL_COUNTRY = "ZA"
ONE_AT_A_TIME = threading.Lock()


class SetUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the first page asks for. Currency and time zone are the country's unless given."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Name
    profiles: Annotated[list[Short], Meta(min_length=1, max_length=10)] = []
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    currency: Short | None = None
    timezone: Short | None = None
    full_name: Name
    username: Username
    email: Email
    password: Password
    example: bool = False


class Beginning:
    """Sets the first shop up."""

    def __init__(self, nexus: Nexus) -> None:
        self._nexus = nexus

    @property
    def is_over(self) -> bool:
        return bool(self._nexus.accounts.logins().is_begun())

    def begin(self, wish: SetUp) -> None:
        """Found the shop with its admin, and the example if it is wished for."""
        code = self._nexus.config().setup_code
        if not hmac.compare_digest(wish.code.strip().lower().encode(), code.encode()):
            raise Invalid("This is not the code that the server told when it was started.", "code")
        with ONE_AT_A_TIME:
            if self.is_over:
                raise Refused("There is a shop already. Log in, or ask for an invitation.")
            shop_id = self._found(wish)
        if wish.example:
            self._open_example(wish, shop_id)

    def _found(self, wish: SetUp) -> ShopId:
        if wish.country not in places.countries():
            raise Invalid("Choose one of the list.", "country")
        currency, timezone = wish.currency, wish.timezone
        if wish.country not in countries():
            currency = currency or places.currency_of(wish.country)
            timezone = timezone or places.zone_of(wish.country)
        admin = CreateUser(
            username=wish.username,
            full_name=wish.full_name,
            email=wish.email,
            password=wish.password,
        )
        return found_shop(
            self._nexus,
            name=wish.name,
            profiles=list(dict.fromkeys(wish.profiles)),
            country=wish.country,
            currency=currency,
            timezone=timezone,
            admin=admin,
        )

    def _open_example(self, wish: SetUp, shop_id: ShopId) -> None:
        """Make a shop of the same trade to look around in; the admin may change over to it."""
        keeper = load_example(self._nexus, wish.profiles[0])
        accounts = self._nexus.accounts.service()
        person = self._nexus.accounts.entrance().person("", wish.email.casefold())
        if keeper is None or person is None:
            return
        token = accounts.invite(keeper, Invite(email=wish.email, roles=["admin"])).token or ""
        guest = Actor(
            shop_id=shop_id,
            user_id=UserId(person.user_id),
            label=wish.full_name,
            door=Door.WEB,
        )
        accounts.accept_invitation(guest, token)


Begins = NamedDependency[Beginning]
Logins = NamedDependency[LoginService]
From = NamedDependency[Origin]
Jar = NamedDependency[Cookie]
Porch = NamedDependency[Show]


class SetupPages(Controller):
    path = "/setup"
    include_in_schema = False

    @get("/", public=True, sync_to_thread=True)
    def setup_page(
        self, porch: Porch, beginning: Begins, code: FromQuery[str] = ""
    ) -> Response[Any]:
        """Ask who the first shop is, while there is none."""
        if beginning.is_over:
            return porch.go("/login")
        said = [("code", code), ("country", USUAL_COUNTRY), ("profiles", next(iter(profiles())))]
        return _page(porch, porch.form(said))

    @post("/", public=True, sync_to_thread=True)
    def set_up_page(
        self,
        porch: Porch,
        sent: Sent,
        beginning: Begins,
        logins: Logins,
        came_from: From,
        jar: Jar,
    ) -> Response[Any]:
        """Found the first shop, and come in as the one who runs it."""
        if beginning.is_over:
            return porch.go("/login")
        try:
            wish = sent.read(SetUp, porch.formats)
            beginning.begin(wish)
            login = Login(username=wish.username, password=wish.password, session=True)
            entered = logins.login(login, came_from)
        except (*ON_FORM, NexusError) as error:
            return _page(porch, sent.wrong(error), status_of(error))
        answer = porch.go("/", porch.say("Your shop is open. The first steps are below."))
        answer.cookies.append(filled(jar, entered.cookie or ""))
        return answer


def _page(porch: Show, form: Form, status: int = 200) -> Response[Any]:
    language = porch.house.language
    return porch(
        "desks/setup.html",
        status=status,
        form=form,
        trades=list(profiles().values()),
        countries=places.named_countries(language),
        currencies=places.named_currencies(language),
        zones=places.named_zones(),
    )


HANDLERS: list[Any] = [SetupPages]
