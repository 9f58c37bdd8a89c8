"""The overview: counts, and what is owed; as they are, or in a large shop as they just were."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from nexus.analytics.adapters.db.money import open_minor, signed
from nexus.analytics.adapters.db.snapshots import of_now
from nexus.analytics.adapters.db.stock import low
from nexus.analytics.adapters.db.tables import c, number, total
from nexus.analytics.adapters.db.waiting import OPEN_TASKS
from nexus.analytics.messages import Figure, Overview, Recent
from nexus.kernel.ids import ShopId
from nexus.kernel.money import Money

RECENT = 5
NEWEST = {
    "recent_customers": ("customers_customer", "code"),
    "recent_projects": ("projects_project", "code"),
    "recent_products": ("products_template", "sku_code"),
    "recent_files": ("documents_file", "media_type"),
}
ACTIVE = ("approved", "queued", "in_progress")
UNFINISHED = ("request", "quote_approval", *ACTIVE, "on_hold")
WAITING = ("issued", "partially_paid")


def overview(
    connection: sa.Connection, shop_id: ShopId, now: datetime, today: date, currency: str
) -> Overview:
    kept = of_now(connection, shop_id, "overview", now, Overview)
    found = kept or counted(connection, shop_id, now, today, currency)
    return replace(found, **_recent(connection, shop_id))


def counted(
    connection: sa.Connection, shop_id: ShopId, now: datetime, today: date, currency: str
) -> Overview:
    """Count all but the newest things, which are found at once."""
    figures = _counts(connection, shop_id, now, today)
    sums = _sums(connection, shop_id, now, today, currency)
    parts: dict[str, Any] = {**figures, **sums, **dict.fromkeys(NEWEST, ())}
    return Overview(at=now, **parts)


def _counts(
    connection: sa.Connection, shop_id: ShopId, now: datetime, today: date
) -> dict[str, Figure]:
    """Count each list as it would count itself: the address beside the figure is that list's."""
    project, task, sale = c("projects_project"), c("tasks_task"), c("sales_sale")
    item, quote = c("inventory_item"), c("sales_quote")
    waits = sale.status.in_(WAITING)
    figures: dict[str, tuple[str, str, list[sa.ColumnElement[bool]]]] = {
        "customers": ("customers_customer", "/api/customers", [_kept("customers_customer")]),
        "projects": ("projects_project", "/api/projects", [project.kind == "job"]),
        "active_projects": (
            "projects_project",
            "/api/projects?status=approved&status=queued&status=in_progress",
            [project.kind == "job", project.status.in_(ACTIVE)],
        ),
        "overdue_projects": (
            "projects_project",
            "/api/projects?overdue=true",
            [project.kind == "job", project.status.in_(UNFINISHED), project.due_sort_on < today],
        ),
        "open_tasks": ("tasks_task", "/api/tasks?open=true", [task.status.in_(OPEN_TASKS)]),
        "running_timers": (
            "tasks_timer",
            "/api/timers?running=true",
            [c("tasks_timer").resumed_at.is_not(None)],
        ),
        "products": ("products_template", "/api/products/templates", [_kept("products_template")]),
        "files": ("documents_file", "/api/files", [_kept("documents_file")]),
        "stock_items": ("inventory_item", "/api/inventory/items", [item.is_archived.is_(False)]),
        "low_stock": (
            "inventory_item",
            "/api/inventory/low-stock",
            [item.is_archived.is_(False), low()],
        ),
        "open_quotes": (
            "sales_quote",
            "/api/quotes?status=sent",
            [quote.status == "sent", quote.expires_at > now],
        ),
        "open_invoices": ("sales_sale", "/api/sales?unpaid=true", [waits, open_minor() > 0]),
        "overdue_invoices": (
            "sales_sale",
            "/api/sales?overdue=true",
            [waits, open_minor() > 0, sale.overdue_at <= now],
        ),
    }
    columns = [
        sa.select(sa.func.count())
        .where(c(table).shop_id == shop_id, *conditions)
        .scalar_subquery()
        .label(name)
        for name, (table, _, conditions) in figures.items()
    ]
    row = connection.execute(sa.select(*columns)).one()
    return {
        name: Figure(count=getattr(row, name), list=address)
        for name, (_, address, _) in figures.items()
    }


def _kept(table: str) -> sa.ColumnElement[bool]:
    condition: sa.ColumnElement[bool] = c(table).archived_at.is_(None)
    return condition


def _sums(
    connection: sa.Connection, shop_id: ShopId, now: datetime, today: date, currency: str
) -> dict[str, Money]:
    sale, item = c("sales_sale"), c("inventory_item")
    mine = (sale.shop_id == shop_id) & (sale.currency == currency)
    owed = mine & sale.status.in_(WAITING) & (sale.kind != "credit_note")
    net = number(sale.total_minor) - number(sale.tax_minor)
    sums = {
        "owed_price": sa.select(total(open_minor())).where(owed),
        "overdue_price": sa.select(total(open_minor())).where(owed, sale.overdue_at <= now),
        "invoiced_this_month_price": sa.select(total(signed(net))).where(
            mine,
            sale.status.in_([*WAITING, "paid"]),
            sale.issued_on >= today.replace(day=1),
            sale.issued_on <= today,
        ),
        "stock_value_cost": sa.select(total(item.value_minor)).where(
            item.shop_id == shop_id, item.is_archived.is_(False)
        ),
    }
    parts = [query.scalar_subquery().label(name) for name, query in sums.items()]
    row = connection.execute(sa.select(*parts)).one()
    return {name: Money.of(int(getattr(row, name)), currency) for name in sums}


def _recent(connection: sa.Connection, shop_id: ShopId) -> dict[str, list[Recent]]:
    """L-062: the newest five of each. One statement."""
    found: dict[str, list[Recent]] = {name: [] for name in NEWEST}
    newest = [_newest(name, table, code, shop_id) for name, (table, code) in NEWEST.items()]
    several = sa.union_all(*newest).subquery()
    order = several.c.created_at.desc(), several.c.id.desc()
    for row in connection.execute(sa.select(several).order_by(*order)):
        about = dict(row._mapping)
        found[about.pop("what")].append(Recent(**about))
    return found


def _newest(name: str, table: str, code: str, shop_id: ShopId) -> sa.Select[Any]:
    of = c(table)
    kept: list[Any] = [of.kind == "job"] if name == "recent_projects" else [_kept(table)]
    query = (
        sa.select(
            sa.literal(name).label("what"), of.id, of[code].label("code"), of.name, of.created_at
        )
        .where(of.shop_id == shop_id, *kept)
        .order_by(of.created_at.desc(), of.id.desc())
        .limit(RECENT)
    )
    return sa.select(query.subquery())
