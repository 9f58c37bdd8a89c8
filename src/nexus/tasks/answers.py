"""What the module tells its neighbours: reads only, in the asker's own transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from nexus.kernel.ids import ProjectId, ShopId, StationId
from nexus.tasks.messages import Labour, StageWork
from nexus.tasks.ports import TasksReading


class TaskAnswers:
    def __init__(self, reading: Callable[[ShopId], TasksReading]) -> None:
        self._reading = reading

    def has_open_tasks(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        """For projects, which completes no job over open work."""
        with self._reading(shop_id) as look:
            return look.has_open(project_id)

    def has_tasks(self, shop_id: ShopId, project_id: ProjectId) -> bool:
        """For projects, which deletes no job that has any."""
        with self._reading(shop_id) as look:
            return look.has_any(project_id)

    def work_of(self, shop_id: ShopId, project_id: ProjectId) -> Sequence[StageWork]:
        """For products, which make templates of jobs; in the project's order."""
        with self._reading(shop_id) as look:
            return look.work(project_id)

    def labour(
        self, shop_id: ShopId, project_id: ProjectId, since: datetime | None
    ) -> Sequence[Labour]:
        """For sales, which bills it: what was written down after an instant."""
        with self._reading(shop_id) as look:
            return look.labour(project_id, since)

    def last_logged(self, shop_id: ShopId) -> Mapping[ProjectId, datetime]:
        """For sales, which looks for what was not billed: in one statement."""
        with self._reading(shop_id) as look:
            return look.last_logged()

    def time_spent(self, shop_id: ShopId, project_id: ProjectId) -> timedelta:
        """For projects, which shows it beside the estimate."""
        with self._reading(shop_id) as look:
            return look.time_spent(project_id)

    def count_at_station(self, shop_id: ShopId, station_id: StationId) -> int:
        """For accounts, which archives no station that has open tasks."""
        with self._reading(shop_id) as look:
            return look.count_at_station(station_id)
