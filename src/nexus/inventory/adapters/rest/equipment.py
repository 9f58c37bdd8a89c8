"""REST: equipment and its maintenance."""

from datetime import date
from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from nexus.inventory.domain.equipment import EquipmentStatus
from nexus.inventory.messages.equipment import (
    AddMaintenancePlan,
    ChangeEquipment,
    ChangeMaintenancePlan,
    CreateEquipment,
    DueSort,
    EquipmentRow,
    EquipmentView,
    ListEquipment,
    ListMaintenance,
    ListMaintenanceDue,
    LogMaintenance,
    LogSort,
    MaintenanceDueRow,
    MaintenanceLogView,
    MaintenancePlanView,
    ReadMeter,
    SetEquipmentStatus,
    Sort,
)
from nexus.inventory.service.equipment import EquipmentService
from nexus.kernel.ids import EquipmentId, MaintenanceLogId, MaintenancePlanId, StationId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, Cursor, IfMatch, Limit, Search, Total, tagged
from nexus.platform.idempotency import OncePerKey

Service = NamedDependency[EquipmentService]
READ, WRITE, MOVE = "inventory.read", "inventory.write", "inventory.move"

Kind = Annotated[str | None, QueryParameter(max_length=200, description="Those of this kind.")]


class EquipmentApi(Controller):
    path = "/api/inventory/equipment"
    tags = ("inventory",)

    @get("/", permission=READ, sync_to_thread=True)
    def list_equipment(
        self,
        equipment: Service,
        actor: Caller,
        status: FromQuery[EquipmentStatus | None] = None,
        kind: Kind = None,
        station_id: FromQuery[StationId | None] = None,
        search: Search = None,
        sort: FromQuery[Sort] = "name",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[EquipmentRow]:
        """List machines and tools; retired ones only if they are asked for."""
        wish = ListEquipment(
            status=status,
            kind=kind,
            station_id=station_id,
            search=search,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return equipment.page(actor, wish)

    @post("/", permission=WRITE, sync_to_thread=True)
    def create_equipment(
        self,
        equipment: Service,
        actor: Caller,
        once: OncePerKey,
        data: JSONBody[CreateEquipment],
    ) -> Response[EquipmentView]:
        """Add a machine or a tool."""
        return once(lambda: equipment.create(actor, data))

    @get("/by-code/{code:str}", permission=READ, sync_to_thread=True)
    def show_equipment_by_code(
        self, equipment: Service, actor: Caller, code: FromPath[str]
    ) -> Response[EquipmentView]:
        """Show the machine of a code, as it stands on its plate."""
        return tagged(equipment.by_code(actor, code))

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def show_equipment(
        self, equipment: Service, actor: Caller, id: FromPath[EquipmentId]
    ) -> Response[EquipmentView]:
        """Show a machine with its maintenance plans."""
        return tagged(equipment.one(actor, id))

    @patch("/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_equipment(
        self,
        equipment: Service,
        actor: Caller,
        id: FromPath[EquipmentId],
        if_match: IfMatch,
        data: JSONBody[ChangeEquipment],
    ) -> Response[EquipmentView]:
        """Change a machine; what is left out stays."""
        return tagged(equipment.change(actor, id, data, if_match))

    @post("/{id:uuid}/status", permission=WRITE, status_code=200, sync_to_thread=True)
    def set_equipment_status(
        self,
        equipment: Service,
        actor: Caller,
        id: FromPath[EquipmentId],
        if_match: IfMatch,
        data: JSONBody[SetEquipmentStatus],
    ) -> Response[EquipmentView]:
        """Say that a machine is down, in service again, or retired."""
        return tagged(equipment.set_status(actor, id, data, if_match))

    @post("/{id:uuid}/meter", permission=MOVE, status_code=200, sync_to_thread=True)
    def read_equipment_meter(
        self,
        equipment: Service,
        actor: Caller,
        id: FromPath[EquipmentId],
        if_match: IfMatch,
        data: JSONBody[ReadMeter],
    ) -> Response[EquipmentView]:
        """Note the running hours that a machine's meter shows."""
        return tagged(equipment.read_meter(actor, id, data, if_match))


class MaintenanceApi(Controller):
    path = "/api/inventory"
    tags = ("inventory",)

    @get("/equipment/{id:uuid}/plans", permission=READ, sync_to_thread=True)
    def list_maintenance_plans(
        self, equipment: Service, actor: Caller, id: FromPath[EquipmentId]
    ) -> Page[MaintenancePlanView]:
        """List what is to be done on a machine again and again."""
        return equipment.plans(actor, id)

    @post("/equipment/{id:uuid}/plans", permission=WRITE, sync_to_thread=True)
    def add_maintenance_plan(
        self,
        equipment: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[EquipmentId],
        if_match: IfMatch,
        data: JSONBody[AddMaintenancePlan],
    ) -> Response[MaintenancePlanView]:
        """Add a task that comes back after days or running hours."""
        return once(lambda: equipment.add_plan(actor, id, data, if_match))

    @patch("/equipment/{id:uuid}/plans/{plan_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_maintenance_plan(
        self,
        equipment: Service,
        actor: Caller,
        id: FromPath[EquipmentId],
        plan_id: FromPath[MaintenancePlanId],
        if_match: IfMatch,
        data: JSONBody[ChangeMaintenancePlan],
    ) -> Response[MaintenancePlanView]:
        """Change a plan, or set it inactive."""
        return tagged(equipment.change_plan(actor, id, plan_id, data, if_match))

    @delete("/equipment/{id:uuid}/plans/{plan_id:uuid}", permission=WRITE, sync_to_thread=True)
    def remove_maintenance_plan(
        self,
        equipment: Service,
        actor: Caller,
        id: FromPath[EquipmentId],
        plan_id: FromPath[MaintenancePlanId],
        if_match: IfMatch,
    ) -> None:
        """Remove a plan that was never followed."""
        equipment.remove_plan(actor, id, plan_id, if_match)

    @get("/equipment/{id:uuid}/maintenance", permission=READ, sync_to_thread=True)
    def list_maintenance(
        self,
        equipment: Service,
        actor: Caller,
        id: FromPath[EquipmentId],
        plan_id: FromQuery[MaintenancePlanId | None] = None,
        sort: FromQuery[LogSort] = "-done_on",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[MaintenanceLogView]:
        """List what was done on a machine, the latest first."""
        wish = ListMaintenance(plan_id=plan_id, sort=sort, limit=limit, cursor=cursor, total=total)
        return equipment.maintenance(actor, id, wish)

    @post("/equipment/{id:uuid}/maintenance", permission=MOVE, sync_to_thread=True)
    def log_maintenance(
        self,
        equipment: Service,
        actor: Caller,
        once: OncePerKey,
        id: FromPath[EquipmentId],
        data: JSONBody[LogMaintenance],
    ) -> Response[MaintenanceLogView]:
        """Write up what was done on a machine; its plan counts from then on."""
        return once(lambda: equipment.log(actor, id, data))

    @delete("/equipment/{id:uuid}/maintenance/{log_id:uuid}", permission=MOVE, sync_to_thread=True)
    def delete_maintenance(
        self,
        equipment: Service,
        actor: Caller,
        id: FromPath[EquipmentId],
        log_id: FromPath[MaintenanceLogId],
        if_match: IfMatch,
    ) -> None:
        """Take back an entry that was written up by mistake."""
        equipment.delete_log(actor, id, log_id, if_match)

    @get("/maintenance-due", permission=READ, sync_to_thread=True)
    def list_maintenance_due(
        self,
        equipment: Service,
        actor: Caller,
        overdue: FromQuery[bool | None] = None,
        due_by: FromQuery[date | None] = None,
        station_id: FromQuery[StationId | None] = None,
        sort: FromQuery[DueSort] = "due_on",
        limit: Limit = 50,
        cursor: Cursor = None,
        total: Total = False,
    ) -> Page[MaintenanceDueRow]:
        """List the maintenance that is due, the most urgent first."""
        wish = ListMaintenanceDue(
            overdue=overdue,
            due_by=due_by,
            station_id=station_id,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )
        return equipment.due(actor, wish)


HANDLERS = [EquipmentApi, MaintenanceApi]
