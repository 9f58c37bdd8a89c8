"""Pages: what a handler answers with, in the shop's words, formats and language.

A handler of a page asks for `show: Show` and returns `show("customers/list.html", page=...)`. What
a form wants done goes through `show.attempt`, which brings the form back with what is wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from secrets import token_urlsafe
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NexusError, Refused, Stale
from nexus.platform.http import STATUS, Malformed
from nexus.platform.web.addresses import (
    Keeper,
    SavedView,
    Tabs,
    kept_query_of,
    opening,
    place_of,
    tabs,
    with_query_of,
)
from nexus.platform.web.cookies import NOTICE, gone, noted, read_notice, theme_of
from nexus.platform.web.formats import Formats
from nexus.platform.web.forms import Form, Unreadable
from nexus.platform.web.marks import MARKS
from nexus.platform.web.squeezing import SMALL, gzipped, takes_gzip
from nexus.platform.web.templates import environment
from nexus.platform.web.words import say, say_many, speaking

T = TypeVar("T")

MOST_CHOICES = 100  # in a select; the others are found by typing
MOST_FOUND = 20  # while typing
MOST_PICKED = 200  # no list shows more at once
# Errors that belong onto the form which caused them. Others have a page of their own.
ON_FORM = (Unreadable, Malformed, Invalid, Refused, Stale)
Again = Callable[[Form, int], Response[Any]]  # shows a form that is wrong, with its status


class Word(Struct, frozen=True):
    """What this shop calls a thing."""

    one: str
    many: str


class Choice(Struct, frozen=True, kw_only=True):
    """One of the things that a form lets choose from. `about` tells it from its namesakes."""

    id: str
    name: str
    code: str = ""
    about: str = ""


class Chooser(Protocol):
    """Lists the things of a shop by kind: customer, project, employee, ..."""

    def of(self, actor: Actor, kind: str, search: str | None, limit: int) -> list[Choice]: ...
    def one(self, actor: Actor, kind: str, id: str) -> Choice | None: ...


class NavItem(Struct, frozen=True, kw_only=True):
    path: str
    icon: str
    text: str
    count: int = 0


class NavGroup(Struct, frozen=True, kw_only=True):
    title: str
    items: Sequence[NavItem]


class House(Struct, frozen=True, kw_only=True):
    """Where the person is, as far as every page shows it."""

    shop: str
    words: Mapping[str, Word]
    features: Mapping[str, bool]
    locale: str
    language: str
    timezone: str
    currency: str
    week_start: int = 0  # Monday, as Python counts
    nav: Sequence[NavGroup]
    person: str
    role: str
    csrf: str
    quick: Sequence[NavItem] = ()  # under the thumb on a phone
    create: Sequence[NavItem] = ()  # what can be made, for the command menu
    shops: Sequence[tuple[str, str]] = ()  # id and name of the others to change to


class Show:
    """Renders pages for who asks."""

    def __init__(
        self,
        request: Request[Any, Any, Any],
        actor: Actor,
        house: House,
        chooser: Chooser | None = None,
        keeper: Keeper | None = None,
    ) -> None:
        self.request, self.actor, self.house = request, actor, house
        self.formats = Formats(house.locale, house.timezone, house.currency)
        self.chooser, self._keeper = chooser, keeper
        self._listed: dict[str, list[Choice]] = {}

    def choices(self, kind: str, chosen: str = "") -> list[Choice]:
        """Return the first things of a kind, once for the whole page, and what is chosen."""
        if self.chooser is None:
            return []
        if kind not in self._listed:
            self._listed[kind] = self.chooser.of(self.actor, kind, None, MOST_CHOICES)
        listed = self._listed[kind]
        if chosen and all(it.id != chosen for it in listed):
            found = self.chooser.one(self.actor, kind, chosen)
            return [*listed, found] if found else listed
        return listed

    @cached_property
    def _saved(self) -> Sequence[SavedView]:
        place = place_of(self.request)
        return self._keeper.of(self.actor, place) if self._keeper else ()

    def views(self, brought: Sequence[tuple[str, str]]) -> Tabs:
        """Return the views of the list that is shown: what it brings, and what people keep."""
        return tabs(self.request, self._saved, brought)

    def opened(self) -> Response[Any] | None:
        """Lead on to the view that the person's list opens with, if it is asked for as it is."""
        asked = self.request.url.query
        there = None if asked or self.is_part else opening(self.request, self._saved)
        return None if there is None else self.go(there)

    @property
    def is_part(self) -> bool:
        """Tell whether a script asked for a part of the page it shows."""
        return "hx-request" in self.request.headers and not self.is_boosted

    @property
    def is_boosted(self) -> bool:
        return "hx-boosted" in self.request.headers

    def search(self, kind: str, search: str | None) -> list[Choice]:
        """Return what fits best of a kind."""
        if self.chooser is None:
            return []
        return self.chooser.of(self.actor, kind, search or None, MOST_FOUND)

    def say(self, message: str) -> str:
        """Say in the person's language what a handler tells, outside of a template."""
        with speaking(self.house.language):
            return say(message)

    def say_many(self, one: str, many: str, count: int) -> str:
        with speaking(self.house.language):
            return say_many(one, many, count)

    def form(self, said: Sequence[tuple[str, str]] = ()) -> Form:
        return Form(said)

    def filled(self, thing: Any) -> Form:
        return Form.of(thing, self.formats)

    def __call__(self, template: str, *, status: int = 200, **words: Any) -> Response[bytes]:
        nonce = token_urlsafe(16)
        house = self.house
        spoken = {"show": self, "house": house, "actor": self.actor, "nonce": nonce}
        spoken |= {"quick": house.quick, "create": house.create}
        notice = self.request.cookies.get(NOTICE, "")
        with speaking(self.house.language):
            text = (
                environment()
                .get_template(template)
                .render(
                    **common(self.request, self.formats),
                    **spoken,
                    notice=read_notice(notice),
                    **words,
                )
            )
        cookies = [gone(NOTICE)] if notice and not self.is_part else []
        headers = {"Content-Security-Policy": policy(nonce), "Vary": "Accept-Encoding"}
        content = text.encode()
        if len(content) > SMALL and takes_gzip(self.request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
            content = gzipped(content)
        return Response(
            content,
            status_code=status,
            media_type="text/html; charset=utf-8",
            headers=headers,
            cookies=cookies,
        )

    def attempt(
        self,
        form: Form,
        kind: type[T],
        act: Callable[[T], Any],
        *,
        again: str | Again,
        then: Callable[[Any], str],
        said: str = "",
        **words: Any,
    ) -> Response[Any]:
        """Do what a form wants and go on, or show the form again with what is wrong.

        `again` is the template of the form, which is told `words`; or it makes the page, where
        what that shows is asked for only if it is shown. `then` makes the address of the next
        page, which tells `said`.
        """
        try:
            made = act(form.read(kind, self.formats))
        except ON_FORM as error:
            wrong, status = form.wrong(error), status_of(error)
            if isinstance(again, str):
                return self(again, status=status, form=wrong, **words)
            return again(wrong, status)
        return self.go(then(made), said)

    def act(
        self, act: Callable[[], Any], said: str, to: str = "", refused_to: str = ""
    ) -> Response[Any]:
        """Do what needs no form, and lead back or to another page, which tells what came of it."""
        try:
            act()
        except NexusError as error:
            there = refused_to or to
            told = self.say(error.message)
            return self.go(there, told, "bad") if there else self.back(told, "bad")
        return self.go(to, said) if to else self.back(said)

    def each(
        self,
        picked: Sequence[str],
        act: Callable[[str], Any],
        called: Callable[[str], str] = str,
    ) -> Response[Any]:
        """Do something with every picked row, and go back to the list, which tells what came of it.

        What is refused for one does not hold up the others: the first refusal is told with its row.
        `called` names a row that is picked by an id.
        """
        refused = []
        for one in picked[:MOST_PICKED]:
            try:
                act(one)
            except NexusError as error:
                refused.append((one, error))
        done = len(picked) - len(refused)
        told = self.say_many("%(num)d done.", "%(num)d done.", done) % {"num": done}
        if refused:
            more = self.say("%(num)d refused. %(first)s")
            first = f"{called(refused[0][0])}: {self.say(refused[0][1].message)}"
            told += " " + more % {"num": len(refused), "first": first}
        return self.back(told, "warn" if refused else "ok")

    def back(self, said: str = "", tone: str = "ok") -> Response[Any]:
        """Lead back to the page that the form stood on, with its filters."""
        here = urlsplit(self.request.headers.get("referer", ""))
        own = here.netloc == self.request.headers.get("host", "") and here.path.startswith("/")
        path = f"{here.path}?{here.query}" if own and here.query else here.path
        return self.go(path if own else "/", said, tone)

    def go(self, path: str, said: str = "", tone: str = "ok") -> Response[Any]:
        """Lead on to another page, which tells in a sentence what was done."""
        cookies = [noted(f"{tone}:{said}")] if said else []
        if self.is_part:
            return Response("", headers={"HX-Redirect": path}, cookies=cookies)
        return Redirect(path, status_code=303, cookies=cookies)


Shown = NamedDependency[Show]
Sent = NamedDependency[Form]


async def sent(request: Request[Any, Any, Any]) -> Form:
    """Read the form of a request; files stay out of it."""
    data = await request.form()
    return Form((name, value) for name, value in data.multi_items() if isinstance(value, str))


def status_of(error: Exception) -> int:
    if isinstance(error, NexusError):
        return next((code for family, code in STATUS.items() if isinstance(error, family)), 422)
    return 422


def policy(nonce: str) -> str:
    """Return the content security policy of a page: its own files, and scripts that it names."""
    return (
        "default-src 'none'; "
        f"script-src 'nonce-{nonce}' 'strict-dynamic'; "
        "style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        "media-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def common(request: Request[Any, Any, Any], formats: Formats) -> dict[str, Any]:
    """Return what all templates may ask, also those for strangers."""
    return {
        "request": request,
        "path": request.url.path,
        "theme": theme_of(request),
        "money": formats.money,
        "sum": formats.sum,
        "number": formats.number,
        "percent": formats.percent,
        "day": formats.day,
        "when": formats.when,
        "ago": formats.ago,
        "clock": formats.clock,
        "hours": formats.hours,
        "today": formats.today,
        "with_query": with_query_of(request),
        "kept_query": kept_query_of(request),
        "marks": MARKS,
    }
