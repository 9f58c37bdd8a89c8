"""Tables, mapping, repositories and queries."""

import sqlalchemy as sa

from nexus.platform.db import points_to, shop_table

project = shop_table(
    "projects_project",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("code", sa.String(60), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("customer_id", sa.Uuid),
    sa.Column("workflow_id", sa.Uuid),
    sa.Column("status", sa.String(40), nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    points_to("customers_customer", "customer_id"),
    points_to("workflows_workflow", "workflow_id"),
    sa.UniqueConstraint("shop_id", "code"),
)
stage = shop_table(
    "projects_stage",
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("workflow_stage_id", sa.Uuid),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("station_id", sa.Uuid),
    points_to("projects_project", "project_id"),
    points_to("workflows_stage", "workflow_stage_id"),
    points_to("accounts_station", "station_id"),
    log_as="project_stage",
    part_of="project_id",
)
