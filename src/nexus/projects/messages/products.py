"""The products on a project, and what it was planned to take."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from msgspec import UNSET, Struct, UnsetType

from nexus.kernel.exact import decimal, whole
from nexus.kernel.ids import (
    CustomerId,
    ProductId,
    ProductLineId,
    ProjectId,
    StageId,
    StageInstanceId,
    StockItemId,
    WorkflowId,
)
from nexus.kernel.money import Money
from nexus.kernel.quantity import DIGITS
from nexus.kernel.sight import AsCost, AsPrice, Cost, Price
from nexus.kernel.text import Text
from nexus.projects.domain import Details, ProductLine
from nexus.projects.domain.products import total_of

EachPrice = Annotated[Decimal | UnsetType | None, AsPrice]
EachCost = Annotated[Decimal | UnsetType | None, AsCost]
Percent = Annotated[Decimal | UnsetType | None, AsCost]
ProductSort = Literal["name", "-name", "created_at", "-created_at"]


def plain(value: Decimal) -> Decimal:
    """Return the value with as many digits after the point as it needs."""
    units, digits = whole(value, DIGITS), DIGITS
    while digits and units % 10 == 0:
        units, digits = units // 10, digits - 1
    return decimal(units, digits)


class StartFromTemplate(Details, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a name the project is called as the product.

    Without `workflow_id` it follows the product's, without prices and costs it takes those that
    so many come to.
    """

    customer_id: CustomerId
    workflow_id: WorkflowId | UnsetType | None = UNSET
    quantity: Decimal = Decimal(1)


class AddProduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without `unit_price` it is what the product costs now, in such a quantity."""

    product_template_id: ProductId
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    notes: Text = ""


class ChangeProduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another quantity leaves the price each as it is."""

    quantity: Decimal | UnsetType = UNSET
    unit_price: Decimal | UnsetType = UNSET
    notes: Text | UnsetType = UNSET


class ListProducts(Struct, frozen=True, kw_only=True):
    sort: ProductSort = "created_at"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ProductLineView(Struct, frozen=True, kw_only=True):
    """`name`, `sku_code` and `unit_price` are as they were when the line was made."""

    id: ProductLineId
    version: int
    project_id: ProjectId
    product_template_id: ProductId
    sku_code: str
    name: str
    quantity: Decimal
    unit_price: EachPrice = UNSET
    total_price: Price = UNSET
    notes: str
    created_at: datetime

    @classmethod
    def of(cls, line: ProductLine | Any) -> Self:
        """Read what a line and a row of one call the same."""
        price = line.unit_price
        total = None if price is None else total_of(price, line.quantity, line.currency)
        return cls(
            id=line.id,
            version=line.version,
            project_id=line.project_id,
            product_template_id=line.product_id,
            sku_code=line.sku_code,
            name=line.name,
            quantity=plain(line.quantity),
            unit_price=None if price is None else plain(price),
            total_price=total,
            notes=line.notes,
            created_at=line.created_at,
        )


class PlannedMaterialView(Struct, frozen=True, kw_only=True):
    """`quantity` is with waste."""

    item_id: StockItemId
    code: str
    name: str
    kind: str
    unit: str
    quantity: Decimal
    net_quantity: Decimal
    waste_factor: Decimal
    unit_cost: EachCost = UNSET
    cost: Cost = UNSET


class PlanView(Struct, frozen=True, kw_only=True):
    """What a project was planned to take when it began with a product, and to leave over.

    `price` is the project's estimated price; the margin is what of it is left, in percent of it.
    """

    project_id: ProjectId
    product_template_id: ProductId
    sku_code: str
    name: str
    quantity: Decimal
    materials: Sequence[PlannedMaterialView]
    labour: timedelta
    hourly_rate: Cost = UNSET
    material_cost: Cost = UNSET
    consumable_cost: Cost = UNSET
    labour_cost: Cost = UNSET
    planned_cost: Cost = UNSET
    price: Price = UNSET
    margin: Cost = UNSET
    margin_percent: Percent = UNSET
    created_at: datetime


class SourceStage(Struct, frozen=True, kw_only=True):
    id: StageInstanceId
    name: str
    workflow_stage_id: StageId | None


class SourceMaterial(Struct, frozen=True, kw_only=True):
    item_id: StockItemId
    net_quantity: Decimal
    waste_factor: Decimal


class FinishedProject(Struct, frozen=True, kw_only=True):
    """For products: a job, as far as a template can be made of it."""

    name: str
    description: str
    customer_id: CustomerId | None
    workflow_id: WorkflowId | None
    product_template_id: ProductId | None
    material_type: str | None
    material_thickness: Decimal | None
    estimated_price: Money | None
    made: Decimal
    stages: Sequence[SourceStage]
    materials: Sequence[SourceMaterial]
