"""Shops, users, roles, employees, stations and ways to log in."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "accounts_shop",
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("shop_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "accounts_user",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("username_key", BYTEWISE, nullable=False),
        sa.Column("email", sa.String(length=120)),
        sa.Column("email_key", sa.Text),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("full_name_key", BYTEWISE, nullable=False),
        sa.Column("found_key", BYTEWISE, nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("password_hash", sa.String(length=200)),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("is_superuser", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_login_at", INSTANT),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email_key"),
        sa.UniqueConstraint("username_key"),
        sqlite_with_rowid=False,
    )
    create_shop_table(
        "accounts_invitation",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("invited_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("accepted_at", INSTANT),
        sa.Column("revoked_at", INSTANT),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.UniqueConstraint("shop_id", "token_hash"),
    )
    op.create_index(
        op.f("ix_accounts_invitation_shop_id_created_at_id"),
        "accounts_invitation",
        ["shop_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "accounts_login_history",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid),
        sa.Column("shop_id", sa.Uuid),
        sa.Column("typed", sa.String(length=120), nullable=False),
        sa.Column("typed_key", sa.String(length=240), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("network", sa.String(length=45), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("tried_at", INSTANT, nullable=False),
        sa.Column("success", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_user.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_accounts_login_history_network_tried_at"),
        "accounts_login_history",
        ["network", "tried_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_accounts_login_history_typed_key_tried_at"),
        "accounts_login_history",
        ["typed_key", "tried_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_accounts_login_history_user_id_tried_at"),
        "accounts_login_history",
        ["user_id", "tried_at"],
        unique=False,
    )
    op.create_table(
        "accounts_membership",
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("employee_id", sa.Uuid),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_user.id"]),
        sa.PrimaryKeyConstraint("shop_id", "id"),
        sa.UniqueConstraint("shop_id", "user_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_accounts_membership_user_id"), "accounts_membership", ["user_id"], unique=False
    )
    op.create_table(
        "accounts_password_reset",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_user.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_accounts_password_reset_user_id"),
        "accounts_password_reset",
        ["user_id"],
        unique=False,
    )
    op.create_table(
        "accounts_role",
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("permissions", sa.Text, nullable=False),
        sa.Column("is_preset", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.PrimaryKeyConstraint("shop_id", "id"),
        sa.UniqueConstraint("shop_id", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "accounts_session",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_why", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_user.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_accounts_session_user_id_ended_at"),
        "accounts_session",
        ["user_id", "ended_at"],
        unique=False,
    )
    create_shop_table(
        "accounts_station",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.UniqueConstraint("shop_id", "name_key"),
    )
    op.create_index(
        op.f("ix_accounts_station_shop_id_position_id"),
        "accounts_station",
        ["shop_id", "position", "id"],
        unique=False,
    )
    create_shop_table(
        "accounts_employee",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("hourly_rate_minor", sa.BigInteger),
        sa.Column("hourly_rate_currency", sa.String(length=3)),
        sa.Column("user_id", sa.Uuid),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "user_id"], ["accounts_membership.shop_id", "accounts_membership.user_id"]
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.UniqueConstraint("shop_id", "name_key"),
        sa.UniqueConstraint("shop_id", "user_id"),
    )
    op.create_index(
        op.f("ix_accounts_employee_shop_id_created_at_id"),
        "accounts_employee",
        ["shop_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "accounts_grant",
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("membership_id", sa.Uuid, nullable=False),
        sa.Column("role_id", sa.Uuid, nullable=False),
        points_to("accounts_membership", "membership_id"),
        points_to("accounts_role", "role_id"),
        sa.PrimaryKeyConstraint("shop_id", "id"),
        sa.UniqueConstraint("shop_id", "membership_id", "role_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_accounts_grant_shop_id_role_id"),
        "accounts_grant",
        ["shop_id", "role_id"],
        unique=False,
    )
    op.create_table(
        "accounts_refresh_token",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.ForeignKeyConstraint(["session_id"], ["accounts_session.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_accounts_refresh_token_session_id"),
        "accounts_refresh_token",
        ["session_id"],
        unique=False,
    )
    create_shop_table(
        "accounts_posting",
        sa.Column("employee_id", sa.Uuid, nullable=False),
        sa.Column("station_id", sa.Uuid, nullable=False),
        points_to("accounts_employee", "employee_id"),
        points_to("accounts_station", "station_id"),
        sa.UniqueConstraint("shop_id", "employee_id", "station_id"),
    )
    op.create_index(
        op.f("ix_accounts_posting_shop_id_station_id"),
        "accounts_posting",
        ["shop_id", "station_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("accounts_posting")
    op.drop_table("accounts_refresh_token")
    op.drop_table("accounts_grant")
    op.drop_table("accounts_employee")
    op.drop_table("accounts_station")
    op.drop_table("accounts_session")
    op.drop_table("accounts_role")
    op.drop_table("accounts_password_reset")
    op.drop_table("accounts_membership")
    op.drop_table("accounts_login_history")
    op.drop_table("accounts_invitation")
    op.drop_table("accounts_user")
    op.drop_table("accounts_shop")
