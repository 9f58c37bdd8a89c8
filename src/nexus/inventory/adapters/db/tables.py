"""The tables of stock. Quantities are in the item's unit, values in minor units of its currency."""

import sqlalchemy as sa

from nexus.inventory.domain import Kind, MovementKind, RemnantStatus, ReservationStatus
from nexus.inventory.domain import StockTakeStatus as TakeStatus
from nexus.kernel.quantity import DIGITS, Unit
from nexus.platform.columns import Scaled, Utc, choice, key_column, money_columns
from nexus.platform.db import points_to, shop_table

DERIVED = {"derived": True}  # movements and reservations tell of it


def amount(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, Scaled(DIGITS), nullable=nullable)


def sum_of(name: str) -> "sa.Column[object]":
    return sa.Column(name, Scaled(DIGITS), nullable=False, info=DERIVED)


location = shop_table(
    "inventory_location",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("is_archived", sa.Boolean, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.UniqueConstraint("shop_id", "name_key"),
    log_as="stock_location",
)

item = shop_table(
    "inventory_item",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("code", sa.String(60), nullable=False),
    key_column("code"),
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
    key_column("search"),
    sa.Column("kind", choice(Kind), nullable=False),
    sa.Column("category", sa.String(200), nullable=False),
    key_column("category"),
    sa.Column("unit", choice(Unit), nullable=False),
    sa.Column("material_type", sa.String(200), nullable=False),
    key_column("material_type"),
    amount("thickness", nullable=True),
    amount("length", nullable=True),
    amount("width", nullable=True),
    amount("density", nullable=True),
    sa.Column("colour_code", sa.String(200), nullable=False),
    sa.Column("colour_hex", sa.String(7), nullable=False),
    amount("unit_cost"),
    sa.Column("unit_cost_minor", sa.BigInteger, nullable=False, info=DERIVED),
    sa.Column("unit_cost_currency", sa.String(3), nullable=False),
    amount("reorder_level", nullable=True),
    amount("reorder_quantity", nullable=True),
    sa.Column("supplier_id", sa.Uuid),
    sa.Column("supplier_name", sa.String(200), nullable=False),
    sa.Column("supplier_contact", sa.String(200), nullable=False),
    sa.Column("location_id", sa.Uuid),
    sa.Column("notes", sa.Text, nullable=False),
    sum_of("on_hand"),
    sa.Column("value_minor", sa.BigInteger, nullable=False, info=DERIVED),
    sum_of("reserved"),
    amount("on_order"),
    sa.Column("ordered_at", Utc),
    sa.Column("order_reference", sa.String(200), nullable=False),
    sa.Column("moves", sa.BigInteger, nullable=False, info=DERIVED),
    sa.Column("is_archived", sa.Boolean, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    points_to("inventory_location", "location_id"),
    sa.UniqueConstraint("shop_id", "code_key"),
    sa.Index(None, "shop_id", "name_key"),
    sa.Index(None, "shop_id", "kind", "name_key"),
    sa.Index(None, "shop_id", "category_key"),
    sa.Index(None, "shop_id", "supplier_id"),
    sa.Index(None, "shop_id", "location_id"),
)

lot = shop_table(
    "inventory_lot",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("item_id", sa.Uuid, nullable=False),
    sa.Column("number", sa.String(60), nullable=False),
    key_column("number"),
    sa.Column("expires_on", sa.Date),
    sa.Column("received_on", sa.Date),
    sa.Column("certificate_file_id", sa.Uuid),
    sa.Column("supplier_id", sa.Uuid),
    sa.Column("supplier_lot", sa.String(200), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("is_archived", sa.Boolean, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    points_to("inventory_item", "item_id"),
    sa.UniqueConstraint("shop_id", "item_id", "number_key"),
    part_of="item_id",
)

# Where stock is. A sum of movements, kept beside them in the same transaction: `id` is made of
# item, lot and location. What came to nothing has no row.
balance = shop_table(
    "inventory_balance",
    sa.Column("item_id", sa.Uuid, nullable=False),
    sa.Column("lot_id", sa.Uuid),
    sa.Column("location_id", sa.Uuid),
    amount("on_hand"),
    points_to("inventory_item", "item_id"),
    points_to("inventory_lot", "lot_id"),
    points_to("inventory_location", "location_id"),
    sa.Index(None, "shop_id", "item_id"),
    sa.Index(None, "shop_id", "lot_id"),
    sa.Index(None, "shop_id", "location_id"),
)

movement = shop_table(
    "inventory_movement",
    sa.Column("item_id", sa.Uuid, nullable=False),
    sa.Column("place", sa.BigInteger, nullable=False),
    sa.Column("kind", choice(MovementKind), nullable=False),
    amount("quantity"),
    *money_columns("value"),
    amount("unit_cost"),
    amount("balance"),
    sa.Column("lot_id", sa.Uuid),
    sa.Column("location_id", sa.Uuid),
    # Projects and their tasks point to what they are made of, not the other way round.
    sa.Column("project_id", sa.Uuid),
    sa.Column("task_id", sa.Uuid),
    sa.Column("reference", sa.String(200), nullable=False),
    key_column("reference"),
    sa.Column("reason", sa.String(200), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("happened_at", Utc, nullable=False),
    sa.Column("moved_on", sa.Date, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    sa.Column("key", sa.String(120)),
    sa.Column("reverses_id", sa.Uuid),
    sa.Column("origin_id", sa.Uuid),
    sa.Column("is_flagged", sa.Boolean, nullable=False),
    points_to("inventory_item", "item_id"),
    points_to("inventory_lot", "lot_id"),
    points_to("inventory_location", "location_id"),
    points_to("inventory_movement", "reverses_id"),
    sa.UniqueConstraint("shop_id", "item_id", "place"),
    sa.UniqueConstraint("shop_id", "key"),
    sa.UniqueConstraint("shop_id", "reverses_id"),
    sa.Index(None, "shop_id", "happened_at"),
    # With all that reports add up of a time.
    sa.Index("ix_inventory_movement_moved", "shop_id", "moved_on", "kind", "value_minor"),
    sa.Index(None, "shop_id", "item_id", "happened_at"),
    sa.Index(None, "shop_id", "project_id", "happened_at"),
    sa.Index(None, "shop_id", "task_id"),
    sa.Index(None, "shop_id", "lot_id"),
    sa.Index(None, "shop_id", "location_id"),
    sa.Index(None, "shop_id", "origin_id"),
    log_as="stock_movement",
    part_of="item_id",
)

reservation = shop_table(
    "inventory_reservation",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("item_id", sa.Uuid, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    amount("quantity"),
    amount("open"),
    amount("consumed"),
    sa.Column("status", choice(ReservationStatus), nullable=False),
    sa.Column("needed_on", sa.Date),
    sa.Column("notes", sa.String(200), nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    points_to("inventory_item", "item_id"),
    sa.Index(None, "shop_id", "created_at"),
    sa.Index(None, "shop_id", "status", "created_at"),
    sa.Index(None, "shop_id", "item_id", "status"),
    sa.Index(None, "shop_id", "project_id", "status"),
    part_of="item_id",
)

remnant = shop_table(
    "inventory_remnant",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("item_id", sa.Uuid, nullable=False),
    sa.Column("lot_id", sa.Uuid),
    sa.Column("location_id", sa.Uuid),
    amount("length"),
    amount("width"),
    sa.Column("area", Scaled(DIGITS), nullable=False, info=DERIVED),  # what lists sort by
    amount("quantity"),
    sa.Column("status", choice(RemnantStatus), nullable=False),
    sa.Column("photo_file_id", sa.Uuid),
    sa.Column("cut_from_project_id", sa.Uuid),
    sa.Column("used_by_project_id", sa.Uuid),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    points_to("inventory_item", "item_id"),
    points_to("inventory_lot", "lot_id"),
    points_to("inventory_location", "location_id"),
    sa.Index(None, "shop_id", "status", "area"),
    sa.Index(None, "shop_id", "item_id", "status"),
    part_of="item_id",
)

stock_take = shop_table(
    "inventory_stock_take",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("kind", choice(Kind)),
    sa.Column("location_id", sa.Uuid),
    sa.Column("status", choice(TakeStatus), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    sa.Column("closed_at", Utc),
    sa.Column("closed_by", sa.String(200), nullable=False),
    points_to("inventory_location", "location_id"),
    sa.Index(None, "shop_id", "created_at"),
    sa.Index(None, "shop_id", "status", "created_at"),
)

count = shop_table(
    "inventory_count",
    sa.Column("stock_take_id", sa.Uuid, nullable=False),
    sa.Column("item_id", sa.Uuid, nullable=False),
    sa.Column("lot_id", sa.Uuid),
    sa.Column("location_id", sa.Uuid),
    amount("expected"),
    amount("counted", nullable=True),
    sa.Column("counted_at", Utc),
    sa.Column("counted_by", sa.String(200), nullable=False),
    sa.Column("note", sa.String(200), nullable=False),
    points_to("inventory_stock_take", "stock_take_id"),
    points_to("inventory_item", "item_id"),
    points_to("inventory_lot", "lot_id"),
    points_to("inventory_location", "location_id"),
    sa.Index(None, "shop_id", "stock_take_id"),
    sa.Index(None, "shop_id", "item_id"),
    log_as="stock_count",
    part_of="stock_take_id",
)
