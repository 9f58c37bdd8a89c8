"""Budgets of projects, what they were billed from outside, and what an hour cost."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("tasks_time_log", sa.Column("hourly_rate_minor", sa.BigInteger))
    op.add_column("tasks_time_log", sa.Column("hourly_rate_currency", sa.String(length=3)))
    create_shop_table(
        "projects_budget",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("total_minor", sa.BigInteger, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("approved_at", INSTANT),
        sa.Column("approved_by_id", sa.Uuid),
        sa.Column("approved_by", sa.String(length=200), nullable=False),
        points_to("projects_project", "project_id"),
        sa.UniqueConstraint("shop_id", "project_id", "revision"),
    )
    create_shop_table(
        "projects_budget_line",
        sa.Column("budget_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("unit_cost", sa.BigInteger, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        points_to("projects_budget", "budget_id"),
    )
    create_shop_table(
        "projects_expense",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("supplier", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        sa.Column("amount_minor", sa.BigInteger),
        sa.Column("amount_currency", sa.String(length=3)),
        sa.Column("spent_on", sa.Date, nullable=False),
        sa.Column("is_billable", sa.Boolean, nullable=False),
        sa.Column("file_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        points_to("projects_project", "project_id"),
    )
    op.create_index(
        op.f("ix_projects_budget_line_shop_id_budget_id_position"),
        "projects_budget_line",
        ["shop_id", "budget_id", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_expense_shop_id_project_id_spent_on"),
        "projects_expense",
        ["shop_id", "project_id", "spent_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_expense_shop_id_spent_on_id"),
        "projects_expense",
        ["shop_id", "spent_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_expense_shop_id_created_at_id"),
        "projects_expense",
        ["shop_id", "created_at", "id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("projects_expense")
    op.drop_table("projects_budget_line")
    op.drop_table("projects_budget")
    with op.batch_alter_table("tasks_time_log") as time_log:
        time_log.drop_column("hourly_rate_currency")
        time_log.drop_column("hourly_rate_minor")
