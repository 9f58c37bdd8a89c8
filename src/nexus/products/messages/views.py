"""Views: what others see of templates. Costs and prices are hidden by permission."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Struct, UnsetType

from nexus.kernel.exact import decimal, whole
from nexus.kernel.ids import (
    BomItemId,
    DesignDocId,
    EquipmentId,
    FileId,
    PriceBreakId,
    ProductId,
    ProjectId,
    RequirementId,
    StageId,
    StockItemId,
    TemplateTaskId,
    WorkflowId,
)
from nexus.kernel.quantity import DIGITS
from nexus.kernel.sight import AsCost, AsPrice, Cost, Price

EachPrice = Annotated[Decimal | UnsetType | None, AsPrice]
EachCost = Annotated[Decimal | UnsetType | None, AsCost]
Percent = Annotated[Decimal | UnsetType | None, AsCost]


def plain(value: Decimal, least: int = 0) -> Decimal:
    """Return the value with as many digits after the point as it needs, and at least so many."""
    units, digits = whole(value, DIGITS), DIGITS
    while digits > least and units % 10 == 0:
        units, digits = units // 10, digits - 1
    return decimal(units, digits)


def plain_or_none(value: Decimal | None, least: int = 0) -> Decimal | None:
    return None if value is None else plain(value, least)


class BomItemView(Struct, frozen=True, kw_only=True):
    """A line of a bill of materials. `needed` is with waste, in the item's own unit.

    `cost` is this line's by itself; what a product costs as a whole is counted over all lines
    that take of the same item.
    """

    id: BomItemId
    position: int
    item_id: StockItemId | None
    nested_template_id: ProductId | None
    code: str
    name: str
    kind: str
    quantity: Decimal
    unit: str
    waste_factor: Decimal
    needed: Decimal | None
    item_unit: str
    unit_cost: EachCost = UNSET
    cost: Cost = UNSET
    notes: str


class RequirementView(Struct, frozen=True, kw_only=True):
    id: RequirementId
    position: int
    equipment_id: EquipmentId
    equipment_name: str | None
    is_exclusive: bool
    setup: str
    notes: str


class TemplateTaskView(Struct, frozen=True, kw_only=True):
    id: TemplateTaskId
    position: int
    title: str
    description: str
    planned: timedelta | None
    workflow_stage_id: StageId | None
    stage_name: str


class StageChoice(Struct, frozen=True, kw_only=True):
    """A stage that a task may be of."""

    id: StageId
    name: str


class DesignDocView(Struct, frozen=True, kw_only=True):
    id: DesignDocId
    position: int
    file_id: FileId
    file_name: str | None
    kind: str
    notes: str
    source_project_id: ProjectId | None


class PriceBreakView(Struct, frozen=True, kw_only=True):
    id: PriceBreakId
    from_quantity: Decimal
    unit_price: EachPrice = UNSET


class TemplateRow(Struct, frozen=True, kw_only=True):
    """A template in a list."""

    id: ProductId
    version: int
    sku_code: str
    name: str
    material: str
    thickness: Decimal | None
    unit_price: EachPrice = UNSET
    family: str
    variant: str
    workflow_id: WorkflowId | None
    workflow_name: str | None
    source_project_id: ProjectId | None
    tags: Sequence[str]
    created_at: datetime
    archived_at: datetime | None


class TemplateView(Struct, frozen=True, kw_only=True):
    """A template with its parts, but for what its materials cost: that is asked for by itself."""

    id: ProductId
    version: int
    sku_code: str
    name: str
    description: str
    material: str
    thickness: Decimal | None
    length: Decimal | None
    width: Decimal | None
    height: Decimal | None
    unit_price: EachPrice = UNSET
    suggested_base_price: EachPrice = UNSET
    currency: str
    workflow_id: WorkflowId | None
    workflow_name: str | None
    family: str
    variant: str
    notes: str
    tags: Sequence[str]
    source_project_id: ProjectId | None
    cloned_from_id: ProductId | None
    planned: timedelta
    created_at: datetime
    archived_at: datetime | None
    bom: Sequence[BomItemView]
    equipment: Sequence[RequirementView]
    tasks: Sequence[TemplateTaskView]
    design_docs: Sequence[DesignDocView]
    price_breaks: Sequence[PriceBreakView]


class FamilyView(Struct, frozen=True, kw_only=True):
    """The templates of a family beside the one that was asked for, whose `version` this is."""

    id: ProductId
    version: int
    family: str
    items: Sequence[TemplateRow]


class TagCount(Struct, frozen=True, kw_only=True):
    tag: str
    count: int


class PriceView(Struct, frozen=True, kw_only=True):
    quantity: Decimal
    unit_price: EachPrice = UNSET
    total_price: Price = UNSET


class BillLine(Struct, frozen=True, kw_only=True):
    """A stock item over all that a product is made of; `quantity` is with waste."""

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


class BillTask(Struct, frozen=True, kw_only=True):
    """Work of the product or of a part; a part's stage is known by its name only."""

    title: str
    description: str
    planned: timedelta | None
    workflow_stage_id: StageId | None
    stage_name: str
    template_id: ProductId


class BillPart(Struct, frozen=True, kw_only=True):
    """A template below, and how many of it are made; its costs are in the lines and the labour."""

    template_id: ProductId
    sku_code: str
    name: str
    quantity: Decimal
    planned: timedelta


class BillEquipment(Struct, frozen=True, kw_only=True):
    equipment_id: EquipmentId
    is_exclusive: bool
    setup: str
    notes: str


class Bill(Struct, frozen=True, kw_only=True):
    """All that so many of a product take, and what it is planned to cost.

    `issues` says what could not be counted, and is missing in the figures.
    """

    product_id: ProductId
    sku_code: str
    name: str
    quantity: Decimal
    materials: Sequence[BillLine]
    parts: Sequence[BillPart]
    equipment: Sequence[BillEquipment]
    tasks: Sequence[BillTask]
    labour: timedelta
    hourly_rate: Cost = UNSET
    material_cost: Cost = UNSET
    consumable_cost: Cost = UNSET
    labour_cost: Cost = UNSET
    planned_cost: Cost = UNSET
    price: Price = UNSET
    margin: Cost = UNSET
    margin_percent: Percent = UNSET
    issues: Sequence[str]


class StockNeed(Struct, frozen=True, kw_only=True):
    item_id: StockItemId
    code: str
    name: str
    unit: str
    needed: Decimal
    available: Decimal
    missing: Decimal


class CanBuild(Struct, frozen=True, kw_only=True):
    """How many products the stock is enough for (null: nothing limits it), and what is missing."""

    product_id: ProductId
    quantity: Decimal
    can_build: int | None
    enough: bool
    materials: Sequence[StockNeed]
    issues: Sequence[str]


class ProductCard(Struct, frozen=True, kw_only=True):
    """For neighbours: what a line of a sale or of a project copies."""

    id: ProductId
    sku_code: str
    name: str
    description: str
    unit_price: Decimal | None
    currency: str
    workflow_id: WorkflowId | None
    is_archived: bool
