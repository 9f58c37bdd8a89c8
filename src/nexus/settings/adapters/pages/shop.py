"""Pages of how the shop works: a page for each group of settings, all of one form's kind."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid
from nexus.kernel.money import Money
from nexus.platform.http import Caller
from nexus.platform.web import places
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.settings.domain import PATTERNS, WORDS, Closed, Series
from nexus.settings.messages import ChangeSettings, DayView, PreviewNumber, SettingsView
from nexus.settings.service import SettingsService

Service = NamedDependency[SettingsService]
READ, MANAGE = "settings.read", "settings.manage"
COMING = 14  # days that the calendar shows
HOLIDAYS_WITHIN = 366
MOST_LINES = 8  # of an address
SPARE_TAXES, SPARE_CLOSINGS = 2, 3  # empty rows to fill in


class SettingsPages(Controller):
    path = "/settings"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def company_page(self, settings: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show who the shop is and where."""
        return _company(show, settings, actor)

    @post("/", permission=MANAGE, sync_to_thread=True)
    def change_company_page(
        self, settings: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Change who the shop is and where."""
        lines = sent["address_lines"].splitlines()
        sent.said |= {f"address[{n}]": [line] for n, line in enumerate(lines)}
        if len([line for line in lines if line.strip()]) > MOST_LINES:
            told = show.say("An address has at most %(num)d lines.") % {"num": MOST_LINES}
            form = sent.wrong(Invalid(told, "address_lines"))
            return _company(show, settings, actor, form, 422)
        if not lines:
            sent.said["address"] = [""]
        return _change(show, settings, actor, sent, "/settings", _company)

    @get("/money", permission=READ, sync_to_thread=True)
    def money_page(self, settings: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show in what the shop counts, its taxes and its terms."""
        return _money(show, settings, actor)

    @post("/money", permission=MANAGE, sync_to_thread=True)
    def change_money_page(
        self, settings: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Change in what the shop counts, its taxes and its terms."""
        for gone in sent.all("gone"):
            sent.said = {k: v for k, v in sent.said.items() if not k.startswith(f"{gone}.")}
        return _change(show, settings, actor, sent, "/settings/money", _money)

    @get("/numbering", permission=READ, sync_to_thread=True)
    def numbering_page(self, settings: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show how things are numbered, and what comes next."""
        return _numbering(show, settings, actor)

    @post("/numbering", permission=MANAGE, sync_to_thread=True)
    def change_numbering_page(
        self, settings: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Change how things are numbered."""
        return _change(show, settings, actor, sent, "/settings/numbering", _numbering)

    @get("/numbering/{series:str}/next", permission=READ, sync_to_thread=True)
    def next_number_page(
        self, settings: Service, actor: Caller, show: Shown, series: FromPath[Series]
    ) -> Response[Any]:
        """Tell the next number of a format that is being typed."""
        pattern = show.request.query_params.get(f"numbering.{series}", "") or PATTERNS[series]
        try:
            wish = msgspec.convert({"series": series.value, "pattern": pattern}, PreviewNumber)
            told, wrong = settings.preview(actor, wish).next, ""
        except (Invalid, msgspec.ValidationError) as error:
            told, wrong = "", str(error).partition(" - at ")[0]
        return show("settings/_next.html", next=told, wrong=wrong)

    @get("/days", permission=READ, sync_to_thread=True)
    def days_page(self, settings: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show on which days the shop works."""
        return _days(show, settings, actor)

    @post("/days", permission=MANAGE, sync_to_thread=True)
    def change_days_page(
        self, settings: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Change on which days the shop works."""
        if not any(name.startswith("closing_days[") for name in sent.said):
            sent.said["closing_days"] = [""]
        return _change(show, settings, actor, sent, "/settings/days", _days)

    @get("/words", permission=READ, sync_to_thread=True)
    def words_page(self, settings: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show what the shop calls things."""
        return _words(show, settings, actor)

    @post("/words", permission=MANAGE, sync_to_thread=True)
    def change_words_page(
        self, settings: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Change what the shop calls things."""
        return _change(show, settings, actor, sent, "/settings/words", _words)

    @get("/features", permission=READ, sync_to_thread=True)
    def features_page(self, settings: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show which parts of Nexus the shop uses, and by which rules."""
        return _features(show, settings, actor)

    @post("/features", permission=MANAGE, sync_to_thread=True)
    def change_features_page(
        self, settings: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Change which parts of Nexus the shop uses, and by which rules."""
        return _change(show, settings, actor, sent, "/settings/features", _features)


def _change(
    show: Show,
    settings: SettingsService,
    actor: Actor,
    sent: Form,
    path: str,
    again: Callable[..., Response[Any]],
) -> Response[Any]:
    """Take a form's settings over, or show its page again with what is wrong."""
    return show.attempt(
        sent,
        ChangeSettings,
        lambda wish: settings.change(actor, _in_currency(wish), sent.version),
        again=partial(again, show, settings, actor),
        then=lambda _: path,
        said=show.say("Saved."),
    )


def _in_currency(wish: ChangeSettings) -> ChangeSettings:
    """Take the hourly rate in the currency that is chosen together with it."""
    if wish.currency is UNSET or wish.hourly_rate is UNSET:
        return wish
    rate = Money(wish.hourly_rate.amount, wish.currency)
    return msgspec.structs.replace(wish, hourly_rate=rate)


def _page(
    show: Show, template: str, one: SettingsView, form: Form | None, status: int, **words: Any
) -> Response[Any]:
    filled = form or show.filled(one)
    return show(f"settings/{template}.html", status=status, form=filled, one=one, **words)


def _company(
    show: Show,
    settings: SettingsService,
    actor: Actor,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    one, language = settings.one(actor), show.house.language
    if form is None:
        form = show.filled(one)
        form.said["address_lines"] = ["\n".join(one.address)]
    return _page(
        show,
        "company",
        one,
        form,
        status,
        countries=places.named_countries(language),
        locales=places.named_locales(language),
        zones=places.named_zones(),
    )


def _money(
    show: Show,
    settings: SettingsService,
    actor: Actor,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    one = settings.one(actor)
    form = form or show.filled(one)
    return _page(
        show,
        "money",
        one,
        form,
        status,
        currencies=places.named_currencies(show.house.language),
        rows=form.count("tax_rates") + SPARE_TAXES,
    )


def _numbering(
    show: Show,
    settings: SettingsService,
    actor: Actor,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    one, nexts = settings.one(actor), settings.previews(actor)
    return _page(show, "numbering", one, form, status, nexts=nexts, patterns=PATTERNS)


def _days(
    show: Show,
    settings: SettingsService,
    actor: Actor,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    one = settings.one(actor)
    form = form or show.filled(one)
    planned, coming = settings.planned_for(actor), _coming(settings, actor, show)
    return _page(
        show,
        "days",
        one,
        form,
        status,
        planned=planned,
        coming=coming[:COMING],
        holidays=[it for it in coming if it.closed is Closed.HOLIDAY],
        regions=places.named_regions(one.country),
        rows=form.count("closing_days") + SPARE_CLOSINGS,
    )


def _coming(settings: SettingsService, actor: Actor, show: Show) -> list[DayView]:
    today = show.formats.today()
    return settings.calendar(actor, today, today + timedelta(days=HOLIDAYS_WITHIN)).days


def _words(
    show: Show,
    settings: SettingsService,
    actor: Actor,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    return _page(show, "words", settings.one(actor), form, status, usual=WORDS)


def _features(
    show: Show,
    settings: SettingsService,
    actor: Actor,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    return _page(show, "features", settings.one(actor), form, status)
