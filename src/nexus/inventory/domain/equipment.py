"""Machines and tools: what the shop works with, and how it is kept in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from nexus.inventory.domain.suppliers import above_zero, measured
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.events import Event
from nexus.kernel.ids import (
    EmployeeId,
    EquipmentId,
    FileId,
    MaintenanceLogId,
    MaintenancePlanId,
    StationId,
)
from nexus.kernel.money import Money
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text

MOST_PLANS = 50
MOST_FILES = 20
LONGEST_INTERVAL = 36_500  # days
EARLIEST = date(1900, 1, 1)
HOURS_A_DAY = Decimal(8)


class EquipmentStatus(StrEnum):
    IN_SERVICE = "in_service"
    DOWN = "down"
    RETIRED = "retired"


SPOKEN_LABELS = {it: it.replace("_", " ") for it in EquipmentStatus}  # within a sentence
MOVES: Mapping[EquipmentStatus, Sequence[EquipmentStatus]] = {
    EquipmentStatus.IN_SERVICE: (EquipmentStatus.DOWN, EquipmentStatus.RETIRED),
    EquipmentStatus.DOWN: (EquipmentStatus.IN_SERVICE, EquipmentStatus.RETIRED),
    EquipmentStatus.RETIRED: (EquipmentStatus.IN_SERVICE,),
}


class EquipmentEvent(Event, frozen=True, kw_only=True):
    equipment_id: EquipmentId

    @property
    def about(self) -> UUID:
        return self.equipment_id


class EquipmentStatusChanged(EquipmentEvent, frozen=True, kw_only=True):
    status: str
    reason: str


class EquipmentMaintained(EquipmentEvent, frozen=True, kw_only=True):
    log_id: MaintenanceLogId
    plan_id: MaintenancePlanId | None


@dataclass(eq=False, kw_only=True)
class MaintenanceLog(Aggregate):
    """Work done on a machine. `meter_hours` is what its meter showed, None if nobody looked."""

    id: MaintenanceLogId
    equipment_id: EquipmentId
    plan_id: MaintenancePlanId | None = None
    done_on: date
    employee_id: EmployeeId | None = None
    minutes: int = 0
    cost: Money | None = None
    meter_hours: Decimal | None = None
    notes: str = ""
    file_ids: tuple[FileId, ...] = ()
    recorded_at: datetime
    recorded_by: str

    def __post_init__(self) -> None:
        self.notes = tidy_text(self.notes)
        if self.meter_hours is not None:
            self.meter_hours = measured(self.meter_hours, "meter_hours", Decimal(0))
        if self.cost is not None and self.cost.minor < 0:
            raise Invalid("A cost is not below zero.", "cost")


@dataclass(eq=False, kw_only=True)
class MaintenancePlan:
    """A task that comes back every so many days, or running hours, or whichever is first.

    It counts from when it was last done, and before that from `starts_on` and `starts_at_hours`.
    `due_on` and `due_hours` follow: `due_on` is a guess where the hours count, from what the
    machine runs a day. It is overdue from `overdue_at` on, when that day ends in the shop's zone.
    """

    id: MaintenancePlanId
    title: str
    task: str = ""
    every_days: int | None = None
    every_hours: Decimal | None = None
    starts_on: date
    starts_at_hours: Decimal = Decimal(0)
    last_done_on: date | None = None
    last_done_hours: Decimal | None = None
    due_on: date
    overdue_at: datetime
    due_hours: Decimal | None = None
    is_active: bool = True

    def check(self) -> None:
        self.title, self.task = tidy(self.title), tidy_text(self.task)
        if not self.title:
            raise Invalid("A plan says what is to be done.", "title")
        if self.every_days is None and self.every_hours is None:
            raise Invalid("A plan comes back after days, or after running hours.", "every_days")
        if self.every_days is not None and not 1 <= self.every_days <= LONGEST_INTERVAL:
            raise Invalid(
                phrase("This is between 1 and %(most)s days.", most=LONGEST_INTERVAL), "every_days"
            )
        if self.every_hours is not None:
            self.every_hours = above_zero(self.every_hours, "every_hours")

    def schedule(self, meter: "Meter", zone: str) -> None:
        """Work out anew when it is due."""
        anchor, days = self.last_done_on or self.starts_on, []
        if self.every_days is not None:
            days.append(_later(anchor, self.every_days))
        self.due_hours = None
        if self.every_hours is not None:
            begun = self.last_done_hours
            begun = self.starts_at_hours if begun is None else begun
            self.due_hours = begun + self.every_hours
            days.append(max(meter.day_of(self.due_hours, anchor), anchor))
        self.due_on = min(days)
        self.overdue_at = datetime.combine(
            self.due_on + timedelta(days=1), time.min, ZoneInfo(zone)
        ).astimezone(UTC)

    def done(self, log: MaintenanceLog | None, meter_hours: Decimal) -> None:
        """Count from this work on; from the start where there is none."""
        self.last_done_on = None if log is None else log.done_on
        hours = None if log is None else log.meter_hours
        self.last_done_hours = meter_hours if log is not None and hours is None else hours


@dataclass(frozen=True)
class Meter:
    """What the running hours were when last read, None for never; and how many a day brings."""

    hours: Decimal
    read_on: date | None
    hours_a_day: Decimal

    def day_of(self, hours: Decimal, anchor: date) -> date:
        """Guess on which day the meter will show so many hours."""
        begun = self.read_on or anchor
        days = ((hours - self.hours) / self.hours_a_day).to_integral_value(ROUND_CEILING)
        return _later(begun, int(max(days, Decimal(0))))


@dataclass(eq=False, kw_only=True)
class Equipment(Aggregate):
    """`is_exclusive`: one job at a time. `hours_a_day` is what it usually runs.

    `timezone` is the shop's when its plans were last reckoned.
    """

    id: EquipmentId
    code: str
    name: str
    kind: str = ""
    manufacturer: str = ""
    model: str = ""
    serial_number: str = ""
    location: str = ""
    station_id: StationId | None = None
    purchased_on: date | None = None
    cost: Money | None = None
    status: EquipmentStatus = EquipmentStatus.IN_SERVICE
    status_reason: str = ""
    is_exclusive: bool = False
    notes: str = ""
    hours_a_day: Decimal = HOURS_A_DAY
    meter_hours: Decimal = Decimal(0)
    meter_read_on: date | None = None
    timezone: str = "UTC"
    created_at: datetime
    plans: list[MaintenancePlan] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tidy()

    @property
    def meter(self) -> Meter:
        return Meter(self.meter_hours, self.meter_read_on, self.hours_a_day)

    def change(self, changes: Mapping[str, object]) -> None:
        """Change what is named."""
        for name, value in changes.items():
            setattr(self, name, value)
        self._tidy()
        self._schedule()

    def renumber(self, code: str) -> None:
        self.code = code
        self._changed()

    def become(self, status: EquipmentStatus, reason: str, at: datetime) -> list[Event]:
        if status not in MOVES[self.status]:
            allowed = list(MOVES[self.status])
            raise Refused(
                phrase(
                    "What is %(now)s does not become %(then)s.",
                    now=phrase(SPOKEN_LABELS[self.status]),
                    then=phrase(SPOKEN_LABELS[status]),
                ),
                allowed=allowed,
            )
        self.status, self.status_reason = status, tidy(reason)
        self._changed()
        fact = EquipmentStatusChanged(
            shop_id=self.shop_id,
            happened_at=at,
            equipment_id=self.id,
            status=status,
            reason=self.status_reason,
        )
        return [fact]

    def read_meter(self, hours: Decimal, on: date, today: date) -> None:
        """Note what the meter shows. It does not run backwards; a new one starts by `change`."""
        hours = measured(hours, "meter_hours", Decimal(0))
        _check_past(on, today, "read_on")
        if self.meter_read_on is not None and on < self.meter_read_on:
            raise Refused(
                phrase(
                    "The meter was read later than that, on %(meter_read_on)s.",
                    meter_read_on=self.meter_read_on,
                )
            )
        if hours < self.meter_hours:
            raise Refused(
                phrase(
                    "The meter showed %(meter_hours)s hours already.",
                    meter_hours=self.meter_hours.normalize(),
                )
            )
        self.meter_hours, self.meter_read_on = hours, on
        self._schedule()

    # Plans

    def plan(self, plan_id: MaintenancePlanId) -> MaintenancePlan:
        for plan in self.plans:
            if plan.id == plan_id:
                return plan
        raise NotFound("There is no such plan.")

    def add_plan(self, plan: MaintenancePlan) -> None:
        if len(self.plans) >= MOST_PLANS:
            raise Refused(phrase("A machine has at most %(most)s plans.", most=MOST_PLANS))
        plan.check()
        self.plans.append(plan)
        self._schedule()

    def change_plan(self, plan_id: MaintenancePlanId, changes: Mapping[str, object]) -> None:
        plan = self.plan(plan_id)
        for name, value in changes.items():
            setattr(plan, name, value)
        plan.check()
        self._schedule()

    def remove_plan(self, plan_id: MaintenancePlanId) -> None:
        """Forget a plan that was never followed; of others the history stays."""
        plan = self.plan(plan_id)
        if plan.last_done_on is not None:
            raise Refused("This plan has a history. Set it inactive instead.")
        self.plans.remove(plan)
        self._changed()

    # Work done

    def maintain(self, log: MaintenanceLog, today: date, at: datetime) -> list[Event]:
        """Write work up; late entries are welcome, and older work moves no plan back."""
        _check_past(log.done_on, today, "done_on")
        plan = None if log.plan_id is None else self.plan(log.plan_id)
        if log.meter_hours is not None and self._is_news(log):
            if log.meter_hours < self.meter_hours:
                said = phrase(
                    "The meter showed %(meter_hours)s hours already.",
                    meter_hours=self.meter_hours.normalize(),
                )
                raise Invalid(said, "meter_hours")
            self.meter_hours, self.meter_read_on = log.meter_hours, log.done_on
        if plan and (plan.last_done_on is None or plan.last_done_on <= log.done_on):
            plan.done(log, self.meter_hours)
        self._schedule()
        fact = EquipmentMaintained(
            shop_id=self.shop_id,
            happened_at=at,
            equipment_id=self.id,
            log_id=log.id,
            plan_id=log.plan_id,
        )
        return [fact]

    def forget(self, log: MaintenanceLog, last: MaintenanceLog | None) -> None:
        """Take an entry back. `last` is the plan's latest of those left; the meter stays."""
        for plan in self.plans:
            if plan.id == log.plan_id:
                plan.done(last, self.meter_hours)
        self._schedule()

    def _is_news(self, log: MaintenanceLog) -> bool:
        return self.meter_read_on is None or log.done_on >= self.meter_read_on

    def _schedule(self) -> None:
        for plan in self.plans:
            plan.schedule(self.meter, self.timezone)
        self._changed()

    def _tidy(self) -> None:
        names = ("code", "name", "kind", "manufacturer", "model", "serial_number", "location")
        for name in names:
            setattr(self, name, tidy(getattr(self, name)))
        self.notes = tidy_text(self.notes)
        if not self.name:
            raise Invalid("A machine has a name.", "name")
        if self.cost is not None and self.cost.minor < 0:
            raise Invalid("A cost is not below zero.", "cost")
        self.meter_hours = measured(self.meter_hours, "meter_hours", Decimal(0))
        self.hours_a_day = above_zero(self.hours_a_day, "hours_a_day")
        if self.hours_a_day > 24:
            raise Invalid("A day has 24 hours.", "hours_a_day")


def _check_past(day: date, today: date, at: str) -> None:
    if not EARLIEST <= day <= today:
        raise Invalid("This is today or earlier.", at)


def _later(day: date, days: int) -> date:
    """Return the day so many days later, the last there is at most."""
    return day + timedelta(days=min(days, (LAST - day).days))


LAST = date(2199, 12, 31)  # that the contract knows
