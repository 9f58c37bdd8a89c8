"""Tables, mapping, the repository for changes and the queries for looking."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, relationship

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ShopId, StageId, StationId, WorkflowId
from nexus.kernel.page import Page
from nexus.kernel.text import key
from nexus.platform.columns import Utc, keep_keys, key_column
from nexus.platform.db import mapping, points_to, shop_table
from nexus.platform.listing import holds, page
from nexus.platform.statements import prepared
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlRepository, SqlUnitOfWork
from nexus.workflows.domain import LONGEST_NAME, Stage, Workflow
from nexus.workflows.messages import ListWorkflows, StageView, WorkflowRow, WorkflowView

workflow = shop_table(
    "workflows_workflow",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(LONGEST_NAME), nullable=False),
    key_column("name"),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("is_default", sa.Boolean, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("archived_at", Utc),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    sa.UniqueConstraint("shop_id", "name_key"),
    sa.Index(None, "shop_id", "created_at"),
)
sa.Index(
    "uq_workflows_workflow_default",
    workflow.c.shop_id,
    unique=True,
    sqlite_where=workflow.c.is_default,
    postgresql_where=workflow.c.is_default,
)
stage = shop_table(
    "workflows_stage",
    sa.Column("workflow_id", sa.Uuid, nullable=False),
    sa.Column("name", sa.String(LONGEST_NAME), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("station_id", sa.Uuid),
    points_to("workflows_workflow", "workflow_id"),
    points_to("accounts_station", "station_id"),
    sa.Index(None, "shop_id", "workflow_id"),
    sa.Index(None, "shop_id", "station_id"),
    log_as="workflow_stage",
    part_of="workflow_id",
)

mapping.map_imperatively(Stage, stage)
mapping.map_imperatively(
    Workflow,
    workflow,
    version_id_col=workflow.c.version,
    version_id_generator=False,
    properties={
        "stages": relationship(
            Stage, lazy="selectin", order_by=stage.c.position, cascade="all, delete-orphan"
        ),
    },
)
keep_keys(Workflow, name_key=lambda it: key(it.name))

stage_count = (
    sa.select(sa.func.count())
    .where(stage.c.shop_id == workflow.c.shop_id, stage.c.workflow_id == workflow.c.id)
    .scalar_subquery()
)


def row_of(row: sa.Row[Any]) -> WorkflowRow:
    return WorkflowRow(
        id=row.id,
        version=row.version,
        name=row.name,
        description=row.description,
        is_default=row.is_default,
        created_at=row.created_at,
        archived_at=row.archived_at,
        stage_count=row.stage_count,
    )


def view_of(rows: Sequence[sa.Row[Any]]) -> WorkflowView:
    """Make one view of a workflow's rows, a row per stage or one without any."""
    row = rows[0]
    return WorkflowView(
        id=row.id,
        version=row.version,
        name=row.name,
        description=row.description,
        is_default=row.is_default,
        created_at=row.created_at,
        archived_at=row.archived_at,
        stages=[stage_of(row) for row in rows if row.stage_id is not None],
    )


def stage_of(row: sa.Row[Any]) -> StageView:
    return StageView(
        id=StageId(row.stage_id),
        name=row.stage_name,
        position=row.position,
        station_id=row.station_id,
    )


class SqlWorkflows(SqlRepository[Workflow]):
    entity: ClassVar[type] = Workflow

    def has_name(self, name: str, but: Workflow | None = None) -> bool:
        called_so = (workflow.c.shop_id == self.shop_id) & (workflow.c.name_key == key(name))
        if but is not None:
            called_so &= workflow.c.id != but.id
        return bool(self.session.scalar(sa.select(sa.exists().where(called_so))))

    def default(self) -> Workflow | None:
        query = sa.select(Workflow).where(workflow.c.shop_id == self.shop_id, workflow.c.is_default)
        return self.session.scalars(query).one_or_none()


class SqlWorkflowsUnitOfWork(SqlUnitOfWork):
    workflows: SqlWorkflows

    def open(self, session: Session) -> None:
        self.workflows = SqlWorkflows(session, self.shop_id)

    def flush(self) -> None:
        self.session.flush()


def _with_stages() -> sa.Select[Any]:
    of_it = (stage.c.shop_id == workflow.c.shop_id) & (stage.c.workflow_id == workflow.c.id)
    parts = (
        stage.c.id.label("stage_id"),
        stage.c.name.label("stage_name"),
        stage.c.position,
        stage.c.station_id,
    )
    query = sa.select(workflow, *parts).outerjoin_from(workflow, stage, of_it)
    return query.order_by(stage.c.position)


with_stages = _with_stages()


@prepared
def an_active_one(shop_id: Any, id: Any) -> sa.Select[Any]:
    mine = (workflow.c.shop_id == shop_id) & (workflow.c.id == id)
    return with_stages.where(mine, workflow.c.archived_at.is_(None))


class SqlWorkflowsReading(SqlReading):
    def one(self, id: WorkflowId) -> WorkflowView:
        query = self._with_stages(workflow.c.id == id)
        if not (rows := self.connection.execute(query).all()):
            raise NotFound("There is no such workflow.")
        return view_of(rows)

    def page(self, wish: ListWorkflows) -> Page[WorkflowRow]:
        query = sa.select(workflow, stage_count.label("stage_count")).where(
            workflow.c.shop_id == self.shop_id,
            workflow.c.archived_at.is_not(None) if wish.archived else self._is_active,
            holds(wish.search or "", workflow.c.name_key),
        )
        return page(
            self.connection,
            query,
            row_of,
            sorts={"name": workflow.c.name_key, "created_at": workflow.c.created_at},
            id=workflow.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def has(self, id: WorkflowId) -> bool:
        return bool(self.told(an_active_one, shop_id=self.shop_id, id=id))

    def stages(self, id: WorkflowId) -> Sequence[StageView]:
        rows = self.told(an_active_one, shop_id=self.shop_id, id=id)
        return [stage_of(row) for row in rows if row.stage_id is not None]

    def default(self) -> WorkflowId | None:
        query = sa.select(workflow.c.id).where(
            workflow.c.shop_id == self.shop_id, workflow.c.is_default
        )
        return self.connection.scalar(query)

    def count_at_station(self, id: StationId) -> int:
        there = sa.select(stage.c.workflow_id).where(
            stage.c.shop_id == self.shop_id, stage.c.station_id == id
        )
        mine = (workflow.c.shop_id == self.shop_id) & self._is_active
        query = sa.select(sa.func.count()).where(mine, workflow.c.id.in_(there))
        return self.connection.scalar(query) or 0

    def _with_stages(self, *which: sa.ColumnElement[bool]) -> sa.Select[Any]:
        return with_stages.where(workflow.c.shop_id == self.shop_id, *which)

    @property
    def _is_active(self) -> sa.ColumnElement[bool]:
        return workflow.c.archived_at.is_(None)


def misplaced_stages(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of workflows whose stages are not counted 1, 2, 3."""
    query = (
        sa.select(stage.c.workflow_id)
        .where(stage.c.shop_id == shop_id)
        .group_by(stage.c.workflow_id)
        .having(
            (sa.func.min(stage.c.position) != 1)
            | (sa.func.max(stage.c.position) != sa.func.count())
            | (sa.func.count(sa.distinct(stage.c.position)) != sa.func.count())
        )
    )
    for id in connection.scalars(query):
        yield f"The stages of workflow {id} are not counted from 1 without gaps."
