"""Tables, mapping, repositories and queries."""

import sqlalchemy as sa

from nexus.platform.db import points_to, shop_table

task_template = shop_table(
    "settings_station_task_template",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("station_id", sa.Uuid, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    points_to("accounts_station", "station_id"),
)
