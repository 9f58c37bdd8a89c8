"""The tables, and how the domain is mapped to them."""

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from nexus.kernel.quantity import DIGITS, Unit
from nexus.kernel.text import code_key, key
from nexus.platform.columns import (
    Json,
    Scaled,
    Seconds,
    Utc,
    bytewise,
    choice,
    keep_keys,
    key_column,
)
from nexus.platform.db import mapping, points_to, shop_table
from nexus.products.domain import (
    LENGTH_DIGITS,
    BomItem,
    DesignDoc,
    PriceBreak,
    Requirement,
    Template,
    TemplateTask,
    search_text,
    tag_text,
)

NAME = sa.String(200)

template = shop_table(
    "products_template",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("sku_code", sa.String(60), nullable=False),
    key_column("sku_code"),  # unique, and `sku-1` is `SKU-0001`: codes that look alike are one
    sa.Column("name", NAME, nullable=False),
    key_column("name"),
    key_column("search"),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("material", NAME, nullable=False),
    key_column("material"),
    sa.Column("thickness", Scaled(LENGTH_DIGITS)),
    sa.Column("length", Scaled(LENGTH_DIGITS)),
    sa.Column("width", Scaled(LENGTH_DIGITS)),
    sa.Column("height", Scaled(LENGTH_DIGITS)),
    sa.Column("unit_price", Scaled(DIGITS)),
    sa.Column("suggested_base_price", Scaled(DIGITS)),
    sa.Column("workflow_id", sa.Uuid),
    sa.Column("family", NAME, nullable=False),
    key_column("family"),
    sa.Column("variant", NAME, nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("tags", Json(tuple[str, ...]), nullable=False),
    sa.Column("tags_key", bytewise(), nullable=False, default="", info={"derived": True}),
    sa.Column("source_project_id", sa.Uuid),  # projects point to products, so not back
    sa.Column("cloned_from_id", sa.Uuid),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("archived_at", Utc),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    points_to("workflows_workflow", "workflow_id"),
    points_to("products_template", "cloned_from_id"),
    sa.UniqueConstraint("shop_id", "sku_code_key"),
    sa.Index(None, "shop_id", "name_key", "id"),
    sa.Index(None, "shop_id", "created_at", "id"),
    sa.Index(None, "shop_id", "family_key"),
    sa.Index(None, "shop_id", "workflow_id"),
    sa.Index(None, "shop_id", "source_project_id"),
    log_as="product_template",
)

bom_item = shop_table(
    "products_bom_item",
    sa.Column("template_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("item_id", sa.Uuid),
    sa.Column("nested_template_id", sa.Uuid),
    sa.Column("quantity", Scaled(DIGITS), nullable=False),
    sa.Column("unit", choice(Unit)),
    sa.Column("waste_factor", Scaled(DIGITS), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    points_to("products_template", "template_id"),
    points_to("products_template", "nested_template_id"),
    points_to("inventory_item", "item_id"),
    sa.CheckConstraint("(item_id IS NULL) <> (nested_template_id IS NULL)", name="one_of_two"),
    sa.CheckConstraint("quantity > 0 AND waste_factor >= 1000000", name="amounts"),
    sa.Index(None, "shop_id", "template_id", "position"),
    sa.Index(None, "shop_id", "item_id"),
    sa.Index(None, "shop_id", "nested_template_id"),
    log_as="bom_item",
    part_of="template_id",
)

requirement = shop_table(
    "products_requirement",
    sa.Column("template_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("equipment_id", sa.Uuid, nullable=False),
    sa.Column("is_exclusive", sa.Boolean, nullable=False),
    sa.Column("setup", NAME, nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    points_to("products_template", "template_id"),
    points_to("inventory_equipment", "equipment_id"),
    sa.UniqueConstraint("shop_id", "template_id", "equipment_id"),
    sa.Index(None, "shop_id", "equipment_id"),
    log_as="equipment_requirement",
    part_of="template_id",
)

template_task = shop_table(
    "products_task",
    sa.Column("template_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("title", NAME, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("planned", Seconds),
    sa.Column("workflow_stage_id", sa.Uuid),  # of a workflow that may let it go
    sa.Column("stage_name", NAME, nullable=False),
    points_to("products_template", "template_id"),
    sa.Index(None, "shop_id", "template_id", "position"),
    log_as="template_task",
    part_of="template_id",
)

design_doc = shop_table(
    "products_design_doc",
    sa.Column("template_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("file_id", sa.Uuid, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("source_project_id", sa.Uuid),  # projects point to products, so not back
    points_to("products_template", "template_id"),
    points_to("documents_file", "file_id"),
    sa.UniqueConstraint("shop_id", "template_id", "file_id"),
    sa.Index(None, "shop_id", "file_id"),
    log_as="design_doc",
    part_of="template_id",
)

price_break = shop_table(
    "products_price_break",
    sa.Column("template_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("from_quantity", Scaled(DIGITS), nullable=False),
    sa.Column("unit_price", Scaled(DIGITS), nullable=False),
    points_to("products_template", "template_id"),
    sa.Index(None, "shop_id", "template_id", "from_quantity"),
    log_as="price_break",
    part_of="template_id",
)

mapping.map_imperatively(BomItem, bom_item)
mapping.map_imperatively(Requirement, requirement)
mapping.map_imperatively(TemplateTask, template_task)
mapping.map_imperatively(DesignDoc, design_doc)
mapping.map_imperatively(PriceBreak, price_break)


def parts(kind: type, table: sa.Table) -> object:
    """Relate a template to its parts of a kind, loaded when they are asked for."""
    return relationship(
        kind,
        foreign_keys=[table.c.shop_id, table.c.template_id],
        primaryjoin=(table.c.shop_id == template.c.shop_id)
        & (table.c.template_id == template.c.id),
        order_by=table.c.position,
        cascade="all, delete-orphan",
    )


mapping.map_imperatively(
    Template,
    template,
    version_id_col=template.c.version,
    version_id_generator=False,
    properties={
        "bom": parts(BomItem, bom_item),
        "equipment": parts(Requirement, requirement),
        "tasks": parts(TemplateTask, template_task),
        "design_docs": parts(DesignDoc, design_doc),
        "price_breaks": parts(PriceBreak, price_break),
    },
)
keep_keys(
    Template,
    sku_code_key=lambda it: code_key(it.sku_code),
    name_key=lambda it: key(it.name),
    material_key=lambda it: key(it.material),
    family_key=lambda it: key(it.family),
    tags_key=lambda it: tag_text(it.tags),
    search_key=search_text,
)
