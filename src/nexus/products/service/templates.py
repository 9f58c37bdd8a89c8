"""Making templates, looking at them, and changing what they say."""

from typing import Any

from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import ProductId, new_id
from nexus.kernel.page import Page
from nexus.products.domain import Template
from nexus.products.messages import (
    ChangeTemplate,
    CloneTemplate,
    CreateTemplate,
    FamilyView,
    ListTemplates,
    MakeVariants,
    TagCount,
    TemplateFacts,
    TemplateRow,
    TemplateView,
    Variant,
)
from nexus.products.ports import ProductsUnitOfWork
from nexus.products.service.desk import LONGEST_NAME, Desk, copy_name, ways

PLAIN = (
    *("name", "description", "material", "thickness", "length", "width", "height", "unit_price"),
    *("suggested_base_price", "family", "variant", "notes", "tags"),
)
OF_A_VARIANT = ("material", "thickness", "length", "width", "height", "unit_price")


class Catalogue(Desk):
    def create(self, actor: Actor, wish: CreateTemplate) -> TemplateView:
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            terms = self._settings.terms(actor.shop_id)
            template = Template(
                id=ProductId(new_id()),
                shop_id=actor.shop_id,
                sku_code="",
                name=wish.name,
                created_at=self._clock(),
            ).begun_with(_given(wish, PLAIN))
            if wish.workflow_id is not UNSET:
                self._stages(actor.shop_id, wish.workflow_id)
                template.workflow_id = wish.workflow_id
            self._arrange(uow, template, wish)
            template.version = 1
            own = None if wish.sku_code is UNSET else wish.sku_code
            template.sku_code = self._sku(uow, terms, own)
            uow.templates.add(template)
            uow.record(template.created(self._clock()))
            return self._view(actor, template.id)

    def change(
        self, actor: Actor, id: ProductId, wish: ChangeTemplate, version: int | None = None
    ) -> TemplateView:
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            template = uow.templates.get(id).expect(version)
            template.amend(**_given(wish, PLAIN))
            if wish.workflow_id is not UNSET and wish.workflow_id != template.workflow_id:
                stages = self._stages(actor.shop_id, wish.workflow_id)
                template.follow(wish.workflow_id, stages)
            self._arrange(uow, template, wish)
            if wish.sku_code is not UNSET and wish.sku_code != template.sku_code:
                terms = self._settings.terms(actor.shop_id)
                template.code(self._sku(uow, terms, wish.sku_code, template))
            return self._view(actor, id)

    def archive(self, actor: Actor, id: ProductId, version: int | None = None) -> TemplateView:
        """Offer it no longer. What was made of it, and what it is a part of, stays."""
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            uow.templates.get(id).expect(version).archive(self._clock())
            return self._view(actor, id)

    def restore(self, actor: Actor, id: ProductId, version: int | None = None) -> TemplateView:
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            uow.templates.get(id).expect(version).restore()
            return self._view(actor, id)

    def clone(self, actor: Actor, id: ProductId, wish: CloneTemplate) -> TemplateView:
        """Make a second template with the same parts, to be changed by itself."""
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            original = uow.templates.get(id)
            terms = self._settings.terms(actor.shop_id)
            twin = original.copy("", self._clock())
            twin.begun_with({"name": wish.name or copy_name(original.name)})
            self._add(uow, twin, self._sku(uow, terms, wish.sku_code))
            return self._view(actor, twin.id)

    def make_variants(self, actor: Actor, id: ProductId, wish: MakeVariants) -> FamilyView:
        """Make templates that differ in what is said; all of them are one family."""
        actor.require("products.write")
        with self._unit_of_work(actor) as uow:
            original = uow.templates.get(id)
            terms = self._settings.terms(actor.shop_id)
            if not wish.variants:
                raise Invalid("Please say what the variants are called.", "variants")
            family = wish.family or original.family or original.name
            if original.family != family:
                original.amend(family=family)
            for variant in wish.variants:
                twin = original.copy("", self._clock(), variant.material_factor)
                twin.begun_with(_of_variant(original, variant) | {"family": family})
                self._add(uow, twin, self._sku(uow, terms, variant.sku_code))
            return self._family(actor, id)

    def variants(self, actor: Actor, id: ProductId) -> Page[TemplateRow]:
        """Return the others of its family."""
        actor.require("products.read")
        return Page(items=list(self._family(actor, id).items))

    def one(self, actor: Actor, id: ProductId) -> TemplateView:
        actor.require("products.read")
        return self._view(actor, id)

    def by_sku(self, actor: Actor, sku_code: str) -> TemplateView:
        actor.require("products.read")
        with self._reading(actor.shop_id) as look:
            return self._view(actor, look.by_sku(sku_code))

    def page(self, actor: Actor, wish: ListTemplates) -> Page[TemplateRow]:
        actor.require("products.read")
        if wish.sort.endswith("unit_price"):
            actor.require("prices.read")
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.page(wish))

    def tags(self, actor: Actor) -> Page[TagCount]:
        actor.require("products.read")
        with self._reading(actor.shop_id) as look:
            return Page(items=list(look.tags()))

    def _family(self, actor: Actor, id: ProductId) -> FamilyView:
        with self._reading(actor.shop_id) as look:
            return actor.sees(look.family(id))

    def _add(self, uow: ProductsUnitOfWork, template: Template, sku_code: str) -> None:
        template.sku_code = sku_code
        uow.templates.add(template)
        uow.record(template.created(self._clock()))

    def _arrange(self, uow: ProductsUnitOfWork, template: Template, wish: TemplateFacts) -> None:
        """Let the parts be as they are given; references are checked before anything moves."""
        shop_id = template.shop_id
        if wish.bom is not UNSET:
            self._check_bom(uow, template, wish.bom, ways(wish.bom, "bom"))
            template.arrange_bom(wish.bom)
        if wish.equipment is not UNSET:
            self._check_equipment(shop_id, wish.equipment)
            template.arrange_equipment(wish.equipment)
        if wish.tasks is not UNSET:
            workflow_id = template.workflow_id
            stages = self._workflows.stages(shop_id, workflow_id) if workflow_id else ()
            self._arrange_tasks(template, wish.tasks, stages)
        if wish.design_docs is not UNSET:
            ids = [plan.file_id for plan in wish.design_docs]
            self._check_files(shop_id, ids, "design_docs")
            template.arrange_docs(wish.design_docs)
        if wish.price_breaks is not UNSET:
            template.arrange_breaks(wish.price_breaks)


def _given(wish: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(wish, name)) is not UNSET}


def _of_variant(original: Template, variant: Variant) -> dict[str, Any]:
    name = variant.name or f"{original.name}, {variant.variant}"[:LONGEST_NAME]
    return _given(variant, OF_A_VARIANT) | {"name": name, "variant": variant.variant}
