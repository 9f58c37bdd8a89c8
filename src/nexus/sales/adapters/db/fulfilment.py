"""Deliveries, milestones and proofs of payment: tables and mapping."""

import sqlalchemy as sa
from sqlalchemy.orm import relationship

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
from nexus.sales.domain.delivery import Delivery, DeliveryLine, DeliveryStatus
from nexus.sales.domain.milestone import Milestone
from nexus.sales.domain.proof import ProofOfPayment

delivery = shop_table(
    "sales_delivery",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("number", sa.String(60), nullable=False),
    key_column("number"),
    sa.Column("number_series", sa.String(120), nullable=False),
    sa.Column("number_place", sa.BigInteger, nullable=False),
    sa.Column("status", choice(DeliveryStatus), nullable=False),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("project_id", sa.Uuid),
    sa.Column("sale_id", sa.Uuid),
    sa.Column("quote_id", sa.Uuid),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("customer_name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("carrier", sa.String(200), nullable=False),
    sa.Column("tracking", sa.String(200), nullable=False),
    sa.Column("recipient", sa.String(200), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("delivered_on", sa.Date),
    sa.Column("delivered_at", Utc),
    sa.Column("signed_by", sa.String(200), nullable=False),
    sa.Column("signature_file_id", sa.Uuid),
    sa.Column("cancelled_at", Utc),
    sa.Column("cancel_reason", sa.String(200), nullable=False),
    key_column("search"),
    points_to("customers_customer", "customer_id"),
    points_to("projects_project", "project_id"),
    points_to("sales_sale", "sale_id"),
    sa.UniqueConstraint("shop_id", "number"),
    sa.Index(None, "shop_id", "created_at"),
    sa.Index(None, "shop_id", "status", "created_at"),
    sa.Index(None, "shop_id", "customer_id", "created_at"),
    sa.Index(None, "shop_id", "project_id"),
    sa.Index(None, "shop_id", "sale_id"),
    sa.Index(None, "shop_id", "delivered_on"),
)

delivery_line = shop_table(
    "sales_delivery_line",
    sa.Column("delivery_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("quantity", Scaled(DIGITS), nullable=False),
    sa.Column("unit", sa.String(40), nullable=False),
    sa.Column("product_template_id", sa.Uuid),
    sa.Column("sale_line_id", sa.Uuid),
    points_to("sales_delivery", "delivery_id"),
    sa.Index(None, "shop_id", "delivery_id", "position"),
    sa.Index(None, "shop_id", "sale_line_id"),
    part_of="delivery_id",
)

milestone = shop_table(
    "sales_milestone",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("order_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("percent", Scaled(DIGITS)),
    sa.Column("amount_minor", sa.BigInteger),
    sa.Column("due_on", sa.Date),
    sa.Column("reached_on", sa.Date),
    sa.Column("created_at", Utc, nullable=False),
    points_to("sales_sale", "order_id"),
    sa.Index(None, "shop_id", "order_id", "position"),
    part_of="order_id",
)

proof = shop_table(
    "sales_proof",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    *money_columns("amount"),
    sa.Column("file_id", sa.Uuid),
    sa.Column("reference", sa.String(200), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("recorded_at", Utc, nullable=False),
    sa.Column("recorded_by", sa.String(200), nullable=False),
    points_to("projects_project", "project_id"),
    sa.Index(None, "shop_id", "project_id", "recorded_at"),
    part_of="project_id",
)

mapping.map_imperatively(DeliveryLine, delivery_line)
mapping.map_imperatively(
    Delivery,
    delivery,
    version_id_col=delivery.c.version,
    version_id_generator=False,
    properties={
        "lines": relationship(
            DeliveryLine,
            lazy="joined",
            order_by=delivery_line.c.position,
            cascade="all, delete-orphan",
        )
    },
)
mapping.map_imperatively(
    Milestone, milestone, version_id_col=milestone.c.version, version_id_generator=False
)
mapping.map_imperatively(
    ProofOfPayment,
    proof,
    version_id_col=proof.c.version,
    version_id_generator=False,
    properties={"amount": money(proof, "amount")},
)


def search_text(it: Delivery) -> str:
    told = (it.number, it.customer_name, it.carrier, it.tracking, it.recipient, it.notes)
    return " ".join(key(part) for part in told if part)


keep_keys(Delivery, number_key=lambda it: code_key(it.number), search_key=search_text)
