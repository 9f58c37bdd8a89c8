"""Suppliers, purchase orders and receipts; equipment and its maintenance."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0010b"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _suppliers()
    _orders()
    _receipts()
    _equipment()


def _suppliers() -> None:
    create_shop_table(
        "inventory_supplier",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("code_key", BYTEWISE, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("contact_person", sa.String(200), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(200), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("tax_number", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("terms_days", sa.Integer),
        sa.Column("lead_time_days", sa.Integer),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        sa.Column("archived_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.UniqueConstraint("shop_id", "code_key"),
    )
    op.create_index(
        op.f("ix_inventory_supplier_shop_id_created_at_id"),
        "inventory_supplier",
        ["shop_id", "created_at", "id"],
    )
    op.create_index(
        op.f("ix_inventory_supplier_shop_id_name_key_id"),
        "inventory_supplier",
        ["shop_id", "name_key", "id"],
    )
    create_shop_table(
        "inventory_supplier_item",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("supplier_id", sa.Uuid, nullable=False),
        sa.Column("item_id", sa.Uuid, nullable=False),
        sa.Column("supplier_code", sa.String(200), nullable=False),
        sa.Column("unit_cost", sa.BigInteger),
        sa.Column("pack_size", sa.BigInteger, nullable=False),
        sa.Column("minimum", sa.BigInteger, nullable=False),
        sa.Column("lead_time_days", sa.Integer),
        sa.Column("is_preferred", sa.Boolean, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        points_to("inventory_item", "item_id"),
        points_to("inventory_supplier", "supplier_id"),
        sa.UniqueConstraint("shop_id", "supplier_id", "item_id"),
    )
    op.create_index(
        op.f("ix_inventory_supplier_item_shop_id_item_id"),
        "inventory_supplier_item",
        ["shop_id", "item_id"],
    )


def _orders() -> None:
    create_shop_table(
        "inventory_purchase_order",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("number_key", BYTEWISE, nullable=False),
        sa.Column("supplier_id", sa.Uuid, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("tax_by_document", sa.Boolean, nullable=False),
        sa.Column("subtotal_minor", sa.BigInteger, nullable=False),
        sa.Column("tax_minor", sa.BigInteger, nullable=False),
        sa.Column("total_minor", sa.BigInteger, nullable=False),
        sa.Column("expected_on", sa.Date),
        sa.Column("sent_on", sa.Date),
        sa.Column("ordered_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("cancel_reason", sa.String(200), nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        points_to("inventory_supplier", "supplier_id"),
        sa.UniqueConstraint("shop_id", "number_key"),
    )
    op.create_index(
        op.f("ix_inventory_purchase_order_shop_id_created_at_id"),
        "inventory_purchase_order",
        ["shop_id", "created_at", "id"],
    )
    op.create_index(
        op.f("ix_inventory_purchase_order_shop_id_expected_on"),
        "inventory_purchase_order",
        ["shop_id", "expected_on"],
    )
    op.create_index(
        op.f("ix_inventory_purchase_order_shop_id_status_created_at"),
        "inventory_purchase_order",
        ["shop_id", "status", "created_at"],
    )
    op.create_index(
        op.f("ix_inventory_purchase_order_shop_id_supplier_id_created_at"),
        "inventory_purchase_order",
        ["shop_id", "supplier_id", "created_at"],
    )
    create_shop_table(
        "inventory_purchase_line",
        sa.Column("order_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Uuid),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("supplier_code", sa.String(200), nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("unit_cost", sa.BigInteger, nullable=False),
        sa.Column("tax", sa.String(60), nullable=False),
        sa.Column("tax_percent", sa.BigInteger, nullable=False),
        sa.Column("expected_on", sa.Date),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("net_minor", sa.BigInteger, nullable=False),
        sa.Column("tax_minor", sa.BigInteger, nullable=False),
        points_to("inventory_item", "item_id"),
        points_to("inventory_purchase_order", "order_id"),
    )
    op.create_index(
        op.f("ix_inventory_purchase_line_shop_id_item_id"),
        "inventory_purchase_line",
        ["shop_id", "item_id"],
    )
    op.create_index(
        op.f("ix_inventory_purchase_line_shop_id_order_id_position"),
        "inventory_purchase_line",
        ["shop_id", "order_id", "position"],
    )


def _receipts() -> None:
    create_shop_table(
        "inventory_receipt",
        sa.Column("order_id", sa.Uuid, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("exchange_rate", sa.BigInteger, nullable=False),
        sa.Column("undone_at", INSTANT),
        sa.Column("undo_reason", sa.String(200), nullable=False),
        points_to("inventory_purchase_order", "order_id"),
    )
    op.create_index(
        op.f("ix_inventory_receipt_shop_id_order_id_recorded_at"),
        "inventory_receipt",
        ["shop_id", "order_id", "recorded_at"],
    )
    create_shop_table(
        "inventory_receipt_line",
        sa.Column("receipt_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("line_id", sa.Uuid, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("unit_cost", sa.BigInteger, nullable=False),
        sa.Column("lot_number", sa.String(60), nullable=False),
        sa.Column("expires_on", sa.Date),
        sa.Column("location_id", sa.Uuid),
        sa.Column("value_minor", sa.BigInteger),
        sa.Column("value_currency", sa.String(3)),
        sa.Column("movement_id", sa.Uuid),
        sa.Column("undo_movement_id", sa.Uuid),
        points_to("inventory_purchase_line", "line_id"),
        points_to("inventory_location", "location_id"),
        points_to("inventory_movement", "movement_id"),
        points_to("inventory_receipt", "receipt_id"),
        points_to("inventory_movement", "undo_movement_id"),
    )
    op.create_index(
        op.f("ix_inventory_receipt_line_shop_id_line_id"),
        "inventory_receipt_line",
        ["shop_id", "line_id"],
    )
    op.create_index(
        op.f("ix_inventory_receipt_line_shop_id_movement_id"),
        "inventory_receipt_line",
        ["shop_id", "movement_id"],
    )
    op.create_index(
        op.f("ix_inventory_receipt_line_shop_id_receipt_id_position"),
        "inventory_receipt_line",
        ["shop_id", "receipt_id", "position"],
    )


def _equipment() -> None:
    create_shop_table(
        "inventory_equipment",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("code_key", BYTEWISE, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("manufacturer", sa.String(200), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("serial_number", sa.String(200), nullable=False),
        sa.Column("location", sa.String(200), nullable=False),
        sa.Column("kind_key", BYTEWISE, nullable=False),
        sa.Column("station_id", sa.Uuid),
        sa.Column("purchased_on", sa.Date),
        sa.Column("cost_minor", sa.BigInteger),
        sa.Column("cost_currency", sa.String(3)),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("status_reason", sa.String(200), nullable=False),
        sa.Column("is_exclusive", sa.Boolean, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("hours_a_day", sa.BigInteger, nullable=False),
        sa.Column("meter_hours", sa.BigInteger, nullable=False),
        sa.Column("meter_read_on", sa.Date),
        sa.Column("timezone", sa.String(60), nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        points_to("accounts_station", "station_id"),
        sa.UniqueConstraint("shop_id", "code_key"),
    )
    op.create_index(
        op.f("ix_inventory_equipment_shop_id_created_at_id"),
        "inventory_equipment",
        ["shop_id", "created_at", "id"],
    )
    op.create_index(
        op.f("ix_inventory_equipment_shop_id_name_key_id"),
        "inventory_equipment",
        ["shop_id", "name_key", "id"],
    )
    op.create_index(
        op.f("ix_inventory_equipment_shop_id_station_id"),
        "inventory_equipment",
        ["shop_id", "station_id"],
    )
    create_shop_table(
        "inventory_maintenance_plan",
        sa.Column("equipment_id", sa.Uuid, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("every_days", sa.Integer),
        sa.Column("every_hours", sa.BigInteger),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("starts_at_hours", sa.BigInteger, nullable=False),
        sa.Column("last_done_on", sa.Date),
        sa.Column("last_done_hours", sa.BigInteger),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("overdue_at", INSTANT, nullable=False),
        sa.Column("due_hours", sa.BigInteger),
        sa.Column("is_active", sa.Boolean, nullable=False),
        points_to("inventory_equipment", "equipment_id"),
    )
    op.create_index(
        op.f("ix_inventory_maintenance_plan_shop_id_due_on_id"),
        "inventory_maintenance_plan",
        ["shop_id", "due_on", "id"],
    )
    op.create_index(
        op.f("ix_inventory_maintenance_plan_shop_id_equipment_id"),
        "inventory_maintenance_plan",
        ["shop_id", "equipment_id"],
    )
    create_shop_table(
        "inventory_maintenance_log",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("equipment_id", sa.Uuid, nullable=False),
        sa.Column("plan_id", sa.Uuid),
        sa.Column("done_on", sa.Date, nullable=False),
        sa.Column("employee_id", sa.Uuid),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("cost_minor", sa.BigInteger),
        sa.Column("cost_currency", sa.String(3)),
        sa.Column("meter_hours", sa.BigInteger),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("file_ids", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        points_to("accounts_employee", "employee_id"),
        points_to("inventory_equipment", "equipment_id"),
        points_to("inventory_maintenance_plan", "plan_id"),
    )
    op.create_index(
        op.f("ix_inventory_maintenance_log_shop_id_equipment_id_done_on"),
        "inventory_maintenance_log",
        ["shop_id", "equipment_id", "done_on"],
    )
    op.create_index(
        op.f("ix_inventory_maintenance_log_shop_id_plan_id_done_on"),
        "inventory_maintenance_log",
        ["shop_id", "plan_id", "done_on"],
    )


def downgrade() -> None:
    op.drop_table("inventory_maintenance_log")
    op.drop_table("inventory_maintenance_plan")
    op.drop_table("inventory_equipment")
    op.drop_table("inventory_receipt_line")
    op.drop_table("inventory_receipt")
    op.drop_table("inventory_purchase_line")
    op.drop_table("inventory_purchase_order")
    op.drop_table("inventory_supplier_item")
    op.drop_table("inventory_supplier")
