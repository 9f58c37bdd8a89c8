"""Tables. Those without a shop say why: a login comes before the shop."""

from typing import Any

import sqlalchemy as sa

from nexus.accounts.domain import Kind
from nexus.platform.columns import Json, Utc, choice, key_column, money_columns
from nexus.platform.db import metadata, points_to, shop_table

FIRST = "who asks, and what they may do, is found out before the shop is known"


def _in_shop() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"])


def _version() -> sa.Column[Any]:
    return sa.Column("version", sa.Integer, nullable=False)


def _active() -> sa.Column[Any]:
    return sa.Column("is_active", sa.Boolean, nullable=False, default=True)


# A shop is its own tenant, so its id is the whole key.
shop = sa.Table(
    "accounts_shop",
    metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    _version(),
    sa.Column("name", sa.String(200), nullable=False),
    _active(),
    sa.Column("created_at", Utc, nullable=False),
    info={"shared": "a person chooses a shop before being in one"},
    sqlite_with_rowid=False,
)
user = sa.Table(
    "accounts_user",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _version(),
    sa.Column("username", sa.String(80), nullable=False),
    key_column("username"),
    sa.Column("email", sa.String(120)),
    sa.Column("email_key", sa.Text, info={"derived": True}),
    sa.Column("full_name", sa.String(200), nullable=False, default=""),
    key_column("full_name"),
    key_column("found"),  # all that a user is found by; not `search_key`, which is a shop's
    sa.Column("phone", sa.String(60), nullable=False, default=""),
    sa.Column("title", sa.String(120), nullable=False, default=""),
    sa.Column("locale", sa.String(35), nullable=False, default=""),
    sa.Column("password_hash", sa.String(200), info={"secret": True}),
    _active(),
    sa.Column("is_superuser", sa.Boolean, nullable=False, default=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("last_login_at", Utc),
    sa.UniqueConstraint("username_key"),
    sa.UniqueConstraint("email_key"),
    info={"shared": FIRST},
    sqlite_with_rowid=False,
)
role = shop_table(
    "accounts_role",
    _version(),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("display_name", sa.String(200), nullable=False),
    sa.Column("description", sa.Text, nullable=False, default=""),
    sa.Column("permissions", Json(list[str]), nullable=False, default=lambda: []),
    sa.Column("is_preset", sa.Boolean, nullable=False, default=False),
    sa.Column("created_at", Utc, nullable=False),
    _in_shop(),
    sa.UniqueConstraint("shop_id", "name"),
    shared=FIRST,
)
membership = shop_table(
    "accounts_membership",
    _version(),
    sa.Column("user_id", sa.Uuid, nullable=False),
    # A copy of accounts_employee.user_id, the other way round, so that a request needs no
    # look behind the wall of the shop; `CHECKS` compares them.
    sa.Column("employee_id", sa.Uuid),
    _active(),
    sa.Column("created_at", Utc, nullable=False),
    _in_shop(),
    sa.ForeignKeyConstraint(["user_id"], ["accounts_user.id"]),
    sa.UniqueConstraint("shop_id", "user_id"),
    sa.Index(None, "user_id"),
    shared=FIRST,
)
grant = shop_table(
    "accounts_grant",
    sa.Column("membership_id", sa.Uuid, nullable=False),
    sa.Column("role_id", sa.Uuid, nullable=False),
    points_to("accounts_membership", "membership_id"),
    points_to("accounts_role", "role_id"),
    sa.UniqueConstraint("shop_id", "membership_id", "role_id"),
    sa.Index(None, "shop_id", "role_id"),
    shared=FIRST,
    log_as="role_grant",
    part_of="membership_id",
)
station = shop_table(
    "accounts_station",
    _version(),
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
    sa.Column("description", sa.Text, nullable=False, default=""),
    sa.Column("position", sa.Integer, nullable=False),
    _active(),
    sa.Column("created_at", Utc, nullable=False),
    _in_shop(),
    sa.UniqueConstraint("shop_id", "name_key"),
    sa.Index(None, "shop_id", "position", "id"),
)
employee = shop_table(
    "accounts_employee",
    _version(),
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
    key_column("search"),
    sa.Column("email", sa.String(120), nullable=False, default=""),
    sa.Column("phone", sa.String(60), nullable=False, default=""),
    sa.Column("notes", sa.Text, nullable=False, default=""),
    *money_columns("hourly_rate"),
    sa.Column("user_id", sa.Uuid),
    _active(),
    sa.Column("created_at", Utc, nullable=False),
    _in_shop(),
    sa.ForeignKeyConstraint(
        ["shop_id", "user_id"], ["accounts_membership.shop_id", "accounts_membership.user_id"]
    ),
    sa.UniqueConstraint("shop_id", "name_key"),
    sa.UniqueConstraint("shop_id", "user_id"),
    sa.Index(None, "shop_id", "created_at", "id"),
)
posting = shop_table(
    "accounts_posting",
    sa.Column("employee_id", sa.Uuid, nullable=False),
    sa.Column("station_id", sa.Uuid, nullable=False),
    points_to("accounts_employee", "employee_id"),
    points_to("accounts_station", "station_id"),
    sa.UniqueConstraint("shop_id", "employee_id", "station_id"),
    sa.Index(None, "shop_id", "station_id"),
    log_as="employee_station",
    part_of="employee_id",
)
invitation = shop_table(
    "accounts_invitation",
    _version(),
    sa.Column("email", sa.String(120), nullable=False),
    sa.Column("roles", Json(list[str]), nullable=False, default=lambda: []),
    sa.Column("token_hash", sa.LargeBinary(32), nullable=False, info={"secret": True}),
    sa.Column("invited_by", sa.String(200), nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("accepted_at", Utc),
    sa.Column("revoked_at", Utc),
    _in_shop(),
    sa.UniqueConstraint("shop_id", "token_hash"),
    sa.Index(None, "shop_id", "created_at", "id"),
)
session = sa.Table(
    "accounts_session",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", choice(Kind), nullable=False),
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("accounts_user.id"), nullable=False),
    sa.Column("shop_id", sa.Uuid, sa.ForeignKey("accounts_shop.shop_id"), nullable=False),
    sa.Column("token_hash", sa.LargeBinary(32), unique=True, info={"secret": True}),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("seen_at", Utc, nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("ip", sa.String(45), nullable=False, default=""),
    sa.Column("user_agent", sa.String(300), nullable=False, default=""),
    sa.Column("ended_at", Utc),
    sa.Column("ended_why", sa.String(40), nullable=False, default=""),
    sa.Index(None, "user_id", "ended_at"),
    info={"shared": FIRST},
    sqlite_with_rowid=False,
)
refresh_token = sa.Table(
    "accounts_refresh_token",
    metadata,
    sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("session_id", sa.Uuid, sa.ForeignKey("accounts_session.id"), nullable=False),
    sa.Column("issued_at", Utc, nullable=False),
    sa.Column("used_at", Utc),
    sa.Index(None, "session_id"),
    info={"shared": FIRST},
    sqlite_with_rowid=False,
)
attempt = sa.Table(
    "accounts_login_history",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("accounts_user.id")),
    sa.Column("shop_id", sa.Uuid, sa.ForeignKey("accounts_shop.shop_id")),  # of a success
    sa.Column("typed", sa.String(120), nullable=False),
    sa.Column("typed_key", sa.String(240), nullable=False),
    sa.Column("ip", sa.String(45), nullable=False),
    sa.Column("network", sa.String(45), nullable=False),
    sa.Column("user_agent", sa.String(300), nullable=False),
    sa.Column("tried_at", Utc, nullable=False),
    sa.Column("success", sa.Boolean, nullable=False),
    sa.Column("reason", sa.String(40), nullable=False),
    sa.Index(None, "typed_key", "tried_at"),
    sa.Index(None, "network", "tried_at"),
    sa.Index(None, "user_id", "tried_at"),
    info={"shared": FIRST},
    sqlite_with_rowid=False,
)
reset = sa.Table(
    "accounts_password_reset",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("accounts_user.id"), nullable=False),
    sa.Column("token_hash", sa.LargeBinary(32), unique=True, nullable=False, info={"secret": True}),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("used_at", Utc),
    sa.Index(None, "user_id"),
    info={"shared": FIRST},
    sqlite_with_rowid=False,
)
