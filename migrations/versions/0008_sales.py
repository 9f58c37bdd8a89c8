"""Sales, lines, payments and credit."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    create_shop_table(
        "sales_credit",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("balance_minor", sa.BigInteger, nullable=False),
        points_to("customers_customer", "customer_id"),
        sa.UniqueConstraint("shop_id", "customer_id", "currency"),
    )
    create_shop_table(
        "sales_sale",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("project_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean, nullable=False),
        sa.Column("tax_rounding", sa.String(40), nullable=False),
        sa.Column("discount_percent", sa.BigInteger),
        sa.Column("discount_amount", sa.BigInteger),
        sa.Column("subtotal_minor", sa.BigInteger, nullable=False),
        sa.Column("discount_minor", sa.BigInteger, nullable=False),
        sa.Column("tax_minor", sa.BigInteger, nullable=False),
        sa.Column("total_minor", sa.BigInteger, nullable=False),
        sa.Column("paid_minor", sa.BigInteger, nullable=False),
        sa.Column("terms_days", sa.Integer, nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("number", sa.String(length=60)),
        sa.Column("number_key", BYTEWISE, nullable=False),
        sa.Column("number_series", sa.String(length=120)),
        sa.Column("number_place", sa.BigInteger),
        sa.Column("issued_on", sa.Date),
        sa.Column("issued_at", INSTANT),
        sa.Column("due_on", sa.Date),
        sa.Column("overdue_at", INSTANT),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("customer_name", sa.Text, nullable=False),
        sa.Column("customer_code", sa.Text, nullable=False),
        sa.Column("customer_address", sa.Text, nullable=False),
        sa.Column("customer_country", sa.Text, nullable=False),
        sa.Column("customer_tax_number", sa.Text, nullable=False),
        sa.Column("customer_email", sa.Text, nullable=False),
        sa.Column("seller_name", sa.Text, nullable=False),
        sa.Column("seller_address", sa.Text, nullable=False),
        sa.Column("seller_tax_number", sa.Text, nullable=False),
        sa.Column("seller_registration_number", sa.Text, nullable=False),
        sa.Column("seller_email", sa.Text, nullable=False),
        sa.Column("seller_phone", sa.Text, nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        points_to("customers_customer", "customer_id"),
        points_to("projects_project", "project_id"),
        sa.UniqueConstraint("shop_id", "number"),
    )
    op.create_index(
        op.f("ix_sales_sale_shop_id_created_at"),
        "sales_sale",
        ["shop_id", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_sale_shop_id_customer_id_created_at"),
        "sales_sale",
        ["shop_id", "customer_id", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_sale_shop_id_issued_on"),
        "sales_sale",
        ["shop_id", "issued_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_sale_shop_id_overdue_at"),
        "sales_sale",
        ["shop_id", "overdue_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_sale_shop_id_project_id"),
        "sales_sale",
        ["shop_id", "project_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_sale_shop_id_status_created_at"),
        "sales_sale",
        ["shop_id", "status", "created_at"],
        unique=False,
    )
    create_shop_table(
        "sales_line",
        sa.Column("sale_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("unit_price", sa.BigInteger, nullable=False),
        sa.Column("discount_percent", sa.BigInteger),
        sa.Column("discount_amount", sa.BigInteger),
        sa.Column("tax", sa.String(length=60), nullable=False),
        sa.Column("tax_percent", sa.BigInteger, nullable=False),
        sa.Column("project_id", sa.Uuid),
        sa.Column("product_template_id", sa.Uuid),
        sa.Column("stock_item_id", sa.Uuid),
        sa.Column("listed_minor", sa.BigInteger, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("net_minor", sa.BigInteger, nullable=False),
        sa.Column("tax_minor", sa.BigInteger, nullable=False),
        points_to("projects_project", "project_id"),
        points_to("sales_sale", "sale_id"),
    )
    op.create_index(
        op.f("ix_sales_line_shop_id_project_id"),
        "sales_line",
        ["shop_id", "project_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_line_shop_id_sale_id_position"),
        "sales_line",
        ["shop_id", "sale_id", "position"],
        unique=False,
    )
    create_shop_table(
        "sales_payment",
        sa.Column("sale_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("paid_on", sa.Date, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("over_minor", sa.BigInteger, nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("reverses_id", sa.Uuid),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        points_to("sales_payment", "reverses_id"),
        points_to("sales_sale", "sale_id"),
    )
    op.create_index(
        op.f("ix_sales_payment_shop_id_sale_id_recorded_at"),
        "sales_payment",
        ["shop_id", "sale_id", "recorded_at"],
        unique=False,
    )
    create_shop_table(
        "sales_credit_entry",
        sa.Column("credit_id", sa.Uuid, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("sale_id", sa.Uuid),
        sa.Column("payment_id", sa.Uuid),
        sa.Column("note", sa.String(length=200), nullable=False),
        points_to("sales_credit", "credit_id"),
        points_to("sales_payment", "payment_id"),
        points_to("sales_sale", "sale_id"),
    )
    op.create_index(
        op.f("ix_sales_credit_entry_shop_id_credit_id_made_at"),
        "sales_credit_entry",
        ["shop_id", "credit_id", "made_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("sales_credit_entry")
    op.drop_table("sales_payment")
    op.drop_table("sales_line")
    op.drop_table("sales_sale")
    op.drop_table("sales_credit")
