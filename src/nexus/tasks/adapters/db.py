"""Tables, mapping, repositories and queries."""

import sqlalchemy as sa

from nexus.platform.db import points_to, shop_table

task = shop_table(
    "tasks_task",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    points_to("projects_project", "project_id"),
)
