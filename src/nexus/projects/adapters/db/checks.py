"""What must hold of every project, asked by `nexus verify`."""

from collections.abc import Iterable

import sqlalchemy as sa

from nexus.kernel.ids import ShopId
from nexus.platform.checks import Check
from nexus.projects.adapters.db.tables import project, stage
from nexus.projects.domain import StageStatus, Status


def stages_at_once(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    mine = (stage.c.shop_id == shop_id) & (stage.c.status == StageStatus.IN_PROGRESS)
    query = sa.select(stage.c.project_id).where(mine).group_by(stage.c.project_id)
    for id in connection.scalars(query.having(sa.func.count() > 1)):
        yield f"Project {id} is in more than one stage."


def stages_left_behind(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of stages that wait or are in progress before one that has been reached."""
    before = stage.alias("before")
    reached = (
        (before.c.shop_id == stage.c.shop_id)
        & (before.c.project_id == stage.c.project_id)
        & (before.c.position < stage.c.position)
        & before.c.status.in_([StageStatus.PENDING, StageStatus.IN_PROGRESS])
        & (stage.c.status != StageStatus.PENDING)
    )
    query = sa.select(before.c.id, before.c.project_id).join_from(stage, before, reached)
    for id, project_id in connection.execute(query.where(stage.c.shop_id == shop_id).distinct()):
        yield f"Stage {id} of project {project_id} was passed over without a word."


def completed_with_open_stages(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    is_open = stage.c.status.in_([StageStatus.PENDING, StageStatus.IN_PROGRESS])
    of_it = (stage.c.shop_id == project.c.shop_id) & (stage.c.project_id == project.c.id)
    completed = (project.c.shop_id == shop_id) & (project.c.status == Status.COMPLETED)
    query = sa.select(project.c.code).join_from(project, stage, of_it).where(completed, is_open)
    for code in connection.scalars(query.distinct()):
        yield f"Project {code} is completed over an open stage."


def forgotten_stages(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of projects whose row names another current stage than the one in progress."""
    its_own = (
        (stage.c.shop_id == project.c.shop_id)
        & (stage.c.project_id == project.c.id)
        & (stage.c.status == StageStatus.IN_PROGRESS)
    )
    named, real = project.c.current_stage_id, stage.c.id
    query = sa.select(project.c.code).outerjoin_from(project, stage, its_own)
    for code in connection.scalars(
        query.where(project.c.shop_id == shop_id, named.is_distinct_from(real))
    ):
        yield f"Project {code} shows another stage than the one it is in."


CHECKS = [
    Check("A project is in one stage at a time.", stages_at_once),
    Check("No stage is passed over without a reason.", stages_left_behind),
    Check("A project shows the stage that it is in.", forgotten_stages),
    Check("A completed project has no open stage.", completed_with_open_stages),
]
