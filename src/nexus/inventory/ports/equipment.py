"""What equipment needs from the world, in its own words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from nexus.inventory.domain.equipment import Equipment, MaintenanceLog
from nexus.inventory.messages.equipment import (
    EquipmentRow,
    EquipmentView,
    ListEquipment,
    ListMaintenance,
    ListMaintenanceDue,
    MaintenanceDueRow,
    MaintenanceLogView,
)
from nexus.kernel.ids import (
    EmployeeId,
    EquipmentId,
    FileId,
    MaintenanceLogId,
    MaintenancePlanId,
    ShopId,
    StationId,
)
from nexus.kernel.page import Page
from nexus.kernel.uow import Reading, UnitOfWork


class Machines(Protocol):
    """For changes: whole machines with their plans."""

    def add(self, entity: Equipment) -> None: ...

    def get(self, id: UUID) -> Equipment:
        """Return the shop's machine or raise NotFound."""

    def hold(self, id: UUID) -> Equipment:
        """Return it for this transaction alone: others who ask wait."""

    def has_code(self, code: str, but: Equipment | None = None) -> bool: ...


class MaintenanceLogs(Protocol):
    def add(self, entity: MaintenanceLog) -> None: ...

    def get(self, id: UUID) -> MaintenanceLog: ...

    def remove(self, log: MaintenanceLog) -> None: ...

    def last_of(self, plan_id: MaintenancePlanId) -> MaintenanceLog | None:
        """Return the plan's latest entry; None if it was never followed."""


class EquipmentUnitOfWork(UnitOfWork, Protocol):
    @property
    def machines(self) -> Machines: ...

    @property
    def logs(self) -> MaintenanceLogs: ...


class EquipmentReading(Reading, Protocol):
    """For looking: views straight from the rows."""

    def one(self, id: EquipmentId) -> EquipmentView:
        """Return the shop's machine or raise NotFound."""

    def id_of(self, code: str) -> EquipmentId:
        """Return whose code it is or raise NotFound."""

    def page(self, wish: ListEquipment) -> Page[EquipmentRow]: ...

    def maintenance(self, id: EquipmentId, wish: ListMaintenance) -> Page[MaintenanceLogView]:
        """Return what was done on a machine; NotFound without the machine."""

    def log(self, id: MaintenanceLogId) -> MaintenanceLogView: ...

    def due(self, wish: ListMaintenanceDue, at: datetime) -> Page[MaintenanceDueRow]: ...

    def has(self, id: EquipmentId) -> bool:
        """Tell whether there is such a machine, and it is not retired."""

    def name(self, id: EquipmentId) -> str | None: ...


class Directory(Protocol):
    """Answered by accounts."""

    def has_station(self, shop_id: ShopId, station_id: StationId) -> bool: ...

    def has_employee(self, shop_id: ShopId, employee_id: EmployeeId) -> bool: ...


class Files(Protocol):
    """Answered by documents."""

    def has_file(self, shop_id: ShopId, file_id: FileId) -> bool: ...


class NoFiles:
    """There is nothing to attach as long as no module keeps files."""

    def has_file(self, shop_id: ShopId, file_id: FileId) -> bool:
        return False


class Terms(Protocol):
    @property
    def currency(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def numbering(self) -> Mapping[str, str]: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...
