"""What must hold of every template, asked by `nexus verify`."""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from nexus.kernel.ids import ShopId
from nexus.platform.checks import Check
from nexus.products.adapters.db.tables import (
    bom_item,
    design_doc,
    price_break,
    requirement,
    template,
    template_task,
)
from nexus.products.domain import circles

PARTS = (bom_item, requirement, template_task, design_doc, price_break)


def in_circles(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    query = sa.select(bom_item.c.template_id, bom_item.c.nested_template_id).where(
        bom_item.c.shop_id == shop_id, bom_item.c.nested_template_id.is_not(None)
    )
    edges = [(above, below) for above, below in connection.execute(query)]
    for id in circles(edges):
        yield f"Template {id} is a part of itself."


def misplaced_parts(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    for table in PARTS:
        query = (
            sa.select(table.c.template_id)
            .where(table.c.shop_id == shop_id)
            .group_by(table.c.template_id)
            .having(
                (sa.func.min(table.c.position) != 1)
                | (sa.func.max(table.c.position) != sa.func.count())
                | (sa.func.count(sa.distinct(table.c.position)) != sa.func.count())
            )
        )
        for id in connection.scalars(query):
            yield f"The rows of template {id} in {table.name} are not counted 1, 2, 3."


def stages_without_workflow(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    its = (template.c.shop_id == template_task.c.shop_id) & (
        template.c.id == template_task.c.template_id
    )
    query = (
        sa.select(template.c.sku_code)
        .select_from(template_task.join(template, its))
        .where(
            template_task.c.shop_id == shop_id,
            template_task.c.workflow_stage_id.is_not(None),
            template.c.workflow_id.is_(None),
        )
    )
    for sku_code in connection.scalars(query.distinct()):
        yield f"Template {sku_code} has tasks in stages and no workflow."


CHECKS = [
    Check("No product is a part of itself.", in_circles),
    Check("The parts of a product are counted from 1 without gaps.", misplaced_parts),
    Check("A product's tasks are in stages of its workflow.", stages_without_workflow),
]
