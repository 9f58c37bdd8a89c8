"""What the demo shops have made before and offer again: products, and the stock they take."""

from dataclasses import dataclass, field
from datetime import timedelta

from nexus.app.profiles import DemoMaterial, DemoProduct
from nexus.inventory import CreateItem, StockService
from nexus.kernel.actor import Actor
from nexus.kernel.ids import StockItemId, WorkflowId
from nexus.kernel.text import key
from nexus.products import CreateTemplate, PlanBomItem, PlanTask, ProductService
from nexus.workflows import WorkflowService


@dataclass
class Cataloguing:
    actor: Actor
    products: ProductService
    stock: StockService
    workflows: WorkflowService
    items: dict[str, StockItemId] = field(default_factory=dict)

    def offer(self, product: DemoProduct, workflow_id: WorkflowId) -> None:
        """Add a product with what it takes; what it is made of is put on the shelf first."""
        stages = self.workflows.one(self.actor, workflow_id).stages
        ids = {key(stage.name): stage.id for stage in stages}
        wish = CreateTemplate(
            name=product.name,
            description=product.description,
            material=product.material,
            thickness=product.thickness,
            unit_price=product.price,
            workflow_id=workflow_id,
            tags=product.tags,
            bom=[
                PlanBomItem(
                    item_id=self._item(it),
                    quantity=it.quantity,
                    unit=it.unit,
                    waste_factor=it.waste_factor,
                )
                for it in product.materials
            ],
            tasks=[
                PlanTask(
                    title=task.title,
                    planned=timedelta(minutes=task.minutes),
                    workflow_stage_id=ids[key(task.stage)],
                )
                for task in product.tasks
            ],
        )
        self.products.create(self.actor, wish)

    def _item(self, material: DemoMaterial) -> StockItemId:
        name = key(material.name)
        if name not in self.items:
            wish = CreateItem(
                name=material.name,
                kind=material.kind,
                unit=material.unit,
                unit_cost=material.cost,
                opening_quantity=material.on_hand,
            )
            self.items[name] = self.stock.create(self.actor, wish).id
        return self.items[name]
