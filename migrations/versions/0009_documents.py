"""Files, their versions, what they are attached to, and links to share them by."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=False)


def upgrade() -> None:
    create_shop_table(
        "documents_file",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("tags_key", BYTEWISE, nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        sa.Column("current", sa.Integer, nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_by_id", sa.Uuid),
        sa.Column("archived_at", INSTANT),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    )
    index("documents_file", "shop_id", "name_key", "id")
    index("documents_file", "shop_id", "created_at", "id")
    index("documents_file", "shop_id", "size", "id")
    create_shop_table(
        "documents_file_version",
        sa.Column("file_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("original_name", sa.String(length=255), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("uploaded_by", sa.String(length=200), nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("rendered_at", INSTANT),
        sa.Column("preview_type", sa.String(length=100)),
        sa.Column("thumbnail_type", sa.String(length=100)),
        points_to("documents_file", "file_id"),
        sa.UniqueConstraint("shop_id", "file_id", "number"),
    )
    index("documents_file_version", "shop_id", "key")
    create_shop_table(
        "documents_link",
        sa.Column("file_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=200), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("visible_to_customer", sa.Boolean, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        points_to("documents_file", "file_id"),
        sa.UniqueConstraint("shop_id", "file_id", "kind", "thing_id", "role"),
    )
    index("documents_link", "shop_id", "kind", "thing_id", "position")
    create_shop_table(
        "documents_share",
        sa.Column("file_id", sa.Uuid, nullable=False),
        sa.Column("version_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("revoked_at", INSTANT),
        points_to("documents_file", "file_id"),
        points_to("documents_file_version", "version_id"),
    )
    index("documents_share", "shop_id", "file_id")
    index("documents_share", "shop_id", "version_id")


def downgrade() -> None:
    for table in ("share", "link", "file_version", "file"):
        op.drop_table(f"documents_{table}")
