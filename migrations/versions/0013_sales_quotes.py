"""Quotes with options, links and acceptances; what sales need for deposits."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

INDEXES = (
    ("sales_quote", "created_at"),
    ("sales_quote", "status", "expires_at"),
    ("sales_quote", "customer_id", "created_at"),
    ("sales_quote", "project_id"),
    ("sales_quote", "expires_on"),
    ("sales_quote_line", "quote_id", "position"),
    ("sales_quote_line", "project_id"),
    ("sales_quote_link", "quote_id"),
    ("sales_sale", "quote_id"),
    ("sales_line", "deposit_id"),
)


def upgrade() -> None:
    create_shop_table("sales_quote", *_quote())
    create_shop_table("sales_quote_line", *_line())
    create_shop_table(
        "sales_quote_link",
        sa.Column("quote_id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.Column("opened_at", INSTANT),
        points_to("sales_quote", "quote_id"),
        sa.UniqueConstraint("shop_id", "token_hash"),
    )
    create_shop_table("sales_acceptance", *_acceptance())
    # Plain ids: SQLite cannot give a table that others point to another reference.
    op.add_column("sales_sale", sa.Column("quote_id", sa.Uuid))
    op.add_column(
        "sales_sale",
        sa.Column("deducted_minor", sa.BigInteger, nullable=False, server_default="0"),
    )
    op.add_column("sales_line", sa.Column("deposit_id", sa.Uuid))
    op.add_column(
        "settings_shop_settings",
        sa.Column("quote_days", sa.Integer, nullable=False, server_default="30"),
    )
    op.add_column(
        "settings_shop_settings",
        sa.Column("deposit_on_acceptance", sa.String(40), nullable=False, server_default="draft"),
    )
    op.add_column("settings_shop_settings", sa.Column("deposit_percent", sa.BigInteger))
    for table, *columns in INDEXES:
        op.create_index(_name(table, columns), table, ["shop_id", *columns])


def downgrade() -> None:
    for table, *columns in reversed(INDEXES):
        op.drop_index(_name(table, columns), table)
    for column in ("deposit_percent", "deposit_on_acceptance", "quote_days"):
        op.drop_column("settings_shop_settings", column)
    op.drop_column("sales_line", "deposit_id")
    op.drop_column("sales_sale", "deducted_minor")
    op.drop_column("sales_sale", "quote_id")
    for table in ("sales_acceptance", "sales_quote_link", "sales_quote_line", "sales_quote"):
        op.drop_table(table)


def _name(table: str, columns: list[str]) -> str:
    return str(op.f(f"ix_{table}_shop_id_{'_'.join(columns)}"))


def _amounts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(f"{name}_minor", sa.BigInteger, nullable=False) for name in names]


def _quote() -> list[sa.schema.SchemaItem]:
    customer = ("name", "code", "address", "country", "tax_number", "email")
    seller = ("name", "address", "tax_number", "registration_number", "email", "phone")
    copies = [f"customer_{part}" for part in customer] + [f"seller_{part}" for part in seller]
    return [
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("number_key", BYTEWISE, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("replaces_id", sa.Uuid),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("project_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean, nullable=False),
        sa.Column("tax_rounding", sa.String(40), nullable=False),
        sa.Column("discount_percent", sa.BigInteger),
        sa.Column("discount_amount", sa.BigInteger),
        *_amounts("subtotal", "discount", "tax", "total"),
        sa.Column("terms_days", sa.Integer, nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("deposit_percent", sa.BigInteger),
        sa.Column("deposit_amount", sa.BigInteger),
        sa.Column("sent_at", INSTANT),
        sa.Column("decided_at", INSTANT),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("sale_id", sa.Uuid),
        *(sa.Column(name, sa.Text, nullable=False) for name in copies),
        sa.Column("search_key", BYTEWISE, nullable=False),
        points_to("customers_customer", "customer_id"),
        points_to("projects_project", "project_id"),
        points_to("sales_quote", "replaces_id"),
        points_to("sales_sale", "sale_id"),
        sa.UniqueConstraint("shop_id", "number", "revision"),
        sa.UniqueConstraint("shop_id", "sale_id"),
    ]


def _line() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("quote_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
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
        sa.Column("is_optional", sa.Boolean, nullable=False),
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.Column("is_chosen", sa.Boolean, nullable=False),
        sa.Column("is_quantity_open", sa.Boolean, nullable=False),
        sa.Column("least", sa.BigInteger),
        sa.Column("most", sa.BigInteger),
        *_amounts("listed", "amount", "net", "tax"),
        points_to("sales_quote", "quote_id"),
        points_to("projects_project", "project_id"),
    ]


def _acceptance() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("quote_id", sa.Uuid, nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("accepted_at", INSTANT, nullable=False),
        sa.Column("accepted_on", sa.Date, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("signature_text", sa.String(length=200), nullable=False),
        sa.Column("signature_image", sa.Text, nullable=False),
        sa.Column("ip", sa.String(length=60), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("order_number", sa.String(length=200), nullable=False),
        sa.Column("order_file_id", sa.Uuid),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        *_amounts("tax", "total"),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        points_to("sales_quote", "quote_id"),
        sa.UniqueConstraint("shop_id", "quote_id"),
    ]
