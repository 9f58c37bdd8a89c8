"""One transaction per use case: whoever opens first owns it, whoever comes later joins."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, utc_now
from nexus.kernel.events import Event
from nexus.kernel.ids import ShopId


@dataclass(kw_only=True, eq=False)
class Transaction:
    """What all parts of one use case share.

    One that only looks has a bare connection, which is twice as fast; one that writes has a
    session, the actors at work in it (the innermost last) and what they have changed so far.
    """

    shop_id: ShopId
    connection: sa.Connection
    session: Session | None = None
    actors: list[Actor] = field(default_factory=list)
    changes: dict[Hashable, Any] = field(default_factory=dict)  # of activity.Change, by its key
    texts: dict[tuple[str, Any], str | None] = field(default_factory=dict)  # to be searched
    told: dict[Hashable, Any] = field(default_factory=dict)  # answers, until the next flush
    events: list[Event] = field(default_factory=list)
    settled: int = 0  # of the events: what follows them at once is done
    spoilt_by: BaseException | None = None  # a part failed, so the whole may not commit

    @property
    def is_untouched(self) -> bool:
        """Tell whether all that is seen in it is there for good: nothing here may be undone yet."""
        session = self.session
        return session is None or not (self.changes or session.in_nested_transaction())

    def close(self) -> None:
        """Give the connection back; what was not committed is rolled back."""
        if self.session is not None:
            self.session.close()
        self.connection.close()


React = Callable[[Event], None]
Hears = Callable[[Event], bool]

# On SQLite a reader takes no lock and waits for none; on both, a write is an error.
READ_ONLY = {"nexus_reading": True}
# The session commits and rolls back the transaction that the connection is in.
CONTROL: Any = {"join_transaction_mode": "control_fully"}


class Database:
    """The engine, the transaction open in this context (a request, a job), and what follows.

    One per engine: what is opened on another one does not join, and on SQLite waits for itself.
    `react` hears each event before the commit; it is asked for late, because what reacts
    is itself built upon a database. `heard` tells whether anybody hears an event afterwards: what
    nobody hears is not kept. `tells` is off where history is made up, as in the demo shops:
    nobody gets a mail about what never was.
    """

    def __init__(
        self,
        engine: sa.Engine,
        react: Callable[[], React],
        clock: Clock = utc_now,
        heard: Hears = lambda event: True,
    ) -> None:
        self.engine = engine
        self.react = react
        self.clock = clock
        self.heard = heard
        self.tells = True
        self._open: ContextVar[Transaction | None] = ContextVar("transaction", default=None)

    @property
    def open(self) -> Transaction | None:
        return self._open.get()

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """Open a read-only connection to what belongs to no shop."""
        with self._begun(READ_ONLY) as connection:
            yield connection
            connection.commit()

    def begin(self, shop_id: ShopId, *, writes: bool) -> Token[Transaction | None]:
        bound = {"nexus_shop": shop_id}
        connection = self._begun(bound if writes else READ_ONLY | bound)
        opened = Transaction(shop_id=shop_id, connection=connection)
        if writes:
            opened.session = Session(connection, expire_on_commit=False, **CONTROL)
            opened.session.connection()  # so that it commits also what went past it
            opened.session.info["transaction"] = opened
        return self._open.set(opened)

    def end(self, token: Token[Transaction | None]) -> None:
        self._open.reset(token)

    def _begun(self, options: dict[str, Any]) -> sa.Connection:
        """Begin a transaction; on a new connection if the server was away since the last one.

        The failure empties the pool, so asking the server beforehand is not worth its time.
        """
        try:
            return _begin(self.engine, options)
        except OperationalError as lost:
            if not lost.connection_invalidated:
                raise
            return _begin(self.engine, options)


def _begin(engine: sa.Engine, options: dict[str, Any]) -> sa.Connection:
    connection = engine.connect().execution_options(**options)
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


class SqlReading:
    """A look at one shop's data, on which the database itself refuses every write.

    A module subclasses this with its queries, which go to `connection`.
    """

    def __init__(self, database: Database, shop_id: ShopId) -> None:
        self._database = database
        self.shop_id = shop_id
        self._token: Token[Transaction | None] | None = None

    def __enter__(self) -> Self:
        if (current := self._database.open) is None:
            self._token = self._database.begin(self.shop_id, writes=False)
        elif current.shop_id != self.shop_id:
            raise RuntimeError("A transaction serves one shop.")
        elif current.session is not None:
            current.session.flush()  # a neighbour sees what is changed and not yet committed
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._token is not None:
            try:
                if error is None:
                    # A rollback makes the driver forget the statements that it has prepared.
                    self.connection.commit()
                self.transaction.close()
            finally:
                self._database.end(self._token)
                self._token = None

    def told(self, question: sa.Select[Any], **values: Any) -> Sequence[sa.Row[Any]]:
        """Ask a prepared question; a second time in a transaction it is not asked.

        A flush makes the answers be forgotten, so only of what aggregates hold: what is written
        past them (sums that are kept) is not noticed.
        """
        told, key = self.transaction.told, (id(question), *values.values())
        if (known := told.get(key)) is None:
            known = told[key] = self.connection.execute(question, values).all()
        rows: Sequence[sa.Row[Any]] = known
        return rows

    @property
    def connection(self) -> sa.Connection:
        return self.transaction.connection

    @property
    def transaction(self) -> Transaction:
        if (current := self._database.open) is None:
            raise RuntimeError("There is no open transaction here.")
        return current


@sa.event.listens_for(Session, "after_flush")
def _forget(session: Session, context: object) -> None:
    if (transaction := session.info.get("transaction")) is not None:
        transaction.told.clear()
