"""The tables, and how the domain is mapped to them."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from nexus.kernel.ids import StageInstanceId
from nexus.kernel.text import code_key, key
from nexus.platform.columns import (
    Scaled,
    Utc,
    choice,
    keep_keys,
    key_column,
    money,
    money_columns,
)
from nexus.platform.db import mapping, points_to, shop_table
from nexus.projects.domain import (
    Kind,
    Note,
    Priority,
    Project,
    Stage,
    Stages,
    StageStatus,
    Status,
    TeamMember,
)
from nexus.projects.domain.details import THICKNESS_DIGITS

# A pattern of sixty signs may hold a customer's code of sixty more.
CODE = sa.String(120)
NEVER = date.max  # projects without a due date come last

project = shop_table(
    "projects_project",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("code", CODE, nullable=False),
    key_column("code"),
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
    key_column("search"),
    sa.Column("kind", choice(Kind), nullable=False, default=Kind.JOB),
    sa.Column("customer_id", sa.Uuid),
    sa.Column("workflow_id", sa.Uuid),
    sa.Column("product_template_id", sa.Uuid),  # products point to projects, so not back
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("status", choice(Status), nullable=False),
    sa.Column("status_rank", sa.SmallInteger, nullable=False, info={"derived": True}),
    sa.Column("status_reason", sa.String(200), nullable=False),
    sa.Column("held_from", choice(Status)),
    sa.Column("priority", choice(Priority), nullable=False, default=Priority.NORMAL),
    sa.Column("manager_id", sa.Uuid),
    # The stage in progress, for lists: one look by key. No reference, since stages point back.
    sa.Column("current_stage_id", sa.Uuid, info={"derived": True}),
    sa.Column("quote_on", sa.Date),
    sa.Column("approval_on", sa.Date),
    sa.Column("due_on", sa.Date),
    sa.Column("due_sort_on", sa.Date, nullable=False, info={"derived": True}),
    sa.Column("completion_on", sa.Date),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("started_at", Utc),
    *money_columns("estimated_price"),
    *money_columns("estimated_cost"),
    sa.Column("material_type", sa.String(200)),
    sa.Column("material_thickness", Scaled(THICKNESS_DIGITS)),
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
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    points_to("customers_customer", "customer_id"),
    points_to("workflows_workflow", "workflow_id"),
    points_to("accounts_employee", "manager_id"),
    sa.UniqueConstraint("shop_id", "code"),
    # One index for each way that lists are sorted, so that a page costs the same in a big shop.
    sa.Index(None, "shop_id", "created_at", "id"),
    sa.Index(None, "shop_id", "status", "created_at", "id"),
    sa.Index(None, "shop_id", "status", "due_sort_on", "id"),
    sa.Index(None, "shop_id", "status_rank", "id"),
    sa.Index(None, "shop_id", "due_sort_on", "id"),
    sa.Index(None, "shop_id", "name_key", "id"),
    sa.Index(None, "shop_id", "code_key", "id"),
    sa.Index(None, "shop_id", "customer_id", "created_at", "id"),
    sa.Index(None, "shop_id", "workflow_id"),
    sa.Index(None, "shop_id", "manager_id"),
    sa.Index(None, "shop_id", "pop_deadline_on"),
    # Reports go by the day of completion.
    sa.Index("ix_projects_project_completed", "shop_id", "status", "completion_on"),
)
is_internal = project.c.kind == sa.literal_column(f"'{Kind.INTERNAL}'")
sa.Index(
    "uq_projects_project_internal",
    project.c.shop_id,
    unique=True,
    sqlite_where=is_internal,
    postgresql_where=is_internal,
)

stage = shop_table(
    "projects_stage",
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("workflow_stage_id", sa.Uuid),  # where it was copied from; may be gone since
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("station_id", sa.Uuid),
    sa.Column("status", choice(StageStatus), nullable=False),
    sa.Column("started_at", Utc),
    sa.Column("ended_at", Utc),
    sa.Column("skip_reason", sa.String(200), nullable=False),
    points_to("projects_project", "project_id"),
    points_to("accounts_station", "station_id"),
    sa.Index(None, "shop_id", "project_id", "position"),
    sa.Index(None, "shop_id", "station_id", "status"),
    log_as="project_stage",
    part_of="project_id",
)

team_member = shop_table(
    "projects_team_member",
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("employee_id", sa.Uuid, nullable=False),
    sa.Column("role", sa.String(200), nullable=False),
    points_to("projects_project", "project_id"),
    points_to("accounts_employee", "employee_id"),
    sa.UniqueConstraint("shop_id", "project_id", "employee_id"),
    sa.Index(None, "shop_id", "employee_id"),
    log_as="project_team_member",
    part_of="project_id",
)

note = shop_table(
    "projects_note",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("project_id", sa.Uuid, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("is_internal", sa.Boolean, nullable=False),
    sa.Column("author_id", sa.Uuid),
    sa.Column("author", sa.String(200), nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("edited_at", Utc),
    points_to("projects_project", "project_id"),
    sa.Index(None, "shop_id", "project_id", "created_at", "id"),
    log_as="project_note",
    part_of="project_id",
)

mapping.map_imperatively(Stage, stage)
mapping.map_imperatively(TeamMember, team_member)
mapping.map_imperatively(Note, note, version_id_col=note.c.version, version_id_generator=False)
mapping.map_imperatively(
    Project,
    project,
    version_id_col=project.c.version,
    version_id_generator=False,
    properties={
        "estimated_price": money(project, "estimated_price"),
        "estimated_cost": money(project, "estimated_cost"),
        # With the project in one statement: a load half-way would flush half a change.
        "stages": relationship(
            Stage, lazy="joined", order_by=stage.c.position, cascade="all, delete-orphan"
        ),
        # Loaded when it is asked for: few changes touch it.
        "team": relationship(TeamMember, order_by=team_member.c.id, cascade="all, delete-orphan"),
    },
)

RANKS = {status: rank for rank, status in enumerate(Status)}


def _current(it: Project) -> StageInstanceId | None:
    current = Stages(it.stages).current
    return current.id if current is not None else None


keep_keys(
    Project,
    code_key=lambda it: code_key(it.code),
    name_key=lambda it: key(it.name),
    search_key=lambda it: f"{key(it.code)} {key(it.name)}",
    due_sort_on=lambda it: it.due_on or NEVER,
    status_rank=lambda it: RANKS[it.status],
    current_stage_id=_current,
)
