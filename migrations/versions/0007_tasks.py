"""Tasks, worked time and clocks."""

import sqlalchemy as sa
from alembic import op

from nexus.platform.db import points_to
from nexus.platform.migrating import create_shop_table
from nexus.platform.shops import guard

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "tasks_hours",
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("employee_id", sa.Uuid, nullable=False),
        sa.Column("month_on", sa.Date, nullable=False),
        sa.Column("slot", sa.SmallInteger, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("time_spent", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "employee_id", "month_on", "slot"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_tasks_hours_shop_id_month_on"),
        "tasks_hours",
        ["shop_id", "month_on"],
        unique=False,
    )
    op.create_table(
        "tasks_order",
        sa.Column("shop_id", sa.Uuid, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "project_id"),
        sqlite_with_rowid=False,
    )
    create_shop_table(
        "tasks_task",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("stage_id", sa.Uuid),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_key", BYTEWISE, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("assignee_station_id", sa.Uuid),
        sa.Column("assignee_employee_id", sa.Uuid),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("status_reason", sa.String(length=200), nullable=False),
        sa.Column("priority", sa.String(40), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("planned", sa.Integer),
        sa.Column("due_on", sa.Date),
        sa.Column("starts_at", INSTANT),
        sa.Column("ends_at", INSTANT),
        sa.Column("started_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("template_id", sa.Uuid),
        sa.Column("time_spent", sa.Integer, nullable=False),
        sa.Column("checklist_done", sa.Integer, nullable=False),
        sa.Column("checklist_total", sa.Integer, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", sa.Uuid),
        points_to("accounts_employee", "assignee_employee_id"),
        points_to("accounts_station", "assignee_station_id"),
        points_to("projects_project", "project_id"),
        points_to("projects_stage", "stage_id"),
        points_to("settings_station_task_template", "template_id"),
        sa.UniqueConstraint("shop_id", "project_id", "position"),
        sa.UniqueConstraint("shop_id", "project_id", "stage_id", "template_id"),
    )
    op.create_index(
        op.f("ix_tasks_task_shop_id_assignee_employee_id_status"),
        "tasks_task",
        ["shop_id", "assignee_employee_id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tasks_task_shop_id_assignee_station_id_status"),
        "tasks_task",
        ["shop_id", "assignee_station_id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tasks_task_shop_id_created_at_id"),
        "tasks_task",
        ["shop_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tasks_task_shop_id_due_on"), "tasks_task", ["shop_id", "due_on"], unique=False
    )
    op.create_index(
        op.f("ix_tasks_task_shop_id_stage_id"), "tasks_task", ["shop_id", "stage_id"], unique=False
    )
    op.create_index(
        op.f("ix_tasks_task_shop_id_status_created_at"),
        "tasks_task",
        ["shop_id", "status", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tasks_task_shop_id_title_key_id"),
        "tasks_task",
        ["shop_id", "title_key", "id"],
        unique=False,
    )
    create_shop_table(
        "tasks_check_item",
        sa.Column("task_id", sa.Uuid, nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        points_to("tasks_task", "task_id"),
    )
    op.create_index(
        op.f("ix_tasks_check_item_shop_id_task_id"),
        "tasks_check_item",
        ["shop_id", "task_id"],
        unique=False,
    )
    create_shop_table(
        "tasks_dependency",
        sa.Column("task_id", sa.Uuid, nullable=False),
        sa.Column("needs_id", sa.Uuid, nullable=False),
        points_to("tasks_task", "needs_id"),
        points_to("tasks_task", "task_id"),
        sa.UniqueConstraint("shop_id", "task_id", "needs_id"),
    )
    op.create_index(
        op.f("ix_tasks_dependency_shop_id_needs_id"),
        "tasks_dependency",
        ["shop_id", "needs_id"],
        unique=False,
    )
    create_shop_table(
        "tasks_time_log",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("task_id", sa.Uuid, nullable=False),
        sa.Column("employee_id", sa.Uuid),
        sa.Column("station_id", sa.Uuid),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("duration", sa.Integer, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("auto_stopped", sa.Boolean, nullable=False),
        sa.Column("corrected_at", INSTANT),
        sa.Column("correction", sa.String(length=200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", sa.Uuid),
        sa.CheckConstraint("duration >= 0", name=op.f("ck_tasks_time_log_duration")),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_tasks_time_log_ended_at")),
        points_to("accounts_employee", "employee_id"),
        points_to("accounts_station", "station_id"),
        points_to("tasks_task", "task_id"),
    )
    op.create_index(
        "ix_tasks_time_log_of_person",
        "tasks_time_log",
        ["shop_id", "employee_id", "started_at", "ended_at", "duration"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tasks_time_log_shop_id_started_at_id"),
        "tasks_time_log",
        ["shop_id", "started_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_tasks_time_log_of_station",
        "tasks_time_log",
        ["shop_id", "station_id", "started_at", "ended_at", "duration"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tasks_time_log_shop_id_task_id_started_at"),
        "tasks_time_log",
        ["shop_id", "task_id", "started_at"],
        unique=False,
    )
    create_shop_table(
        "tasks_timer",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("task_id", sa.Uuid, nullable=False),
        sa.Column("project_id", sa.Uuid, nullable=False),
        sa.Column("employee_id", sa.Uuid, nullable=False),
        sa.Column("station_id", sa.Uuid),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("resumed_at", INSTANT),
        sa.Column("counted", sa.Integer, nullable=False),
        sa.Column("running_as_id", sa.Uuid),
        sa.Column("note", sa.String(length=200), nullable=False),
        points_to("accounts_employee", "employee_id"),
        points_to("projects_project", "project_id"),
        points_to("accounts_station", "station_id"),
        points_to("tasks_task", "task_id"),
        sa.UniqueConstraint("shop_id", "employee_id", "running_as_id"),
        sa.UniqueConstraint("shop_id", "employee_id", "task_id"),
    )
    op.create_index(
        op.f("ix_tasks_timer_shop_id_resumed_at"),
        "tasks_timer",
        ["shop_id", "resumed_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tasks_timer_shop_id_task_id"), "tasks_timer", ["shop_id", "task_id"], unique=False
    )
    guard(op.get_bind(), "tasks_hours", "tasks_order")


def downgrade() -> None:
    op.drop_table("tasks_timer")
    op.drop_table("tasks_time_log")
    op.drop_table("tasks_dependency")
    op.drop_table("tasks_check_item")
    op.drop_table("tasks_task")
    op.drop_table("tasks_order")
    op.drop_table("tasks_hours")
