"""Views of lists that people keep."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.migrating import create_shop_table

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_shop_table(
        "settings_saved_view",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("path", sa.String(120), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("is_shared", sa.Boolean, nullable=False),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    )
    op.create_index(
        "ix_settings_saved_view_shop_id_path_position",
        "settings_saved_view",
        ["shop_id", "path", "position"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_settings_saved_view_shop_id_path_position", table_name="settings_saved_view")
    op.drop_table("settings_saved_view")
