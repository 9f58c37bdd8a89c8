"""Stock: items, lots, places, the ledger, reservations, offcuts and stock takes."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    create_shop_table(
        "inventory_location",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("is_archived", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("shop_id", "name_key"),
    )
    create_shop_table(
        "inventory_item",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("code_key", BYTEWISE, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("category", sa.String(200), nullable=False),
        sa.Column("category_key", BYTEWISE, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("material_type", sa.String(200), nullable=False),
        sa.Column("material_type_key", BYTEWISE, nullable=False),
        sa.Column("thickness", sa.BigInteger),
        sa.Column("length", sa.BigInteger),
        sa.Column("width", sa.BigInteger),
        sa.Column("density", sa.BigInteger),
        sa.Column("colour_code", sa.String(200), nullable=False),
        sa.Column("colour_hex", sa.String(7), nullable=False),
        sa.Column("unit_cost", sa.BigInteger, nullable=False),
        sa.Column("unit_cost_minor", sa.BigInteger, nullable=False),
        sa.Column("unit_cost_currency", sa.String(3), nullable=False),
        sa.Column("reorder_level", sa.BigInteger),
        sa.Column("reorder_quantity", sa.BigInteger),
        sa.Column("supplier_id", sa.Uuid),
        sa.Column("supplier_name", sa.String(200), nullable=False),
        sa.Column("supplier_contact", sa.String(200), nullable=False),
        sa.Column("location_id", sa.Uuid),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("on_hand", sa.BigInteger, nullable=False),
        sa.Column("value_minor", sa.BigInteger, nullable=False),
        sa.Column("reserved", sa.BigInteger, nullable=False),
        sa.Column("on_order", sa.BigInteger, nullable=False),
        sa.Column("ordered_at", INSTANT),
        sa.Column("order_reference", sa.String(200), nullable=False),
        sa.Column("moves", sa.BigInteger, nullable=False),
        sa.Column("is_archived", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        points_to("inventory_location", "location_id"),
        sa.UniqueConstraint("shop_id", "code_key"),
    )
    op.create_index(None, "inventory_item", ["shop_id", "category_key"])
    op.create_index(None, "inventory_item", ["shop_id", "kind", "name_key"])
    op.create_index(None, "inventory_item", ["shop_id", "location_id"])
    op.create_index(None, "inventory_item", ["shop_id", "name_key"])
    op.create_index(None, "inventory_item", ["shop_id", "supplier_id"])
    create_shop_table(
        "inventory_lot",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("number_key", BYTEWISE, nullable=False),
        sa.Column("expires_on", sa.Date),
        sa.Column("received_on", sa.Date),
        sa.Column("certificate_file_id", sa.Uuid),
        sa.Column("supplier_id", sa.Uuid),
        sa.Column("supplier_lot", sa.String(200), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("is_archived", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        points_to("inventory_item", "item_id"),
        sa.UniqueConstraint("shop_id", "item_id", "number_key"),
    )
    create_shop_table(
        "inventory_balance",
        sa.Column("item_id", sa.Uuid, nullable=False),
        sa.Column("lot_id", sa.Uuid),
        sa.Column("location_id", sa.Uuid),
        sa.Column("on_hand", sa.BigInteger, nullable=False),
        points_to("inventory_item", "item_id"),
        points_to("inventory_location", "location_id"),
        points_to("inventory_lot", "lot_id"),
    )
    op.create_index(None, "inventory_balance", ["shop_id", "item_id"])
    op.create_index(None, "inventory_balance", ["shop_id", "location_id"])
    op.create_index(None, "inventory_balance", ["shop_id", "lot_id"])
    create_shop_table(
        "inventory_movement",
        sa.Column("item_id", sa.Uuid, nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("value_minor", sa.BigInteger),
        sa.Column("value_currency", sa.String(3)),
        sa.Column("unit_cost", sa.BigInteger, nullable=False),
        sa.Column("balance", sa.BigInteger, nullable=False),
        sa.Column("lot_id", sa.Uuid),
        sa.Column("location_id", sa.Uuid),
        sa.Column("project_id", sa.Uuid),
        sa.Column("task_id", sa.Uuid),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("reference_key", BYTEWISE, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("moved_on", sa.Date, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("key", sa.String(120)),
        sa.Column("reverses_id", sa.Uuid),
        sa.Column("origin_id", sa.Uuid),
        sa.Column("is_flagged", sa.Boolean, nullable=False),
        points_to("inventory_item", "item_id"),
        points_to("inventory_location", "location_id"),
        points_to("inventory_lot", "lot_id"),
        points_to("inventory_movement", "reverses_id"),
        sa.UniqueConstraint("shop_id", "reverses_id"),
        sa.UniqueConstraint("shop_id", "item_id", "place"),
        sa.UniqueConstraint("shop_id", "key"),
    )
    op.create_index(None, "inventory_movement", ["shop_id", "happened_at"])
    op.create_index(None, "inventory_movement", ["shop_id", "item_id", "happened_at"])
    op.create_index(None, "inventory_movement", ["shop_id", "location_id"])
    op.create_index(None, "inventory_movement", ["shop_id", "lot_id"])
    op.create_index(None, "inventory_movement", ["shop_id", "moved_on"])
    op.create_index(None, "inventory_movement", ["shop_id", "origin_id"])
    op.create_index(None, "inventory_movement", ["shop_id", "project_id", "happened_at"])
    op.create_index(None, "inventory_movement", ["shop_id", "task_id"])
    create_shop_table(
        "inventory_reservation",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Uuid, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("open", sa.BigInteger, nullable=False),
        sa.Column("consumed", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("needed_on", sa.Date),
        sa.Column("notes", sa.String(200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        points_to("inventory_item", "item_id"),
    )
    op.create_index(None, "inventory_reservation", ["shop_id", "created_at"])
    op.create_index(None, "inventory_reservation", ["shop_id", "item_id", "status"])
    op.create_index(None, "inventory_reservation", ["shop_id", "project_id", "status"])
    op.create_index(None, "inventory_reservation", ["shop_id", "status", "created_at"])
    create_shop_table(
        "inventory_remnant",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Uuid, nullable=False),
        sa.Column("lot_id", sa.Uuid),
        sa.Column("location_id", sa.Uuid),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("width", sa.BigInteger, nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("photo_file_id", sa.Uuid),
        sa.Column("cut_from_project_id", sa.Uuid),
        sa.Column("used_by_project_id", sa.Uuid),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        points_to("inventory_item", "item_id"),
        points_to("inventory_location", "location_id"),
        points_to("inventory_lot", "lot_id"),
    )
    op.create_index(None, "inventory_remnant", ["shop_id", "item_id", "status"])
    op.create_index(None, "inventory_remnant", ["shop_id", "status", "area"])
    create_shop_table(
        "inventory_stock_take",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40)),
        sa.Column("location_id", sa.Uuid),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_by", sa.String(200), nullable=False),
        points_to("inventory_location", "location_id"),
    )
    op.create_index(None, "inventory_stock_take", ["shop_id", "created_at"])
    op.create_index(None, "inventory_stock_take", ["shop_id", "status", "created_at"])
    create_shop_table(
        "inventory_count",
        sa.Column("stock_take_id", sa.Uuid, nullable=False),
        sa.Column("item_id", sa.Uuid, nullable=False),
        sa.Column("lot_id", sa.Uuid),
        sa.Column("location_id", sa.Uuid),
        sa.Column("expected", sa.BigInteger, nullable=False),
        sa.Column("counted", sa.BigInteger),
        sa.Column("counted_at", INSTANT),
        sa.Column("counted_by", sa.String(200), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        points_to("inventory_item", "item_id"),
        points_to("inventory_location", "location_id"),
        points_to("inventory_lot", "lot_id"),
        points_to("inventory_stock_take", "stock_take_id"),
    )
    op.create_index(None, "inventory_count", ["shop_id", "item_id"])
    op.create_index(None, "inventory_count", ["shop_id", "stock_take_id"])
    with op.batch_alter_table("settings_shop_settings") as settings:
        settings.add_column(
            sa.Column("allow_negative_stock", sa.Boolean, nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    op.drop_column("settings_shop_settings", "allow_negative_stock")
    op.drop_table("inventory_count")
    op.drop_table("inventory_stock_take")
    op.drop_table("inventory_remnant")
    op.drop_table("inventory_reservation")
    op.drop_table("inventory_movement")
    op.drop_table("inventory_balance")
    op.drop_table("inventory_lot")
    op.drop_table("inventory_item")
    op.drop_table("inventory_location")
