"""Workflows and their stages."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    create_shop_table(
        "workflows_workflow",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("archived_at", INSTANT),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.UniqueConstraint("shop_id", "name_key"),
    )
    op.create_index(
        op.f("ix_workflows_workflow_shop_id_created_at"),
        "workflows_workflow",
        ["shop_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "uq_workflows_workflow_default",
        "workflows_workflow",
        ["shop_id"],
        unique=True,
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )
    create_shop_table(
        "workflows_stage",
        sa.Column("workflow_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("station_id", sa.Uuid),
        points_to("accounts_station", "station_id"),
        points_to("workflows_workflow", "workflow_id"),
    )
    op.create_index(
        op.f("ix_workflows_stage_shop_id_station_id"),
        "workflows_stage",
        ["shop_id", "station_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_workflows_stage_shop_id_workflow_id"),
        "workflows_stage",
        ["shop_id", "workflow_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("workflows_stage")
    op.drop_table("workflows_workflow")
