"""The page of an employee: who they are, what they have to do, and what they did."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from nexus.accounts import AccountsService
from nexus.kernel.ids import EmployeeId
from nexus.platform.http import Caller
from nexus.platform.web.pages import Shown
from nexus.tasks import ListTasks, TaskService

People = NamedDependency[AccountsService]
Tasks = NamedDependency[TaskService]
SHOWN = 20  # open tasks


class EmployeeDesk(Controller):
    path = "/employees/{id:uuid}"
    include_in_schema = False

    @get("/", permission="employees.read", sync_to_thread=True)
    def employee_page(
        self,
        accounts: People,
        tasks: Tasks,
        actor: Caller,
        show: Shown,
        id: FromPath[EmployeeId],
    ) -> Response[Any]:
        """Show an employee with production figures (L-053)."""
        employee = accounts.employee(actor, id)
        told: dict[str, Any] = {"months": [], "work": None}
        if actor.may("tasks.read"):
            wish = ListTasks(employee_id=id, open=True, sort="due_on", limit=SHOWN, total=True)
            told = {"months": tasks.work_done(actor, id), "work": tasks.page(actor, wish)}
        return show("desks/employee.html", employee=employee, **told)


HANDLERS: list[Any] = [EmployeeDesk]
