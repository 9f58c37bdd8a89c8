"""Products, and what projects take over from them."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0011"
down_revision = "0010b"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TABLES = (
    *("products_template", "products_bom_item", "products_requirement", "products_task"),
    *("products_design_doc", "products_price_break"),
    *("projects_product", "projects_plan", "projects_planned_material"),
)


def upgrade() -> None:
    create_shop_table(
        "products_template",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sku_code", sa.String(length=60), nullable=False),
        sa.Column("sku_code_key", BYTEWISE, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("material", sa.String(length=200), nullable=False),
        sa.Column("material_key", BYTEWISE, nullable=False),
        sa.Column("thickness", sa.BigInteger),
        sa.Column("length", sa.BigInteger),
        sa.Column("width", sa.BigInteger),
        sa.Column("height", sa.BigInteger),
        sa.Column("unit_price", sa.BigInteger),
        sa.Column("suggested_base_price", sa.BigInteger),
        sa.Column("workflow_id", sa.Uuid),
        sa.Column("family", sa.String(length=200), nullable=False),
        sa.Column("family_key", BYTEWISE, nullable=False),
        sa.Column("variant", sa.String(length=200), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("tags_key", BYTEWISE, nullable=False),
        sa.Column("source_project_id", sa.Uuid),
        sa.Column("cloned_from_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("archived_at", INSTANT),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        points_to("workflows_workflow", "workflow_id"),
        points_to("products_template", "cloned_from_id"),
        sa.UniqueConstraint("shop_id", "sku_code_key"),
    )
    op.create_index(
        op.f("ix_products_template_shop_id_created_at_id"),
        "products_template",
        ["shop_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_products_template_shop_id_family_key"),
        "products_template",
        ["shop_id", "family_key"],
        unique=False,
    )
    op.create_index(
        op.f("ix_products_template_shop_id_name_key_id"),
        "products_template",
        ["shop_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_products_template_shop_id_source_project_id"),
        "products_template",
        ["shop_id", "source_project_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_products_template_shop_id_workflow_id"),
        "products_template",
        ["shop_id", "workflow_id"],
        unique=False,
    )
    create_shop_table(
        "products_bom_item",
        sa.Column("template_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Uuid),
        sa.Column("nested_template_id", sa.Uuid),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("unit", sa.String(40)),
        sa.Column("waste_factor", sa.BigInteger, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        points_to("products_template", "template_id"),
        points_to("products_template", "nested_template_id"),
        points_to("inventory_item", "item_id"),
        sa.CheckConstraint(
            "quantity > 0 AND waste_factor >= 1000000", name=op.f("ck_products_bom_item_amounts")
        ),
        sa.CheckConstraint(
            "(item_id IS NULL) <> (nested_template_id IS NULL)",
            name=op.f("ck_products_bom_item_one_of_two"),
        ),
    )
    op.create_index(
        op.f("ix_products_bom_item_shop_id_item_id"),
        "products_bom_item",
        ["shop_id", "item_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_products_bom_item_shop_id_nested_template_id"),
        "products_bom_item",
        ["shop_id", "nested_template_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_products_bom_item_shop_id_template_id_position"),
        "products_bom_item",
        ["shop_id", "template_id", "position"],
        unique=False,
    )
    create_shop_table(
        "products_requirement",
        sa.Column("template_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("equipment_id", sa.Uuid, nullable=False),
        sa.Column("is_exclusive", sa.Boolean, nullable=False),
        sa.Column("setup", sa.String(length=200), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        points_to("inventory_equipment", "equipment_id"),
        points_to("products_template", "template_id"),
        sa.UniqueConstraint("shop_id", "template_id", "equipment_id"),
    )
    op.create_index(
        op.f("ix_products_requirement_shop_id_equipment_id"),
        "products_requirement",
        ["shop_id", "equipment_id"],
        unique=False,
    )
    create_shop_table(
        "products_task",
        sa.Column("template_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("planned", sa.Integer),
        sa.Column("workflow_stage_id", sa.Uuid),
        sa.Column("stage_name", sa.String(length=200), nullable=False),
        points_to("products_template", "template_id"),
    )
    op.create_index(
        op.f("ix_products_task_shop_id_template_id_position"),
        "products_task",
        ["shop_id", "template_id", "position"],
        unique=False,
    )
    create_shop_table(
        "products_design_doc",
        sa.Column("template_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("file_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("source_project_id", sa.Uuid),
        points_to("products_template", "template_id"),
        points_to("documents_file", "file_id"),
        sa.UniqueConstraint("shop_id", "template_id", "file_id"),
    )
    op.create_index(
        op.f("ix_products_design_doc_shop_id_file_id"),
        "products_design_doc",
        ["shop_id", "file_id"],
        unique=False,
    )
    create_shop_table(
        "products_price_break",
        sa.Column("template_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("from_quantity", sa.BigInteger, nullable=False),
        sa.Column("unit_price", sa.BigInteger, nullable=False),
        points_to("products_template", "template_id"),
    )
    op.create_index(
        op.f("ix_products_price_break_shop_id_template_id_from_quantity"),
        "products_price_break",
        ["shop_id", "template_id", "from_quantity"],
        unique=False,
    )
    create_shop_table(
        "projects_product",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("sku_code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("unit_price", sa.BigInteger),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        points_to("products_template", "product_id"),
        points_to("projects_project", "project_id"),
    )
    op.create_index(
        op.f("ix_projects_product_shop_id_product_id"),
        "projects_product",
        ["shop_id", "product_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_product_shop_id_project_id_created_at_id"),
        "projects_product",
        ["shop_id", "project_id", "created_at", "id"],
        unique=False,
    )
    create_shop_table(
        "projects_plan",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("sku_code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("labour", sa.Integer, nullable=False),
        sa.Column("hourly_rate_minor", sa.BigInteger),
        sa.Column("hourly_rate_currency", sa.String(length=3)),
        sa.Column("labour_cost_minor", sa.BigInteger),
        sa.Column("labour_cost_currency", sa.String(length=3)),
        sa.Column("created_at", INSTANT, nullable=False),
        points_to("projects_project", "project_id"),
        points_to("products_template", "product_id"),
        sa.UniqueConstraint("shop_id", "project_id"),
    )
    op.create_index(
        op.f("ix_projects_plan_shop_id_product_id"),
        "projects_plan",
        ["shop_id", "product_id"],
        unique=False,
    )
    create_shop_table(
        "projects_planned_material",
        sa.Column("plan_id", sa.Uuid, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Uuid, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("net_quantity", sa.BigInteger, nullable=False),
        sa.Column("waste_factor", sa.BigInteger, nullable=False),
        sa.Column("unit_cost", sa.BigInteger, nullable=False),
        sa.Column("cost_minor", sa.BigInteger),
        sa.Column("cost_currency", sa.String(length=3)),
        points_to("projects_project", "project_id"),
        points_to("projects_plan", "plan_id"),
    )
    op.create_index(
        op.f("ix_projects_planned_material_shop_id_plan_id_position"),
        "projects_planned_material",
        ["shop_id", "plan_id", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_planned_material_shop_id_project_id"),
        "projects_planned_material",
        ["shop_id", "project_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_line_shop_id_product_template_id"),
        "sales_line",
        ["shop_id", "product_template_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_sales_line_shop_id_product_template_id"), table_name="sales_line")
    for table in reversed(TABLES):
        op.drop_table(table)
