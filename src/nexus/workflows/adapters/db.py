"""Tables, mapping, repositories and queries."""

import sqlalchemy as sa

from nexus.platform.db import points_to, shop_table

workflow = shop_table(
    "workflows_workflow",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
)
stage = shop_table(
    "workflows_stage",
    sa.Column("workflow_id", sa.Uuid, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("station_id", sa.Uuid),
    points_to("workflows_workflow", "workflow_id"),
    points_to("accounts_station", "station_id"),
    log_as="workflow_stage",
    part_of="workflow_id",
)
