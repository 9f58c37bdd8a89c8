"""Equipment, maintenance plans and logs: tables and mapping."""

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from nexus.inventory.domain.equipment import (
    Equipment,
    EquipmentStatus,
    MaintenanceLog,
    MaintenancePlan,
)
from nexus.kernel.ids import FileId
from nexus.kernel.quantity import DIGITS
from nexus.kernel.text import code_key, key
from nexus.platform.columns import (
    Json,
    Scaled,
    Utc,
    choice,
    keep_keys,
    key_column,
    money,
    money_columns,
)
from nexus.platform.db import mapping, points_to, shop_table

SHORT = ("kind", "manufacturer", "model", "serial_number", "location")

equipment = shop_table(
    "inventory_equipment",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("code", sa.String(60), nullable=False),
    key_column("code"),  # unique: codes that look alike are one
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
    *(sa.Column(name, sa.String(200), nullable=False, default="") for name in SHORT),
    key_column("kind"),
    sa.Column("station_id", sa.Uuid),
    sa.Column("purchased_on", sa.Date),
    *money_columns("cost"),
    sa.Column("status", choice(EquipmentStatus), nullable=False),
    sa.Column("status_reason", sa.String(200), nullable=False, default=""),
    sa.Column("is_exclusive", sa.Boolean, nullable=False),
    sa.Column("notes", sa.Text, nullable=False, default=""),
    sa.Column("hours_a_day", Scaled(DIGITS), nullable=False),
    sa.Column("meter_hours", Scaled(DIGITS), nullable=False),
    sa.Column("meter_read_on", sa.Date),
    sa.Column("timezone", sa.String(60), nullable=False, info={"derived": True}),
    key_column("search"),
    sa.Column("created_at", Utc, nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    points_to("accounts_station", "station_id"),
    sa.UniqueConstraint("shop_id", "code_key"),
    sa.Index(None, "shop_id", "name_key", "id"),
    sa.Index(None, "shop_id", "created_at", "id"),
    sa.Index(None, "shop_id", "station_id"),
)

plan = shop_table(
    "inventory_maintenance_plan",
    sa.Column("equipment_id", sa.Uuid, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("task", sa.Text, nullable=False, default=""),
    sa.Column("every_days", sa.Integer),
    sa.Column("every_hours", Scaled(DIGITS)),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("starts_at_hours", Scaled(DIGITS), nullable=False),
    sa.Column("last_done_on", sa.Date),
    sa.Column("last_done_hours", Scaled(DIGITS)),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("overdue_at", Utc, nullable=False, info={"derived": True}),
    sa.Column("due_hours", Scaled(DIGITS)),
    sa.Column("is_active", sa.Boolean, nullable=False),
    points_to("inventory_equipment", "equipment_id"),
    sa.Index(None, "shop_id", "equipment_id"),
    sa.Index(None, "shop_id", "due_on", "id"),
    log_as="maintenance_plan",
    part_of="equipment_id",
)

log = shop_table(
    "inventory_maintenance_log",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("equipment_id", sa.Uuid, nullable=False),
    sa.Column("plan_id", sa.Uuid),
    sa.Column("done_on", sa.Date, nullable=False),
    sa.Column("employee_id", sa.Uuid),
    sa.Column("minutes", sa.Integer, nullable=False),
    *money_columns("cost"),
    sa.Column("meter_hours", Scaled(DIGITS)),
    sa.Column("notes", sa.Text, nullable=False, default=""),
    sa.Column("file_ids", Json(tuple[FileId, ...]), nullable=False, default=()),
    sa.Column("recorded_at", Utc, nullable=False),
    sa.Column("recorded_by", sa.String(200), nullable=False, default=""),
    points_to("inventory_equipment", "equipment_id"),
    points_to("inventory_maintenance_plan", "plan_id"),
    points_to("accounts_employee", "employee_id"),
    sa.Index(None, "shop_id", "equipment_id", "done_on"),
    sa.Index(None, "shop_id", "plan_id", "done_on"),
    log_as="maintenance_log",
    part_of="equipment_id",
)

mapping.map_imperatively(MaintenancePlan, plan)
mapping.map_imperatively(
    MaintenanceLog,
    log,
    version_id_col=log.c.version,
    version_id_generator=False,
    properties={"cost": money(log, "cost")},
)
mapping.map_imperatively(
    Equipment,
    equipment,
    version_id_col=equipment.c.version,
    version_id_generator=False,
    properties={
        "cost": money(equipment, "cost"),
        "plans": relationship(
            MaintenancePlan, lazy="selectin", order_by=plan.c.id, cascade="all, delete-orphan"
        ),
    },
)


def equipment_text(it: Equipment) -> str:
    told = (it.code, it.name, it.kind, it.manufacturer, it.model, it.serial_number, it.location)
    return key(" ".join((*told, it.notes)))


keep_keys(
    Equipment,
    code_key=lambda it: code_key(it.code),
    name_key=lambda it: key(it.name),
    kind_key=lambda it: key(it.kind),
    search_key=equipment_text,
)
