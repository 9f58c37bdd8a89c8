"""What the demo shops buy, keep and work with: suppliers, stock, machines and their care."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Self

from nexus.app.profiles import DemoMachine, DemoStock, DemoSupplier
from nexus.inventory import (
    AddMaintenancePlan,
    AddSupplierItem,
    CreateEquipment,
    CreateItem,
    CreateLocation,
    CreatePurchaseOrder,
    CreateSupplier,
    EquipmentService,
    LedgerService,
    LogMaintenance,
    MovementKind,
    MoveStock,
    OrderPurchase,
    PlaceService,
    PurchasingService,
    StockService,
    SupplierService,
    WritePurchaseLine,
)
from nexus.kernel.actor import Actor
from nexus.kernel.ids import LocationId, ProjectId, StationId, SupplierId
from nexus.kernel.money import Money


@dataclass
class Equipping:
    actor: Actor
    suppliers: SupplierService
    purchasing: PurchasingService
    equipment: EquipmentService
    stock: StockService
    places: PlaceService
    ledger: LedgerService
    sellers: dict[str, SupplierId] = field(default_factory=dict)
    shelves: dict[str, LocationId] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor, store: Any) -> Self:
        """Return who works in the store of a Nexus."""
        return cls(
            actor,
            suppliers=store.suppliers(),
            purchasing=store.purchasing(),
            equipment=store.equipment(),
            stock=store.stock(),
            places=store.places(),
            ledger=store.ledger(),
        )

    def buy(self, supplier: DemoSupplier) -> None:
        """Add a supplier, and order there if the data say so."""
        wish = CreateSupplier(
            name=supplier.name,
            email=supplier.email,
            phone=supplier.phone,
            lead_time_days=supplier.lead_time_days,
        )
        made = self.suppliers.create(self.actor, wish)
        self.sellers[supplier.name] = made.id
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

    def shelve(self, item: DemoStock, jobs: Mapping[str, ProjectId]) -> None:
        """Put an item in its place, say who has it, and write down what went into jobs."""
        seller = self.sellers.get(item.supplier)
        wish = CreateItem(
            name=item.name,
            kind=item.kind,
            category=item.category,
            unit=item.unit,
            unit_cost=item.cost,
            opening_quantity=item.on_hand,
            reorder_level=item.reorder_level,
            reorder_quantity=item.reorder_quantity,
            material_type=item.material,
            thickness=item.thickness,
            length=item.length,
            width=item.width,
            colour_code=item.colour,
            supplier_id=seller,
            supplier_name=item.supplier,
            location_id=self._shelf(item.location),
        )
        made = self.stock.create(self.actor, wish)
        if seller is not None:
            offer = AddSupplierItem(item_id=made.id, unit_cost=item.cost)
            self.suppliers.add_offer(self.actor, seller, offer)
        for use in item.used:
            usage = MoveStock(
                kind=MovementKind.USAGE, quantity=use.quantity, project_id=jobs[use.project]
            )
            self.ledger.move(self.actor, made.id, usage)

    def _shelf(self, name: str) -> LocationId | None:
        if name and name not in self.shelves:
            made = self.places.create(self.actor, CreateLocation(name=name))
            self.shelves[name] = made.id
        return self.shelves.get(name)

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
