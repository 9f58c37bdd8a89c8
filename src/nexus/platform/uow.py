"""The unit of work and the repository base, over a SQLAlchemy session."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import Token
from functools import cache
from types import TracebackType
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.orm.util import identity_key

from nexus.kernel.actor import Actor
from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import NotFound, Refused
from nexus.kernel.events import Event
from nexus.kernel.ids import ShopId
from nexus.kernel.numbering import series
from nexus.kernel.phrase import phrase
from nexus.platform.activity import write_changes
from nexus.platform.numbers import observe, take
from nexus.platform.outbox import enqueue
from nexus.platform.search import write_texts
from nexus.platform.transaction import Database, Transaction

LONGEST_CHAIN = 8
CLASHES = (IntegrityError, StaleDataError)

log = structlog.get_logger(__name__)


class SqlUnitOfWork:
    """A module subclasses this and opens its repositories in `open`."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._database = database
        self._actor = actor
        self._token: Token[Transaction | None] | None = None

    def open(self, session: Session) -> None:
        """Build what the module needs on this session."""

    @property
    def shop_id(self) -> ShopId:
        return self._actor.shop_id

    @property
    def session(self) -> Session:
        session = self._transaction.session
        if session is None:
            raise RuntimeError("A use case that writes opens its unit of work before it reads.")
        return session

    def record(self, *events: Event) -> None:
        self._transaction.events += events

    def number(self, pattern: str, **words: str) -> str:
        counted = series(pattern, **words)
        return counted.code(take(self.session, self.shop_id, counted.key))

    def numbers(self, pattern: str, count: int, **words: str) -> Sequence[str]:
        if count < 1:
            return []
        counted = series(pattern, **words)
        last = take(self.session, self.shop_id, counted.key, count)
        return [counted.code(n) for n in range(last - count + 1, last + 1)]

    def numbered(self, pattern: str, code: str, **words: str) -> None:
        counted = series(pattern, **words)
        if (n := counted.n(code)) is not None:
            observe(self.session, self.shop_id, counted.key, n)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Do a part that may fail by itself: then it is undone, and the whole goes on.

        What follows at once follows within the part. The activity log is written with the whole,
        since its locks come last.
        """
        transaction = self._transaction
        self._settle(transaction)
        self.session.flush()
        savepoint = self.session.begin_nested()
        earlier = transaction.changes, transaction.texts
        transaction.changes, transaction.texts = {}, {}
        done, actors = len(transaction.events), len(transaction.actors)
        spoilt_by = transaction.spoilt_by
        try:
            yield
            self._settle(transaction)
            self.session.flush()
        except BaseException:
            savepoint.rollback()
            transaction.changes, transaction.texts = earlier
            del transaction.events[done:], transaction.actors[actors:]
            transaction.settled, transaction.spoilt_by = done, spoilt_by
            transaction.told.clear()
            raise
        savepoint.commit()
        for key, change in transaction.changes.items():
            if (first := earlier[0].setdefault(key, change)) is not change:
                first.merge(change)
        earlier[1].update(transaction.texts)
        transaction.changes, transaction.texts = earlier

    def __enter__(self) -> Self:
        if (current := self._database.open) is None:
            self._token = self._database.begin(self.shop_id, writes=True)
        elif current.shop_id != self.shop_id:
            raise RuntimeError("A transaction serves one shop.")
        else:
            self.session.flush()  # what is pending was another actor's doing
        self._transaction.actors.append(self._actor)
        self.open(self.session)
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if self._token is None:
                self._leave(error)
            else:
                self._close(self._token, error)
            if isinstance(error, CLASHES):  # met half-way, by a flush before a query
                raise error
        except CLASHES as clash:
            if "not null" in str(clash).lower():
                raise  # nobody was quicker: a bug of ours
            raise Refused("Somebody else changed this a moment ago. Please try again.") from clash

    def _leave(self, error: BaseException | None) -> None:
        """End a part of somebody else's transaction."""
        transaction = self._transaction
        try:
            if error is None:
                self.session.flush()
        except BaseException as failure:
            error = failure
            raise
        finally:
            transaction.spoilt_by = transaction.spoilt_by or error
            transaction.actors.pop()

    def _close(self, token: Token[Transaction | None], error: BaseException | None) -> None:
        transaction = self._transaction
        try:
            if error is None:
                self._finish(transaction)
        finally:
            try:
                transaction.close()
            finally:
                self._database.end(token)
                self._token = None

    def _finish(self, transaction: Transaction) -> None:
        self._settle(transaction)
        if transaction.spoilt_by is not None:
            raise RuntimeError("A part failed, so the whole is rolled back.") from (
                transaction.spoilt_by
            )
        self.session.flush()  # the data first: its locks are what puts the outbox in order
        write_texts(transaction)
        told = transaction.events if self._database.tells else ()
        enqueue(transaction.connection, filter(self._database.heard, told))
        write_changes(transaction, self._database.clock())
        transaction.connection.commit()  # the session has nothing left to add to it
        for event in told:
            log.info("event", topic=event.topic(), shop_id=str(event.shop_id))

    def _settle(self, transaction: Transaction) -> None:
        """Let follow what follows at once, until nothing new happens."""
        events = transaction.events
        for _ in range(LONGEST_CHAIN):
            for event in events[transaction.settled :]:
                transaction.settled += 1
                self._database.react()(event)
        if transaction.settled < len(events):
            raise RuntimeError(f"Reactions to {events[-1].topic()} do not come to an end.")

    @property
    def _transaction(self) -> Transaction:
        if (current := self._database.open) is None:
            raise RuntimeError("There is no open transaction here.")
        return current


E = TypeVar("E", bound=Aggregate)


@cache
def _by_key(entity: type) -> sa.Select[Any]:
    """Return what `Session.get` asks, built once; it builds it anew each time."""
    key: Any = sa.inspect(entity).primary_key
    return sa.select(entity).where(*(column == sa.bindparam(column.name) for column in key))


class SqlRepository(Generic[E]):
    """`add` and `get` within the shop; an aggregate adds the questions its use cases ask."""

    entity: ClassVar[type]

    def __init__(self, session: Session, shop_id: ShopId) -> None:
        self.session = session
        self.shop_id = shop_id

    def add(self, entity: E) -> None:
        self.session.add(entity)

    def get(self, id: UUID) -> E:
        known: Any = identity_key(self.entity, (self.shop_id, id))
        found: E | None = self.session.identity_map.get(known)
        if found is None:
            mine = {"shop_id": self.shop_id, "id": id}
            found = self.session.scalars(_by_key(self.entity), mine).unique().one_or_none()
        if found is None:
            raise NotFound(
                phrase("There is no such %(it)s.", it=phrase(self.entity.__name__.lower()))
            )
        return found


@sa.event.listens_for(Session, "before_flush")
def _every_change_counts(session: Session, context: object, instances: object) -> None:
    """Catch the aggregate that forgot to count a change: its loss would go unnoticed."""
    for entity in session.dirty:
        if not isinstance(entity, Aggregate) or not session.is_modified(entity):
            continue
        if not sa.inspect(entity).attrs.version.history.has_changes():
            raise RuntimeError(f"{type(entity).__name__} changed and kept its version.")
