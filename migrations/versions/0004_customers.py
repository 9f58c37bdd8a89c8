"""Customers with their contacts and addresses."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    create_shop_table(
        "customers_customer",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("code_key", BYTEWISE, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("email_key", BYTEWISE, nullable=False),
        sa.Column("phone", sa.String(length=200), nullable=False),
        sa.Column("phone_e164", BYTEWISE, nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("tax_number", sa.String(length=200), nullable=False),
        sa.Column("registration_number", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=200), nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("tags_key", BYTEWISE, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        sa.Column("archived_at", INSTANT),
        sa.Column("merged_into_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        points_to("customers_customer", "merged_into_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.UniqueConstraint("shop_id", "code_key"),
    )
    op.create_index(
        op.f("ix_customers_customer_shop_id_created_at_id"),
        "customers_customer",
        ["shop_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_customers_customer_shop_id_email_key"),
        "customers_customer",
        ["shop_id", "email_key"],
        unique=False,
    )
    op.create_index(
        op.f("ix_customers_customer_shop_id_merged_into_id"),
        "customers_customer",
        ["shop_id", "merged_into_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_customers_customer_shop_id_name_key_id"),
        "customers_customer",
        ["shop_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_customers_customer_shop_id_phone_e164"),
        "customers_customer",
        ["shop_id", "phone_e164"],
        unique=False,
    )
    create_shop_table(
        "customers_address",
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("lines", sa.Text, nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("postal_code", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        points_to("customers_customer", "customer_id"),
    )
    op.create_index(
        op.f("ix_customers_address_shop_id_customer_id"),
        "customers_address",
        ["shop_id", "customer_id"],
        unique=False,
    )
    create_shop_table(
        "customers_contact",
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("email_key", BYTEWISE, nullable=False),
        sa.Column("phone", sa.String(length=200), nullable=False),
        sa.Column("phone_e164", BYTEWISE, nullable=False),
        sa.Column("is_primary", sa.Boolean, nullable=False),
        points_to("customers_customer", "customer_id"),
    )
    op.create_index(
        op.f("ix_customers_contact_shop_id_customer_id"),
        "customers_contact",
        ["shop_id", "customer_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("customers_contact")
    op.drop_table("customers_address")
    op.drop_table("customers_customer")
