"""The activity log: who changed what, when, by which door, from what to what.

It is written here and nowhere else: the mapper tells of every row that a flush inserts, updates
or deletes, and the entries go into the same transaction. A module has nothing to do for it but
to change its aggregates; a table may say in `info` how it reads:

    log_as    the entity's public name; the class name in snake case unless given
    part_of   the column that names the thing it is a part of (a line's sale)
    secret    on a column: that it changed is told, its values are not
    derived   on a column: it follows from others, which tell of it

Entries form hash chains, so that a row edited, removed or slipped in later does not go
unnoticed. A shop has several chains, called strands, because a chain has a head that its writers
queue for; which strand a transaction continues is left to chance.
"""

import random
import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Mapper, object_session

from nexus.kernel.actor import Actor, Door
from nexus.kernel.ids import ShopId, new_id
from nexus.kernel.money import Money
from nexus.platform.columns import Utc, choice
from nexus.platform.db import metadata
from nexus.platform.transaction import Transaction

STRANDS = 8
START = bytes(32)
HIDDEN = "•••"
QUIET = frozenset({"shop_id", "id", "version"})  # in every change, and news in none

entries = sa.Table(
    "platform_activity",
    metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("at", Utc, nullable=False),
    sa.Column("user_id", sa.Uuid),  # none when Nexus acted by itself
    sa.Column("actor", sa.String(200), nullable=False),
    sa.Column("caused_by_id", sa.Uuid),  # the person whose wish set an automatic act off
    sa.Column("door", choice(Door), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("entity_type", sa.String(60), nullable=False),
    sa.Column("entity_id", sa.Uuid, nullable=False),
    sa.Column("part_of_id", sa.Uuid),
    sa.Column("changes", sa.Text, nullable=False),  # JSON {"field": [before, after]}
    sa.Column("strand", sa.SmallInteger, nullable=False),
    sa.Column("place", sa.BigInteger, nullable=False),  # in the strand, from 1
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.UniqueConstraint("shop_id", "strand", "place"),
    sa.Index(None, "shop_id", "at", "id"),
    sa.Index(None, "shop_id", "entity_id", "at"),
    sa.Index(None, "shop_id", "part_of_id", "at"),
    sqlite_with_rowid=False,
)

heads = sa.Table(
    "platform_activity_head",
    metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("strand", sa.SmallInteger, primary_key=True),
    sa.Column("place", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)


@dataclass(kw_only=True, slots=True)
class Change:
    """What one actor did to one row within a transaction, however often it was flushed."""

    actor: Actor
    action: str
    entity_type: str
    entity_id: UUID
    part_of_id: UUID | None
    fields: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def key(self) -> Hashable:
        """Tell changes apart: those with one key are one entry. A row's end is an entry too."""
        return id(self.actor), self.entity_type, self.entity_id, self.action == "deleted"

    def merge(self, later: "Change") -> None:
        """Take a later change of the same row in."""
        if self.action == "updated":
            self.action = later.action
        for name, (before, after) in later.fields.items():
            self.fields[name] = [self.fields.get(name, [before])[0], after]


@sa.event.listens_for(Mapper, "after_insert")
def _inserted(mapper: Mapper[Any], connection: sa.Connection, entity: object) -> None:
    fields = {
        name: [None, _plain(value, column)]
        for name, column, value in _columns(mapper, entity)
        if value is not None
    }
    _note(mapper, entity, "created", fields)


@sa.event.listens_for(Mapper, "after_update")
def _updated(mapper: Mapper[Any], connection: sa.Connection, entity: object) -> None:
    fields = {}
    attributes = sa.inspect(entity).attrs
    for name, column, value in _columns(mapper, entity):
        history = attributes[name].history
        if history.has_changes():
            before = history.deleted[0] if history.deleted else None
            fields[name] = [_plain(before, column), _plain(value, column)]
    if fields:
        _note(mapper, entity, "status_changed" if "status" in fields else "updated", fields)


@sa.event.listens_for(Mapper, "after_delete")
def _deleted(mapper: Mapper[Any], connection: sa.Connection, entity: object) -> None:
    fields = {
        name: [_plain(value, column), None]
        for name, column, value in _columns(mapper, entity)
        if value is not None
    }
    _note(mapper, entity, "deleted", fields)


def _columns(mapper: Mapper[Any], entity: Any) -> Iterator[tuple[str, sa.Column[Any], Any]]:
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        if column.name in QUIET or not isinstance(column, sa.Column):
            continue
        if not column.info.get("derived"):
            yield attribute.key, column, getattr(entity, attribute.key)


def _joined(mapper: Mapper[Any], entity: Any, fields: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Tell money as an amount with its currency, instead of the columns it is kept in."""
    for whole in mapper.composites:
        names = [mapper.get_property_by_column(column).key for column in whole.columns]
        if whole.composite_class == Money.of and fields.keys() & set(names):
            parts = [fields.pop(name, [getattr(entity, name)] * 2) for name in names]
            fields[whole.key] = [
                None if None in values else msgspec.to_builtins(Money.of(*values))
                for values in zip(*parts, strict=True)
            ]
    return fields


def _plain(value: Any, column: sa.Column[Any]) -> Any:
    if value is not None and column.info.get("secret"):
        return HIDDEN
    return msgspec.to_builtins(value)


def _note(mapper: Mapper[Any], entity: Any, action: str, fields: dict[str, list[Any]]) -> None:
    session = object_session(entity)
    transaction = session.info.get("transaction") if session is not None else None
    table: Any = mapper.local_table
    fields = _joined(mapper, entity, fields)
    if transaction is None or "id" not in table.c:
        return  # a table of links: its owner's change tells of it
    part_of = table.info.get("part_of")
    change = Change(
        actor=transaction.actors[-1],
        action=action,
        entity_type=table.info.get("log_as") or _snake(mapper.class_.__name__),
        entity_id=entity.id,
        part_of_id=_value(mapper, entity, table.c[part_of]) if part_of else None,
        fields=fields,
    )
    if (earlier := transaction.changes.setdefault(change.key, change)) is not change:
        earlier.merge(change)


def _value(mapper: Mapper[Any], entity: Any, column: sa.Column[Any]) -> Any:
    return getattr(entity, mapper.get_property_by_column(column).key)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


CHOSEN = (heads.c.shop_id == sa.bindparam("of_shop")) & (heads.c.strand == sa.bindparam("chosen"))
HOLD = sa.select(heads.c.place, heads.c.hash).where(CHOSEN).with_for_update()
APPEND = sa.insert(entries)
MOVE = (
    sa.update(heads)
    .where(CHOSEN)
    .values(place=sa.bindparam("new_place"), hash=sa.bindparam("new_hash"))
)


def write_changes(transaction: Transaction, at: datetime) -> None:
    """Append what was changed to a strand. Last before the commit: the head is locked here."""
    if not transaction.changes:
        return
    connection, shop_id = transaction.connection, transaction.shop_id
    strand = random.randrange(STRANDS)
    chosen = {"of_shop": shop_id, "chosen": strand}
    place, hash = connection.execute(HOLD, chosen).one()
    changes = list(transaction.changes.values())
    cause = changes[0].actor.user_id
    rows = []
    for change in changes:
        row = _row(change, shop_id, at, cause)
        place, hash = place + 1, digest(hash, row)
        rows.append(row | {"strand": strand, "place": place, "hash": hash})
    connection.execute(APPEND, rows if len(rows) > 1 else rows[0])
    connection.execute(MOVE, chosen | {"new_place": place, "new_hash": hash})


def _row(change: Change, shop_id: ShopId, at: datetime, cause: UUID | None) -> dict[str, Any]:
    actor = change.actor
    return {
        "shop_id": shop_id,
        "id": new_id(),
        "at": at,
        "user_id": actor.user_id,
        "actor": actor.label[:200],
        "caused_by_id": cause if actor.user_id is None else None,
        "door": actor.door,
        "action": change.action,
        "entity_type": change.entity_type,
        "entity_id": change.entity_id,
        "part_of_id": change.part_of_id,
        "changes": msgspec.json.encode(change.fields).decode(),
    }


SEALED = (
    *("shop_id", "id", "at", "user_id", "actor", "caused_by_id", "door", "action"),
    *("entity_type", "entity_id", "part_of_id", "changes"),
)


def digest(before: bytes, row: Any) -> bytes:
    """Return the hash of an entry, over its content and the hash of the one before."""
    return sha256(before + msgspec.json.encode([row[name] for name in SEALED])).digest()


def start_strands(connection: sa.Connection, shop_id: ShopId) -> None:
    """Give a new shop its chains; once, when the shop is made."""
    blank = {"shop_id": shop_id, "place": 0, "hash": START}
    connection.execute(sa.insert(heads), [blank | {"strand": n} for n in range(STRANDS)])


def broken_links(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    """Tell of the first entry in each strand that is not as it was written."""
    found = connection.execute(sa.select(heads).where(heads.c.shop_id == shop_id)).all()
    if len(found) != STRANDS:
        yield f"The shop has {len(found)} activity strands, not {STRANDS}."
    for head in found:
        mine = (entries.c.shop_id == shop_id) & (entries.c.strand == head.strand)
        query = sa.select(entries).where(mine).order_by(entries.c.place)
        with connection.execute(query.execution_options(yield_per=1000)) as rows:
            yield from _break(rows.mappings(), head)


def _break(rows: Iterable[sa.RowMapping], head: sa.Row[Any]) -> Iterator[str]:
    place, hash = 0, START
    for row in rows:
        place, hash = place + 1, digest(hash, row)
        if (row["place"], row["hash"]) != (place, hash):
            yield f"Activity entry {row['id']} of {row['at']} was altered, or one is missing."
            return
    if (place, hash) != (head.place, head.hash):
        yield f"Activity strand {head.strand} ends at {place}, and was {head.place} long."
