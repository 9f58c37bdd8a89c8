"""Suppliers, what they offer, purchase orders and receipts: tables and mapping.

Amounts of an order count minor units of its `currency`; what was received is worth the shop's.
"""

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from nexus.inventory.domain.purchase_parts import PurchaseLine, Receipt, ReceiptLine
from nexus.inventory.domain.purchasing import OrderStatus, PurchaseOrder
from nexus.inventory.domain.suppliers import Supplier, SupplierItem
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import code_key, key
from nexus.platform.columns import (
    Scaled,
    Utc,
    choice,
    keep_keys,
    key_column,
    money,
    money_columns,
)
from nexus.platform.db import mapping, points_to, shop_table


def amount(name: str) -> "sa.Column[int]":
    return sa.Column(f"{name}_minor", sa.BigInteger, nullable=False, default=0)


def line_of_text(name: str, longest: int = 200) -> "sa.Column[str]":
    return sa.Column(name, sa.String(longest), nullable=False, default="")


supplier = shop_table(
    "inventory_supplier",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("code", sa.String(60), nullable=False),
    key_column("code"),  # unique: codes that look alike are one
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
    line_of_text("contact_person"),
    line_of_text("email"),
    line_of_text("phone"),
    sa.Column("address", sa.Text, nullable=False, default=""),
    line_of_text("tax_number"),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("terms_days", sa.Integer),
    sa.Column("lead_time_days", sa.Integer),
    sa.Column("notes", sa.Text, nullable=False, default=""),
    key_column("search"),
    sa.Column("archived_at", Utc),
    sa.Column("created_at", Utc, nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    sa.UniqueConstraint("shop_id", "code_key"),
    sa.Index(None, "shop_id", "name_key", "id"),
    sa.Index(None, "shop_id", "created_at", "id"),
)

supplier_item = shop_table(
    "inventory_supplier_item",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("supplier_id", sa.Uuid, nullable=False),
    sa.Column("item_id", sa.Uuid, nullable=False),
    line_of_text("supplier_code"),
    sa.Column("unit_cost", Scaled(DIGITS)),
    sa.Column("pack_size", Scaled(DIGITS), nullable=False),
    sa.Column("minimum", Scaled(DIGITS), nullable=False),
    sa.Column("lead_time_days", sa.Integer),
    sa.Column("is_preferred", sa.Boolean, nullable=False),
    sa.Column("notes", sa.Text, nullable=False, default=""),
    points_to("inventory_supplier", "supplier_id"),
    points_to("inventory_item", "item_id"),
    sa.UniqueConstraint("shop_id", "supplier_id", "item_id"),
    sa.Index(None, "shop_id", "item_id"),
    log_as="supplier_item",
    part_of="supplier_id",
)

order = shop_table(
    "inventory_purchase_order",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("number", sa.String(60), nullable=False),
    key_column("number"),
    sa.Column("supplier_id", sa.Uuid, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("status", choice(OrderStatus), nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    line_of_text("created_by"),
    line_of_text("reference"),
    sa.Column("notes", sa.Text, nullable=False, default=""),
    sa.Column("tax_by_document", sa.Boolean, nullable=False),
    amount("subtotal"),
    amount("tax"),
    amount("total"),
    sa.Column("expected_on", sa.Date),
    sa.Column("sent_on", sa.Date),
    sa.Column("ordered_at", Utc),
    sa.Column("closed_at", Utc),
    sa.Column("cancelled_at", Utc),
    line_of_text("cancel_reason"),
    key_column("search"),
    points_to("inventory_supplier", "supplier_id"),
    sa.UniqueConstraint("shop_id", "number_key"),
    sa.Index(None, "shop_id", "created_at", "id"),
    sa.Index(None, "shop_id", "status", "created_at"),
    sa.Index(None, "shop_id", "supplier_id", "created_at"),
    sa.Index(None, "shop_id", "expected_on"),
)

line = shop_table(
    "inventory_purchase_line",
    sa.Column("order_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("item_id", sa.Uuid),
    sa.Column("description", sa.Text, nullable=False),
    line_of_text("supplier_code"),
    sa.Column("quantity", Scaled(DIGITS), nullable=False),
    line_of_text("unit", 40),
    sa.Column("unit_cost", Scaled(DIGITS), nullable=False),
    sa.Column("tax", sa.String(60), nullable=False),
    sa.Column("tax_percent", Scaled(DIGITS), nullable=False),
    sa.Column("expected_on", sa.Date),
    sa.Column("received", Scaled(DIGITS), nullable=False),
    amount("net"),
    amount("tax"),
    points_to("inventory_purchase_order", "order_id"),
    points_to("inventory_item", "item_id"),
    sa.Index(None, "shop_id", "order_id", "position"),
    sa.Index(None, "shop_id", "item_id"),
    log_as="purchase_line",
    part_of="order_id",
)

receipt = shop_table(
    "inventory_receipt",
    sa.Column("order_id", sa.Uuid, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("recorded_at", Utc, nullable=False),
    line_of_text("recorded_by"),
    line_of_text("reference"),
    sa.Column("notes", sa.Text, nullable=False, default=""),
    sa.Column("exchange_rate", Scaled(DIGITS), nullable=False),
    sa.Column("undone_at", Utc),
    line_of_text("undo_reason"),
    points_to("inventory_purchase_order", "order_id"),
    sa.Index(None, "shop_id", "order_id", "recorded_at"),
    log_as="purchase_receipt",
    part_of="order_id",
)

receipt_line = shop_table(
    "inventory_receipt_line",
    sa.Column("receipt_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("line_id", sa.Uuid, nullable=False),
    sa.Column("quantity", Scaled(DIGITS), nullable=False),
    sa.Column("unit_cost", Scaled(DIGITS), nullable=False),
    line_of_text("lot_number", 60),
    sa.Column("expires_on", sa.Date),
    sa.Column("location_id", sa.Uuid),
    *money_columns("value"),
    sa.Column("movement_id", sa.Uuid),
    sa.Column("undo_movement_id", sa.Uuid),
    points_to("inventory_receipt", "receipt_id"),
    points_to("inventory_purchase_line", "line_id"),
    points_to("inventory_location", "location_id"),
    points_to("inventory_movement", "movement_id"),
    points_to("inventory_movement", "undo_movement_id"),
    sa.Index(None, "shop_id", "receipt_id", "position"),
    sa.Index(None, "shop_id", "line_id"),
    sa.Index(None, "shop_id", "movement_id"),
    log_as="purchase_receipt_line",
    part_of="receipt_id",
)

mapping.map_imperatively(
    Supplier, supplier, version_id_col=supplier.c.version, version_id_generator=False
)
mapping.map_imperatively(
    SupplierItem, supplier_item, version_id_col=supplier_item.c.version, version_id_generator=False
)
mapping.map_imperatively(PurchaseLine, line)
mapping.map_imperatively(
    ReceiptLine, receipt_line, properties={"value": money(receipt_line, "value")}
)
mapping.map_imperatively(
    Receipt,
    receipt,
    properties={
        "lines": relationship(
            ReceiptLine,
            lazy="selectin",
            order_by=receipt_line.c.position,
            cascade="all, delete-orphan",
        ),
    },
)
mapping.map_imperatively(
    PurchaseOrder,
    order,
    version_id_col=order.c.version,
    version_id_generator=False,
    properties={
        "lines": relationship(
            PurchaseLine, lazy="selectin", order_by=line.c.position, cascade="all, delete-orphan"
        ),
        "receipts": relationship(
            Receipt,
            lazy="selectin",
            order_by=(receipt.c.recorded_at, receipt.c.id),
            cascade="all, delete-orphan",
        ),
    },
)


def supplier_text(it: Supplier) -> str:
    told = (it.code, it.name, it.contact_person, it.email, it.phone, it.tax_number, it.notes)
    return key(" ".join(told))


def order_text(it: PurchaseOrder) -> str:
    lines = (f"{line.supplier_code} {line.description}" for line in it.lines)
    return key(" ".join((it.number, it.reference, *lines, it.notes)))


keep_keys(
    Supplier,
    code_key=lambda it: code_key(it.code),
    name_key=lambda it: key(it.name),
    search_key=supplier_text,
)
keep_keys(PurchaseOrder, number_key=lambda it: code_key(it.number), search_key=order_text)
