"""Pages of employees: who works here, where, and at what an hour; their work is on their desk."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from nexus.accounts.messages import (
    CreateEmployee,
    EmployeeSort,
    ListEmployees,
    ListStations,
    UpdateEmployee,
)
from nexus.accounts.service import AccountsService
from nexus.kernel.actor import Actor
from nexus.kernel.ids import EmployeeId, StationId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.boards import moved
from nexus.platform.web.pages import Sent, Shown

Service = NamedDependency[AccountsService]
READ, MANAGE = "employees.read", "employees.manage"
EDIT = "accounts/employee_edit.html"
MOST_STATIONS = 100


class EmployeePages(Controller):
    path = "/employees"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def employees_page(
        self,
        accounts: Service,
        actor: Caller,
        show: Shown,
        station_id: FromQuery[StationId | None] = None,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[EmployeeSort] = "name",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List who works here, or who did."""
        if (away := show.opened()) is not None:
            return away
        wish = ListEmployees(
            station_id=station_id,
            is_active=not archived,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        return show("accounts/employees.html", page=accounts.employees(actor, wish), wish=wish)

    @get("/new", permission=MANAGE, sync_to_thread=True)
    def new_employee_page(self, accounts: Service, actor: Caller, show: Shown) -> Response[Any]:
        """Show an empty form."""
        return show(EDIT, form=show.form(), employee=None, stations=_stations(accounts, actor))

    @post("/new", permission=MANAGE, sync_to_thread=True)
    def create_employee_page(
        self, accounts: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Take somebody on."""
        return show.attempt(
            sent,
            CreateEmployee,
            lambda wish: accounts.create_employee(actor, wish),
            again=EDIT,
            then=lambda made: f"/employees/{made.id}",
            said=show.say("Saved."),
            employee=None,
            stations=_stations(accounts, actor),
        )

    @get("/{id:uuid}/edit", permission=MANAGE, sync_to_thread=True)
    def edit_employee_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[EmployeeId]
    ) -> Response[Any]:
        """Show the form of an employee."""
        employee = accounts.employee(actor, id)
        form = show.filled(employee)
        form.said["station_ids"] = [str(it.id) for it in employee.stations]
        return show(EDIT, form=form, employee=employee, stations=_stations(accounts, actor))

    @post("/{id:uuid}/edit", permission=MANAGE, sync_to_thread=True)
    def change_employee_page(
        self,
        accounts: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[EmployeeId],
        sent: Sent,
    ) -> Response[Any]:
        """Change an employee."""
        return show.attempt(
            sent,
            UpdateEmployee,
            lambda wish: accounts.update_employee(actor, id, wish, sent.version),
            again=EDIT,
            then=lambda made: f"/employees/{id}",
            said=show.say("Saved."),
            employee=accounts.employee(actor, id),
            stations=_stations(accounts, actor),
        )

    @post("/{id:uuid}/do", permission=MANAGE, sync_to_thread=True)
    def employee_do_page(
        self,
        accounts: Service,
        actor: Caller,
        show: Shown,
        id: FromPath[EmployeeId],
        sent: Sent,
    ) -> Response[Any]:
        """Take somebody off the lists, or put them back (L-053)."""
        restores = sent["act"] == "restore"
        act = accounts.restore_employee if restores else accounts.archive_employee
        said = show.say("Restored.") if restores else show.say("Archived.")
        return moved(show, lambda: act(actor, id), said)


class OperatorPages(Controller):
    """Employees under the workshop's word."""

    path = "/operators"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def operators_page(self, show: Shown) -> Response[Any]:
        """Lead to the employees."""
        return show.go("/employees")

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def operator_page(self, show: Shown, id: FromPath[EmployeeId]) -> Response[Any]:
        """Lead to an employee."""
        return show.go(f"/employees/{id}")


def _stations(accounts: AccountsService, actor: Actor) -> list[Any]:
    if not actor.may("stations.read"):
        return []
    wish = ListStations(is_active=True, limit=MOST_STATIONS)
    return list(accounts.stations(actor, wish).items)
