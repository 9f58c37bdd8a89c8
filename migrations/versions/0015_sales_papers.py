"""Papers that left the shop, as they left it; and where invoices are paid to."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.migrating import create_shop_table

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BANK = {"bank_details": sa.Text(), "iban": sa.String(34), "bic": sa.String(11)}


def upgrade() -> None:
    for name, kind in BANK.items():
        column = sa.Column(name, kind, nullable=False, server_default="")
        op.add_column("settings_shop_settings", column)
    op.add_column("settings_shop_settings", sa.Column("logo_file_id", sa.Uuid))
    create_shop_table(
        "sales_paper",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("shop_id", "kind", "subject_id"),
    )


def downgrade() -> None:
    op.drop_table("sales_paper")
    op.drop_column("settings_shop_settings", "logo_file_id")
    for name in reversed(BANK):
        op.drop_column("settings_shop_settings", name)
