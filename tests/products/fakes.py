"""In-memory stand-ins for the ports of the products module."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.events import Event
from nexus.kernel.ids import (
    EquipmentId,
    FileId,
    ProductId,
    ProjectId,
    ShopId,
    StageId,
    StageInstanceId,
    StockItemId,
    WorkflowId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.numbering import series
from nexus.kernel.page import Page
from nexus.kernel.text import code_key
from nexus.products.domain import NO_TIME, Known, Line, Template, Tree, Work
from nexus.products.messages import (
    BillEquipment,
    BomItemView,
    DesignDocView,
    FamilyView,
    ListTemplates,
    PriceBreakView,
    ProductCard,
    RequirementView,
    TagCount,
    TemplateRow,
    TemplateTaskView,
    TemplateView,
)

ROW = [name for name in TemplateRow.__struct_fields__ if name != "workflow_name"]


def fields(view: Any, source: Any, /, **more: Any) -> Any:
    given = {
        name: getattr(source, name) for name in view.__struct_fields__ if hasattr(source, name)
    }
    return view(**given | more)


def row_of(template: Template) -> TemplateRow:
    return fields(TemplateRow, template, workflow_name=None)


def view_of(template: Template, names: Mapping[UUID, str]) -> TemplateView:
    bom = [
        fields(
            BomItemView,
            it,
            code="",
            name=names.get(it.nested_template_id, "") if it.nested_template_id else "",
            kind="template" if it.nested_template_id else "",
            unit=str(it.unit or ""),
            needed=None,
            item_unit="",
            unit_cost=None,
            cost=None,
        )
        for it in template.bom
    ]
    return fields(
        TemplateView,
        template,
        currency="",
        workflow_name=None,
        planned=sum((it.planned for it in template.tasks if it.planned), NO_TIME),
        bom=bom,
        equipment=[fields(RequirementView, it, equipment_name=None) for it in template.equipment],
        tasks=[fields(TemplateTaskView, it) for it in template.tasks],
        design_docs=[fields(DesignDocView, it, file_name=None) for it in template.design_docs],
        price_breaks=[fields(PriceBreakView, it) for it in template.price_breaks],
    )


class FakeTemplates:
    def __init__(self, rows: dict[tuple[ShopId, UUID], Template], shop_id: ShopId) -> None:
        self._rows, self._shop_id = rows, shop_id
        self.held = 0

    def add(self, entity: Template) -> None:
        self._rows[entity.shop_id, entity.id] = entity

    def get(self, id: UUID) -> Template:
        if (self._shop_id, id) not in self._rows:
            raise NotFound("There is no such template.")
        return self._rows[self._shop_id, id]

    def has_sku(self, sku_code: str, but: Template | None = None) -> bool:
        return any(
            code_key(it.sku_code) == code_key(sku_code) and it is not but for it in self.all()
        )

    def hold_nesting(self) -> None:
        self.held += 1

    def nesting(self) -> Sequence[tuple[ProductId, ProductId]]:
        return [
            (it.id, line.nested_template_id)
            for it in self.all()
            for line in it.bom
            if line.nested_template_id
        ]

    def named(self, ids: Sequence[ProductId]) -> Mapping[ProductId, str]:
        return {it.id: it.name for it in self.all() if it.id in ids and not it.is_archived}

    def all(self) -> list[Template]:
        return [it for (shop_id, _), it in self._rows.items() if shop_id == self._shop_id]


class FakeStore:
    """Both ways in, for changes and for looking; called like the real ones."""

    def __init__(self) -> None:
        self._rows: dict[tuple[ShopId, UUID], Template] = {}
        self._counters: Counter[tuple[ShopId, str]] = Counter()
        self.recorded: list[Event] = []

    def __call__(self, who: Actor | UUID) -> Self:
        self._shop_id = who.shop_id if isinstance(who, Actor) else ShopId(who)
        self.templates = FakeTemplates(self._rows, self._shop_id)
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error:
            self.recorded.clear()

    def record(self, *events: Event) -> None:
        self.recorded += events

    def number(self, pattern: str, **words: str) -> str:
        counted = series(pattern, **words)
        self._counters[self._shop_id, counted.key] += 1
        return counted.code(self._counters[self._shop_id, counted.key])

    def numbers(self, pattern: str, count: int, **words: str) -> Sequence[str]:
        return [self.number(pattern, **words) for _ in range(count)]

    def numbered(self, pattern: str, code: str, **words: str) -> None:
        counted = series(pattern, **words)
        if (n := counted.n(code)) is not None:
            place = self._shop_id, counted.key
            self._counters[place] = max(self._counters[place], n)

    def one(self, id: ProductId) -> TemplateView:
        return view_of(self.templates.get(id), {it.id: it.name for it in self.templates.all()})

    def by_sku(self, sku_code: str) -> ProductId:
        for it in self.templates.all():
            if code_key(it.sku_code) == code_key(sku_code):
                return it.id
        raise NotFound("There is no such template.")

    def page(self, wish: ListTemplates) -> Page[TemplateRow]:
        return Page(items=[row_of(it) for it in self.templates.all()])

    def tags(self) -> Sequence[TagCount]:
        raise NotImplementedError("A list is tested against the database.")

    def family(self, id: ProductId) -> FamilyView:
        mine = self.templates.get(id)
        others = [
            row_of(it)
            for it in self.templates.all()
            if it.family and it.family == mine.family and it is not mine
        ]
        return FamilyView(id=id, version=mine.version, family=mine.family, items=others)

    def tree(self, id: ProductId) -> Tree | None:
        if not self._has(id):
            return None
        reached, waiting = {}, [id]
        while waiting:
            it = self.templates.get(waiting.pop())
            if it.id not in reached:
                reached[it.id] = it
                waiting += [x.nested_template_id for x in it.bom if x.nested_template_id]
        return Tree(
            root_id=id,
            templates={it.id: Known(it.sku_code, it.name) for it in reached.values()},
            lines=[
                Line(it.id, *(getattr(line, name) for name in Line._fields[1:]))
                for it in reached.values()
                for line in it.bom
            ],
            tasks=[
                Work(it.id, *(getattr(task, name) for name in Work._fields[1:]))
                for it in reached.values()
                for task in it.tasks
            ],
        )

    def equipment(self, id: ProductId) -> Sequence[BillEquipment]:
        if not self._has(id):
            return []
        return [fields(BillEquipment, it) for it in self.templates.get(id).equipment]

    def card(self, id: ProductId) -> ProductCard | None:
        if not self._has(id):
            return None
        return fields(ProductCard, self.templates.get(id), currency="")

    def price(self, id: ProductId, quantity: Decimal) -> Decimal | None:
        return self.templates.get(id).price(quantity) if self._has(id) else None

    def _has(self, id: ProductId) -> bool:
        return (self._shop_id, id) in self._rows


@dataclass
class FakeItem:
    name: str
    unit: str = "pc"
    cost: Decimal = Decimal(1)
    kind: str = "material"
    code: str = "MAT-1"
    currency: str = "ZAR"
    length: Decimal | None = None
    width: Decimal | None = None
    id: StockItemId = field(default_factory=lambda: StockItemId(new_id()))


@dataclass
class FakeUse:
    item_id: StockItemId
    quantity: Decimal


class FakeStock:
    def __init__(self, *items: FakeItem) -> None:
        self.known = {item.id: item for item in items}
        self.there: dict[StockItemId, Decimal] = {}
        self.equipment: set[UUID] = set()
        self.used: list[FakeUse] = []

    def items(
        self, shop_id: ShopId, item_ids: Sequence[StockItemId]
    ) -> Mapping[StockItemId, FakeItem]:
        return {id: self.known[id] for id in item_ids if id in self.known}

    def available(
        self, shop_id: ShopId, item_ids: Sequence[StockItemId]
    ) -> Mapping[StockItemId, Decimal]:
        return {id: self.there[id] for id in item_ids if id in self.there}

    def has_equipment(self, shop_id: ShopId, equipment_id: EquipmentId) -> bool:
        return equipment_id in self.equipment

    def used_by_project(self, shop_id: ShopId, project_id: ProjectId) -> Sequence[FakeUse]:
        return self.used


@dataclass
class FakeStage:
    name: str
    id: StageId = field(default_factory=lambda: StageId(new_id()))


class FakeWorkflows:
    def __init__(self) -> None:
        self.of_it: dict[WorkflowId, list[FakeStage]] = {}

    def has_workflow(self, shop_id: ShopId, workflow_id: WorkflowId) -> bool:
        return workflow_id in self.of_it

    def stages(self, shop_id: ShopId, workflow_id: WorkflowId) -> Sequence[FakeStage]:
        return self.of_it.get(workflow_id, ())


@dataclass
class FakeFile:
    id: FileId


class FakeDocuments:
    def __init__(self) -> None:
        self.of_project: dict[UUID, list[FileId]] = {}
        self.known: set[FileId] = set()

    def files(self, shop_id: ShopId, ids: Sequence[FileId]) -> Mapping[FileId, FakeFile]:
        return {id: FakeFile(id) for id in ids if id in self.known}

    def of(self, shop_id: ShopId, kind: str, thing_id: UUID) -> Sequence[FakeFile]:
        return [FakeFile(id) for id in self.of_project.get(thing_id, ())]


@dataclass
class FakeProjectStage:
    name: str
    workflow_stage_id: StageId | None
    id: StageInstanceId = field(default_factory=lambda: StageInstanceId(new_id()))


@dataclass
class FakeMaterial:
    item_id: StockItemId
    net_quantity: Decimal
    waste_factor: Decimal = Decimal(1)


@dataclass
class FakeProject:
    name: str = "River table for Naidoo"
    description: str = "Two metres"
    workflow_id: WorkflowId | None = None
    product_template_id: ProductId | None = None
    material_type: str | None = "Oak"
    material_thickness: Decimal | None = Decimal(40)
    estimated_price: Money | None = field(default_factory=lambda: Money.of(1_200_000, "ZAR"))
    made: Decimal = Decimal(1)
    stages: list[FakeProjectStage] = field(default_factory=list)
    materials: list[FakeMaterial] = field(default_factory=list)


class FakeProjects:
    def __init__(self) -> None:
        self.known: dict[UUID, FakeProject] = {}

    def finished(self, shop_id: ShopId, project_id: ProjectId) -> FakeProject | None:
        return self.known.get(project_id)


@dataclass
class FakeTask:
    title: str
    spent: timedelta
    planned: timedelta | None = None
    stage_id: StageInstanceId | None = None
    description: str = ""


class FakeWork:
    def __init__(self) -> None:
        self.tasks: list[FakeTask] = []

    def work_of(self, shop_id: ShopId, project_id: ProjectId) -> Sequence[FakeTask]:
        return self.tasks


@dataclass
class FakeTerms:
    currency: str = "ZAR"
    timezone: str = "Africa/Johannesburg"
    hourly_rate: Money = field(default_factory=lambda: Money.of(35_000, "ZAR"))
    numbering: Mapping[str, str] = field(default_factory=lambda: {"sku": "SKU-{n:4}"})


class FakeSettings:
    def __init__(self) -> None:
        self.now = FakeTerms()

    def terms(self, shop_id: ShopId) -> FakeTerms:
        return self.now
