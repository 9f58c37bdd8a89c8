"""An aggregate for tests of the platform: a bench that somebody starts to work at."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import registry

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Refused
from nexus.kernel.events import Event
from nexus.platform.uow import SqlRepository, SqlUnitOfWork


class BenchStarted(Event, frozen=True, kw_only=True):
    bench_id: UUID

    @property
    def about(self) -> UUID:
        return self.bench_id


@dataclass(eq=False, kw_only=True)
class Bench(Aggregate):
    id: UUID
    name: str = "Saw"
    status: str = "free"

    def start(self, at):
        if self.status != "free":
            raise Refused("Somebody works there.")
        self.status = "busy"
        self._changed()
        return BenchStarted(shop_id=self.shop_id, happened_at=at, bench_id=self.id)


mapping = registry()
bench = sa.Table(
    "bench",
    mapping.metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("status", sa.String(40), nullable=False),
)
mapping.map_imperatively(Bench, bench, version_id_col=bench.c.version, version_id_generator=False)


class Benches(SqlRepository[Bench]):
    entity = Bench


class SqlBenches(SqlUnitOfWork):
    def open(self, session):
        self.benches = Benches(session, self.shop_id)
