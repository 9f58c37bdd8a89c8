"""The platform's own: outbox, stored answers, counters, activity log, search."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.migrating import create_shop_table
from nexus.platform.search import create_search_index, drop_search_index
from nexus.platform.shops import guard

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    create_shop_table(
        "platform_activity",
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("user_id", sa.Uuid),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("caused_by_id", sa.Uuid),
        sa.Column("door", sa.String(40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("entity_type", sa.String(length=60), nullable=False),
        sa.Column("entity_id", sa.Uuid, nullable=False),
        sa.Column("part_of_id", sa.Uuid),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("strand", sa.SmallInteger, nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.UniqueConstraint("shop_id", "strand", "place"),
    )
    op.create_index(
        op.f("ix_platform_activity_shop_id_at_id"),
        "platform_activity",
        ["shop_id", "at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_platform_activity_shop_id_entity_id_at"),
        "platform_activity",
        ["shop_id", "entity_id", "at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_platform_activity_shop_id_part_of_id_at"),
        "platform_activity",
        ["shop_id", "part_of_id", "at"],
        unique=False,
    )
    op.create_table(
        "platform_activity_head",
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("strand", sa.SmallInteger, nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "strand"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "platform_answer",
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("caller_id", sa.Uuid, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("wish", sa.LargeBinary(length=32), nullable=False),
        sa.Column("claim_id", sa.Uuid, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("version", sa.Integer),
        sa.Column("body", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shop_id", "caller_id", "key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "platform_counter",
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("series", sa.String(length=120), nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "series"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "platform_heartbeat",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "platform_outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("about_id", sa.Uuid, nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text),
        sa.Column("dead_at", INSTANT),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_platform_outbox_about_id", "platform_outbox", ["about_id", "id"], unique=False
    )
    op.create_index("ix_platform_outbox_due_at", "platform_outbox", ["due_at"], unique=False)
    op.create_table(
        "platform_search",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("text", BYTEWISE, nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("shop_id", "kind", "id"),
    )
    create_search_index(op.get_bind())
    guard(op.get_bind(), "platform_activity_head", "platform_counter")


def downgrade() -> None:
    drop_search_index(op.get_bind())
    op.drop_table("platform_search")
    op.drop_table("platform_outbox")
    op.drop_table("platform_heartbeat")
    op.drop_table("platform_counter")
    op.drop_table("platform_answer")
    op.drop_table("platform_activity_head")
    op.drop_table("platform_activity")
