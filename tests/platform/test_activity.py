"""The activity log: every change is told once, under the right name, and cannot be unsaid."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import registry, relationship

from nexus.kernel.actor import Actor, Door
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.ids import new_id
from nexus.platform.activity import FEW, HIDDEN, broken_links, entries, heads
from nexus.platform.transaction import SqlReading
from nexus.platform.uow import SqlUnitOfWork

from tests.conftest import NOW


@dataclass(eq=False, kw_only=True)
class Leg:
    id: UUID
    length: int


@dataclass(eq=False, kw_only=True)
class Chair(Aggregate):
    id: UUID
    name: str
    status: str = "new"
    secret: str | None = None
    legs: list[Leg] = field(default_factory=list)

    def becomes(self, **values):
        for name, value in values.items():
            setattr(self, name, value)
        self._changed()


mapping = registry()
chair = sa.Table(
    "chair",
    mapping.metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("status", sa.String(40), nullable=False),
    sa.Column("secret", sa.String(40), info={"secret": True}),
)
leg = sa.Table(
    "leg",
    mapping.metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chair_id", sa.Uuid, nullable=False),
    sa.Column("length", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(["shop_id", "chair_id"], ["chair.shop_id", "chair.id"]),
    info={"log_as": "chair_leg", "part_of": "chair_id"},
)
mapping.map_imperatively(Leg, leg)
mapping.map_imperatively(
    Chair,
    chair,
    version_id_col=chair.c.version,
    version_id_generator=False,
    properties={"legs": relationship(Leg, lazy="selectin", cascade="all, delete-orphan")},
)


@pytest.fixture(scope="module")
def chairs(engine):
    mapping.metadata.create_all(engine)
    yield
    mapping.metadata.drop_all(engine)


@pytest.fixture
def shop(chairs, a_shop):
    return a_shop


@pytest.fixture
def made(database, actor, shop):
    new = Chair(shop_id=shop.id, id=new_id(), name="Windsor", secret="sesame")
    new.legs.append(Leg(id=new_id(), length=45))
    with SqlUnitOfWork(database, actor) as uow:
        uow.session.add(new)
    return new


def log(database, shop_id):
    with SqlReading(database, shop_id) as look:
        query = sa.select(entries).where(entries.c.shop_id == shop_id)
        return look.connection.execute(query.order_by(entries.c.id)).all()


def told(row):
    return row.action, row.entity_type, msgspec.json.decode(row.changes)


def change(database, actor, made, **values):
    with SqlUnitOfWork(database, actor) as uow:
        found = uow.session.get(Chair, (made.shop_id, made.id))
        found.becomes(**values)
        return found


def test_a_new_thing_and_its_parts_are_told_with_what_they_hold(database, actor, made):
    whole, part = log(database, actor.shop_id)
    assert told(whole) == (
        "created",
        "chair",
        {"name": [None, "Windsor"], "status": [None, "new"], "secret": [None, HIDDEN]},
    )
    assert (whole.entity_id, whole.user_id, whole.actor) == (made.id, actor.user_id, "Ann")
    assert (whole.at, whole.door) == (NOW, Door.SYSTEM)
    assert told(part) == (
        "created",
        "chair_leg",
        {"chair_id": [None, str(made.id)], "length": [None, 45]},
    )
    assert part.part_of_id == made.id


def test_a_change_tells_what_it_was_before_and_nothing_else(database, actor, made):
    change(database, actor, made, name="Rocker")
    assert told(log(database, actor.shop_id)[-1]) == (
        "updated",
        "chair",
        {"name": ["Windsor", "Rocker"]},
    )


def test_a_secret_tells_that_it_changed_and_not_to_what(database, actor, made):
    change(database, actor, made, secret="swordfish")
    assert told(log(database, actor.shop_id)[-1])[2] == {"secret": [HIDDEN, HIDDEN]}


def test_a_change_of_status_has_a_name_of_its_own(database, actor, made):
    change(database, actor, made, status="done")
    assert log(database, actor.shop_id)[-1].action == "status_changed"


def test_a_part_that_is_taken_away_is_told(database, actor, made):
    change(database, actor, made, legs=[])
    action, kind, changes = told(log(database, actor.shop_id)[-1])
    assert (action, kind, changes["length"]) == ("deleted", "chair_leg", [45, None])


def test_two_flushes_of_one_act_are_one_entry(database, actor, made):
    before = len(log(database, actor.shop_id))
    with SqlUnitOfWork(database, actor) as uow:
        found = uow.session.get(Chair, (made.shop_id, made.id))
        for name in ("Rocker", "Settle"):
            found.becomes(name=name)
            uow.session.flush()
    [entry] = log(database, actor.shop_id)[before:]
    assert told(entry)[2] == {"name": ["Windsor", "Settle"]}


def test_what_is_rolled_back_is_not_told(database, actor, made):
    before = log(database, actor.shop_id)
    with suppress(ZeroDivisionError), SqlUnitOfWork(database, actor) as uow:
        uow.session.get(Chair, (made.shop_id, made.id)).becomes(name="Nothing")
        uow.session.flush()
        1 / 0  # noqa: B018
    assert log(database, actor.shop_id) == before


def test_an_automatic_act_keeps_its_label_and_names_its_human_cause(database, actor, made):
    system = Actor.system(actor.shop_id, label="System (Queue Sync)")
    with SqlUnitOfWork(database, actor) as uow:
        uow.session.get(Chair, (made.shop_id, made.id)).becomes(name="Rocker")
        with SqlUnitOfWork(database, system) as part:
            part.session.get(Chair, (made.shop_id, made.id)).becomes(status="done")
    mine, its = log(database, actor.shop_id)[-2:]
    assert (mine.actor, mine.action, mine.caused_by_id) == ("Ann", "updated", None)
    assert (its.actor, its.action) == ("System (Queue Sync)", "status_changed")
    assert (its.user_id, its.caused_by_id) == (None, actor.user_id)


def problems(database, shop_id):
    with SqlReading(database, shop_id) as look:
        return list(broken_links(look.connection, shop_id))


@pytest.fixture
def history(database, actor, made):
    for number in range(20):
        change(database, actor, made, name=f"Chair {number}")
    assert problems(database, actor.shop_id) == []
    return log(database, actor.shop_id)


@pytest.mark.parametrize("count", [FEW - 1, FEW, FEW + 1])
def test_the_chain_holds_however_many_are_told_of_at_once(database, actor, made, count):
    with SqlUnitOfWork(database, actor) as uow:
        for number in range(count):
            uow.session.add(Chair(shop_id=made.shop_id, id=new_id(), name=f"No. {number}"))
    rows = log(database, actor.shop_id)[2:]
    assert [told(row)[2]["name"][1] for row in rows] == [f"No. {n}" for n in range(count)]
    assert problems(database, actor.shop_id) == []


@pytest.mark.parametrize(
    "name", ['"}]', "ÄÖ 漢字 😀", "\\u0000 \\", "a\tb\x01", "{1,2}", "NULL", ""]
)
def test_any_text_is_told_as_it_is(database, actor, made, name):
    change(database, actor, made, name=name)
    assert told(log(database, actor.shop_id)[-1])[2] == {"name": ["Windsor", name]}
    assert problems(database, actor.shop_id) == []


def test_writers_at_once_keep_the_chain(database, actor, shop, monkeypatch):
    monkeypatch.setattr("nexus.platform.activity.random.randrange", lambda strands: 3)

    def write(part):
        for number in range(25):
            with SqlUnitOfWork(database, actor) as uow:
                new = Chair(shop_id=shop.id, id=new_id(), name=f"{part}-{number}")
                uow.session.add(new)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert len(log(database, actor.shop_id)) == 100
    assert problems(database, actor.shop_id) == []


@pytest.mark.parametrize(
    "column", ["actor", "at", "action", "door", "changes", "entity_id", "user_id", "place"]
)
def test_an_altered_entry_breaks_the_chain(database, actor, history, column):
    victim = history[7]
    other = {"actor": "Bob", "at": NOW.replace(year=2020), "door": Door.CLI, "place": 999}
    value = other.get(column, new_id() if column.endswith("_id") else "{}")
    tamper(database, actor, sa.update(entries).where(this(victim)).values({column: value}))
    assert len(problems(database, actor.shop_id)) == 1


def test_a_missing_entry_breaks_the_chain_also_at_its_end(database, actor, history):
    tamper(database, actor, sa.delete(entries).where(this(history[-1])))
    assert len(problems(database, actor.shop_id)) == 1


def test_a_missing_strand_is_noticed(database, actor, history):
    mine = entries.c.shop_id == actor.shop_id
    strand = history[0].strand
    tamper(database, actor, sa.delete(entries).where(mine, entries.c.strand == strand))
    with_head = (heads.c.shop_id == actor.shop_id) & (heads.c.strand == strand)
    tamper(database, actor, sa.delete(heads).where(with_head))
    assert problems(database, actor.shop_id) == ["The shop has 7 activity strands, not 8."]


def this(row):
    return (entries.c.shop_id == row.shop_id) & (entries.c.id == row.id)


def tamper(database, actor, statement):
    with SqlUnitOfWork(database, actor) as uow:
        uow.session.execute(statement)
