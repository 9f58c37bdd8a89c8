"""Pages of machines: what is due, what a machine is, its plans and what was done on it."""

from datetime import timedelta
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from nexus.inventory.adapters.pages.items import READ, WRITE
from nexus.inventory.domain.equipment import EquipmentStatus
from nexus.inventory.messages.equipment import (
    ChangeEquipment,
    CreateEquipment,
    ListEquipment,
    ListMaintenance,
    ListMaintenanceDue,
    SetEquipmentStatus,
    Sort,
)
from nexus.inventory.service.equipment import EquipmentService
from nexus.kernel.ids import StationId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.pages import Sent, Shown

Machines = NamedDependency[EquipmentService]
EQUIPMENT = "/inventory/equipment"
SOON = timedelta(days=7)
MOST_DUE = 4


class EquipmentPages(Controller):
    path = EQUIPMENT
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def equipment_list_page(
        self,
        equipment: Machines,
        actor: Caller,
        show: Shown,
        status: FromQuery[EquipmentStatus | None] = None,
        station_id: FromQuery[StationId | None] = None,
        search: Search = None,
        sort: FromQuery[Sort] = "name",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List machines, and tell which need care."""
        if (away := show.opened()) is not None:
            return away
        wish = ListEquipment(
            status=status,
            station_id=station_id,
            search=search,
            sort=sort,
            cursor=cursor,
            total=True,
        )
        by = show.formats.today() + SOON
        due = equipment.due(actor, ListMaintenanceDue(due_by=by, limit=MOST_DUE, total=True))
        page = equipment.page(actor, wish)
        return show("inventory/equipment.html", page=page, wish=wish, due=due)

    @get("/due", permission=READ, sync_to_thread=True)
    def maintenance_due_page(
        self,
        equipment: Machines,
        actor: Caller,
        show: Shown,
        overdue: FromQuery[bool | None] = None,
        station_id: FromQuery[StationId | None] = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the maintenance that is due, the most urgent first."""
        wish = ListMaintenanceDue(overdue=overdue, station_id=station_id, cursor=cursor, total=True)
        return show("inventory/due.html", page=equipment.due(actor, wish), wish=wish)

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_equipment_page(self, show: Shown) -> Response[Any]:
        """Show an empty form."""
        form = show.form([("hours_a_day", "8")])
        return show("inventory/machine_edit.html", form=form, machine=None)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def create_equipment_page(
        self, equipment: Machines, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Add a machine."""
        return show.attempt(
            sent,
            CreateEquipment,
            lambda wish: equipment.create(actor, wish),
            again="inventory/machine_edit.html",
            then=lambda made: f"{EQUIPMENT}/{made.code}",
            said=show.say("Saved."),
            machine=None,
        )

    @get("/{code:str}", permission=READ, sync_to_thread=True)
    def equipment_page(
        self,
        equipment: Machines,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        cursor: Cursor = None,
    ) -> Response[Any]:
        """Show a machine with its plans and what was done."""
        machine = equipment.by_code(actor, code)
        wish = ListMaintenance(limit=20, cursor=cursor, total=True)
        log = equipment.maintenance(actor, machine.id, wish)
        return show("inventory/machine.html", machine=machine, log=log)

    @get("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def edit_equipment_page(
        self, equipment: Machines, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of a machine."""
        machine = equipment.by_code(actor, code)
        return show("inventory/machine_edit.html", form=show.filled(machine), machine=machine)

    @post("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def change_equipment_page(
        self, equipment: Machines, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Change a machine."""
        machine = equipment.by_code(actor, code)
        sent.said.setdefault("is_exclusive", [""])
        return show.attempt(
            sent,
            ChangeEquipment,
            lambda wish: equipment.change(actor, machine.id, wish, sent.version),
            again="inventory/machine_edit.html",
            then=lambda made: f"{EQUIPMENT}/{made.code}",
            said=show.say("Saved."),
            machine=machine,
        )

    @get("/{code:str}/status", permission=WRITE, sync_to_thread=True)
    def equipment_status_page(
        self, equipment: Machines, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form that says how a machine is."""
        machine = equipment.by_code(actor, code)
        form = show.form([("status", machine.status)])
        return show("inventory/machine_status.html", form=form, machine=machine)

    @post("/{code:str}/status", permission=WRITE, sync_to_thread=True)
    def set_equipment_status_page(
        self, equipment: Machines, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Say that a machine is down, in service again, or retired."""
        machine = equipment.by_code(actor, code)
        return show.attempt(
            sent,
            SetEquipmentStatus,
            lambda wish: equipment.set_status(actor, machine.id, wish, sent.version),
            again="inventory/machine_status.html",
            then=lambda made: f"{EQUIPMENT}/{made.code}",
            said=show.say("Saved."),
            machine=machine,
        )
