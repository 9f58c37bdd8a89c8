"""Stations, and the employees who work at them."""

from collections.abc import Collection, Mapping
from typing import Any

from nexus.accounts.domain import Employee, EmployeeArchived, Station
from nexus.accounts.messages import (
    CreateEmployee,
    CreateStation,
    EmployeeView,
    ListEmployees,
    ListStations,
    StationRef,
    StationView,
    UpdateEmployee,
    UpdateStation,
)
from nexus.accounts.ports import AccountsUnitOfWork, AtStation
from nexus.accounts.service.base import UseCases, given
from nexus.accounts.service.mail import address
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import EmployeeId, StationId, UserId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase


class Staff(UseCases):
    def __init__(self, at_stations: Mapping[str, AtStation], **given: Any) -> None:
        super().__init__(**given)
        self._at_stations = at_stations  # by what it is called

    def create_station(self, actor: Actor, wish: CreateStation) -> StationView:
        actor.require("stations.manage")
        with self._unit_of_work(actor) as uow:
            self._check_station_name(uow, wish.name)
            position = wish.position
            station = Station(
                id=StationId(new_id()),
                shop_id=actor.shop_id,
                name=wish.name,
                description=wish.description,
                position=uow.stations.last_position() + 1 if position is None else position,
                created_at=self._clock(),
            )
            uow.stations.add(station)
            return StationView.of(station)

    def update_station(
        self, actor: Actor, station_id: StationId, wish: UpdateStation, version: int | None = None
    ) -> StationView:
        actor.require("stations.manage")
        with self._unit_of_work(actor) as uow:
            station = uow.stations.get(station_id).expect(version)
            changes = given(wish)
            if "name" in changes:
                self._check_station_name(uow, changes["name"], station)
            station.change(**changes)
            return StationView.of(station)

    def archive_station(
        self, actor: Actor, station_id: StationId, version: int | None = None
    ) -> StationView:
        """Take it off the lists. What still needs it would come to it, so that is moved first."""
        actor.require("stations.manage")
        with self._unit_of_work(actor) as uow:
            station = uow.stations.get(station_id).expect(version)
            self._check_idle(station)
            station.archive()
            return StationView.of(station)

    def restore_station(
        self, actor: Actor, station_id: StationId, version: int | None = None
    ) -> StationView:
        actor.require("stations.manage")
        with self._unit_of_work(actor) as uow:
            station = uow.stations.get(station_id).expect(version)
            station.restore()
            return StationView.of(station)

    def station(self, actor: Actor, station_id: StationId) -> StationView:
        actor.require("stations.read")
        with self._reading(actor.shop_id) as look:
            return look.station(station_id)

    def stations(self, actor: Actor, wish: ListStations) -> Page[StationView]:
        actor.require("stations.read")
        with self._reading(actor.shop_id) as look:
            return look.stations(wish)

    def create_employee(self, actor: Actor, wish: CreateEmployee) -> EmployeeView:
        actor.require("employees.manage")
        with self._unit_of_work(actor) as uow:
            self._check_employee_name(uow, wish.name)
            employee = Employee(
                id=EmployeeId(new_id()),
                shop_id=actor.shop_id,
                name=wish.name,
                email=address(wish.email) or "",
                phone=wish.phone,
                notes=wish.notes,
                hourly_rate=wish.hourly_rate,
                created_at=self._clock(),
            )
            self._post(uow, employee, wish.station_ids)
            self._link(actor, uow, employee, wish.user_id)
            employee.version = 1  # it is born with all this
            uow.employees.add(employee)
            return actor.sees(self._shown(uow, employee))

    def update_employee(
        self,
        actor: Actor,
        employee_id: EmployeeId,
        wish: UpdateEmployee,
        version: int | None = None,
    ) -> EmployeeView:
        actor.require("employees.manage")
        with self._unit_of_work(actor) as uow:
            employee = uow.employees.get(employee_id).expect(version)
            changes = given(wish, "station_ids", "user_id")
            if "name" in changes:
                self._check_employee_name(uow, changes["name"], employee)
            if "email" in changes:
                changes["email"] = address(changes["email"]) or ""
            employee.change(**changes)
            links = given(wish)
            if "station_ids" in links:
                self._post(uow, employee, links["station_ids"])
            if "user_id" in links:
                self._link(actor, uow, employee, links["user_id"])
            return actor.sees(self._shown(uow, employee))

    def set_stations(
        self,
        actor: Actor,
        employee_id: EmployeeId,
        station_ids: Collection[StationId],
        version: int | None = None,
    ) -> EmployeeView:
        """Place an employee at exactly these stations."""
        actor.require("employees.manage")
        with self._unit_of_work(actor) as uow:
            employee = uow.employees.get(employee_id).expect(version)
            self._post(uow, employee, station_ids)
            return actor.sees(self._shown(uow, employee))

    def archive_employee(
        self, actor: Actor, employee_id: EmployeeId, version: int | None = None
    ) -> EmployeeView:
        """Take an employee off the lists; their login, if any, works as nobody meanwhile."""
        actor.require("employees.manage")
        with self._unit_of_work(actor) as uow:
            employee = uow.employees.get(employee_id).expect(version)
            employee.archive()
            self._bind(uow, employee)
            uow.record(
                EmployeeArchived(
                    shop_id=actor.shop_id, happened_at=self._clock(), employee_id=employee.id
                )
            )
            return actor.sees(self._shown(uow, employee))

    def restore_employee(
        self, actor: Actor, employee_id: EmployeeId, version: int | None = None
    ) -> EmployeeView:
        actor.require("employees.manage")
        with self._unit_of_work(actor) as uow:
            employee = uow.employees.get(employee_id).expect(version)
            employee.restore()
            self._bind(uow, employee)
            return actor.sees(self._shown(uow, employee))

    def employee(self, actor: Actor, employee_id: EmployeeId) -> EmployeeView:
        actor.require("employees.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.employee(employee_id))

    def employees(self, actor: Actor, wish: ListEmployees) -> Page[EmployeeView]:
        actor.require("employees.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.employees(wish))

    def _check_idle(self, station: Station) -> None:
        counts = {
            what: asked.count_at_station(station.shop_id, station.id)
            for what, asked in self._at_stations.items()
        }
        if needed := {what: count for what, count in counts.items() if count}:
            told = [f"{what}: {count}" for what, count in needed.items()]
            raise Refused(
                phrase(
                    "Work is still to come to this station (%(told)s). Give it to another "
                    "station first.",
                    told=", ".join(told),
                ),
                **needed,
            )

    def _check_station_name(
        self, uow: AccountsUnitOfWork, name: str, but: Station | None = None
    ) -> None:
        if uow.stations.named(name) not in (None, but):
            raise Refused(phrase("There is a station '%(name)s' already.", name=name))

    def _check_employee_name(
        self, uow: AccountsUnitOfWork, name: str, but: Employee | None = None
    ) -> None:
        if uow.employees.named(name) not in (None, but):
            raise Refused(phrase("There is an employee '%(name)s' already.", name=name))

    def _post(
        self, uow: AccountsUnitOfWork, employee: Employee, station_ids: Collection[StationId]
    ) -> None:
        known = uow.stations.names(station_ids)
        if any(station_id not in known for station_id in station_ids):
            raise Invalid("This shop has no such station.", "station_ids")
        employee.post_to(station_ids)

    def _link(
        self, actor: Actor, uow: AccountsUnitOfWork, employee: Employee, user_id: UserId | None
    ) -> None:
        """Say which user the employee is. Each is at most one of the other."""
        if user_id == employee.user_id:
            return
        if employee.user_id is not None:
            self._unbind(actor, uow, employee.user_id)
        if user_id is not None:
            member = uow.members.find(user_id)
            if member is None:
                raise Invalid("This shop has no such user.", "user_id")
            self._may_rule(actor, uow, member)
            if uow.employees.of_user(user_id) is not None:
                raise Refused("This user is another employee already.")
        employee.change(user_id=user_id)
        self._bind(uow, employee)

    def _unbind(self, actor: Actor, uow: AccountsUnitOfWork, user_id: UserId) -> None:
        member = uow.members.get(user_id)
        self._may_rule(actor, uow, member)
        member.bind(None)

    def _bind(self, uow: AccountsUnitOfWork, employee: Employee) -> None:
        """Let the user's logins work as this employee while it is active (L-077)."""
        if employee.user_id is not None:
            member = uow.members.get(employee.user_id)
            member.bind(employee.id if employee.is_active else None)

    def _shown(self, uow: AccountsUnitOfWork, employee: Employee) -> EmployeeView:
        names = uow.stations.names(employee.station_ids)
        at = [StationRef(id=id, name=name) for id, name in names.items()]
        return EmployeeView(
            id=employee.id,
            version=employee.version,
            name=employee.name,
            email=employee.email,
            phone=employee.phone,
            notes=employee.notes,
            hourly_rate=employee.hourly_rate,
            user_id=employee.user_id,
            is_active=employee.is_active,
            stations=sorted(at, key=lambda station: station.name),
            created_at=employee.created_at,
        )
