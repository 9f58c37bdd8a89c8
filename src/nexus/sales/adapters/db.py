"""Tables, mapping, repositories and queries."""

import sqlalchemy as sa

from nexus.platform.db import points_to, shop_table

sale = shop_table(
    "sales_sale",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("project_id", sa.Uuid),
    points_to("customers_customer", "customer_id"),
    points_to("projects_project", "project_id"),
)
