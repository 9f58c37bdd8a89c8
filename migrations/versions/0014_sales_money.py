"""Credit notes, deliveries, milestones, proofs of payment; why credit moved."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NOTHING, NONE = sa.text("''"), sa.text("0")

INDEXED = {
    "sales_sale": (["corrects_id"], ["order_id"], ["milestone_id"]),
    "sales_delivery": (
        ["created_at"],
        ["status", "created_at"],
        ["customer_id", "created_at"],
        ["project_id"],
        ["sale_id"],
        ["delivered_on"],
    ),
    "sales_delivery_line": (["delivery_id", "position"], ["sale_line_id"]),
    "sales_milestone": (["order_id", "position"],),
    "sales_proof": (["project_id", "recorded_at"],),
}


def added() -> dict[str, list[sa.Column[Any]]]:
    """Return new columns each time: one belongs to one table."""
    return {
        "sales_sale": [
            sa.Column("credited_minor", sa.BigInteger, nullable=False, server_default=NONE),
            sa.Column("noted_minor", sa.BigInteger, nullable=False, server_default=NONE),
            sa.Column("corrects_id", sa.Uuid),
            sa.Column("corrects_number", sa.String(60), nullable=False, server_default=NOTHING),
            sa.Column("corrects_issued_on", sa.Date),
            sa.Column("reason", sa.String(200), nullable=False, server_default=NOTHING),
            sa.Column("order_id", sa.Uuid),
            sa.Column("milestone_id", sa.Uuid),
            sa.Column("covers_until_at", INSTANT),
        ],
        "sales_line": [
            sa.Column("order_line_id", sa.Uuid),
            sa.Column("corrects_line_id", sa.Uuid),
        ],
        "sales_credit_entry": [
            sa.Column("kind", sa.String(40)),
            sa.Column("method", sa.String(40), nullable=False, server_default=NOTHING),
            sa.Column("reference", sa.String(200), nullable=False, server_default=NOTHING),
            sa.Column("paid_on", sa.Date),
        ],
    }


def upgrade() -> None:
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    _deliveries()
    create_shop_table(
        "sales_milestone",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("order_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("percent", sa.BigInteger),
        sa.Column("amount_minor", sa.BigInteger),
        sa.Column("due_on", sa.Date),
        sa.Column("reached_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        points_to("sales_sale", "order_id"),
    )
    create_shop_table(
        "sales_proof",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("amount_minor", sa.BigInteger),
        sa.Column("amount_currency", sa.String(3)),
        sa.Column("file_id", sa.Uuid),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        points_to("projects_project", "project_id"),
    )
    for table, indexes in INDEXED.items():
        for columns in indexes:
            name = f"ix_{table}_shop_id_{'_'.join(columns)}"
            op.create_index(op.f(name), table, ["shop_id", *columns])


def _deliveries() -> None:
    create_shop_table(
        "sales_delivery",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("number_key", BYTEWISE, nullable=False),
        sa.Column("number_series", sa.String(120), nullable=False),
        sa.Column("number_place", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("project_id", sa.Uuid),
        sa.Column("sale_id", sa.Uuid),
        sa.Column("quote_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("customer_name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("carrier", sa.String(200), nullable=False),
        sa.Column("tracking", sa.String(200), nullable=False),
        sa.Column("recipient", sa.String(200), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("delivered_on", sa.Date),
        sa.Column("delivered_at", INSTANT),
        sa.Column("signed_by", sa.String(200), nullable=False),
        sa.Column("signature_file_id", sa.Uuid),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("cancel_reason", sa.String(200), nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        points_to("customers_customer", "customer_id"),
        points_to("projects_project", "project_id"),
        points_to("sales_sale", "sale_id"),
        sa.UniqueConstraint("shop_id", "number"),
    )
    create_shop_table(
        "sales_delivery_line",
        sa.Column("delivery_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("product_template_id", sa.Uuid),
        sa.Column("sale_line_id", sa.Uuid),
        points_to("sales_delivery", "delivery_id"),
    )


def downgrade() -> None:
    for table in ("sales_proof", "sales_milestone", "sales_delivery_line", "sales_delivery"):
        op.drop_table(table)
    for columns in INDEXED["sales_sale"]:
        op.drop_index(op.f(f"ix_sales_sale_shop_id_{'_'.join(columns)}"), "sales_sale")
    for table, columns in added().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
