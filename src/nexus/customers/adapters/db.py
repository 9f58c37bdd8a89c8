"""Tables, mapping, repositories and queries."""

import sqlalchemy as sa

from nexus.platform.db import shop_table

customer = shop_table(
    "customers_customer",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("code", sa.String(60), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    sa.UniqueConstraint("shop_id", "code"),
)
