"""Projects, their stages, notes and teams."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    create_shop_table(
        "projects_project",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("code_key", BYTEWISE, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("search_key", BYTEWISE, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("customer_id", sa.Uuid),
        sa.Column("workflow_id", sa.Uuid),
        sa.Column("product_template_id", sa.Uuid),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("status_rank", sa.SmallInteger, nullable=False),
        sa.Column("status_reason", sa.String(length=200), nullable=False),
        sa.Column("held_from", sa.String(40)),
        sa.Column("priority", sa.String(40), nullable=False),
        sa.Column("manager_id", sa.Uuid),
        sa.Column("current_stage_id", sa.Uuid),
        sa.Column("quote_on", sa.Date),
        sa.Column("approval_on", sa.Date),
        sa.Column("due_on", sa.Date),
        sa.Column("due_sort_on", sa.Date, nullable=False),
        sa.Column("completion_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("estimated_price_minor", sa.BigInteger),
        sa.Column("estimated_price_currency", sa.String(length=3)),
        sa.Column("estimated_cost_minor", sa.BigInteger),
        sa.Column("estimated_cost_currency", sa.String(length=3)),
        sa.Column("material_type", sa.String(length=200)),
        sa.Column("material_thickness", sa.BigInteger),
        sa.Column("material_quantity_sheets", sa.Integer),
        sa.Column("parts_quantity", sa.Integer),
        sa.Column("estimated_cut_time", sa.Integer),
        sa.Column("drawing_creation_time", sa.Integer),
        sa.Column("number_of_bins", sa.Integer),
        sa.Column("scheduled_cut_on", sa.Date),
        sa.Column("pop_received", sa.Boolean, nullable=False),
        sa.Column("pop_received_on", sa.Date),
        sa.Column("pop_deadline_on", sa.Date),
        sa.Column("client_notified", sa.Boolean, nullable=False),
        sa.Column("client_notified_on", sa.Date),
        points_to("customers_customer", "customer_id"),
        points_to("accounts_employee", "manager_id"),
        points_to("workflows_workflow", "workflow_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
        sa.UniqueConstraint("shop_id", "code"),
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_code_key_id"),
        "projects_project",
        ["shop_id", "code_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_created_at_id"),
        "projects_project",
        ["shop_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_customer_id_created_at_id"),
        "projects_project",
        ["shop_id", "customer_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_due_sort_on_id"),
        "projects_project",
        ["shop_id", "due_sort_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_manager_id"),
        "projects_project",
        ["shop_id", "manager_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_name_key_id"),
        "projects_project",
        ["shop_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_pop_deadline_on"),
        "projects_project",
        ["shop_id", "pop_deadline_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_status_created_at_id"),
        "projects_project",
        ["shop_id", "status", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_status_due_sort_on_id"),
        "projects_project",
        ["shop_id", "status", "due_sort_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_status_rank_id"),
        "projects_project",
        ["shop_id", "status_rank", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_project_shop_id_workflow_id"),
        "projects_project",
        ["shop_id", "workflow_id"],
        unique=False,
    )
    op.create_index(
        "uq_projects_project_internal",
        "projects_project",
        ["shop_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'internal'"),
        postgresql_where=sa.text("kind = 'internal'"),
    )
    create_shop_table(
        "projects_note",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("is_internal", sa.Boolean, nullable=False),
        sa.Column("author_id", sa.Uuid),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("edited_at", INSTANT),
        points_to("projects_project", "project_id"),
    )
    op.create_index(
        op.f("ix_projects_note_shop_id_project_id_created_at_id"),
        "projects_note",
        ["shop_id", "project_id", "created_at", "id"],
        unique=False,
    )
    create_shop_table(
        "projects_stage",
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("workflow_stage_id", sa.Uuid),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("station_id", sa.Uuid),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("skip_reason", sa.String(length=200), nullable=False),
        points_to("projects_project", "project_id"),
        points_to("accounts_station", "station_id"),
    )
    op.create_index(
        op.f("ix_projects_stage_shop_id_project_id_position"),
        "projects_stage",
        ["shop_id", "project_id", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projects_stage_shop_id_station_id_status"),
        "projects_stage",
        ["shop_id", "station_id", "status"],
        unique=False,
    )
    create_shop_table(
        "projects_team_member",
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("employee_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        points_to("accounts_employee", "employee_id"),
        points_to("projects_project", "project_id"),
        sa.UniqueConstraint("shop_id", "project_id", "employee_id"),
    )
    op.create_index(
        op.f("ix_projects_team_member_shop_id_employee_id"),
        "projects_team_member",
        ["shop_id", "employee_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("projects_team_member")
    op.drop_table("projects_stage")
    op.drop_table("projects_note")
    op.drop_table("projects_project")
