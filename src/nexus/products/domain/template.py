"""A product's template: what is sold, what it is made of, and how the work on it goes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.exact import whole
from nexus.kernel.ids import (
    BomItemId,
    DesignDocId,
    PriceBreakId,
    ProductId,
    ProjectId,
    RequirementId,
    StageId,
    TemplateTaskId,
    WorkflowId,
    new_id,
)
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key, tidy, tidy_text
from nexus.products.domain.events import ProjectPromoted, TemplateCreated
from nexus.products.domain.parts import (
    BomItem,
    DesignDoc,
    PlanBomItem,
    PlanBreak,
    PlanDoc,
    PlanRequirement,
    PlanTask,
    PriceBreak,
    Requirement,
    TemplateTask,
    arranged,
    check_number,
    check_price,
    facts_of,
)

LENGTH_DIGITS = 3  # of a millimetre
LONGEST_LENGTH = Decimal(1_000_000)
LONGEST_TAG, MOST_TAGS = 60, 50
LENGTHS = ("thickness", "length", "width", "height")
PRICES = ("unit_price", "suggested_base_price")
MOST_LINES, MOST_REQUIREMENTS, MOST_TASKS, MOST_DOCS, MOST_BREAKS = 500, 100, 200, 200, 50

TIDY: dict[str, Callable[[str], str]] = {
    "name": tidy,
    "description": tidy_text,
    "notes": tidy_text,
    "material": tidy,
    "family": tidy,
    "variant": tidy,
}


class SkuTaken(Refused):
    def __init__(self, sku_code: str) -> None:
        said = phrase("There is a template %(code)s already.", code=sku_code)
        super().__init__(said, errors={"sku_code": said})


class InCircle(Invalid):
    """A template would be a part of itself."""

    def __init__(self, names: Sequence[str], field: str) -> None:
        way = " → ".join(names)
        super().__init__(phrase("A template cannot be a part of itself: %(way)s.", way=way), field)


@dataclass(eq=False, kw_only=True)
class Template(Aggregate):
    """Lengths are in millimetres, prices in the shop's currency, each.

    `source_project_id` is the job it was promoted from, `cloned_from_id` the template it was
    copied from. Templates of one `family` differ in their `variant`.
    """

    id: ProductId
    sku_code: str
    name: str
    created_at: datetime
    description: str = ""
    material: str = ""
    thickness: Decimal | None = None
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    unit_price: Decimal | None = None
    suggested_base_price: Decimal | None = None
    workflow_id: WorkflowId | None = None
    family: str = ""
    variant: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    source_project_id: ProjectId | None = None
    cloned_from_id: ProductId | None = None
    archived_at: datetime | None = None
    bom: list[BomItem] = field(default_factory=list)
    equipment: list[Requirement] = field(default_factory=list)
    tasks: list[TemplateTask] = field(default_factory=list)
    design_docs: list[DesignDoc] = field(default_factory=list)
    price_breaks: list[PriceBreak] = field(default_factory=list)

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def amend(self, **facts: Any) -> None:
        """Write down what is given, and leave the rest."""
        if facts:
            self._write(facts)
            self._changed()

    def begun_with(self, facts: dict[str, Any]) -> Self:
        """Write down the first facts, which are no change yet."""
        self._write(facts)
        self.version = 1
        return self

    def _write(self, facts: dict[str, Any]) -> None:
        for name, value in facts.items():
            if name in LENGTHS and value is not None:
                _check_length(value, name)
            elif name in PRICES and value is not None:
                check_price(value, name)
            elif name == "tags":
                value = tags_of(value)
            setattr(self, name, TIDY[name](value) if name in TIDY else value)

    def code(self, sku_code: str) -> None:
        self.sku_code = sku_code
        self._changed()

    def created(self, at: datetime) -> TemplateCreated:
        return TemplateCreated(
            shop_id=self.shop_id, happened_at=at, product_id=self.id, sku_code=self.sku_code
        )

    def promoted(self, project_id: ProjectId, at: datetime) -> ProjectPromoted:
        return ProjectPromoted(
            shop_id=self.shop_id, happened_at=at, product_id=self.id, project_id=project_id
        )

    def arrange_bom(self, plans: Sequence[PlanBomItem]) -> None:
        self.bom = arranged(BomItem, self.bom, plans, "bom")
        self._changed()

    def arrange_equipment(self, plans: Sequence[PlanRequirement]) -> None:
        self.equipment = arranged(
            Requirement, self.equipment, plans, "equipment", once="equipment_id"
        )
        self._changed()

    def arrange_tasks(self, plans: Sequence[PlanTask]) -> None:
        self.tasks = arranged(TemplateTask, self.tasks, plans, "tasks")
        self._changed()

    def arrange_docs(self, plans: Sequence[PlanDoc]) -> None:
        self.design_docs = arranged(
            DesignDoc, self.design_docs, plans, "design_docs", once="file_id"
        )
        self._changed()

    def arrange_breaks(self, plans: Sequence[PlanBreak]) -> None:
        in_order = sorted(plans, key=lambda plan: plan.from_quantity)
        self.price_breaks = arranged(
            PriceBreak, self.price_breaks, in_order, "price_breaks", once="from_quantity"
        )
        self._changed()

    def add_line(self, plan: PlanBomItem) -> BomItem:
        """Add a line at the end of the bill of materials."""
        if len(self.bom) >= MOST_LINES:
            raise Refused(
                phrase("A bill of materials has at most %(most)s lines.", most=MOST_LINES)
            )
        line = BomItem(id=BomItemId(new_id()), position=len(self.bom) + 1, **facts_of(plan))
        line.check("")
        self.bom.append(line)
        self._changed()
        return line

    def line(self, id: BomItemId) -> BomItem:
        found = next((line for line in self.bom if line.id == id), None)
        if found is None:
            raise NotFound("This template has no such line.")
        return found

    def change_line(self, id: BomItemId, **facts: Any) -> None:
        line = self.line(id)
        for name, value in facts.items():
            setattr(line, name, tidy_text(value) if name == "notes" else value)
        line.check("")
        self._changed()

    def remove_line(self, id: BomItemId) -> None:
        gone = self.line(id)
        self.bom = [line for line in self.bom if line is not gone]
        for position, line in enumerate(self.bom, start=1):
            line.position = position
        self._changed()

    def add_doc(self, plan: PlanDoc) -> DesignDoc:
        """Attach a file; one that is attached already keeps its place and takes the new words."""
        if len(self.design_docs) >= MOST_DOCS:
            raise Refused(phrase("A template has at most %(most)s documents.", most=MOST_DOCS))
        doc = next((it for it in self.design_docs if it.file_id == plan.file_id), None)
        if doc is None:
            doc = DesignDoc(
                id=DesignDocId(new_id()), position=len(self.design_docs) + 1, **facts_of(plan)
            )
            self.design_docs.append(doc)
        else:
            doc.kind, doc.notes = plan.kind, tidy_text(plan.notes)
        self._changed()
        return doc

    def remove_doc(self, id: DesignDocId) -> None:
        if id not in {doc.id for doc in self.design_docs}:
            raise NotFound("This template has no such document.")
        self.design_docs = [doc for doc in self.design_docs if doc.id != id]
        for position, doc in enumerate(self.design_docs, start=1):
            doc.position = position
        self._changed()

    def follow(self, workflow_id: WorkflowId | None, stages: Sequence[Any]) -> None:
        """Take another workflow; a task goes to the stage that is called as its old one was."""
        by_name = {key(stage.name): stage for stage in stages}
        self.workflow_id = workflow_id
        for task in self.tasks:
            stage = by_name.get(key(task.stage_name)) if task.stage_name else None
            task.workflow_stage_id = stage.id if stage else None
        self._changed()

    def name_stages(self, names: Mapping[StageId, str]) -> None:
        """Note what the stages of the tasks are called now."""
        for task in self.tasks:
            stage_id = task.workflow_stage_id
            task.stage_name = names.get(stage_id, task.stage_name) if stage_id else ""

    def price(self, quantity: Decimal) -> Decimal | None:
        return price_of(self.unit_price, self.price_breaks, quantity)

    def archive(self, at: datetime) -> None:
        """Offer it no longer; a second time changes nothing."""
        if not self.is_archived:
            self.archived_at = at
            self._changed()

    def restore(self) -> None:
        if self.is_archived:
            self.archived_at = None
            self._changed()

    def copy(self, sku_code: str, at: datetime, factor: Decimal = Decimal(1)) -> "Template":
        """Return a new template with all of this one's parts; `factor` scales the materials."""
        twin = Template(
            id=ProductId(new_id()),
            shop_id=self.shop_id,
            sku_code=sku_code,
            created_at=at,
            cloned_from_id=self.id,
            **{name: getattr(self, name) for name in COPIED},
        )
        twin.bom = [
            BomItem(id=BomItemId(new_id()), **_facts(line) | {"quantity": _times(line, factor)})
            for line in self.bom
        ]
        twin.equipment = [
            Requirement(id=RequirementId(new_id()), **_facts(it)) for it in self.equipment
        ]
        twin.tasks = [
            TemplateTask(id=TemplateTaskId(new_id()), **_facts(task)) for task in self.tasks
        ]
        twin.design_docs = [
            DesignDoc(id=DesignDocId(new_id()), **_facts(doc)) for doc in self.design_docs
        ]
        twin.price_breaks = [
            PriceBreak(id=PriceBreakId(new_id()), **_facts(it)) for it in self.price_breaks
        ]
        return twin


COPIED = (
    *("name", "description", "material", *LENGTHS, *PRICES, "workflow_id", "family", "variant"),
    *("notes", "tags"),
)


def _facts(part: Any) -> dict[str, Any]:
    return {name: getattr(part, name) for name in part.__dataclass_fields__ if name != "id"}


def _times(line: BomItem, factor: Decimal) -> Decimal:
    if factor == 1:
        return line.quantity
    quantity = round(line.quantity * factor, 6)
    check_number(quantity, "material_factor", most=Decimal(10) ** 6)
    return quantity


def price_of(
    unit_price: Decimal | None, breaks: Iterable[Any], quantity: Decimal
) -> Decimal | None:
    """Return the price each for so many: of the highest break that is reached."""
    reached = [it for it in breaks if it.from_quantity <= quantity]
    best = max(reached, key=lambda it: it.from_quantity, default=None)
    price: Decimal | None = unit_price if best is None else best.unit_price
    return price


def tags_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Return each tag once, whatever its case and marks; the first spelling stays."""
    found: dict[str, str] = {}
    for tag in map(tidy, tags):
        if len(tag) > LONGEST_TAG:
            raise Invalid(
                phrase("A tag has at most %(most)s characters.", most=LONGEST_TAG), "tags"
            )
        if key(tag):
            found.setdefault(key(tag), tag)
    if len(found) > MOST_TAGS:
        raise Invalid(phrase("A template has at most %(most)s tags.", most=MOST_TAGS), "tags")
    return tuple(found.values())


def tag_text(tags: Iterable[str]) -> str:
    """Return the tags as they are filtered by: each between line ends, which no tag has."""
    keys = [key(tag) for tag in tags]
    return "".join(f"\n{tag}" for tag in keys) + "\n" * bool(keys)


def search_text(template: Template) -> str:
    words = (template.sku_code, template.name, template.material, template.family)
    return " ".join(key(word) for word in (*words, template.variant) if word)


def _check_length(length: Decimal, field: str) -> None:
    try:
        fits = 0 <= whole(length, LENGTH_DIGITS) <= whole(LONGEST_LENGTH, LENGTH_DIGITS)
    except Invalid as error:
        raise Invalid(error.message, field) from error
    if not fits:
        raise Invalid(phrase("A length is between 0 and %(most)s.", most=LONGEST_LENGTH), field)
