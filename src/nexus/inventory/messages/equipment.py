"""Equipment and its maintenance: commands in, views out. Hours travel as decimals."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from nexus.inventory.domain.equipment import (
    LONGEST_INTERVAL,
    MOST_FILES,
    Equipment,
    EquipmentStatus,
    MaintenancePlan,
)
from nexus.inventory.messages.suppliers import plain
from nexus.kernel.ids import (
    EmployeeId,
    EquipmentId,
    FileId,
    MaintenanceLogId,
    MaintenancePlanId,
    StationId,
)
from nexus.kernel.money import Money
from nexus.kernel.sight import Cost
from nexus.kernel.text import Code, Line, Name, Text

Interval = Annotated[int, Meta(ge=1, le=LONGEST_INTERVAL)]
Minutes = Annotated[int, Meta(ge=0, le=100_000)]
Files = Annotated[list[FileId], Meta(max_length=MOST_FILES)]

Sort = Literal["name", "-name", "code", "-code", "created_at", "-created_at"]
DueSort = Literal["due_on", "-due_on"]
LogSort = Literal["done_on", "-done_on"]

STATUS_LABELS: Mapping[EquipmentStatus, str] = {
    EquipmentStatus.IN_SERVICE: "In service",
    EquipmentStatus.DOWN: "Down",
    EquipmentStatus.RETIRED: "Retired",
}


class CreateEquipment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a code it gets the next of the shop's series."""

    name: Name
    code: Code | UnsetType = UNSET
    kind: Line = ""
    manufacturer: Line = ""
    model: Line = ""
    serial_number: Line = ""
    location: Line = ""
    station_id: StationId | None = None
    purchased_on: date | None = None
    cost: Money | None = None
    is_exclusive: bool = False
    notes: Text = ""
    hours_a_day: Decimal = Decimal(8)
    meter_hours: Decimal = Decimal(0)


class ChangeEquipment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. `meter_hours` is for a new meter; usual readings have a way."""

    name: Name | UnsetType = UNSET
    code: Code | UnsetType = UNSET
    kind: Line | UnsetType = UNSET
    manufacturer: Line | UnsetType = UNSET
    model: Line | UnsetType = UNSET
    serial_number: Line | UnsetType = UNSET
    location: Line | UnsetType = UNSET
    station_id: StationId | UnsetType | None = UNSET
    purchased_on: date | UnsetType | None = UNSET
    cost: Money | UnsetType | None = UNSET
    is_exclusive: bool | UnsetType = UNSET
    notes: Text | UnsetType = UNSET
    hours_a_day: Decimal | UnsetType = UNSET
    meter_hours: Decimal | UnsetType = UNSET


class SetEquipmentStatus(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    status: EquipmentStatus
    reason: Line = ""


class ReadMeter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It was read today unless a day is given."""

    hours: Decimal
    read_on: date | None = None


class AddMaintenancePlan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After days, or running hours, or whichever is first. It counts from today unless told."""

    title: Name
    task: Text = ""
    every_days: Interval | None = None
    every_hours: Decimal | None = None
    starts_on: date | None = None


class ChangeMaintenancePlan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    title: Name | UnsetType = UNSET
    task: Text | UnsetType = UNSET
    every_days: Interval | UnsetType | None = UNSET
    every_hours: Decimal | UnsetType | None = UNSET
    starts_on: date | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class LogMaintenance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Done today by the actor, unless told otherwise; without a plan it was a repair."""

    plan_id: MaintenancePlanId | None = None
    done_on: date | None = None
    employee_id: EmployeeId | UnsetType | None = UNSET
    minutes: Minutes = 0
    cost: Money | None = None
    meter_hours: Decimal | None = None
    notes: Text = ""
    file_ids: Files = []


class ListEquipment(Struct, frozen=True, kw_only=True):
    """What is retired is left out unless `status` asks for it."""

    status: EquipmentStatus | None = None
    kind: str | None = None
    station_id: StationId | None = None
    search: str | None = None
    sort: Sort = "name"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListMaintenance(Struct, frozen=True, kw_only=True):
    plan_id: MaintenancePlanId | None = None
    sort: LogSort = "-done_on"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class ListMaintenanceDue(Struct, frozen=True, kw_only=True):
    """`due_by` leaves out what is due later."""

    overdue: bool | None = None
    due_by: date | None = None
    station_id: StationId | None = None
    sort: DueSort = "due_on"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class MaintenancePlanView(Struct, frozen=True, kw_only=True):
    """`due_on` is a guess where running hours count. `version` is the machine's."""

    id: MaintenancePlanId
    equipment_id: EquipmentId
    version: int
    title: str
    task: str
    every_days: int | None
    every_hours: Decimal | None
    starts_on: date
    last_done_on: date | None
    last_done_hours: Decimal | None
    due_on: date
    due_hours: Decimal | None
    is_active: bool

    @classmethod
    def of(cls, plan: MaintenancePlan, equipment: Equipment) -> Self:
        told: dict[str, Any] = {"equipment_id": equipment.id, "version": equipment.version}
        for name in ("every_hours", "last_done_hours", "due_hours"):
            hours = getattr(plan, name)
            told[name] = None if hours is None else plain(hours)
        own = {n: getattr(plan, n) for n in cls.__struct_fields__ if n not in told}
        return cls(**own, **told)


class EquipmentRow(Struct, frozen=True, kw_only=True):
    """A machine in a list; `due_on` is when its next maintenance is due, null without a plan."""

    id: EquipmentId
    version: int
    code: str
    name: str
    kind: str
    manufacturer: str
    model: str
    serial_number: str
    location: str
    station_id: StationId | None
    station_name: str | None
    status: EquipmentStatus
    status_label: str
    is_exclusive: bool
    due_on: date | None
    created_at: datetime


class EquipmentView(Struct, frozen=True, kw_only=True):
    """`meter_hours` are the running hours when last read."""

    id: EquipmentId
    version: int
    code: str
    name: str
    kind: str
    manufacturer: str
    model: str
    serial_number: str
    location: str
    station_id: StationId | None
    purchased_on: date | None
    cost: Cost = UNSET
    status: EquipmentStatus
    status_label: str
    status_reason: str
    is_exclusive: bool
    notes: str
    hours_a_day: Decimal
    meter_hours: Decimal
    meter_read_on: date | None
    plans: Sequence[MaintenancePlanView]
    created_at: datetime

    @classmethod
    def of(cls, equipment: Equipment) -> Self:
        told: dict[str, Any] = {
            "status_label": STATUS_LABELS[equipment.status],
            "hours_a_day": plain(equipment.hours_a_day),
            "meter_hours": plain(equipment.meter_hours),
            "plans": [MaintenancePlanView.of(plan, equipment) for plan in equipment.plans],
        }
        own = {n: getattr(equipment, n) for n in cls.__struct_fields__ if n not in told}
        return cls(**own, **told)


class MaintenanceLogView(Struct, frozen=True, kw_only=True):
    """`plan_title` is empty and `plan_id` null for a repair."""

    id: MaintenanceLogId
    version: int
    equipment_id: EquipmentId
    plan_id: MaintenancePlanId | None
    plan_title: str
    done_on: date
    employee_id: EmployeeId | None
    employee_name: str
    minutes: int
    cost: Cost = UNSET
    meter_hours: Decimal | None
    notes: str
    file_ids: Sequence[FileId]
    recorded_at: datetime
    recorded_by: str


class MaintenanceDueRow(Struct, frozen=True, kw_only=True):
    """`overdue`: it was due before today, or the meter is past its hours.

    `hours_left` is below zero then; null where days alone count.
    """

    plan_id: MaintenancePlanId
    equipment_id: EquipmentId
    equipment_code: str
    equipment_name: str
    equipment_status: EquipmentStatus
    station_id: StationId | None
    title: str
    task: str
    due_on: date
    due_hours: Decimal | None
    meter_hours: Decimal
    hours_left: Decimal | None
    days_left: int
    overdue: bool
    last_done_on: date | None
