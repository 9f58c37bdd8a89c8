"""What the use cases share: the ports, and how a project is looked at."""

from collections.abc import Callable
from datetime import date

import msgspec

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import EmployeeId, ProjectId, ShopId
from nexus.projects.messages import ProjectView
from nexus.projects.ports import (
    Customers,
    Directory,
    Files,
    Products,
    ProjectsReading,
    ProjectsUnitOfWork,
    Revenue,
    Settings,
    Terms,
    Work,
    Workflows,
)


class Desk:
    def __init__(
        self,
        unit_of_work: Callable[[Actor], ProjectsUnitOfWork],
        reading: Callable[[ShopId], ProjectsReading],
        customers: Customers,
        workflows: Workflows,
        directory: Directory,
        settings: Settings,
        work: Work,
        revenue: Revenue,
        products: Products,
        files: Files,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._customers = customers
        self._workflows = workflows
        self._directory = directory
        self._settings = settings
        self._work = work
        self._revenue = revenue
        self._products = products
        self._files = files
        self._clock = clock

    def _view(self, actor: Actor, project_id: ProjectId) -> ProjectView:
        """Look at a project with all it is called by, also at one that is being changed."""
        with self._reading(actor.shop_id) as look:
            return self._priced(actor, look.one(project_id))

    def _new_view(self, actor: Actor, project_id: ProjectId) -> ProjectView:
        """Look at a project that was begun just now: nothing of it is quoted or sold yet."""
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.one(project_id))

    def _priced(self, actor: Actor, view: ProjectView) -> ProjectView:
        total = self._revenue.total_of_project(actor.shop_id, view.id)
        quoted = self._revenue.quoted_of_project(actor.shop_id, view.id)
        return actor.sees(msgspec.structs.replace(view, final_price=total, quoted_price=quoted))

    def _today(self, terms: Terms) -> date:
        return day_of(self._clock(), terms.timezone)

    def _check_employee(self, shop_id: ShopId, employee_id: EmployeeId, field: str) -> None:
        if not self._directory.has_employee(shop_id, employee_id):
            raise Invalid("This shop has no such employee.", field)
