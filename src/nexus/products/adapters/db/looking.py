"""The queries: views straight from the rows."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ProductId
from nexus.kernel.page import Page
from nexus.kernel.text import code_key, key
from nexus.platform.db import beside
from nexus.platform.listing import page
from nexus.platform.search import found
from nexus.platform.transaction import SqlReading
from nexus.products.adapters.db.tables import (
    bom_item,
    design_doc,
    price_break,
    requirement,
    template,
    template_task,
)
from nexus.products.domain import NO_TIME, Known, Line, Tree, Work, price_of
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
    plain,
    plain_or_none,
)

workflow = beside("workflows_workflow", sa.column("name", sa.String))
machine = beside("inventory_equipment", sa.column("name", sa.String))
file = beside("documents_file", sa.column("name", sa.String))
nested = template.alias("nested")

its_workflow = (workflow.c.shop_id == template.c.shop_id) & (
    workflow.c.id == template.c.workflow_id
)
with_workflow = template.outerjoin(workflow, its_workflow)
listed = sa.select(template, workflow.c.name.label("workflow_name")).select_from(with_workflow)

SORTS = {
    "name": template.c.name_key,
    "sku_code": template.c.sku_code_key,
    "created_at": template.c.created_at,
    "unit_price": sa.func.coalesce(template.c.unit_price, Decimal(0)),
}
AS_IT_IS = (
    *("id", "version", "sku_code", "name", "material", "family", "variant", "workflow_id"),
    *("workflow_name", "source_project_id", "tags", "created_at", "archived_at"),
)


def below(shop_id: Any, id: Any) -> sa.CTE:
    """Select the template and all that it is made of, each once, however often it is a part."""
    start = sa.select(template.c.id).where(template.c.shop_id == shop_id, template.c.id == id)
    reach = start.cte("reach", recursive=True)
    further = sa.select(bom_item.c.nested_template_id).where(
        bom_item.c.shop_id == shop_id,
        bom_item.c.template_id == reach.c.id,
        bom_item.c.nested_template_id.is_not(None),
    )
    return reach.union(further)


class SqlProductsReading(SqlReading):
    def one(self, id: ProductId) -> TemplateView:
        row = self.connection.execute(listed.where(self._is(id))).one_or_none()
        if row is None:
            raise NotFound("There is no such template.")
        tasks = [_task(it) for it in self._parts(template_task, id)]
        return TemplateView(
            **_row(row),
            description=row.description,
            length=plain_or_none(row.length),
            width=plain_or_none(row.width),
            height=plain_or_none(row.height),
            suggested_base_price=plain_or_none(row.suggested_base_price),
            currency="",
            notes=row.notes,
            cloned_from_id=row.cloned_from_id,
            planned=sum((task.planned for task in tasks if task.planned), NO_TIME),
            bom=self._bom(id),
            equipment=self._machines(id),
            tasks=tasks,
            design_docs=self._docs(id),
            price_breaks=[_break(it) for it in self._parts(price_break, id)],
        )

    def by_sku(self, sku_code: str) -> ProductId:
        alike = template.c.sku_code_key == code_key(sku_code)
        query = sa.select(template.c.id).where(template.c.shop_id == self.shop_id, alike)
        if (id := self.connection.scalar(query)) is None:
            raise NotFound("There is no such template.")
        return ProductId(id)

    def page(self, wish: ListTemplates) -> Page[TemplateRow]:
        return page(
            self.connection,
            listed.where(template.c.shop_id == self.shop_id, *self._wanted(wish)),
            row_of,
            sorts=SORTS,
            id=template.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def tags(self) -> Sequence[TagCount]:
        query = sa.select(template.c.tags).where(
            template.c.shop_id == self.shop_id,
            template.c.archived_at.is_(None),
            template.c.tags_key != "",
        )
        spelled: dict[str, Counter[str]] = {}
        for tags in self.connection.scalars(query):
            for tag in tags:
                spelled.setdefault(key(tag), Counter())[tag] += 1
        # However it is spelled it is one tag: shown as most spell it.
        counts = ((it, spelled[it].total()) for it in sorted(spelled))
        return [TagCount(tag=spelled[it].most_common(1)[0][0], count=n) for it, n in counts]

    def family(self, id: ProductId) -> FamilyView:
        query = sa.select(template.c.version, template.c.family, template.c.family_key)
        row = self.connection.execute(query.where(self._is(id))).one_or_none()
        if row is None:
            raise NotFound("There is no such template.")
        others = listed.where(
            template.c.shop_id == self.shop_id,
            template.c.family_key == row.family_key,
            template.c.family_key != "",
            template.c.id != id,
            template.c.archived_at.is_(None),
        ).order_by(template.c.name_key, template.c.id)
        items = [row_of(it) for it in self.connection.execute(others)]
        return FamilyView(id=id, version=row.version, family=row.family, items=items)

    def tree(self, id: ProductId) -> Tree | None:
        reach = below(self.shop_id, id)
        its = (template.c.shop_id == self.shop_id) & (template.c.id == reach.c.id)
        lines = (bom_item.c.shop_id == self.shop_id) & (bom_item.c.template_id == reach.c.id)
        query = (
            sa.select(
                template.c.id.label("known_id"),
                template.c.sku_code,
                template.c.name,
                template.c.archived_at,
                *(bom_item.c[name] for name in Line._fields),
            )
            .select_from(reach.join(template, its).outerjoin(bom_item, lines))
            .order_by(template.c.id != id, template.c.name_key, bom_item.c.position)
        )
        rows = self.connection.execute(query).all()
        if not rows:
            return None
        return Tree(
            root_id=id,
            templates={
                ProductId(it.known_id): Known(it.sku_code, it.name, it.archived_at is not None)
                for it in rows
            },
            lines=[
                Line(*(getattr(it, name) for name in Line._fields))
                for it in rows
                if it.quantity is not None
            ],
            tasks=self._work(id),
        )

    def equipment(self, id: ProductId) -> Sequence[BillEquipment]:
        reach = below(self.shop_id, id)
        its = (requirement.c.shop_id == self.shop_id) & (requirement.c.template_id == reach.c.id)
        query = sa.select(
            requirement.c.equipment_id,
            requirement.c.is_exclusive,
            requirement.c.setup,
            requirement.c.notes,
        ).select_from(reach.join(requirement, its))
        order = query.order_by(requirement.c.template_id != id, requirement.c.position)
        found: dict[Any, BillEquipment] = {}
        for row in self.connection.execute(order.add_columns(requirement.c.id)):
            found.setdefault(
                row.equipment_id,
                BillEquipment(
                    equipment_id=row.equipment_id,
                    is_exclusive=row.is_exclusive,
                    setup=row.setup,
                    notes=row.notes,
                ),
            )
        return list(found.values())

    def card(self, id: ProductId) -> ProductCard | None:
        row = self.connection.execute(sa.select(template).where(self._is(id))).one_or_none()
        if row is None:
            return None
        return ProductCard(
            id=row.id,
            sku_code=row.sku_code,
            name=row.name,
            description=row.description,
            unit_price=plain_or_none(row.unit_price),
            currency="",
            workflow_id=row.workflow_id,
            is_archived=row.archived_at is not None,
        )

    def price(self, id: ProductId, quantity: Decimal) -> Decimal | None:
        of_it = (price_break.c.shop_id == template.c.shop_id) & (
            price_break.c.template_id == template.c.id
        )
        query = (
            sa.select(
                template.c.unit_price.label("usual"),
                price_break.c.from_quantity,
                price_break.c.unit_price,
            )
            .select_from(template.outerjoin(price_break, of_it))
            .where(self._is(id))
        )
        rows = self.connection.execute(query).all()
        breaks = [it for it in rows if it.from_quantity is not None]
        return price_of(rows[0].usual, breaks, quantity) if rows else None

    def _is(self, id: ProductId) -> sa.ColumnElement[bool]:
        return (template.c.shop_id == self.shop_id) & (template.c.id == id)

    def _parts(self, table: sa.Table, id: ProductId) -> Sequence[sa.Row[Any]]:
        mine = (table.c.shop_id == self.shop_id) & (table.c.template_id == id)
        query = sa.select(table).where(mine).order_by(table.c.position)
        return self.connection.execute(query).all()

    def _bom(self, id: ProductId) -> list[BomItemView]:
        its = (nested.c.shop_id == bom_item.c.shop_id) & (
            nested.c.id == bom_item.c.nested_template_id
        )
        query = (
            sa.select(bom_item, nested.c.sku_code, nested.c.name)
            .select_from(bom_item.outerjoin(nested, its))
            .where(bom_item.c.shop_id == self.shop_id, bom_item.c.template_id == id)
            .order_by(bom_item.c.position)
        )
        return [_line(row) for row in self.connection.execute(query)]

    def _machines(self, id: ProductId) -> list[RequirementView]:
        its = (machine.c.shop_id == requirement.c.shop_id) & (
            machine.c.id == requirement.c.equipment_id
        )
        mine = (requirement.c.shop_id == self.shop_id) & (requirement.c.template_id == id)
        query = (
            sa.select(requirement, machine.c.name.label("equipment_name"))
            .select_from(requirement.outerjoin(machine, its))
            .where(mine)
            .order_by(requirement.c.position)
        )
        names = RequirementView.__struct_fields__
        found = self.connection.execute(query)
        return [RequirementView(**{name: getattr(row, name) for name in names}) for row in found]

    def _docs(self, id: ProductId) -> list[DesignDocView]:
        its = (file.c.shop_id == design_doc.c.shop_id) & (file.c.id == design_doc.c.file_id)
        mine = (design_doc.c.shop_id == self.shop_id) & (design_doc.c.template_id == id)
        query = (
            sa.select(design_doc, file.c.name.label("file_name"))
            .select_from(design_doc.outerjoin(file, its))
            .where(mine)
            .order_by(design_doc.c.position)
        )
        names = DesignDocView.__struct_fields__
        found = self.connection.execute(query)
        return [DesignDocView(**{name: getattr(row, name) for name in names}) for row in found]

    def _work(self, id: ProductId) -> list[Work]:
        reach = below(self.shop_id, id)
        its = (template_task.c.shop_id == self.shop_id) & (
            template_task.c.template_id == reach.c.id
        )
        query = (
            sa.select(*(template_task.c[name] for name in Work._fields))
            .select_from(reach.join(template_task, its))
            .order_by(
                template_task.c.template_id != id,
                template_task.c.template_id,
                template_task.c.position,
            )
        )
        return [Work(*row) for row in self.connection.execute(query)]

    def _wanted(self, wish: ListTemplates) -> list[sa.ColumnElement[bool]]:
        archived = template.c.archived_at
        conditions: list[sa.ColumnElement[bool]] = [
            archived.is_not(None) if wish.archived else archived.is_(None)
        ]
        for column, value in (
            (template.c.family_key, None if wish.family is None else key(wish.family)),
            (template.c.material_key, None if wish.material is None else key(wish.material)),
            (template.c.workflow_id, wish.workflow_id),
            (template.c.source_project_id, wish.source_project_id),
        ):
            if value is not None:
                conditions.append(column == value)
        if wish.tag is not None:
            tag = f"\n{key(wish.tag)}\n"
            conditions.append(template.c.tags_key.contains(tag, autoescape=True))
        for column, part in (
            (bom_item.c.item_id, wish.item_id),
            (bom_item.c.nested_template_id, wish.nested_template_id),
        ):
            if part is not None:
                holds = (bom_item.c.shop_id == self.shop_id) & (column == part)
                conditions.append(template.c.id.in_(sa.select(bom_item.c.template_id).where(holds)))
        return [*conditions, found(self.shop_id, template, wish.search or "")]


def _row(row: sa.Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in AS_IT_IS} | {
        "thickness": plain_or_none(row.thickness),
        "unit_price": plain_or_none(row.unit_price),
    }


def row_of(row: sa.Row[Any]) -> TemplateRow:
    return TemplateRow(**_row(row))


def _line(row: sa.Row[Any]) -> BomItemView:
    is_part = row.nested_template_id is not None
    return BomItemView(
        id=row.id,
        position=row.position,
        item_id=row.item_id,
        nested_template_id=row.nested_template_id,
        code=row.sku_code or "",
        name=row.name or "",
        kind="template" if is_part else "",
        quantity=plain(row.quantity),
        unit=str(row.unit or ""),
        waste_factor=plain(row.waste_factor),
        needed=plain(round(row.quantity * row.waste_factor, 6)) if is_part else None,
        item_unit=str(row.unit or ""),
        unit_cost=None,
        cost=None,
        notes=row.notes,
    )


def _task(row: sa.Row[Any]) -> TemplateTaskView:
    names = TemplateTaskView.__struct_fields__
    return TemplateTaskView(**{name: getattr(row, name) for name in names})


def _break(row: sa.Row[Any]) -> PriceBreakView:
    return PriceBreakView(
        id=row.id,
        from_quantity=plain(row.from_quantity),
        unit_price=plain(row.unit_price),
    )
