"""Equipment and how it is kept: each use case is one transaction, asked for by one actor."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import UNSET, Struct

from nexus.inventory.domain.equipment import Equipment, MaintenanceLog, MaintenancePlan
from nexus.inventory.messages.equipment import (
    AddMaintenancePlan,
    ChangeEquipment,
    ChangeMaintenancePlan,
    CreateEquipment,
    EquipmentRow,
    EquipmentView,
    ListEquipment,
    ListMaintenance,
    ListMaintenanceDue,
    LogMaintenance,
    MaintenanceDueRow,
    MaintenanceLogView,
    MaintenancePlanView,
    ReadMeter,
    SetEquipmentStatus,
)
from nexus.inventory.ports.equipment import (
    Directory,
    EquipmentReading,
    EquipmentUnitOfWork,
    Files,
    Settings,
    Terms,
)
from nexus.inventory.service.codes import Codes
from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import (
    EmployeeId,
    EquipmentId,
    FileId,
    MaintenanceLogId,
    MaintenancePlanId,
    ShopId,
    StationId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase

READ, WRITE, MOVE = "inventory.read", "inventory.write", "inventory.move"
SERIES = "equipment"


class EquipmentService:
    """`version` is the one the actor looked at; a change of another one is refused as stale.

    The version of a plan is its machine's.
    """

    def __init__(
        self,
        unit_of_work: Callable[[Actor], EquipmentUnitOfWork],
        reading: Callable[[ShopId], EquipmentReading],
        directory: Directory,
        settings: Settings,
        files: Files,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._directory = directory
        self._settings = settings
        self._files = files
        self._clock = clock

    # Machines

    def create(self, actor: Actor, wish: CreateEquipment) -> EquipmentView:
        """Add a machine, under its own code or under the next one of the shop."""
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            terms = self._settings.terms(actor.shop_id)
            given = _given(wish)
            self._check(actor.shop_id, given, terms)
            machine = Equipment(
                id=EquipmentId(new_id()),
                shop_id=actor.shop_id,
                created_at=self._clock(),
                timezone=terms.timezone,
                **given | {"code": ""},
            )
            # Last, because whoever else wants a number waits from here on.
            codes = self._codes(uow, terms)
            machine.code = codes.next() if wish.code is UNSET else codes.own(wish.code)
            uow.machines.add(machine)
            return actor.sees(EquipmentView.of(machine))

    def change(
        self, actor: Actor, id: EquipmentId, wish: ChangeEquipment, version: int | None = None
    ) -> EquipmentView:
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            machine = uow.machines.get(id).expect(version)
            terms = self._settings.terms(actor.shop_id)
            given = _given(wish)
            self._check(actor.shop_id, given, terms)
            machine.timezone = terms.timezone
            if (code := given.pop("code", None)) is not None:
                machine.renumber(self._codes(uow, terms, machine).own(code))
            machine.change(given)
            return actor.sees(EquipmentView.of(machine))

    def set_status(
        self, actor: Actor, id: EquipmentId, wish: SetEquipmentStatus, version: int | None = None
    ) -> EquipmentView:
        """Let it be in service, down or retired."""
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            machine = uow.machines.get(id).expect(version)
            uow.record(*machine.become(wish.status, wish.reason, self._clock()))
            return actor.sees(EquipmentView.of(machine))

    def read_meter(
        self, actor: Actor, id: EquipmentId, wish: ReadMeter, version: int | None = None
    ) -> EquipmentView:
        actor.require(MOVE)
        with self._unit_of_work(actor) as uow:
            machine = uow.machines.hold(id).expect(version)
            today = self._in_zone(machine)
            machine.read_meter(wish.hours, wish.read_on or today, today)
            return actor.sees(EquipmentView.of(machine))

    def one(self, actor: Actor, id: EquipmentId) -> EquipmentView:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.one(id))

    def by_code(self, actor: Actor, code: str) -> EquipmentView:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.one(look.id_of(code)))

    def page(self, actor: Actor, wish: ListEquipment) -> Page[EquipmentRow]:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.page(wish))

    # Plans

    def plans(self, actor: Actor, id: EquipmentId) -> Page[MaintenancePlanView]:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return Page(items=list(look.one(id).plans))

    def add_plan(
        self, actor: Actor, id: EquipmentId, wish: AddMaintenancePlan, version: int | None = None
    ) -> MaintenancePlanView:
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            machine = uow.machines.get(id).expect(version)
            starts_on = wish.starts_on or self._in_zone(machine)
            plan = MaintenancePlan(
                id=MaintenancePlanId(new_id()),
                title=wish.title,
                task=wish.task,
                every_days=wish.every_days,
                every_hours=wish.every_hours,
                starts_on=starts_on,
                starts_at_hours=machine.meter_hours,
                due_on=starts_on,
                overdue_at=self._clock(),  # until it is reckoned, in a moment
            )
            machine.add_plan(plan)
            return MaintenancePlanView.of(plan, machine)

    def change_plan(
        self,
        actor: Actor,
        id: EquipmentId,
        plan_id: MaintenancePlanId,
        wish: ChangeMaintenancePlan,
        version: int | None = None,
    ) -> MaintenancePlanView:
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            machine = uow.machines.get(id).expect(version)
            self._in_zone(machine)
            machine.change_plan(plan_id, _given(wish))
            return MaintenancePlanView.of(machine.plan(plan_id), machine)

    def remove_plan(
        self,
        actor: Actor,
        id: EquipmentId,
        plan_id: MaintenancePlanId,
        version: int | None = None,
    ) -> None:
        actor.require(WRITE)
        with self._unit_of_work(actor) as uow:
            uow.machines.get(id).expect(version).remove_plan(plan_id)

    # Maintenance

    def log(self, actor: Actor, id: EquipmentId, wish: LogMaintenance) -> MaintenanceLogView:
        """Write up what was done, by the actor unless the wish names somebody else."""
        actor.require(MOVE)
        with self._unit_of_work(actor) as uow:
            terms, now = self._settings.terms(actor.shop_id), self._clock()
            given = _given(wish)
            self._check(actor.shop_id, given, terms)
            machine = uow.machines.hold(id)
            self._check_plan(machine, wish.plan_id)
            today = self._in_zone(machine)
            log = MaintenanceLog(
                id=MaintenanceLogId(new_id()),
                shop_id=actor.shop_id,
                equipment_id=id,
                recorded_at=now,
                recorded_by=actor.label[:200],
                **{"employee_id": actor.employee_id}
                | given
                | {"done_on": wish.done_on or today, "file_ids": tuple(wish.file_ids)},
            )
            uow.record(*machine.maintain(log, today, now))
            uow.logs.add(log)
        return self._log(actor, log.id)

    def delete_log(
        self,
        actor: Actor,
        id: EquipmentId,
        log_id: MaintenanceLogId,
        version: int | None = None,
    ) -> None:
        """Take back what was written up by mistake; its plan is due as before."""
        actor.require(MOVE)
        with self._unit_of_work(actor) as uow:
            machine, log = uow.machines.hold(id), uow.logs.get(log_id).expect(version)
            if log.equipment_id != id:
                raise NotFound("There is no such entry.")
            uow.logs.remove(log)
            last = None if log.plan_id is None else uow.logs.last_of(log.plan_id)
            machine.forget(log, last)

    def maintenance(
        self, actor: Actor, id: EquipmentId, wish: ListMaintenance
    ) -> Page[MaintenanceLogView]:
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.maintenance(id, wish))

    def due(self, actor: Actor, wish: ListMaintenanceDue) -> Page[MaintenanceDueRow]:
        """List what is to be done, the most urgent first."""
        actor.require(READ)
        with self._reading(actor.shop_id) as look:
            return look.due(wish, self._clock())

    def _log(self, actor: Actor, id: MaintenanceLogId) -> MaintenanceLogView:
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.log(id))

    def _codes(self, uow: EquipmentUnitOfWork, terms: Terms, its: Equipment | None = None) -> Codes:
        today = self._today(terms)
        return Codes(uow, terms, SERIES, today, lambda code: uow.machines.has_code(code, its))

    def _in_zone(self, machine: Equipment) -> date:
        """Have the machine's days end when the shop's do, and return today."""
        terms = self._settings.terms(machine.shop_id)
        machine.timezone = terms.timezone
        return self._today(terms)

    def _today(self, terms: Terms) -> date:
        return day_of(self._clock(), terms.timezone)

    def _check(self, shop_id: ShopId, given: Mapping[str, Any], terms: Terms) -> None:
        """Refuse what points to nothing of this shop, and costs in another currency."""
        station_id: StationId | None = given.get("station_id")
        employee_id: EmployeeId | None = given.get("employee_id")
        file_ids: Sequence[FileId] = given.get("file_ids", ())
        cost: Money | None = given.get("cost")
        if station_id and not self._directory.has_station(shop_id, station_id):
            raise Invalid("This shop has no such station.", "station_id")
        if employee_id and not self._directory.has_employee(shop_id, employee_id):
            raise Invalid("This shop has no such employee.", "employee_id")
        if not all(self._files.has_file(shop_id, file_id) for file_id in file_ids):
            raise Invalid("This shop has no such file.", "file_ids")
        if cost is not None and cost.currency != terms.currency:
            raise Invalid(
                phrase("A cost is in the shop's currency, %(currency)s.", currency=terms.currency),
                "cost",
            )

    def _check_plan(self, machine: Equipment, plan_id: MaintenancePlanId | None) -> None:
        try:
            if plan_id is not None:
                machine.plan(plan_id)
        except NotFound as error:
            raise Invalid("This machine has no such plan.", "plan_id") from error


def _given(wish: Struct) -> dict[str, Any]:
    """Return the fields that were sent, by name."""
    told = {name: getattr(wish, name) for name in wish.__struct_fields__}
    return {name: value for name, value in told.items() if value is not UNSET}
