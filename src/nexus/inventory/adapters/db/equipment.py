"""Equipment: for changes."""

from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.inventory.adapters.db.equipment_tables import equipment, log
from nexus.inventory.domain.equipment import Equipment, MaintenanceLog
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import MaintenancePlanId
from nexus.kernel.text import code_key
from nexus.platform.uow import SqlRepository, SqlUnitOfWork


class SqlMachines(SqlRepository[Equipment]):
    entity: ClassVar[type] = Equipment

    def hold(self, id: UUID) -> Equipment:
        mine = (equipment.c.shop_id == self.shop_id) & (equipment.c.id == id)
        self.session.execute(sa.select(equipment.c.id).where(mine).with_for_update())
        return self.get(id)

    def has_code(self, code: str, but: Equipment | None = None) -> bool:
        mine = (equipment.c.shop_id == self.shop_id) & (equipment.c.code_key == code_key(code))
        found = self.session.scalars(sa.select(equipment.c.id).where(mine))
        return any(id != (but and but.id) for id in found)


class SqlMaintenanceLogs(SqlRepository[MaintenanceLog]):
    entity: ClassVar[type] = MaintenanceLog

    def get(self, id: UUID) -> MaintenanceLog:
        try:
            return super().get(id)
        except NotFound as error:
            raise NotFound("There is no such entry.") from error

    def remove(self, log: MaintenanceLog) -> None:
        self.session.delete(log)
        self.session.flush()

    def last_of(self, plan_id: MaintenancePlanId) -> MaintenanceLog | None:
        mine = (log.c.shop_id == self.shop_id) & (log.c.plan_id == plan_id)
        latest = (log.c.done_on.desc(), log.c.recorded_at.desc(), log.c.id.desc())
        query = sa.select(MaintenanceLog).where(mine).order_by(*latest).limit(1)
        return self.session.scalars(query).one_or_none()


class SqlEquipmentUnitOfWork(SqlUnitOfWork):
    machines: SqlMachines
    logs: SqlMaintenanceLogs

    def open(self, session: Session) -> None:
        self.machines = SqlMachines(session, self.shop_id)
        self.logs = SqlMaintenanceLogs(session, self.shop_id)
