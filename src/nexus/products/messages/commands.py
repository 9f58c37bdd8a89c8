"""Commands and list wishes. Prices are decimals in the shop's currency, lengths millimetres."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.kernel.ids import FileId, ProductId, ProjectId, StockItemId, WorkflowId
from nexus.kernel.quantity import Unit
from nexus.kernel.text import Code, Line, Name, Text
from nexus.products.domain import (
    MOST_BREAKS,
    MOST_DOCS,
    MOST_LINES,
    MOST_REQUIREMENTS,
    MOST_TASKS,
    PlanBomItem,
    PlanBreak,
    PlanDoc,
    PlanRequirement,
    PlanTask,
)

PERMISSIONS = {
    "products.read": "See products: templates, what they are made of, and whether stock will do.",
    "products.write": "Make, change, copy and archive products, and make them of projects.",
}

MOST_VARIANTS = 50

Sort = Literal[
    "name",
    "-name",
    "sku_code",
    "-sku_code",
    "created_at",
    "-created_at",
    "unit_price",
    "-unit_price",
]
Bom = Annotated[list[PlanBomItem], Meta(max_length=MOST_LINES)]
Equipment = Annotated[list[PlanRequirement], Meta(max_length=MOST_REQUIREMENTS)]
Tasks = Annotated[list[PlanTask], Meta(max_length=MOST_TASKS)]
Docs = Annotated[list[PlanDoc], Meta(max_length=MOST_DOCS)]
Breaks = Annotated[list[PlanBreak], Meta(max_length=MOST_BREAKS)]
Tags = Annotated[list[Line], Meta(max_length=100)]


class TemplateFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null clears.

    A list is the whole list: a part with its id is kept, one without is new.
    """

    sku_code: Code | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    material: Line | UnsetType = UNSET
    thickness: Decimal | UnsetType | None = UNSET
    length: Decimal | UnsetType | None = UNSET
    width: Decimal | UnsetType | None = UNSET
    height: Decimal | UnsetType | None = UNSET
    unit_price: Decimal | UnsetType | None = UNSET
    suggested_base_price: Decimal | UnsetType | None = UNSET
    workflow_id: WorkflowId | UnsetType | None = UNSET
    family: Line | UnsetType = UNSET
    variant: Line | UnsetType = UNSET
    notes: Text | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    bom: Bom | UnsetType = UNSET
    equipment: Equipment | UnsetType = UNSET
    tasks: Tasks | UnsetType = UNSET
    design_docs: Docs | UnsetType = UNSET
    price_breaks: Breaks | UnsetType = UNSET


class CreateTemplate(TemplateFacts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without `sku_code` it gets the next of the shop's series."""

    name: Name


class ChangeTemplate(TemplateFacts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another workflow: a task goes to the stage that is called as its old one was."""


class ArrangeBom(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    bom: Bom


class ArrangeEquipment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    equipment: Equipment


class ArrangeTasks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tasks: Tasks


class ArrangeDocs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    design_docs: Docs


class ArrangeBreaks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    price_breaks: Breaks


class AddBomItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stock item or another template; without a unit it is the item's own."""

    item_id: StockItemId | None = None
    nested_template_id: ProductId | None = None
    quantity: Decimal
    unit: Unit | None = None
    waste_factor: Decimal = Decimal(1)
    notes: Text = ""


class ChangeBomItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    item_id: StockItemId | UnsetType | None = UNSET
    nested_template_id: ProductId | UnsetType | None = UNSET
    quantity: Decimal | UnsetType = UNSET
    unit: Unit | UnsetType | None = UNSET
    waste_factor: Decimal | UnsetType = UNSET
    notes: Text | UnsetType = UNSET


class AddDesignDoc(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that is attached already takes the new words."""

    file_id: FileId
    kind: Annotated[str, Meta(max_length=40, pattern="^[a-z][a-z0-9_]*$")] = "drawing"
    notes: Text = ""


class CloneTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a name the copy is called after its original."""

    name: Name | None = None
    sku_code: Code | None = None


class Variant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a variant differs. What is left out is as in the original.

    `material_factor` scales the quantities of its bill of materials.
    """

    variant: Name
    name: Name | None = None
    sku_code: Code | None = None
    material: Line | UnsetType = UNSET
    thickness: Decimal | UnsetType | None = UNSET
    length: Decimal | UnsetType | None = UNSET
    width: Decimal | UnsetType | None = UNSET
    height: Decimal | UnsetType | None = UNSET
    unit_price: Decimal | UnsetType | None = UNSET
    material_factor: Decimal = Decimal(1)


class MakeVariants(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without `family` it is the original's, or else its name."""

    family: Name | None = None
    variants: Annotated[list[Variant], Meta(max_length=MOST_VARIANTS)]


class Basis(StrEnum):
    """What a template takes over from a job: what was planned, or what it came to."""

    PLANNED = "planned"
    ACTUAL = "actual"


class PromoteProject(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a project becomes a template. The project stays as it is.

    `made` is how many products the project made, over which its materials and hours are divided;
    without it, how many it was started for, or one. `equipment` takes over what the template of
    the project needed, if it came from one. Without `unit_price` it is the project's price each.
    """

    name: Name | None = None
    sku_code: Code | None = None
    description: Text | None = None
    quantities: Basis = Basis.PLANNED
    hours: Basis = Basis.PLANNED
    file_ids: Annotated[list[FileId], Meta(max_length=MOST_DOCS)] = []
    made: Decimal | None = None
    equipment: bool = True
    unit_price: Decimal | None = None
    tags: Tags = []


class ListTemplates(Struct, frozen=True, kw_only=True):
    """`item_id` and `nested_template_id`: what has it in its bill of materials."""

    archived: bool = False
    tag: str | None = None
    family: str | None = None
    material: str | None = None
    workflow_id: WorkflowId | None = None
    source_project_id: ProjectId | None = None
    item_id: StockItemId | None = None
    nested_template_id: ProductId | None = None
    search: str | None = None
    sort: Sort = "name"
    limit: int = 50
    cursor: str | None = None
    total: bool = False
