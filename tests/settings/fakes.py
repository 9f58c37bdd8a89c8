"""In-memory stand-ins for the ports of the settings module."""

from datetime import date
from types import TracebackType
from typing import Self

from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.page import Page
from nexus.settings.domain import ShopSettings
from nexus.settings.messages import Company, SettingsView, StandardTask, TaskTemplateView, Terms


class FakeOwn:
    def __init__(self, rows, shop_id):
        self._rows, self._shop_id = rows, shop_id

    def add(self, entity):
        self._rows[entity.shop_id] = entity

    def find(self):
        return self._rows.get(self._shop_id)


class FakeTemplates:
    def __init__(self, rows, shop_id):
        self._rows, self._shop_id = rows, shop_id

    def add(self, entity):
        self._rows[entity.shop_id, entity.id] = entity

    def get(self, id):
        found = self._rows.get((self._shop_id, id))
        if found is None or found.is_archived:
            raise NotFound("There is no such standard task.")
        return found

    def of_station(self, station_id):
        mine = [t for (shop_id, _), t in self._rows.items() if shop_id == self._shop_id]
        there = [t for t in mine if t.station_id == station_id and not t.is_archived]
        return sorted(there, key=lambda template: template.position)


class FakeStore:
    """Both ways in; for changes it is called with the actor, for looking with the shop."""

    def __init__(self) -> None:
        self._settings: dict = {}
        self._templates: dict = {}
        self.numbers: dict[str, int] = {}

    def __call__(self, who) -> Self:
        shop_id = who.shop_id if isinstance(who, Actor) else who
        self.shop_id = shop_id
        self._own = FakeOwn(self._settings, shop_id)
        self._there = FakeTemplates(self._templates, shop_id)
        return FakeUnitOfWork(self) if isinstance(who, Actor) else self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass

    def _found(self) -> ShopSettings:
        return self._own.find() or ShopSettings(shop_id=self.shop_id, id=self.shop_id)

    def settings(self):
        return SettingsView.of(self._found())

    def terms(self):
        return Terms.of(self._found(), self._found().hourly_rate)

    def company(self):
        names = Company.__struct_fields__
        return Company(**{name: getattr(self._found(), name) for name in names})

    def last_numbers(self, series):
        return {it: self.numbers[it] for it in series if it in self.numbers}

    def template(self, id):
        return TaskTemplateView.of(self._there.get(id))

    def templates(self, station_id, wish):
        return Page(items=[TaskTemplateView.of(t) for t in self._there.of_station(station_id)])

    def standard_tasks(self, station_id):
        names = StandardTask.__struct_fields__
        return [
            StandardTask(**{name: getattr(template, name) for name in names})
            for template in self._there.of_station(station_id)
            if template.is_active
        ]


class FakeUnitOfWork:
    def __init__(self, store: FakeStore) -> None:
        self.settings, self.templates = store._own, store._there

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass


class FakeFiles:
    def has_file(self, shop_id, file_id):
        return False


class FakeStations:
    def __init__(self, *station_ids) -> None:
        self.station_ids = station_ids

    def has_station(self, shop_id, station_id):
        return station_id in self.station_ids


class FakeHolidays:
    """One holiday, on the 27th of April of every year."""

    def of_year(self, country, subdivision, year, locale):
        return {date(year, 4, 27): "Freedom Day"}

    def has_subdivision(self, country, subdivision):
        return (country, subdivision) == ("GB", "SCT")


class FakeStandards:
    def is_currency(self, code):
        return code in {"ZAR", "EUR", "JPY"}

    def is_country(self, code):
        return code in {"ZA", "GB", "DE"}

    def locale(self, name):
        return name if name in {"en-ZA", "de-DE"} else None

    def is_email(self, address):
        return "@" in address
