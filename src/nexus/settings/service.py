"""The use cases. Each is one transaction, asked for by one actor."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict, replace

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from nexus.kernel.ids import SavedViewId, ShopId, StationId, TaskTemplateId, UserId, new_id
from nexus.kernel.numbering import Series as Counted
from nexus.kernel.numbering import check_pattern, series
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.settings.domain import (
    FILLED_IN,
    MOST_VIEWS,
    Concept,
    SavedView,
    Series,
    ShopSettings,
    StationTaskTemplate,
    Word,
    put_in_order,
)
from nexus.settings.messages import (
    CalendarView,
    ChangeSettings,
    ChangeTaskTemplate,
    ChangeView,
    CreateTaskTemplate,
    DayView,
    FoundSettings,
    ListTaskTemplates,
    NumberPreview,
    OrderTaskTemplates,
    PreviewNumber,
    SavedViewView,
    SaveView,
    SettingsView,
    TaskTemplateView,
)
from nexus.settings.ports import (
    Files,
    Holidays,
    SettingsReading,
    SettingsUnitOfWork,
    Standards,
    Stations,
)

LONGEST_CALENDAR = 400
LAST_YEAR = 2200


class SettingsService:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], SettingsUnitOfWork],
        reading: Callable[[ShopId], SettingsReading],
        stations: Stations,
        files: Files,
        holidays: Holidays,
        standards: Standards,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._stations = stations
        self._files = files
        self._holidays = holidays
        self._standards = standards
        self._clock = clock

    def found(self, actor: Actor, wish: FoundSettings) -> SettingsView:
        """Write down how a new shop works."""
        actor.require("settings.manage")
        with self._unit_of_work(actor) as uow:
            if uow.settings.find() is not None:
                raise Refused("This shop has its settings already.")
            settings = ShopSettings(shop_id=actor.shop_id, id=actor.shop_id)
            settings.change(self._news(settings, wish))
            settings.version = 1  # nobody has seen it otherwise
            uow.settings.add(settings)
            return actor.sees(SettingsView.of(settings))

    def one(self, actor: Actor) -> SettingsView:
        actor.require("settings.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.settings())

    def change(
        self, actor: Actor, wish: ChangeSettings, version: int | None = None
    ) -> SettingsView:
        actor.require("settings.manage")
        with self._unit_of_work(actor) as uow:
            settings = uow.settings.find()
            if settings is None:  # it worked by the defaults so far
                settings = ShopSettings(shop_id=actor.shop_id, id=actor.shop_id)
                uow.settings.add(settings)
            settings.expect(version).change(self._news(settings, wish))
            return actor.sees(SettingsView.of(settings))

    def preview(self, actor: Actor, wish: PreviewNumber) -> NumberPreview:
        """Show the next code of a number format without taking it."""
        actor.require("settings.read")
        try:
            check_pattern(wish.pattern, *FILLED_IN[wish.series])
        except Invalid as error:
            raise Invalid(error.message, "pattern") from error
        with self._reading(actor.shop_id) as look:
            counted = self._counted(wish.series, wish.pattern, look.settings())
            last = look.last_numbers([counted.key]).get(counted.key, 0)
        return NumberPreview(series=wish.series, pattern=wish.pattern, next=counted.code(last + 1))

    def previews(self, actor: Actor) -> Mapping[Series, str]:
        """Show the next code of every series without taking it."""
        actor.require("settings.read")
        with self._reading(actor.shop_id) as look:
            settings = look.settings()
            every = {
                it: self._counted(it, pattern, settings)
                for it, pattern in settings.numbering.items()
            }
            last = look.last_numbers([counted.key for counted in every.values()])
        return {it: counted.code(last.get(counted.key, 0) + 1) for it, counted in every.items()}

    def _counted(self, which: Series, pattern: str, settings: SettingsView) -> Counted:
        """Return the series as it is today; for a project, of the first customer."""
        today = day_of(self._clock(), settings.timezone)
        first = series(settings.numbering[Series.CUSTOMER]).code(1).replace("-", "")
        words = {"year": f"{today:%Y}", "month": f"{today:%m}", "customer": first}
        return series(pattern, **{word: words[word] for word in FILLED_IN[which]})

    def words(self, actor: Actor) -> Mapping[Concept, Word]:
        """Return what this shop calls things."""
        return self.one(actor).words

    def calendar(self, actor: Actor, first: date, last: date) -> CalendarView:
        """Return each day from the first to the last, and whether the shop works on it."""
        actor.require("settings.read")
        length = (last - first).days + 1
        if not 0 < length <= LONGEST_CALENDAR:
            raise Invalid(
                phrase("A calendar shows from 1 to %(most)s days.", most=LONGEST_CALENDAR), "to"
            )
        if last.year > LAST_YEAR:
            raise Invalid(
                phrase("Calendars end with the year %(last)s.", last=str(LAST_YEAR)), "to"
            )
        with self._reading(actor.shop_id) as look:
            calendar = look.settings().calendar(self._holidays.of_year)
        days = []
        for day in (first + timedelta(days=n) for n in range(length)):
            why, name = calendar.closed(day) or (None, "")
            days.append(DayView(day=day, is_business_day=why is None, closed=why, name=name))
        open_days = sum(day.is_business_day for day in days)
        return CalendarView(first=first, last=last, business_days=open_days, days=days)

    def planned_for(self, actor: Actor) -> date:
        """Return the day that work released at this moment is planned for."""
        actor.require("settings.read")
        with self._reading(actor.shop_id) as look:
            return look.settings().calendar(self._holidays.of_year).scheduled_day(self._clock())

    def create_task_template(
        self, actor: Actor, station_id: StationId, wish: CreateTaskTemplate
    ) -> TaskTemplateView:
        """Add a standard task at the end of a station's."""
        actor.require("settings.manage")
        with self._unit_of_work(actor) as uow:
            self._check_station(actor.shop_id, station_id)
            before = uow.templates.of_station(station_id)
            template = StationTaskTemplate(
                id=TaskTemplateId(new_id()),
                shop_id=actor.shop_id,
                station_id=station_id,
                position=before[-1].position + 1 if before else 1,
                **asdict(wish),
            )
            uow.templates.add(template)
            return TaskTemplateView.of(template)

    def task_template(self, actor: Actor, id: TaskTemplateId) -> TaskTemplateView:
        actor.require("settings.read")
        with self._reading(actor.shop_id) as look:
            return look.template(id)

    def task_templates(
        self, actor: Actor, station_id: StationId, wish: ListTaskTemplates
    ) -> Page[TaskTemplateView]:
        actor.require("settings.read")
        with self._reading(actor.shop_id) as look:
            page = look.templates(station_id, wish)
            if not page.items:
                self._check_station(actor.shop_id, station_id)
            return page

    def change_task_template(
        self,
        actor: Actor,
        id: TaskTemplateId,
        wish: ChangeTaskTemplate,
        version: int | None = None,
    ) -> TaskTemplateView:
        actor.require("settings.manage")
        with self._unit_of_work(actor) as uow:
            template = uow.templates.get(id).expect(version)
            template.change(
                title=template.title if wish.title is UNSET else wish.title,
                description=(
                    template.description if wish.description is UNSET else wish.description
                ),
                planned=template.planned if wish.planned is UNSET else wish.planned,
                is_active=template.is_active if wish.is_active is UNSET else wish.is_active,
            )
            return TaskTemplateView.of(template)

    def delete_task_template(
        self, actor: Actor, id: TaskTemplateId, version: int | None = None
    ) -> None:
        """Take a standard task away; the tasks that were made of it stay."""
        actor.require("settings.manage")
        with self._unit_of_work(actor) as uow:
            uow.templates.get(id).expect(version).archive()

    def order_task_templates(
        self, actor: Actor, station_id: StationId, wish: OrderTaskTemplates
    ) -> Page[TaskTemplateView]:
        actor.require("settings.manage")
        with self._unit_of_work(actor) as uow:
            self._check_station(actor.shop_id, station_id)
            templates = uow.templates.of_station(station_id)
            put_in_order(templates, wish.ids)
            in_order = sorted(templates, key=lambda template: template.position)
            return Page(items=[TaskTemplateView.of(template) for template in in_order])

    def _check_station(self, shop_id: ShopId, station_id: StationId) -> None:
        if not self._stations.has_station(shop_id, station_id):
            raise NotFound("There is no such station.")

    def _news(self, settings: ShopSettings, wish: ChangeSettings) -> Mapping[str, Any]:
        """Return what the wish names, as far as the world's registers know of it."""
        news = {name: value for name, value in asdict(wish).items() if value is not UNSET}
        if "cut_off" in news:
            news["cut_off"] = time.fromisoformat(news["cut_off"])
        if "locale" in news:
            news["locale"] = self._standards.locale(news["locale"])
            _known(news["locale"], "A language is named like en-ZA.", "locale")
        if "currency" in news:
            known = self._standards.is_currency(news["currency"])
            _known(known, "A currency is a code of ISO 4217, such as ZAR.", "currency")
        if "country" in news:
            known = self._standards.is_country(news["country"])
            _known(known, "A country is a code of ISO 3166, such as ZA.", "country")
        if news.get("subdivision"):
            country = news.get("country", settings.country)
            known = self._holidays.has_subdivision(country, news["subdivision"])
            _known(known, f"{country} has no such part with holidays.", "subdivision")
        if (logo := news.get("logo_file_id")) is not None:
            known = self._files.has_file(settings.shop_id, logo)
            _known(known, "There is no such file.", "logo_file_id")
        if news.get("email"):
            known = self._standards.is_email(news["email"])
            _known(known, "An e-mail address is written like office@example.com.", "email")
        return news


def _known(is_so: object, otherwise: str, at: str) -> None:
    if not is_so:
        raise Invalid(otherwise, at)


class ViewService:
    """Views of lists. They are about who keeps them, so everybody who logged in may have some;
    to share one, and to touch what others share, is part of saying how the shop works.
    """

    def __init__(
        self,
        unit_of_work: Callable[[Actor], SettingsUnitOfWork],
        reading: Callable[[ShopId], SettingsReading],
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading

    def seen(self, actor: Actor, path: str | None = None) -> Page[SavedViewView]:
        """Return the actor's own views and the shared ones, of a list or of all, in order."""
        with self._reading(actor.shop_id) as look:
            found = list(look.saved_views(actor.user_id, path))
        return Page(items=found, total=len(found))

    def one(self, actor: Actor, id: SavedViewId) -> SavedViewView:
        found = next((it for it in self.seen(actor).items if it.id == id), None)
        if found is None:
            raise NotFound(NO_VIEW)
        return found

    def save(self, actor: Actor, wish: SaveView) -> SavedViewView:
        """Keep a view at the end of the actor's."""
        if wish.is_shared:
            actor.require(SHARE)
        with self._unit_of_work(actor) as uow:
            user_id = _person(actor)
            before = uow.views.of_list(user_id, wish.path)
            if len(before) >= MOST_VIEWS:
                raise Refused(
                    phrase("A list has at most %(most)s views of one person.", most=MOST_VIEWS)
                )
            last = before[-1].position if before else 0
            view = SavedView(
                id=SavedViewId(new_id()),
                shop_id=actor.shop_id,
                user_id=user_id,
                position=min(last + 1, MOST_VIEWS),
                **asdict(wish),
            )
            _check_name(view, before)
            if view.is_default:
                _open_first(view, before)
            uow.views.add(view)
            return SavedViewView.of(view)

    def change(
        self, actor: Actor, id: SavedViewId, wish: ChangeView, version: int | None = None
    ) -> SavedViewView:
        with self._unit_of_work(actor) as uow:
            view = _touched(actor, uow.views.get(id)).expect(version)
            is_own = view.user_id == actor.user_id
            news = {name: value for name, value in asdict(wish).items() if value is not UNSET}
            if news.get("is_shared", view.is_shared) != view.is_shared:
                actor.require(SHARE)
            names = ("name", "query", "is_shared", "position")
            view.change(**{name: news.get(name, getattr(view, name)) for name in names})
            others = uow.views.of_list(view.user_id, view.path)
            _check_name(view, others)
            if wish.is_default is not UNSET:
                if not is_own:
                    raise Invalid("What a list opens with is up to each person.", "is_default")
                _open_first(view, others, wish.is_default)
            told = SavedViewView.of(view)
            return told if is_own else replace(told, is_own=False, is_default=False)

    def delete(self, actor: Actor, id: SavedViewId, version: int | None = None) -> None:
        with self._unit_of_work(actor) as uow:
            uow.views.remove(_touched(actor, uow.views.get(id)).expect(version))


SHARE = "settings.manage"
NO_VIEW = phrase("There is no such view.")


def _person(actor: Actor) -> UserId:
    if actor.user_id is None:
        raise NotAllowed("Views are kept by people.")
    return actor.user_id


def _touched(actor: Actor, view: SavedView) -> SavedView:
    """Let through who may change a view; what others keep to themselves is not there."""
    if view.user_id != actor.user_id:
        if not view.is_shared:
            raise NotFound(NO_VIEW)
        actor.require(SHARE)
    return view


def _check_name(view: SavedView, others: Iterable[SavedView]) -> None:
    if any(view.is_like(other) for other in others):
        raise Invalid("You have a view of this name here.", "name")


def _open_first(view: SavedView, others: Iterable[SavedView], is_first: bool = True) -> None:
    """Let a person's list open with this view and no other, or with none."""
    for other in others if is_first else ():
        other.open_first(False)
    view.open_first(is_first)
