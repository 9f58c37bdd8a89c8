"""What the database says of itself: is it safe to keep a shop's data in it?"""

from datetime import datetime
from typing import Literal

import msgspec
import sqlalchemy as sa

from nexus.platform.db import PRAGMAS
from nexus.platform.heartbeat import SILENCE, last_beat
from nexus.platform.migrating import Newer, head, is_at_head
from nexus.platform.outbox import backlog

WAL_IS_SAFE = (3, 51, 3)  # before it, a reset of the log at the wrong moment could lose commits
OLDEST_POSTGRESQL = 140000
State = Literal["ok", "warning", "bad"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at: what it is about, how it stands, and a sentence."""

    about: str
    state: State
    says: str


def ok(about: str, says: str) -> Finding:
    return Finding(about=about, state="ok", says=says)


def warning(about: str, says: str) -> Finding:
    return Finding(about=about, state="warning", says=says)


def bad(about: str, says: str) -> Finding:
    return Finding(about=about, state="bad", says=says)


def examine(connection: sa.Connection, now: datetime, *, deep: bool) -> list[Finding]:
    """Look at the database; `deep` reads all of it."""
    on_sqlite = connection.dialect.name == "sqlite"
    found = _sqlite(connection) if on_sqlite else _postgresql(connection)
    found.append(_schema(connection))
    if found[-1].state == "ok":
        found += _work(connection, now)
    if deep:
        found.append(_integrity(connection, on_sqlite))
    return found


def _sqlite(connection: sa.Connection) -> list[Finding]:
    version = str(connection.scalar(sa.select(sa.func.sqlite_version())))
    if tuple(map(int, version.split("."))) >= WAL_IS_SAFE:
        fit = ok("database", f"SQLite {version} is fit for its write-ahead log.")
    else:
        wanted = ".".join(map(str, WAL_IS_SAFE))
        fit = bad("database", f"SQLite {version} can lose commits; {wanted} or later is needed.")
    return [fit, *_pragmas(connection)]


def _pragmas(connection: sa.Connection) -> list[Finding]:
    wanted = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2}
    asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    wrong = [name for name, value in wanted.items() if asked[name] != value]
    if wrong:
        return [bad("durability", f"SQLite did not accept {', '.join(wrong)} as set.")]
    return [ok("durability", f"A commit is on the disk when it is told ({PRAGMAS[2]}).")]


def _postgresql(connection: sa.Connection) -> list[Finding]:
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    version = connection.exec_driver_sql("SHOW server_version").scalar_one()
    old = number < OLDEST_POSTGRESQL
    about = bad if old else ok
    return [
        about("database", f"PostgreSQL {version}{' is too old; 14 is needed.' if old else '.'}"),
        _role(connection),
        *_durability(connection),
    ]


def _role(connection: sa.Connection) -> Finding:
    asked = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    name, above, beside = connection.exec_driver_sql(asked).one()
    if above or beside:
        why = "is a superuser" if above else "has BYPASSRLS"
        return bad("role", f"The role {name} {why}: no wall stands between the shops.")
    return ok("role", f"The role {name} is held by the walls between the shops.")


def _durability(connection: sa.Connection) -> list[Finding]:
    off = [
        name
        for name in ("fsync", "synchronous_commit", "full_page_writes")
        if connection.exec_driver_sql(f"SHOW {name}").scalar_one() == "off"
    ]
    if off:
        return [
            bad("durability", f"PostgreSQL runs with {', '.join(off)} off: commits can be lost.")
        ]
    return [ok("durability", "A commit is on the disk when it is told.")]


def _schema(connection: sa.Connection) -> Finding:
    try:
        if is_at_head(connection):
            return ok("migrations", f"The database is at revision {head()}, the newest.")
    except Newer as error:
        return bad("migrations", str(error))
    return bad("migrations", "The database is not up to date. Run: nexus migrate")


def _work(connection: sa.Connection, now: datetime) -> list[Finding]:
    seen, waiting = last_beat(connection), backlog(connection, now)
    age = int(waiting.oldest.total_seconds())
    found = [
        ok("worker", "The background worker is at work.")
        if seen is not None and now - seen <= SILENCE
        else warning("worker", "The background worker gives no sign of life."),
        bad("outbox", f"{waiting.waiting} events wait, the oldest for {age} s.")
        if age > 300
        else ok("outbox", f"{waiting.waiting} events wait, the oldest for {age} s."),
    ]
    if waiting.dead:
        found.append(
            warning("outbox", f"{waiting.dead} events were given up. See: nexus outbox list")
        )
    return found


def _integrity(connection: sa.Connection, on_sqlite: bool) -> Finding:
    if on_sqlite:
        said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        if said != ["ok"]:
            return bad("integrity", f"SQLite finds damage: {said[0]}")
        return ok("integrity", "SQLite finds no damage in its file.")
    broken = connection.exec_driver_sql(
        "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"
    ).scalars()
    names = ", ".join(map(str, broken))
    if names:
        return bad("integrity", f"These indexes are not valid: {names}.")
    return ok("integrity", "All indexes are valid.")
