"""Tables, mapping, repositories and queries."""

import sqlalchemy as sa

from nexus.platform.columns import Utc
from nexus.platform.db import metadata, shop_table

# A shop is its own tenant, so its id is the whole key.
shop = sa.Table(
    "accounts_shop",
    metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    info={"shared": "a person chooses a shop before being in one"},
    sqlite_with_rowid=False,
)
user = sa.Table(
    "accounts_user",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
station = shop_table(
    "accounts_station",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
)
employee = shop_table(
    "accounts_employee",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
)
