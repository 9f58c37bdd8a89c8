"""What a project must meet to be in a list."""

from datetime import date, timedelta

import sqlalchemy as sa

from nexus.kernel.ids import ShopId
from nexus.kernel.text import key
from nexus.platform.db import beside
from nexus.platform.search import Word, ids_found
from nexus.projects.adapters.db.products import product
from nexus.projects.adapters.db.tables import project
from nexus.projects.domain import Status
from nexus.projects.domain.status import LIFE
from nexus.projects.messages import ListProjects

SOON = timedelta(days=3)

customer = beside(
    "customers_customer",
    sa.column("code", sa.String),
    sa.column("name", sa.String),
    sa.column("name_key", sa.String),
)
open_statuses = [status for status in Status if status.is_open]


def wanted(wish: ListProjects, today: date | None, shop_id: ShopId) -> list[sa.ColumnElement[bool]]:
    """Return what a project must meet to be in the list."""
    conditions = [project.c.kind == wish.kind]
    if wish.status:
        conditions.append(project.c.status.in_(wish.status))
    if wish.lifecycle is not None:
        conditions.append(project.c.status.in_([it for it in Status if LIFE[it] is wish.lifecycle]))
    for column, value in (
        (project.c.customer_id, wish.customer_id),
        (project.c.workflow_id, wish.workflow_id),
        (project.c.manager_id, wish.manager_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if wish.product_id is not None:
        its = (product.c.shop_id == shop_id) & (product.c.product_id == wish.product_id)
        conditions.append(project.c.id.in_(sa.select(product.c.project_id).where(its)))
    if wish.on_hold is not None:
        held = project.c.status == Status.ON_HOLD
        conditions.append(held if wish.on_hold else ~held)
    if wish.due_before is not None:
        conditions.append(project.c.due_on < wish.due_before)
    if wish.due_after is not None:
        conditions.append(project.c.due_on > wish.due_after)
    if today is not None:
        conditions += _by_day(wish, today)
    return [*conditions, *(holds(word, shop_id) for word in key(wish.search or "").split())]


def _by_day(wish: ListProjects, today: date) -> list[sa.ColumnElement[bool]]:
    soon = [
        day.between(today, today + SOON) for day in (project.c.due_on, project.c.pop_deadline_on)
    ]
    conditions = []
    if wish.expiring:
        conditions.append(sa.or_(*soon))
    if wish.overdue:
        conditions.append(project.c.due_on < today)
    return [*conditions, project.c.status.in_(open_statuses)]


def holds(word: str | Word, shop_id: ShopId) -> sa.ColumnElement[bool]:
    """Tell whether a word is in a project's own texts or in its customer's.

    The ids are looked up first; an OR over both tables would read every project of the shop.
    """
    theirs = sa.select(project.c.id).where(
        project.c.shop_id == shop_id,
        project.c.customer_id.in_(ids_found(shop_id, customer, [word])),
    )
    either = sa.union_all(ids_found(shop_id, project, [word]), theirs.correlate(None))
    return project.c.id.in_(either)
