"""How a shop works, and the stations' standard tasks."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    create_shop_table(
        "settings_shop_settings",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("profiles", sa.Text, nullable=False),
        sa.Column("company_name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=200), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("tax_number", sa.String(length=200), nullable=False),
        sa.Column("registration_number", sa.String(length=200), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("subdivision", sa.String(length=6), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("hourly_rate_minor", sa.BigInteger),
        sa.Column("hourly_rate_currency", sa.String(length=3)),
        sa.Column("tax_rates", sa.Text, nullable=False),
        sa.Column("default_tax", sa.String(length=20), nullable=False),
        sa.Column("tax_rounding", sa.String(40), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean, nullable=False),
        sa.Column("payment_terms_days", sa.Integer, nullable=False),
        sa.Column("pop_days", sa.Integer, nullable=False),
        sa.Column("cut_off", sa.Time, nullable=False),
        sa.Column("working_days", sa.Text, nullable=False),
        sa.Column("week_start", sa.String(40), nullable=False),
        sa.Column("closing_days", sa.Text, nullable=False),
        sa.Column("numbering", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("features", sa.Text, nullable=False),
        sa.Column("time_overlap", sa.String(40), nullable=False),
        sa.Column("invite_only", sa.Boolean, nullable=False),
        sa.Column("queue_advances_project", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    )
    create_shop_table(
        "settings_station_task_template",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("station_id", sa.Uuid, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_key", BYTEWISE, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("planned", sa.Integer),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("is_archived", sa.Boolean, nullable=False),
        points_to("accounts_station", "station_id"),
    )
    op.create_index(
        op.f("ix_settings_station_task_template_shop_id_station_id_position"),
        "settings_station_task_template",
        ["shop_id", "station_id", "position"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("settings_station_task_template")
    op.drop_table("settings_shop_settings")
