"""What the settings module needs from the world, in its own words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from nexus.kernel.ids import FileId, ShopId, StationId, TaskTemplateId, UserId
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork
from nexus.settings.domain import SavedView, ShopSettings, StationTaskTemplate
from nexus.settings.messages import (
    ListTaskTemplates,
    SavedViewView,
    SettingsView,
    StandardTask,
    TaskTemplateView,
    Terms,
)


class OwnSettings(Protocol):
    """For changes: the one row of the shop."""

    def add(self, entity: ShopSettings) -> None: ...

    def find(self) -> ShopSettings | None: ...


class TaskTemplates(Protocol):
    """For changes; what is archived is not there."""

    def add(self, entity: StationTaskTemplate) -> None: ...

    def get(self, id: UUID) -> StationTaskTemplate:
        """Return the shop's template or raise NotFound."""

    def of_station(self, station_id: StationId) -> Sequence[StationTaskTemplate]:
        """Return them in order."""


class SavedViews(Protocol):
    """For changes."""

    def add(self, entity: SavedView) -> None: ...

    def get(self, id: UUID) -> SavedView:
        """Return the shop's view or raise NotFound."""

    def of_list(self, user_id: UserId, path: str) -> Sequence[SavedView]:
        """Return what a person keeps of a list, in order."""

    def remove(self, view: SavedView) -> None: ...


class SettingsUnitOfWork(UnitOfWork, Protocol):
    @property
    def settings(self) -> OwnSettings: ...

    @property
    def templates(self) -> TaskTemplates: ...

    @property
    def views(self) -> SavedViews: ...


class SettingsReading(Reading, Protocol):
    """For looking: one statement each. A shop without settings has the defaults."""

    def settings(self) -> SettingsView: ...

    def terms(self) -> Terms: ...

    def last_numbers(self, series: Sequence[str]) -> Mapping[str, int]:
        """Return the last numbers of counters (see kernel/numbering.py) that have begun."""

    def template(self, id: TaskTemplateId) -> TaskTemplateView:
        """Return the shop's template or raise NotFound."""

    def templates(
        self, station_id: StationId, wish: ListTaskTemplates
    ) -> Page[TaskTemplateView]: ...

    def saved_views(self, user_id: UserId | None, path: str | None) -> Sequence[SavedViewView]:
        """Return a person's own and the shared ones, of one list or of all, in order."""

    def standard_tasks(self, station_id: StationId) -> Sequence[StandardTask]:
        """Return what is active, in order."""


class Holidays(Protocol):
    def of_year(self, country: str, subdivision: str, year: int, locale: str) -> Mapping[date, str]:
        """Return the names of the public holidays; nothing where none are known."""

    def has_subdivision(self, country: str, subdivision: str) -> bool: ...


class Standards(Protocol):
    """What the world's registers know."""

    def is_currency(self, code: str) -> bool:
        """Tell whether it is money somewhere today (ISO 4217)."""

    def is_country(self, code: str) -> bool: ...

    def locale(self, name: str) -> str | None:
        """Return the name as it is written, such as en-ZA; None if there is no such locale."""

    def is_email(self, address: str) -> bool: ...


class Files(Protocol):
    """Answered by documents."""

    def has_file(self, shop_id: ShopId, file_id: FileId) -> bool: ...


class Stations(Protocol):
    """Answered by accounts."""

    def has_station(self, shop_id: ShopId, station_id: StationId) -> bool: ...
