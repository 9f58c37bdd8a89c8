"""Imports: the lists that came in, what became of their rows, and what their columns hold."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.migrating import create_shop_table

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
SHOP = (["shop_id"], ["accounts_shop.shop_id"])


def column(name: str, kind: sa.types.TypeEngine, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    create_shop_table(
        "integrations_import",
        column("version", sa.Integer()),
        column("thing", sa.String(60)),
        column("file_name", sa.String(200)),
        column("file_name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql")),
        column("file_key", sa.String(200)),
        column("size", sa.Integer()),
        column("sha256", sa.String(64)),
        column("format", sa.String(10)),
        column("encoding", sa.String(40)),
        column("delimiter", sa.String(1)),
        column("header_row", sa.Integer()),
        column("columns", sa.Text()),
        column("preview", sa.Text()),
        column("row_count", sa.Integer()),
        column("mapping", sa.Text()),
        column("status", sa.String(40)),
        column("counts", sa.Text()),
        column("created_at", INSTANT),
        column("created_by", sa.String(200)),
        column("applied_at", INSTANT, nullable=True),
        column("undone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(*SHOP),
    )
    op.create_index(
        "ix_integrations_import_shop_id_created_at",
        "integrations_import",
        ["shop_id", "created_at"],
    )
    create_shop_table(
        "integrations_import_row",
        column("import_id", sa.Uuid()),
        column("number", sa.Integer()),
        column("outcome", sa.String(40)),
        column("name", sa.Text()),
        column("thing_id", sa.String(36), nullable=True),
        column("note", sa.Text()),
        column("problems", sa.Text()),
        column("before", sa.Text()),
        column("marks", sa.Text()),
        column("left", sa.Text()),
        sa.ForeignKeyConstraint(
            ["shop_id", "import_id"], ["integrations_import.shop_id", "integrations_import.id"]
        ),
    )
    op.create_index(
        "ix_integrations_import_row_shop_id_import_id_number",
        "integrations_import_row",
        ["shop_id", "import_id", "number"],
    )
    create_shop_table(
        "integrations_mapping",
        column("version", sa.Integer()),
        column("thing", sa.String(60)),
        column("signature", sa.String(64)),
        column("mapping", sa.Text()),
        sa.ForeignKeyConstraint(*SHOP),
        sa.UniqueConstraint("shop_id", "thing", "signature"),
    )


def downgrade() -> None:
    for name in ("integrations_mapping", "integrations_import_row", "integrations_import"):
        op.drop_table(name)
