"""What all parts of the service lean on."""

from collections.abc import Callable

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import EmployeeId, ProjectId, ShopId, StageInstanceId, StationId
from nexus.kernel.money import Money
from nexus.tasks.domain import Assignee
from nexus.tasks.ports import (
    Directory,
    Projects,
    Settings,
    TasksReading,
    TasksUnitOfWork,
    Terms,
)

CLOSED = "Work goes on in open projects only."


class Part:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], TasksUnitOfWork],
        reading: Callable[[ShopId], TasksReading],
        directory: Directory,
        projects: Projects,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._directory = directory
        self._projects = projects
        self._settings = settings
        self._clock = clock

    def _check_open(self, shop_id: ShopId, project_id: ProjectId, plea: str) -> None:
        if not self._projects.is_open(shop_id, project_id):
            self._check_project(shop_id, project_id)
            raise Refused(plea)

    def _check_project(self, shop_id: ShopId, project_id: ProjectId) -> None:
        if not self._projects.has_project(shop_id, project_id):
            raise NotFound("There is no such project.")

    def _check_assignee(self, shop_id: ShopId, assignee: Assignee | None) -> None:
        if assignee is not None:
            self._check(shop_id, assignee.station_id, assignee.employee_id, "assignee.")

    def _check(
        self,
        shop_id: ShopId,
        station_id: StationId | None,
        employee_id: EmployeeId | None,
        of: str = "",
    ) -> None:
        if station_id and not self._directory.has_station(shop_id, station_id):
            raise Invalid("This shop has no such station.", f"{of}station_id")
        if employee_id and not self._directory.has_employee(shop_id, employee_id):
            raise Invalid("This shop has no such employee.", f"{of}employee_id")

    def _check_stage(
        self, shop_id: ShopId, project_id: ProjectId, stage_id: StageInstanceId | None
    ) -> None:
        if stage_id and not self._projects.has_stage(shop_id, project_id, stage_id):
            raise Invalid("This project has no such stage.", "stage_id")

    def _rate(self, shop_id: ShopId, employee_id: EmployeeId | None, terms: Terms) -> Money:
        """Return what an hour costs now: the person's own rate, or the shop's."""
        own = self._directory.hourly_rate(shop_id, employee_id) if employee_id else None
        return own or terms.hourly_rate

    def _whose(self, actor: Actor, employee_id: EmployeeId | None) -> EmployeeId | None:
        """Return whose time it is: the actor's, or another's whom the actor may write for."""
        if employee_id is not None and employee_id != actor.employee_id:
            actor.require("tasks.correct")
            self._check(actor.shop_id, None, employee_id)
        return employee_id or actor.employee_id
