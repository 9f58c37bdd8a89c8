"""Tables and mapping."""

import sqlalchemy as sa
from sqlalchemy.orm import composite, relationship

from nexus.kernel.text import key
from nexus.platform.columns import (
    Seconds,
    Utc,
    choice,
    keep_keys,
    key_column,
    money,
    money_columns,
)
from nexus.platform.db import mapping, metadata, points_to, shop_table
from nexus.tasks.domain import (
    NO_TIME,
    ActivityType,
    Assignee,
    CheckItem,
    Dependency,
    Priority,
    Source,
    Status,
    Task,
    TimeLog,
    Timer,
)

PLACE = ("started_at", "ended_at", "duration")
KEPT = {"derived": True}  # follows from other rows, so the activity log passes over it

task = shop_table(
    "tasks_task",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("stage_id", sa.Uuid),
    sa.Column("title", sa.String(200), nullable=False),
    key_column("title"),
    sa.Column("description", sa.Text, nullable=False, default=""),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("assignee_station_id", sa.Uuid),
    sa.Column("assignee_employee_id", sa.Uuid),
    sa.Column("status", choice(Status), nullable=False),
    sa.Column("status_reason", sa.String(200), nullable=False, default=""),
    sa.Column("priority", choice(Priority), nullable=False),
    sa.Column("type", choice(ActivityType), nullable=False),
    sa.Column("planned", Seconds),
    sa.Column("due_on", sa.Date),
    sa.Column("starts_at", Utc),
    sa.Column("ends_at", Utc),
    sa.Column("started_at", Utc),
    sa.Column("ended_at", Utc),
    sa.Column("template_id", sa.Uuid),
    sa.Column("time_spent", Seconds, nullable=False, default=NO_TIME, info=KEPT),
    sa.Column("checklist_done", sa.Integer, nullable=False, default=0, info=KEPT),
    sa.Column("checklist_total", sa.Integer, nullable=False, default=0, info=KEPT),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by_id", sa.Uuid),
    points_to("projects_project", "project_id"),
    points_to("projects_stage", "stage_id"),
    points_to("accounts_station", "assignee_station_id"),
    points_to("accounts_employee", "assignee_employee_id"),
    points_to("settings_station_task_template", "template_id"),
    sa.UniqueConstraint("shop_id", "project_id", "position"),
    # A standard task is planned once for a stage of a project.
    sa.UniqueConstraint("shop_id", "project_id", "stage_id", "template_id"),
    sa.Index(None, "shop_id", "created_at", "id"),
    sa.Index(None, "shop_id", "title_key", "id"),
    sa.Index(None, "shop_id", "due_on"),
    sa.Index(None, "shop_id", "status", "created_at"),
    sa.Index(None, "shop_id", "status", "ended_at"),
    sa.Index(None, "shop_id", "stage_id"),
    sa.Index(None, "shop_id", "assignee_station_id", "status"),
    sa.Index(None, "shop_id", "assignee_employee_id", "status"),
    part_of="project_id",
)

check_item = shop_table(
    "tasks_check_item",
    sa.Column("task_id", sa.Uuid, nullable=False),
    sa.Column("text", sa.String(200), nullable=False),
    sa.Column("done", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    points_to("tasks_task", "task_id"),
    sa.Index(None, "shop_id", "task_id"),
    log_as="task_check_item",
    part_of="task_id",
)

dependency = shop_table(
    "tasks_dependency",
    sa.Column("task_id", sa.Uuid, nullable=False),
    sa.Column("needs_id", sa.Uuid, nullable=False),
    points_to("tasks_task", "task_id"),
    points_to("tasks_task", "needs_id"),
    sa.UniqueConstraint("shop_id", "task_id", "needs_id"),
    sa.Index(None, "shop_id", "needs_id"),
    log_as="task_dependency",
    part_of="task_id",
)

time_log = shop_table(
    "tasks_time_log",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("task_id", sa.Uuid, nullable=False),
    sa.Column("employee_id", sa.Uuid),
    sa.Column("station_id", sa.Uuid),
    sa.Column("started_at", Utc, nullable=False),
    sa.Column("ended_at", Utc),  # none: hours of a day whose place is not known
    sa.Column("duration", Seconds, nullable=False),
    sa.Column("source", choice(Source), nullable=False),
    sa.Column("note", sa.String(200), nullable=False, default=""),
    sa.Column("late", sa.Boolean, nullable=False, default=False),
    sa.Column("auto_stopped", sa.Boolean, nullable=False, default=False),
    sa.Column("corrected_at", Utc),
    sa.Column("correction", sa.String(200), nullable=False, default=""),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("created_by_id", sa.Uuid),
    *money_columns("hourly_rate"),
    points_to("tasks_task", "task_id"),
    points_to("accounts_employee", "employee_id"),
    points_to("accounts_station", "station_id"),
    sa.CheckConstraint("duration >= 0", name="duration"),
    sa.CheckConstraint("ended_at >= started_at", name="ended_at"),
    sa.Index(None, "shop_id", "task_id", "started_at"),
    # With all that overlaps and sums ask about, so that they read nothing else.
    sa.Index("ix_tasks_time_log_of_person", "shop_id", "employee_id", *PLACE),
    sa.Index("ix_tasks_time_log_of_station", "shop_id", "station_id", *PLACE),
    sa.Index("ix_tasks_time_log_worked", "shop_id", "started_at", "id", "employee_id", "duration"),
    log_as="time_log",
    part_of="task_id",
)

timer = shop_table(
    "tasks_timer",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("task_id", sa.Uuid, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("employee_id", sa.Uuid, nullable=False),
    sa.Column("station_id", sa.Uuid),
    sa.Column("started_at", Utc, nullable=False),
    sa.Column("resumed_at", Utc),
    sa.Column("counted", Seconds, nullable=False),
    sa.Column("running_as_id", sa.Uuid),
    sa.Column("note", sa.String(200), nullable=False, default=""),
    points_to("tasks_task", "task_id"),
    points_to("projects_project", "project_id"),
    points_to("accounts_employee", "employee_id"),
    points_to("accounts_station", "station_id"),
    sa.UniqueConstraint("shop_id", "employee_id", "task_id"),
    # One running clock of a person; where several may run, one on each task (see Timer).
    sa.UniqueConstraint("shop_id", "employee_id", "running_as_id"),
    sa.Index(None, "shop_id", "task_id"),
    sa.Index(None, "shop_id", "resumed_at"),
    log_as="timer",
    part_of="task_id",
)

# Kept sums, which can always be counted anew from the time logs: who worked how long in which
# month of the shop's zone. `slot` lets many write to one sum at a time; slot 0 is for work that
# has a place in time, and whoever places some for a person holds it (see SqlHours).
hours = sa.Table(
    "tasks_hours",
    metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("employee_id", sa.Uuid, primary_key=True),
    sa.Column("month_on", sa.Date, primary_key=True),
    sa.Column("slot", sa.SmallInteger, primary_key=True),
    sa.Column("starts_at", Utc, nullable=False),  # the month in the shop's zone, as it was
    sa.Column("ends_at", Utc, nullable=False),  # when it was counted
    sa.Column("time_spent", sa.BigInteger, nullable=False),  # seconds
    sa.Index(None, "shop_id", "month_on"),
    sqlite_with_rowid=False,
)

# The last position given in each project. Whoever orders a project's tasks holds its row.
order = sa.Table(
    "tasks_order",
    metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("project_id", sa.Uuid, primary_key=True),
    sa.Column("last", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

mapping.map_imperatively(CheckItem, check_item)
mapping.map_imperatively(Dependency, dependency)
mapping.map_imperatively(
    Task,
    task,
    version_id_col=task.c.version,
    version_id_generator=False,
    properties={
        "assignee": composite(
            Assignee,
            task.c.assignee_station_id,
            task.c.assignee_employee_id,
            return_none_on=lambda *ids: not any(ids),
        ),
        # Asked for only by what changes them: most of what happens to a task does not.
        "checklist": relationship(
            CheckItem, order_by=check_item.c.position, cascade="all, delete-orphan"
        ),
        "dependencies": relationship(
            Dependency,
            foreign_keys=[dependency.c.shop_id, dependency.c.task_id],
            primaryjoin=(dependency.c.shop_id == task.c.shop_id)
            & (dependency.c.task_id == task.c.id),
            cascade="all, delete-orphan",
        ),
    },
)
mapping.map_imperatively(
    TimeLog,
    time_log,
    version_id_col=time_log.c.version,
    version_id_generator=False,
    properties={"hourly_rate": money(time_log, "hourly_rate")},
)
mapping.map_imperatively(Timer, timer, version_id_col=timer.c.version, version_id_generator=False)
keep_keys(Task, title_key=lambda it: key(it.title))
