"""Equipment: for looking, and what must hold in any shop's data."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from nexus.inventory.adapters.db.equipment_tables import equipment, log, plan
from nexus.inventory.domain.equipment import Equipment, EquipmentStatus, MaintenancePlan
from nexus.inventory.messages.equipment import (
    STATUS_LABELS,
    EquipmentRow,
    EquipmentView,
    ListEquipment,
    ListMaintenance,
    ListMaintenanceDue,
    MaintenanceDueRow,
    MaintenanceLogView,
)
from nexus.inventory.messages.suppliers import plain
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import EquipmentId, MaintenanceLogId, ShopId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.text import code_key, key
from nexus.platform.db import beside
from nexus.platform.listing import page
from nexus.platform.search import found
from nexus.platform.transaction import SqlReading

station = beside("accounts_station", sa.column("name", sa.String))
employee = beside("accounts_employee", sa.column("name", sa.String))

SORTS: dict[str, sa.ColumnElement[Any]] = {
    "name": equipment.c.name_key,
    "code": equipment.c.code_key,
    "created_at": equipment.c.created_at,
}
of_machine = (plan.c.shop_id == equipment.c.shop_id) & (plan.c.equipment_id == equipment.c.id)
next_due = (
    sa.select(sa.func.min(plan.c.due_on)).where(of_machine, plan.c.is_active).scalar_subquery()
)
at_station = (station.c.shop_id == equipment.c.shop_id) & (station.c.id == equipment.c.station_id)
rows = sa.select(
    equipment, next_due.label("due_on"), station.c.name.label("station_name")
).outerjoin_from(equipment, station, at_station)

by_employee = (employee.c.shop_id == log.c.shop_id) & (employee.c.id == log.c.employee_id)
by_plan = (plan.c.shop_id == log.c.shop_id) & (plan.c.id == log.c.plan_id)
logs = (
    sa.select(
        log,
        sa.func.coalesce(employee.c.name, "").label("employee_name"),
        sa.func.coalesce(plan.c.title, "").label("plan_title"),
    )
    .outerjoin_from(log, employee, by_employee)
    .outerjoin(plan, by_plan)
)

past_its_hours = sa.func.coalesce(equipment.c.meter_hours > plan.c.due_hours, sa.false())
due_rows = sa.select(
    plan,
    past_its_hours.label("past_its_hours"),
    *(equipment.c[name].label(f"equipment_{name}") for name in ("code", "name", "status")),
    equipment.c.station_id,
    equipment.c.meter_hours,
).join_from(plan, equipment, of_machine)


class SqlEquipmentReading(SqlReading):
    def one(self, id: EquipmentId) -> EquipmentView:
        query = sa.select(equipment).where(self._is(id))
        if (row := self.connection.execute(query).one_or_none()) is None:
            raise NotFound("There is no such machine.")
        its = (plan.c.shop_id == self.shop_id) & (plan.c.equipment_id == id)
        found = self.connection.execute(sa.select(plan).where(its).order_by(plan.c.id))
        plans = [MaintenancePlan(**kept(MaintenancePlan, it)) for it in found]
        cost = money_of(row.cost_minor, row.cost_currency)
        return EquipmentView.of(Equipment(**kept(Equipment, row), cost=cost, plans=plans))

    def id_of(self, code: str) -> EquipmentId:
        query = sa.select(equipment.c.id).where(
            equipment.c.shop_id == self.shop_id, equipment.c.code_key == code_key(code)
        )
        if (id := self.connection.scalar(query)) is None:
            raise NotFound("There is no machine of that code.")
        return EquipmentId(id)

    def page(self, wish: ListEquipment) -> Page[EquipmentRow]:
        c = equipment.c
        is_listed = (
            c.status != EquipmentStatus.RETIRED if wish.status is None else c.status == wish.status
        )
        query = rows.where(c.shop_id == self.shop_id, is_listed)
        if wish.kind is not None:
            query = query.where(c.kind_key == key(wish.kind))
        if wish.station_id is not None:
            query = query.where(c.station_id == wish.station_id)
        if wish.search:
            query = query.where(found(self.shop_id, equipment, wish.search))
        return page(
            self.connection,
            query,
            row_of,
            sorts=SORTS,
            id=c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def maintenance(self, id: EquipmentId, wish: ListMaintenance) -> Page[MaintenanceLogView]:
        query = logs.where(log.c.shop_id == self.shop_id, log.c.equipment_id == id)
        if wish.plan_id is not None:
            query = query.where(log.c.plan_id == wish.plan_id)
        found = page(
            self.connection,
            query,
            log_of,
            sorts={"done_on": log.c.done_on},
            id=log.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )
        if not found.items and self.name(id) is None:
            raise NotFound("There is no such machine.")
        return found

    def log(self, id: MaintenanceLogId) -> MaintenanceLogView:
        query = logs.where(log.c.shop_id == self.shop_id, log.c.id == id)
        return log_of(self.connection.execute(query).one())

    def due(self, wish: ListMaintenanceDue, at: datetime) -> Page[MaintenanceDueRow]:
        is_alive = plan.c.is_active & (equipment.c.status != EquipmentStatus.RETIRED)
        query = due_rows.where(plan.c.shop_id == self.shop_id, is_alive)
        overdue = (plan.c.overdue_at <= at) | past_its_hours
        if wish.overdue is not None:
            query = query.where(overdue if wish.overdue else sa.not_(overdue))
        if wish.due_by is not None:
            query = query.where(plan.c.due_on <= wish.due_by)
        if wish.station_id is not None:
            query = query.where(equipment.c.station_id == wish.station_id)
        return page(
            self.connection,
            query,
            lambda row: due_of(row, at),
            sorts={"due_on": plan.c.due_on},
            id=plan.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def has(self, id: EquipmentId) -> bool:
        alive = self._is(id) & (equipment.c.status != EquipmentStatus.RETIRED)
        return bool(self.connection.scalar(sa.select(sa.exists().where(alive))))

    def name(self, id: EquipmentId) -> str | None:
        return self.connection.scalar(sa.select(equipment.c.name).where(self._is(id)))

    def _is(self, id: EquipmentId) -> sa.ColumnElement[bool]:
        return (equipment.c.shop_id == self.shop_id) & (equipment.c.id == id)


def kept(entity: type[Any], row: sa.Row[Any]) -> dict[str, Any]:
    """Return the row's values by the entity's fields; it is read, never stored again."""
    values = row._mapping
    return {field.name: values[field.name] for field in fields(entity) if field.name in values}


def money_of(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money.of(minor, currency)


def row_of(row: sa.Row[Any]) -> EquipmentRow:
    told: dict[str, Any] = {"status_label": STATUS_LABELS[row.status]}
    names = (name for name in EquipmentRow.__struct_fields__ if name not in told)
    own: dict[str, Any] = {name: getattr(row, name) for name in names}
    return EquipmentRow(**own, **told)


def log_of(row: sa.Row[Any]) -> MaintenanceLogView:
    hours = row.meter_hours
    told: dict[str, Any] = {
        "cost": money_of(row.cost_minor, row.cost_currency),
        "meter_hours": None if hours is None else plain(hours),
    }
    names = (name for name in MaintenanceLogView.__struct_fields__ if name not in told)
    return MaintenanceLogView(**told, **{name: getattr(row, name) for name in names})


def due_of(row: sa.Row[Any], at: datetime) -> MaintenanceDueRow:
    told: dict[str, Any] = {
        "plan_id": row.id,
        "due_hours": None if row.due_hours is None else plain(row.due_hours),
        "meter_hours": plain(row.meter_hours),
        "hours_left": None if row.due_hours is None else plain(row.due_hours - row.meter_hours),
        "days_left": (row.overdue_at - at).days,
        "overdue": row.overdue_at <= at or bool(row.past_its_hours),
    }
    names = (name for name in MaintenanceDueRow.__struct_fields__ if name not in told)
    return MaintenanceDueRow(**told, **{name: getattr(row, name) for name in names})


def lost_maintenance(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Tell of plans whose last time is not that of their latest entry."""
    its = (log.c.shop_id == plan.c.shop_id) & (log.c.plan_id == plan.c.id)
    latest = sa.select(sa.func.max(log.c.done_on)).where(its).scalar_subquery()
    differs = plan.c.last_done_on.is_distinct_from(latest)
    query = sa.select(plan.c.title).where(plan.c.shop_id == shop_id, differs)
    for title in connection.scalars(query.order_by(plan.c.title)):
        yield f"The plan '{title}' was last done on another day than its entries say."
