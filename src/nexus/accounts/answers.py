"""What the module tells its neighbours: reads only, in the asker's own transaction."""

from collections.abc import Callable

from nexus.accounts.ports import AccountsReading
from nexus.kernel.ids import EmployeeId, ShopId, StationId, UserId
from nexus.kernel.money import Money


class AccountAnswers:
    def __init__(self, reading: Callable[[ShopId], AccountsReading]) -> None:
        self._reading = reading

    def has_station(self, shop_id: ShopId, station_id: StationId) -> bool:
        """Tell whether the shop has it, and has not archived it."""
        with self._reading(shop_id) as look:
            return look.has_station(station_id)

    def has_employee(self, shop_id: ShopId, employee_id: EmployeeId) -> bool:
        """Tell whether the shop has them, and has not archived them."""
        with self._reading(shop_id) as look:
            return look.has_employee(employee_id)

    def has_user(self, shop_id: ShopId, user_id: UserId) -> bool:
        """Tell whether the user is an active member of the shop."""
        with self._reading(shop_id) as look:
            return look.has_user(user_id)

    def stations_of(self, shop_id: ShopId, employee_id: EmployeeId) -> frozenset[StationId]:
        with self._reading(shop_id) as look:
            return look.stations_of(employee_id)

    def hourly_rate(self, shop_id: ShopId, employee_id: EmployeeId) -> Money | None:
        """Return None where the shop's own rate counts."""
        with self._reading(shop_id) as look:
            return look.hourly_rate(employee_id)
