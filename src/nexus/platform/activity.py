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
from functools import cache
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


class Plan:
    """What there is to tell of a mapped class; looked up once, since every change needs it."""

    def __init__(self, mapper: Mapper[Any]) -> None:
        table: Any = mapper.local_table
        self.is_told = "id" in table.c  # of a table of links its owner's change tells
        self.entity_type = table.info.get("log_as") or _snake(mapper.class_.__name__)
        self.columns = dict(_told(mapper))
        part_of = table.info.get("part_of")
        self.part_of = part_of and mapper.get_property_by_column(table.c[part_of]).key
        self.sums = {
            whole.key: [mapper.get_property_by_column(column).key for column in whole.columns]
            for whole in mapper.composites
            if whole.composite_class == Money.of
        }


plan = cache(Plan)


def _told(mapper: Mapper[Any]) -> Iterator[tuple[str, sa.Column[Any]]]:
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        if column.name in QUIET or not isinstance(column, sa.Column):
            continue
        if not column.info.get("derived"):
            yield attribute.key, column


@sa.event.listens_for(Mapper, "after_insert")
def _inserted(mapper: Mapper[Any], connection: sa.Connection, entity: object) -> None:
    fields = {name: [None, value] for name, value in _values(plan(mapper), entity)}
    _note(plan(mapper), entity, "created", fields)


@sa.event.listens_for(Mapper, "after_update")
def _updated(mapper: Mapper[Any], connection: sa.Connection, entity: object) -> None:
    fields = {}
    state: Any = sa.inspect(entity)
    for name in state.committed_state:
        column = plan(mapper).columns.get(name)
        if column is not None and (history := state.attrs[name].history).has_changes():
            before = history.deleted[0] if history.deleted else None
            fields[name] = [_plain(before, column), _plain(getattr(entity, name), column)]
    if fields:
        action = "status_changed" if "status" in fields else "updated"
        _note(plan(mapper), entity, action, fields)


@sa.event.listens_for(Mapper, "after_delete")
def _deleted(mapper: Mapper[Any], connection: sa.Connection, entity: object) -> None:
    fields = {name: [value, None] for name, value in _values(plan(mapper), entity)}
    _note(plan(mapper), entity, "deleted", fields)


def _values(plan: Plan, entity: Any) -> Iterator[tuple[str, Any]]:
    loaded = entity.__dict__
    for name, column in plan.columns.items():
        value = loaded[name] if name in loaded else getattr(entity, name)
        if value is not None:
            yield name, _plain(value, column)


def _joined(plan: Plan, entity: Any, fields: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Tell money as an amount with its currency, instead of the columns it is kept in."""
    for whole, names in plan.sums.items():
        if not fields.keys().isdisjoint(names):
            parts = [fields.pop(name, [getattr(entity, name)] * 2) for name in names]
            fields[whole] = [
                None if None in values else msgspec.to_builtins(Money.of(*values))
                for values in zip(*parts, strict=True)
            ]
    return fields


def _plain(value: Any, column: sa.Column[Any]) -> Any:
    if value is not None and column.info.get("secret"):
        return HIDDEN
    return msgspec.to_builtins(value)


def _note(plan: Plan, entity: Any, action: str, fields: dict[str, list[Any]]) -> None:
    session = object_session(entity)
    transaction = session.info.get("transaction") if session is not None else None
    fields = _joined(plan, entity, fields)
    if transaction is None or not plan.is_told:
        return
    change = Change(
        actor=transaction.actors[-1],
        action=action,
        entity_type=plan.entity_type,
        entity_id=entity.id,
        part_of_id=getattr(entity, plan.part_of) if plan.part_of else None,
        fields=fields,
    )
    if (earlier := transaction.changes.setdefault(change.key, change)) is not change:
        earlier.merge(change)


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
    changes = list(transaction.changes.values())
    cause = changes[0].actor.user_id
    rows = [_row(change, transaction.shop_id, at, cause) for change in changes]
    at_once = len(rows) <= FEW and transaction.connection.dialect.name == "postgresql"
    (_append_at_once if at_once else _append)(transaction, random.randrange(STRANDS), rows)


def _append(transaction: Transaction, strand: int, rows: list[dict[str, Any]]) -> None:
    connection = transaction.connection
    chosen = {"of_shop": transaction.shop_id, "chosen": strand}
    place, hash = connection.execute(HOLD, chosen).one()
    for row in rows:
        place, hash = place + 1, digest(hash, row)
        row |= {"strand": strand, "place": place, "hash": hash}
    connection.execute(APPEND, rows if len(rows) > 1 else rows[0])
    connection.execute(MOVE, chosen | {"new_place": place, "new_hash": hash})


def _append_at_once(transaction: Transaction, strand: int, rows: list[dict[str, Any]]) -> None:
    said = b",".join(map(sealed, rows)).decode()
    chosen = {"of_shop": transaction.shop_id, "chosen": strand}
    given = chosen | {"entries": f"[{said}]", "count": len(rows)}
    if transaction.connection.execute(APPEND_AT_ONCE, given).rowcount != 1:
        raise RuntimeError("This shop has no such activity strand.")


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


def _from_sealed() -> Iterator[str]:
    """Take the columns out of the array that is sealed, in PostgreSQL's words."""
    for n, name in enumerate(SEALED):
        kind = entries.c[name].type
        cast = {sa.Uuid: "::uuid", Utc: "::timestamptz"}.get(type(kind), "")
        yield f"(said->>{n}){cast}"


def sealed(row: Any) -> bytes:
    """Write down what the hash of an entry vouches for."""
    return msgspec.json.encode([row[name] for name in SEALED])


def digest(before: bytes, row: Any) -> bytes:
    """Return the hash of an entry, over its content and the hash of the one before."""
    return sha256(before + sealed(row)).digest()


# The same as `_append` in one message to PostgreSQL, which reads the columns out of what is sealed
# and hashes by itself. The head is locked before the chain is counted on from it.
FEW = 20  # it reads the array once for each of its entries
APPEND_AT_ONCE = sa.text(
    f"""
    WITH RECURSIVE head AS MATERIALIZED (
        SELECT place, hash FROM platform_activity_head
        WHERE shop_id = :of_shop AND strand = :chosen FOR UPDATE
    ), chain (n, place, hash, said) AS (
        SELECT 0, place, hash, NULL::json FROM head
        UNION ALL
        SELECT n + 1, place + 1, sha256(hash || convert_to(next.said::text, 'UTF8')), next.said
        FROM chain, LATERAL (SELECT CAST(:entries AS json) -> n) AS next (said)
        WHERE n < :count
    ), appended AS (
        INSERT INTO platform_activity ({", ".join(SEALED)}, strand, place, hash)
        SELECT {", ".join(_from_sealed())}, :chosen, place, hash FROM chain WHERE n > 0
    )
    UPDATE platform_activity_head AS moved SET place = chain.place, hash = chain.hash
    FROM chain
    WHERE moved.shop_id = :of_shop AND moved.strand = :chosen AND chain.n = :count
    """
).bindparams(
    sa.bindparam("of_shop", type_=sa.Uuid),
    sa.bindparam("chosen", type_=sa.SmallInteger),
    sa.bindparam("count", type_=sa.Integer),
    sa.bindparam("entries", type_=sa.Text),
)


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
