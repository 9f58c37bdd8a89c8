"""What the demo shops buy and work with: suppliers, what is on order, machines and their care."""

from dataclasses import dataclass
from datetime import date, timedelta

from nexus.app.profiles import DemoMachine, DemoSupplier
from nexus.inventory import (
    AddMaintenancePlan,
    CreateEquipment,
    CreatePurchaseOrder,
    CreateSupplier,
    EquipmentService,
    LogMaintenance,
    OrderPurchase,
    PurchasingService,
    SupplierService,
    WritePurchaseLine,
)
from nexus.kernel.actor import Actor
from nexus.kernel.ids import StationId
from nexus.kernel.money import Money


@dataclass
class Equipping:
    actor: Actor
    suppliers: SupplierService
    purchasing: PurchasingService
    equipment: EquipmentService

    def buy(self, supplier: DemoSupplier) -> None:
        """Add a supplier, and order there if the data say so."""
        wish = CreateSupplier(
            name=supplier.name,
            email=supplier.email,
            phone=supplier.phone,
            lead_time_days=supplier.lead_time_days,
        )
        made = self.suppliers.create(self.actor, wish)
        if not supplier.ordered:
            return
        lines = [
            WritePurchaseLine(
                description=line.description, quantity=line.quantity, unit_cost=line.price
            )
            for line in supplier.ordered
        ]
        order = CreatePurchaseOrder(supplier_id=made.id, lines=lines)
        draft = self.purchasing.create(self.actor, order)
        self.purchasing.order(self.actor, draft.id, OrderPurchase())

    def keep(self, machine: DemoMachine, station_id: StationId, cost: Money, today: date) -> None:
        """Add a machine with its plans, and what was done by them."""
        wish = CreateEquipment(
            name=machine.name, kind=machine.kind, station_id=station_id, cost=cost
        )
        made = self.equipment.create(self.actor, wish)
        for plan in machine.plans:
            begun = today - timedelta(days=plan.done_days_ago or 0)
            added = self.equipment.add_plan(
                self.actor,
                made.id,
                AddMaintenancePlan(title=plan.title, every_days=plan.every_days, starts_on=begun),
            )
            if plan.done_days_ago is not None:
                done = LogMaintenance(plan_id=added.id, done_on=begun, minutes=30)
                self.equipment.log(self.actor, made.id, done)
