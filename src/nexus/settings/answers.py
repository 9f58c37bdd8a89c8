"""What the module tells its neighbours: reads only, in the asker's own transaction."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from nexus.kernel.ids import ShopId, StationId
from nexus.settings.domain import Calendar
from nexus.settings.messages import SettingsView, StandardTask, Terms
from nexus.settings.ports import Holidays, SettingsReading


class SettingsAnswers:
    """A shop that has written down nothing works by the defaults."""

    def __init__(self, reading: Callable[[ShopId], SettingsReading], holidays: Holidays) -> None:
        self._reading = reading
        self._holidays = holidays

    def terms(self, shop_id: ShopId) -> Terms:
        """For whoever counts money, time or numbers: one statement by the primary key."""
        with self._reading(shop_id) as look:
            return look.terms()

    def house(self, shop_id: ShopId) -> SettingsView:
        """For pages, which speak in the shop's words and formats."""
        with self._reading(shop_id) as look:
            return look.settings()

    def standard_tasks(self, shop_id: ShopId, station_id: StationId) -> Sequence[StandardTask]:
        """For tasks, which plans them when a job enters one of the station's stages."""
        with self._reading(shop_id) as look:
            return look.standard_tasks(station_id)

    def scheduled_day(self, shop_id: ShopId, at: datetime) -> date:
        """Return the day for work released at this instant: today, or the next business day."""
        return self._calendar(shop_id).scheduled_day(at)

    def add_days(self, shop_id: ShopId, day: date, days: int) -> date:
        """Count business days onwards, or back if negative."""
        return self._calendar(shop_id).add_business_days(day, days)

    def is_business_day(self, shop_id: ShopId, day: date) -> bool:
        return self._calendar(shop_id).is_business_day(day)

    def _calendar(self, shop_id: ShopId) -> Calendar:
        with self._reading(shop_id) as look:
            return look.settings().calendar(self._holidays.of_year)
