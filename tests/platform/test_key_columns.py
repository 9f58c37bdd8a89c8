"""Key columns follow their text, and the activity log passes over them."""

from dataclasses import dataclass
from uuid import UUID

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import registry

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.ids import new_id
from nexus.kernel.text import key
from nexus.platform.activity import entries
from nexus.platform.columns import keep_keys, key_column
from nexus.platform.uow import SqlUnitOfWork


@dataclass(eq=False, kw_only=True)
class Door(Aggregate):
    id: UUID
    name: str

    def rename(self, name):
        self.name = name
        self._changed()


mapping = registry()
door = sa.Table(
    "door",
    mapping.metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    key_column("name"),
)
mapping.map_imperatively(Door, door, version_id_col=door.c.version, version_id_generator=False)
keep_keys(Door, name_key=lambda it: key(it.name))


@pytest.fixture(scope="module", autouse=True)
def doors(engine):
    mapping.metadata.create_all(engine)
    yield
    mapping.metadata.drop_all(engine)


def test_a_key_follows_its_text_and_the_log_tells_of_the_text_alone(database, actor, a_shop):
    new = Door(shop_id=a_shop.id, id=new_id(), name="Müller")
    with SqlUnitOfWork(database, actor) as uow:
        uow.session.add(new)
    with SqlUnitOfWork(database, actor) as uow:
        uow.session.get(Door, (a_shop.id, new.id)).rename("ÅSE")
    with database.looking() as connection:
        mine = door.c.shop_id == a_shop.id
        assert connection.execute(sa.select(door.c.name_key).where(mine)).scalar_one() == "ase"
    with SqlUnitOfWork(database, actor) as uow:
        query = sa.select(entries.c.changes).where(entries.c.entity_id == new.id)
        changes = uow.session.scalars(query.order_by(entries.c.id)).all()
    assert [msgspec.json.decode(change) for change in changes] == [
        {"name": [None, "Müller"]},
        {"name": ["Müller", "ÅSE"]},
    ]
