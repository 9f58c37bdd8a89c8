"""Figures that are kept for reports, and the indexes that reports read."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.migrating import create_shop_table

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
INDEXES = {
    "ix_inventory_movement_moved": (
        "inventory_movement",
        ["shop_id", "moved_on", "kind", "value_minor"],
    ),
    "ix_projects_project_completed": (
        "projects_project",
        ["shop_id", "status", "completion_on"],
    ),
    "ix_sales_sale_billed": (
        "sales_sale",
        [
            *("shop_id", "issued_on", "status", "currency", "kind", "customer_id"),
            *("total_minor", "tax_minor", "paid_minor", "noted_minor"),
        ],
    ),
    "ix_tasks_time_log_worked": (
        "tasks_time_log",
        ["shop_id", "started_at", "id", "employee_id", "duration"],
    ),
}
# The new ones begin as these did.
REPLACED = {
    "ix_inventory_movement_shop_id_moved_on": ("inventory_movement", ["shop_id", "moved_on"]),
    "ix_sales_sale_shop_id_issued_on": ("sales_sale", ["shop_id", "issued_on"]),
    "ix_tasks_time_log_shop_id_started_at_id": (
        "tasks_time_log",
        ["shop_id", "started_at", "id"],
    ),
}


def upgrade() -> None:
    create_shop_table(
        "analytics_snapshot",
        sa.Column("metric", sa.String(40), nullable=False),
        sa.Column("month_on", sa.Date, nullable=False),
        sa.Column("zone", sa.String(60), nullable=False),
        sa.Column("counted_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("shop_id", "metric", "month_on"),
    )
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns, unique=False)
    for name, (table, _) in REPLACED.items():
        op.drop_index(name, table_name=table)


def downgrade() -> None:
    for name, (table, columns) in REPLACED.items():
        op.create_index(name, table, columns, unique=False)
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table_name=table)
    op.drop_table("analytics_snapshot")
