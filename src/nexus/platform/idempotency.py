"""Idempotency-Key: a POST that is repeated has one effect and one answer.

A key is claimed first, in a transaction of its own, so that a parallel twin is told at once.
The answer is stored in the use case's own transaction: effect and answer exist together or not
at all. A claim whose server died runs out, and its late owner can no longer store an answer.
"""

import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import sqlalchemy as sa
from litestar import MediaType, Request, Response
from litestar.di import NamedDependency
from sqlalchemy.exc import IntegrityError

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Busy, Invalid, NexusError
from nexus.kernel.ids import new_id
from nexus.platform.columns import Utc
from nexus.platform.db import metadata
from nexus.platform.http import Caller, Versioned, tagged
from nexus.platform.transaction import Database
from nexus.platform.uow import SqlUnitOfWork
from nexus.platform.uploads import arrived, takes_upload

CLAIM = timedelta(seconds=60)
KEPT = timedelta(hours=24)
NOBODY = UUID(int=0)

answers = sa.Table(
    "platform_answer",
    metadata,
    sa.Column("shop_id", sa.Uuid, primary_key=True),
    sa.Column("caller_id", sa.Uuid, primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    # A digest of method, path and body. It is keyed, since a password may be in the body.
    sa.Column("wish", sa.LargeBinary(32), nullable=False),
    sa.Column("claim_id", sa.Uuid, nullable=False),
    sa.Column("until", Utc, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("version", sa.Integer),
    sa.Column("body", sa.LargeBinary),
    info={"shared": "a key is claimed outside of every transaction of the shop"},
    sqlite_with_rowid=False,
)

T = TypeVar("T")
V = TypeVar("V", bound=Versioned)


class Once:
    """Call it with the use case; without a key it just calls."""

    def __init__(self, database: Database, clock: Clock, actor: Actor, key: str, wish: bytes):
        if len(key) > 255:
            raise Invalid("An Idempotency-Key has at most 255 characters.")
        self._database, self._clock, self._wish = database, clock, wish
        self._actor = actor
        self._row = {"shop_id": actor.shop_id, "caller_id": actor.user_id or NOBODY, "key": key}
        self._claim_id = new_id()

    def __call__(self, use_case: Callable[[], V], status_code: int = 201) -> Response[V]:
        if not self._row["key"]:
            return tagged(use_case(), status_code)
        return self._claim() or self._do(use_case, status_code)

    def after(
        self, prepare: Callable[[], T], use_case: Callable[[T], V], undo: Callable[[T], None]
    ) -> Response[V]:
        """Do first what is slow and needs no transaction, and undo it if the use case says no.

        Of other failures nobody knows whether all was committed, so nothing is undone.
        """
        if self._row["key"] and (told := self._claim()):
            return told
        try:
            prepared = prepare()
        except BaseException:
            self._let_go()
            raise
        try:
            if self._row["key"]:
                return self._do(lambda: use_case(prepared), 201)
            return tagged(use_case(prepared), 201)
        except NexusError:
            undo(prepared)
            raise

    def _do(self, use_case: Callable[[], V], status_code: int) -> Response[V]:
        try:
            with SqlUnitOfWork(self._database, self._actor) as uow:
                view = use_case()
                self._store(uow.session.connection(), view, status_code)
        except BaseException:
            self._let_go()
            raise
        return tagged(view, status_code)

    def _claim(self) -> Response[Any] | None:
        """Take the key, or return the answer that is already stored under it."""
        held = self._held()
        if held is None:
            try:
                self._take()
                return None
            except IntegrityError:  # a twin was quicker
                held = self._held()
        if held is not None and held.wish != self._wish:
            raise Invalid("This Idempotency-Key was used for another request.")
        if held is None or held.status is None:
            raise Busy("The same request is being worked on. Please ask again in a moment.")
        told = {"ETag": f'"{held.version}"', "Idempotency-Replayed": "true"}
        return Response(held.body, status_code=held.status, headers=told, media_type=MediaType.JSON)

    def _held(self) -> sa.Row[Any] | None:
        alive = answers.c.until > self._clock()
        with self._database.looking() as connection:
            return connection.execute(sa.select(answers).where(self._mine, alive)).one_or_none()

    def _take(self) -> None:
        now = self._clock()
        claim = {"wish": self._wish, "claim_id": self._claim_id, "until": now + CLAIM}
        with self._database.engine.begin() as connection:
            connection.execute(sa.delete(answers).where(self._mine, answers.c.until <= now))
            connection.execute(sa.insert(answers), self._row | claim)

    def _store(self, connection: sa.Connection, view: Versioned, status_code: int) -> None:
        answer = {"status": status_code, "version": view.version, "body": msgspec.json.encode(view)}
        change = sa.update(answers).where(self._mine, answers.c.claim_id == self._claim_id)
        kept = change.values(until=self._clock() + KEPT, **answer)
        if connection.execute(kept).rowcount != 1:
            raise Busy("This took too long, and the same request was begun anew meanwhile.")

    def _let_go(self) -> None:
        if not self._row["key"]:
            return
        unused = (answers.c.claim_id == self._claim_id) & answers.c.status.is_(None)
        with self._database.engine.begin() as connection:
            connection.execute(sa.delete(answers).where(self._mine, unused))

    @property
    def _mine(self) -> sa.ColumnElement[bool]:
        return sa.and_(*(answers.c[name] == value for name, value in self._row.items()))


def sweep(engine: sa.Engine, now: datetime) -> None:
    """Forget the answers past their day, and the claims of servers that died."""
    with engine.begin() as connection:
        connection.execute(sa.delete(answers).where(answers.c.until <= now))


def once_per_key(
    database: Database, clock: Clock, secret: str = ""
) -> Callable[..., Awaitable[Once]]:
    """Return the dependency that handlers receive as `once`."""
    secret_key = hmac.digest(secret.encode(), b"idempotency", "sha256")

    async def once(request: Request[Any, Any, Any], actor: Caller) -> Once:
        if not (key := request.headers.get("idempotency-key", "")):
            return Once(database, clock, actor, key, b"")
        asked = (request.method, request.url.path, request.url.query)
        upload = takes_upload(request)
        body = (await arrived(request)).digest if upload else await request.body()
        said = "\n".join(asked).encode() + b"\n" + body
        wish = hmac.digest(secret_key, said, "sha256")
        return Once(database, clock, actor, key, wish)

    return once


OncePerKey = NamedDependency[Once]
