"""Shops, stations and employees."""

from litestar import Controller, Response, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from nexus.accounts.messages import (
    CreateEmployee,
    CreateStation,
    EmployeeSort,
    EmployeeView,
    Identity,
    ListEmployees,
    ListStations,
    SetStations,
    ShopView,
    StationSort,
    StationView,
    Tokens,
    UpdateEmployee,
    UpdateShop,
    UpdateStation,
)
from nexus.accounts.service import AccountsService, LoginService
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import EmployeeId, ShopId, StationId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey

Service = NamedDependency[AccountsService]
Logins = NamedDependency[LoginService]
Present = NamedDependency[Identity]


class ShopApi(Controller):
    path = "/api/shops"
    tags = ("accounts",)

    @get(own=True, sync_to_thread=True)
    def list_shops(self, accounts: Service, actor: Caller) -> Page[ShopView]:
        """List the shops that you may enter."""
        return accounts.my_shops(actor)

    @get("/{id:uuid}", own=True, sync_to_thread=True)
    def show_shop(
        self, accounts: Service, actor: Caller, id: FromPath[ShopId]
    ) -> Response[ShopView]:
        """Show the shop that you are in."""
        _check_here(actor.shop_id, id)
        return tagged(accounts.shop(actor))

    @patch("/{id:uuid}", permission="shop.manage", sync_to_thread=True)
    def update_shop(
        self,
        accounts: Service,
        actor: Caller,
        id: FromPath[ShopId],
        if_match: IfMatch,
        data: JSONBody[UpdateShop],
    ) -> Response[ShopView]:
        """Rename the shop that you are in."""
        _check_here(actor.shop_id, id)
        return tagged(accounts.update_shop(actor, data, if_match))

    @post("/{id:uuid}/enter", own=True, status_code=200, sync_to_thread=True)
    def enter_shop(self, logins: Logins, present: Present, id: FromPath[ShopId]) -> Tokens:
        """Go over to another of your shops; your cookie goes along, a program gets a new token."""
        return logins.enter(present, id)


def _check_here(shop_id: ShopId, asked: ShopId) -> None:
    if asked != shop_id:
        raise NotFound("There is no such shop here. Enter it first.")


class StationApi(Controller):
    path = "/api/stations"
    tags = ("accounts",)

    @get(permission="stations.read", sync_to_thread=True)
    def list_stations(
        self,
        accounts: Service,
        actor: Caller,
        is_active: FromQuery[bool | None] = None,
        search: Search = None,
        sort: FromQuery[StationSort] = "position",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[StationView]:
        """List the stations."""
        wish = ListStations(
            is_active=is_active, search=search, sort=sort, limit=limit, cursor=cursor, total=total
        )
        return accounts.stations(actor, wish)

    @post(permission="stations.manage", sync_to_thread=True)
    def create_station(
        self, accounts: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateStation]
    ) -> Response[StationView]:
        """Add a station."""
        return once(lambda: accounts.create_station(actor, data))

    @get("/{id:uuid}", permission="stations.read", sync_to_thread=True)
    def show_station(
        self, accounts: Service, actor: Caller, id: FromPath[StationId]
    ) -> Response[StationView]:
        """Show a station."""
        return tagged(accounts.station(actor, id))

    @patch("/{id:uuid}", permission="stations.manage", sync_to_thread=True)
    def update_station(
        self,
        accounts: Service,
        actor: Caller,
        id: FromPath[StationId],
        if_match: IfMatch,
        data: JSONBody[UpdateStation],
    ) -> Response[StationView]:
        """Change a station."""
        return tagged(accounts.update_station(actor, id, data, if_match))

    @post("/{id:uuid}/archive", permission="stations.manage", status_code=200, sync_to_thread=True)
    def archive_station(
        self, accounts: Service, actor: Caller, id: FromPath[StationId], if_match: IfMatch
    ) -> Response[StationView]:
        """Take a station off the lists."""
        return tagged(accounts.archive_station(actor, id, if_match))

    @post("/{id:uuid}/restore", permission="stations.manage", status_code=200, sync_to_thread=True)
    def restore_station(
        self, accounts: Service, actor: Caller, id: FromPath[StationId], if_match: IfMatch
    ) -> Response[StationView]:
        """Put an archived station back to use."""
        return tagged(accounts.restore_station(actor, id, if_match))


class EmployeeApi(Controller):
    path = "/api"
    tags = ("accounts",)

    @get("/employees", permission="employees.read", sync_to_thread=True)
    def list_employees(
        self,
        accounts: Service,
        actor: Caller,
        station_id: FromQuery[StationId | None] = None,
        is_active: FromQuery[bool | None] = None,
        search: Search = None,
        sort: FromQuery[EmployeeSort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[EmployeeView]:
        """List the employees."""
        wish = ListEmployees(
            station_id=station_id,
            is_active=is_active,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return accounts.employees(actor, wish)

    @post("/employees", permission="employees.manage", sync_to_thread=True)
    def create_employee(
        self, accounts: Service, actor: Caller, once: OncePerKey, data: JSONBody[CreateEmployee]
    ) -> Response[EmployeeView]:
        """Add an employee, with a login or without."""
        return once(lambda: accounts.create_employee(actor, data))

    @get("/employees/{id:uuid}", permission="employees.read", sync_to_thread=True)
    def show_employee(
        self, accounts: Service, actor: Caller, id: FromPath[EmployeeId]
    ) -> Response[EmployeeView]:
        """Show an employee."""
        return tagged(accounts.employee(actor, id))

    @patch("/employees/{id:uuid}", permission="employees.manage", sync_to_thread=True)
    def update_employee(
        self,
        accounts: Service,
        actor: Caller,
        id: FromPath[EmployeeId],
        if_match: IfMatch,
        data: JSONBody[UpdateEmployee],
    ) -> Response[EmployeeView]:
        """Change an employee, also which user they are."""
        return tagged(accounts.update_employee(actor, id, data, if_match))

    @put("/employees/{id:uuid}/stations", permission="employees.manage", sync_to_thread=True)
    def set_employee_stations(
        self,
        accounts: Service,
        actor: Caller,
        id: FromPath[EmployeeId],
        if_match: IfMatch,
        data: JSONBody[SetStations],
    ) -> Response[EmployeeView]:
        """Say at which stations an employee works."""
        return tagged(accounts.set_stations(actor, id, data.station_ids, if_match))

    @post(
        "/employees/{id:uuid}/archive",
        permission="employees.manage",
        status_code=200,
        sync_to_thread=True,
    )
    def archive_employee(
        self, accounts: Service, actor: Caller, id: FromPath[EmployeeId], if_match: IfMatch
    ) -> Response[EmployeeView]:
        """Take an employee off the lists."""
        return tagged(accounts.archive_employee(actor, id, if_match))

    @post(
        "/employees/{id:uuid}/restore",
        permission="employees.manage",
        status_code=200,
        sync_to_thread=True,
    )
    def restore_employee(
        self, accounts: Service, actor: Caller, id: FromPath[EmployeeId], if_match: IfMatch
    ) -> Response[EmployeeView]:
        """Take an archived employee back."""
        return tagged(accounts.restore_employee(actor, id, if_match))


class OperatorApi(Controller):
    """What a workshop calls its employees (L-022, L-053)."""

    path = "/api/operators"
    tags = ("accounts",)

    @get(permission="employees.read", sync_to_thread=True)
    def list_operators(
        self,
        accounts: Service,
        actor: Caller,
        station_id: FromQuery[StationId | None] = None,
        is_active: FromQuery[bool | None] = None,
        search: Search = None,
        sort: FromQuery[EmployeeSort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[EmployeeView]:
        """List the operators: the employees, by the workshop's word."""
        wish = ListEmployees(
            station_id=station_id,
            is_active=is_active,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return accounts.employees(actor, wish)

    @get("/{id:uuid}", permission="employees.read", sync_to_thread=True)
    def show_operator(
        self, accounts: Service, actor: Caller, id: FromPath[EmployeeId]
    ) -> Response[EmployeeView]:
        """Show an operator."""
        return tagged(accounts.employee(actor, id))
