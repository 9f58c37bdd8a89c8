"""The parts of a template: its bill of materials, equipment, tasks, documents and prices."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.ids import BomItemId, DesignDocId, ProductId
from nexus.kernel.page import Page
from nexus.products.domain import MOST, BomItem, PlanBomItem, PlanDoc, check_number
from nexus.products.messages import (
    AddBomItem,
    AddDesignDoc,
    BomItemView,
    ChangeBomItem,
    DesignDocView,
    PriceBreakView,
    PriceView,
    RequirementView,
    StageChoice,
    TemplateTaskView,
    TemplateView,
    plain,
    plain_or_none,
    price_for,
)
from nexus.products.service.desk import Desk

FACTS = AddBomItem.__struct_fields__


class Parts(Desk):
    def bom(self, actor: Actor, id: ProductId) -> Page[BomItemView]:
        """Return all lines in order."""
        return Page(items=list(self._read(actor, id).bom))

    def equipment(self, actor: Actor, id: ProductId) -> Page[RequirementView]:
        return Page(items=list(self._read(actor, id).equipment))

    def tasks(self, actor: Actor, id: ProductId) -> Page[TemplateTaskView]:
        return Page(items=list(self._read(actor, id).tasks))

    def stages(self, actor: Actor, id: ProductId) -> Sequence[StageChoice]:
        """Return the stages that a task of the template may be of: those of its workflow."""
        workflow_id = self._read(actor, id).workflow_id
        stages = self._workflows.stages(actor.shop_id, workflow_id) if workflow_id else ()
        return [StageChoice(id=it.id, name=it.name) for it in stages]

    def design_docs(self, actor: Actor, id: ProductId) -> Page[DesignDocView]:
        return Page(items=list(self._read(actor, id).design_docs))

    def price_breaks(self, actor: Actor, id: ProductId) -> Page[PriceBreakView]:
        return Page(items=list(self._read(actor, id).price_breaks))

    def price(self, actor: Actor, id: ProductId, quantity: Decimal) -> PriceView:
        """Return the price each for so many, and what they come to."""
        actor.require("products.read")
        check_number(quantity, "quantity", most=MOST)
        with self._reading(actor.shop_id) as look:
            look.one(id)
            each = look.price(id, quantity)
            currency = self._settings.terms(actor.shop_id).currency
            return actor.sees(
                PriceView(
                    quantity=plain(quantity),
                    unit_price=plain_or_none(each),
                    total_price=price_for(each, quantity, currency),
                )
            )

    def add_line(
        self, actor: Actor, id: ProductId, wish: AddBomItem, version: int | None = None
    ) -> TemplateView:
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            template = uow.templates.get(id).expect(version)
            plan = PlanBomItem(**{name: getattr(wish, name) for name in FACTS})
            self._check_bom(uow, template, [plan], [""])
            template.add_line(plan)
            return self._view(actor, id)

    def change_line(
        self,
        actor: Actor,
        id: ProductId,
        line_id: BomItemId,
        wish: ChangeBomItem,
        version: int | None = None,
    ) -> TemplateView:
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            template = uow.templates.get(id).expect(version)
            said = {name: getattr(wish, name) for name in FACTS}
            facts = {name: value for name, value in said.items() if value is not UNSET}
            plan = _planned(template.line(line_id), facts)
            self._check_bom(uow, template, [plan], [""])
            template.change_line(line_id, **facts)
            return self._view(actor, id)

    def remove_line(
        self, actor: Actor, id: ProductId, line_id: BomItemId, version: int | None = None
    ) -> None:
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            uow.templates.get(id).expect(version).remove_line(line_id)

    def add_doc(
        self, actor: Actor, id: ProductId, wish: AddDesignDoc, version: int | None = None
    ) -> TemplateView:
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            template = uow.templates.get(id).expect(version)
            self._check_files(actor.shop_id, [wish.file_id], "file_id")
            template.add_doc(PlanDoc(**msgspec.structs.asdict(wish)))
            return self._view(actor, id)

    def remove_doc(
        self, actor: Actor, id: ProductId, doc_id: DesignDocId, version: int | None = None
    ) -> None:
        """Take a file off the template; the file itself stays."""
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            uow.templates.get(id).expect(version).remove_doc(doc_id)

    def _read(self, actor: Actor, id: ProductId) -> TemplateView:
        actor.require("products.read")
        return self._view(actor, id)


def _planned(line: BomItem, facts: dict[str, Any]) -> PlanBomItem:
    """Return what the line is to be."""
    return PlanBomItem(**{name: getattr(line, name) for name in FACTS} | facts)
