"""What the use cases share: the ports, how a template is looked at, and what it may refer to."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import msgspec

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import FileId, ProductId, ShopId, StageId, WorkflowId
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy
from nexus.products.domain import (
    TOOL,
    InCircle,
    PlanBomItem,
    PlanRequirement,
    PlanTask,
    SkuTaken,
    Template,
    circle,
    cost_of,
    factor,
)
from nexus.products.domain.bill import Need
from nexus.products.messages import BomItemView, TemplateView, plain
from nexus.products.ports import (
    Documents,
    ProductsReading,
    ProductsUnitOfWork,
    Projects,
    Settings,
    Stock,
    StockItem,
    Terms,
    Work,
    Workflows,
    WorkflowStage,
)

SERIES = "sku"
LONGEST_NAME = 200


class Desk:
    """`version` is the one the actor looked at; a change of another one is refused as stale."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], ProductsUnitOfWork],
        reading: Callable[[ShopId], ProductsReading],
        stock: Stock,
        workflows: Workflows,
        documents: Documents,
        projects: Projects,
        work: Work,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._stock = stock
        self._workflows = workflows
        self._documents = documents
        self._projects = projects
        self._work = work
        self._settings = settings
        self._clock = clock

    def _view(self, actor: Actor, id: ProductId) -> TemplateView:
        """Look at a template with all it is called by, also at one that is being changed."""
        with self._reading(actor.shop_id) as look:
            view = look.one(id)
            ids = [line.item_id for line in view.bom if line.item_id is not None]
            items = self._stock.items(actor.shop_id, ids) if ids else {}
            currency = self._settings.terms(actor.shop_id).currency
            bom = [
                line if line.item_id is None else _dressed(line, items.get(line.item_id))
                for line in view.bom
            ]
            return actor.sees(msgspec.structs.replace(view, currency=currency, bom=bom))

    def _sku(
        self, uow: ProductsUnitOfWork, terms: Terms, own: str | None, but: Template | None = None
    ) -> str:
        """Return the code that is brought, or the next of the shop's series that nobody has."""
        pattern = terms.numbering[SERIES]
        today = day_of(self._clock(), terms.timezone)
        words = {"year": f"{today:%Y}", "month": f"{today:%m}"}
        if own is not None:
            if uow.templates.has_sku(own := tidy(own), but):
                raise SkuTaken(own)
            uow.numbered(pattern, own, **words)
            return own
        while uow.templates.has_sku(given := uow.number(pattern, **words)):
            pass
        return given

    def _stages(self, shop_id: ShopId, workflow_id: WorkflowId | None) -> Sequence[WorkflowStage]:
        if workflow_id is None:
            return ()
        if not self._workflows.has_workflow(shop_id, workflow_id):
            raise Invalid("There is no such workflow, or it is archived.", "workflow_id")
        return self._workflows.stages(shop_id, workflow_id)

    def _check_bom(
        self,
        uow: ProductsUnitOfWork,
        template: Template,
        plans: Sequence[PlanBomItem],
        ways: Sequence[str],
    ) -> None:
        """Refuse what the lines may not refer to; `ways` say where each stands on the wire."""
        ids = [plan.item_id for plan in plans if plan.item_id is not None]
        items = self._stock.items(template.shop_id, ids) if ids else {}
        nested = [plan.nested_template_id for plan in plans if plan.nested_template_id is not None]
        names = dict(uow.templates.named(nested)) if nested else {}
        kept = {line.nested_template_id for line in template.bom}
        for plan, way in zip(plans, ways, strict=True):
            if plan.item_id is not None:
                _check_item(plan, items.get(plan.item_id), way)
            part = plan.nested_template_id
            if part is not None and part not in names and part not in kept:
                raise Invalid(
                    "There is no such template, or it is archived.", f"{way}nested_template_id"
                )
        if nested:
            self._check_circle(uow, template, nested, ways[0])

    def _check_circle(
        self, uow: ProductsUnitOfWork, template: Template, nested: Sequence[ProductId], at: str
    ) -> None:
        """Ask while nobody else can change what is made of what."""
        uow.templates.hold_nesting()
        if way := circle(template.id, nested, uow.templates.nesting()):
            names = uow.templates.named(way)
            called = [names.get(id, "an archived template") for id in way]
            raise InCircle(called, "bom" if "[" in at else "nested_template_id")

    def _check_equipment(self, shop_id: ShopId, plans: Sequence[PlanRequirement]) -> None:
        for place, plan in enumerate(plans):
            if not self._stock.has_equipment(shop_id, plan.equipment_id):
                raise Invalid(
                    "This shop has no such equipment.", f"equipment[{place}].equipment_id"
                )

    def _check_files(self, shop_id: ShopId, ids: Sequence[FileId], field: str) -> None:
        if ids and set(ids) - self._documents.files(shop_id, ids).keys():
            raise Invalid("This shop has no such file.", field)

    def _arrange_tasks(
        self, template: Template, plans: Sequence[PlanTask], stages: Sequence[WorkflowStage]
    ) -> None:
        names: dict[StageId, str] = {stage.id: stage.name for stage in stages}
        known = names.keys() | {task.workflow_stage_id for task in template.tasks}
        for place, plan in enumerate(plans):
            if plan.workflow_stage_id is not None and plan.workflow_stage_id not in known:
                raise Invalid(
                    "The template's workflow has no such stage.",
                    f"tasks[{place}].workflow_stage_id",
                )
        template.arrange_tasks(plans)
        template.name_stages(names)


def _check_item(plan: PlanBomItem, item: StockItem | None, way: str) -> None:
    if item is None:
        raise Invalid("This shop has no such stock item.", f"{way}item_id")
    if item.kind == TOOL:
        raise Invalid(
            phrase(
                "%(name)s is a tool and is not used up. Name it in the notes, or as equipment.",
                name=item.name,
            ),
            f"{way}item_id",
        )
    unit = plan.unit
    if unit is not None and factor(unit, item.unit, (item.length, item.width)) is None:
        raise Invalid(
            phrase(
                "%(name)s is counted in %(unit)s, and %(unit2)s does not convert to that.",
                name=item.name,
                unit=item.unit,
                unit2=unit,
            ),
            f"{way}unit",
        )


def _dressed(line: BomItemView, item: StockItem | None) -> BomItemView:
    """Return a line with what inventory says of its item."""
    if item is None:
        return line
    more: dict[str, Any] = {
        "code": item.code,
        "name": item.name,
        "kind": str(item.kind),
        "unit": line.unit or str(item.unit),
        "item_unit": str(item.unit),
        "unit_cost": plain(item.cost),
    }
    size = factor(more["unit"], item.unit, (item.length, item.width))
    if size is not None:
        need = Need(gross=size * Fraction(line.quantity) * Fraction(line.waste_factor))
        more["needed"] = plain(need.quantity)
        more["cost"] = cost_of(need.quantity, item.cost, item.currency)
    return msgspec.structs.replace(line, **more)


def ways(plans: Sequence[Any], field: str) -> list[str]:
    """Return where each of the parts stands on the wire."""
    return [f"{field}[{place}]." for place in range(len(plans))]


def copy_name(original: str) -> str:
    ending = " (copy)"
    return original[: LONGEST_NAME - len(ending)].rstrip() + ending
