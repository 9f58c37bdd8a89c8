"""Pages of a machine's care: its meter, its plans, what was done."""

from functools import partial
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from nexus.inventory.adapters.pages.equipment import EQUIPMENT, Machines
from nexus.inventory.adapters.pages.items import WRITE
from nexus.inventory.messages.equipment import (
    AddMaintenancePlan,
    ChangeMaintenancePlan,
    EquipmentView,
    LogMaintenance,
    MaintenancePlanView,
    ReadMeter,
)
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import MaintenanceLogId, MaintenancePlanId
from nexus.platform.http import Caller
from nexus.platform.web.pages import Sent, Shown

MOVE = "inventory.move"


class MaintenancePages(Controller):
    path = f"{EQUIPMENT}/{{code:str}}"
    include_in_schema = False

    @get("/meter", permission=MOVE, sync_to_thread=True)
    def meter_page(
        self, equipment: Machines, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of a meter's reading."""
        machine = equipment.by_code(actor, code)
        return show("inventory/meter.html", form=show.form(), machine=machine)

    @post("/meter", permission=MOVE, sync_to_thread=True)
    def read_meter_page(
        self, equipment: Machines, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Note the running hours."""
        machine = equipment.by_code(actor, code)
        return show.attempt(
            sent,
            ReadMeter,
            lambda wish: equipment.read_meter(actor, machine.id, wish, sent.version),
            again="inventory/meter.html",
            then=lambda _: f"{EQUIPMENT}/{machine.code}",
            said=show.say("Noted."),
            machine=machine,
        )

    @get("/log", permission=MOVE, sync_to_thread=True)
    def log_maintenance_form_page(
        self, equipment: Machines, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of what was done."""
        machine = equipment.by_code(actor, code)
        today, plan_id = show.formats.today(), show.request.query_params.get("plan_id", "")
        form = show.form([("plan_id", plan_id), ("done_on", today.isoformat())])
        return show("inventory/log.html", form=form, machine=machine)

    @post("/log", permission=MOVE, sync_to_thread=True)
    def log_maintenance_page(
        self, equipment: Machines, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Write up what was done; without a name it was the one who writes."""
        machine = equipment.by_code(actor, code)
        if not sent["employee_id"]:
            sent.said.pop("employee_id", None)
        return show.attempt(
            sent,
            LogMaintenance,
            lambda wish: equipment.log(actor, machine.id, wish),
            again="inventory/log.html",
            then=lambda _: f"{EQUIPMENT}/{machine.code}",
            said=show.say("Written up."),
            machine=machine,
        )

    @post("/log/{id:uuid}/delete", permission=MOVE, sync_to_thread=True)
    def delete_maintenance_page(
        self,
        equipment: Machines,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[MaintenanceLogId],
    ) -> Response[Any]:
        """Take back an entry that was written by mistake."""
        act = partial(equipment.delete_log, actor, equipment.by_code(actor, code).id, id)
        return show.act(act, show.say("Taken back."), f"{EQUIPMENT}/{code}")

    @get("/plans/new", permission=WRITE, sync_to_thread=True)
    def new_plan_page(
        self, equipment: Machines, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show an empty form."""
        machine = equipment.by_code(actor, code)
        return show("inventory/plan.html", form=show.form(), machine=machine, plan=None)

    @post("/plans/new", permission=WRITE, sync_to_thread=True)
    def add_plan_page(
        self, equipment: Machines, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Add a task that comes back."""
        machine = equipment.by_code(actor, code)
        return show.attempt(
            sent,
            AddMaintenancePlan,
            lambda wish: equipment.add_plan(actor, machine.id, wish, sent.version),
            again="inventory/plan.html",
            then=lambda _: f"{EQUIPMENT}/{machine.code}",
            said=show.say("Saved."),
            machine=machine,
            plan=None,
        )

    @get("/plans/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def edit_plan_page(
        self,
        equipment: Machines,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[MaintenancePlanId],
    ) -> Response[Any]:
        """Show the form of a plan."""
        machine = equipment.by_code(actor, code)
        plan = _plan(machine, id)
        return show("inventory/plan.html", form=show.filled(plan), machine=machine, plan=plan)

    @post("/plans/{id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_plan_page(
        self,
        equipment: Machines,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[MaintenancePlanId],
        sent: Sent,
    ) -> Response[Any]:
        """Change a plan, or set it inactive."""
        machine = equipment.by_code(actor, code)
        sent.said.setdefault("is_active", [""])
        return show.attempt(
            sent,
            ChangeMaintenancePlan,
            lambda wish: equipment.change_plan(actor, machine.id, id, wish, sent.version),
            again="inventory/plan.html",
            then=lambda _: f"{EQUIPMENT}/{machine.code}",
            said=show.say("Saved."),
            machine=machine,
            plan=_plan(machine, id),
        )

    @post("/plans/{id:uuid}/remove", permission=WRITE, sync_to_thread=True)
    def remove_plan_page(
        self,
        equipment: Machines,
        actor: Caller,
        show: Shown,
        code: FromPath[str],
        id: FromPath[MaintenancePlanId],
    ) -> Response[Any]:
        """Remove a plan that was never followed."""
        machine = equipment.by_code(actor, code)
        act = partial(equipment.remove_plan, actor, machine.id, id)
        return show.act(act, show.say("Removed."), f"{EQUIPMENT}/{code}")


def _plan(machine: EquipmentView, id: MaintenancePlanId) -> MaintenancePlanView:
    for plan in machine.plans:
        if plan.id == id:
            return plan
    raise NotFound("This machine has no such plan.")
