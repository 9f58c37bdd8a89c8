"""What is known before the shop is: each call is a short transaction of its own."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

import nexus.accounts.adapters.db.mapped  # noqa: F401
from nexus.accounts.adapters.db import tables
from nexus.accounts.adapters.db.tables import attempt, grant, membership, role, session, shop, user
from nexus.accounts.domain import Kind
from nexus.accounts.messages import Identity, SessionView, ShopView
from nexus.accounts.ports import Attempt, Person, Refreshing, Tries
from nexus.kernel.ids import SessionId, ShopId, UserId, new_id
from nexus.platform.transaction import Database

MINUTE = timedelta(minutes=1)

in_shop = (
    sa.select(shop)
    .join(membership, membership.c.shop_id == shop.c.shop_id)
    .where(membership.c.is_active, shop.c.is_active)
    .order_by(membership.c.created_at, shop.c.created_at, shop.c.shop_id)
)
other = membership.alias()
has_more_shops = (
    sa.exists()
    .where(
        other.c.user_id == session.c.user_id,
        other.c.shop_id != session.c.shop_id,
        other.c.is_active,
    )
    .correlate(session)
)
who = (
    sa.select(
        session,
        user.c.username,
        user.c.full_name,
        user.c.locale,
        has_more_shops.label("has_more_shops"),
        user.c.is_superuser,
        membership.c.employee_id,
        role.c.permissions,
        role.c.display_name.label("role"),
    )
    .join(user, user.c.id == session.c.user_id)
    .join(shop, shop.c.shop_id == session.c.shop_id)
    .join(
        membership,
        (membership.c.user_id == session.c.user_id) & (membership.c.shop_id == session.c.shop_id),
    )
    .outerjoin(
        grant,
        (grant.c.membership_id == membership.c.id) & (grant.c.shop_id == membership.c.shop_id),
    )
    .outerjoin(role, (role.c.id == grant.c.role_id) & (role.c.shop_id == grant.c.shop_id))
    .where(
        session.c.ended_at.is_(None),
        user.c.is_active,
        membership.c.is_active,
        shop.c.is_active,
    )
)


def attempt_row(tried: Attempt) -> dict[str, Any]:
    return tried._asdict() | {"id": new_id(), "success": not tried.reason}


def shop_view(row: sa.Row[Any]) -> ShopView:
    return ShopView(
        id=ShopId(row.shop_id),
        version=row.version,
        name=row.name,
        is_active=row.is_active,
        created_at=row.created_at,
    )


class SqlEntrance:
    """`catalogue` is what a superuser may do in the shops they are a member of."""

    def __init__(self, database: Database, catalogue: Iterable[str], idle_minutes: int) -> None:
        self._database = database
        self._catalogue = frozenset(catalogue)
        self._idle = timedelta(minutes=idle_minutes)

    def shops(self, user_id: UserId) -> Sequence[ShopView]:
        return [shop_view(r) for r in self._all(in_shop.where(membership.c.user_id == user_id))]

    def every_shop(self) -> Sequence[ShopView]:
        return [shop_view(r) for r in self._all(sa.select(shop).order_by(shop.c.created_at))]

    def has_shop(self) -> bool:
        return bool(self._all(sa.select(shop.c.shop_id).limit(1)))

    def person(self, username_key: str, email_key: str) -> Person | None:
        return self._person((user.c.username_key == username_key) | (user.c.email_key == email_key))

    def person_of(self, user_id: UserId) -> Person | None:
        return self._person(user.c.id == user_id)

    def _person(self, condition: sa.ColumnElement[bool]) -> Person | None:
        columns = (user.c[name] for name in ("id", *Person._fields[1:]))
        row = next(iter(self._all(sa.select(*columns).where(condition))), None)
        return Person._make(row) if row else None

    def identity(
        self, now: datetime, *, session_id: SessionId | None = None, token_hash: bytes = b""
    ) -> Identity | None:
        one = session.c.id == session_id if session_id else session.c.token_hash == token_hash
        rows = self._all(who.where(one))
        if not rows or not self._is_alive(rows[0], now):
            return None
        if now - rows[0].seen_at >= MINUTE:
            self._touch(rows[0].id, now)
        return self._identity(rows, Kind.BROWSER if token_hash else Kind.PROGRAM)

    def _is_alive(self, row: sa.Row[Any], now: datetime) -> bool:
        idle = row.kind is Kind.BROWSER and now >= row.seen_at + self._idle
        return now < row.expires_at and not idle

    def _identity(self, rows: Sequence[sa.Row[Any]], kind: Kind) -> Identity:
        row = rows[0]
        granted = (code for each in rows for code in each.permissions or ())
        return Identity(
            session_id=row.id,
            kind=kind,
            user_id=row.user_id,
            shop_id=row.shop_id,
            employee_id=row.employee_id,
            label=row.full_name or row.username,
            scopes=self._catalogue if row.is_superuser else frozenset(granted),
            expires_at=row.expires_at,
            locale=row.locale,
            has_more_shops=bool(row.has_more_shops),
            roles=tuple(sorted(each.role for each in rows if each.role)),
        )

    def _touch(self, session_id: SessionId, now: datetime) -> None:
        """Note that the session is in use, once a minute: a trace, not a change of data."""
        mine = (session.c.id == session_id) & (session.c.seen_at < now)
        self._write(sa.update(session).where(mine).values(seen_at=now))

    def family(self, token_hash: bytes) -> Refreshing | None:
        token = tables.refresh_token
        query = sa.select(session.c.id, session.c.shop_id, token.c.used_at).join_from(
            token, session
        )
        row = next(iter(self._all(query.where(token.c.token_hash == token_hash))), None)
        return Refreshing._make(row) if row else None

    def reset_of(self, token_hash: bytes) -> UserId | None:
        reset = tables.reset
        query = sa.select(reset.c.user_id).where(reset.c.token_hash == token_hash)
        row = next(iter(self._all(query)), None)
        return UserId(row.user_id) if row else None

    def sessions(
        self, user_id: UserId, now: datetime, current: SessionId | None
    ) -> Sequence[SessionView]:
        mine = (session.c.user_id == user_id) & session.c.ended_at.is_(None)
        rows = self._all(sa.select(session).where(mine).order_by(session.c.seen_at.desc()))
        return [_session(row, current) for row in rows if self._is_alive(row, now)]

    def tries(self, tried: Attempt, since: datetime, long_since: datetime) -> Tries:
        name, network = (
            attempt.c.typed_key == tried.typed_key,
            attempt.c.network == tried.network,
        )
        late = attempt.c.success.is_(False) & (attempt.c.tried_at > since)
        came_in = sa.exists().where(
            name, network, attempt.c.success, attempt.c.tried_at > long_since
        )
        counts = [
            sa.select(sa.func.count()).select_from(attempt).where(late, which).scalar_subquery()
            for which in (name, network, name & network)
        ]
        return Tries._make(self._all(sa.select(*counts, came_in))[0])

    def note(self, tried: Attempt) -> None:
        self._write(sa.insert(attempt).values(attempt_row(tried)))

    def rehash(self, user_id: UserId, password_hash: str) -> None:
        """Keep the same password in a stronger form; nothing that anybody would notice."""
        self._write(sa.update(user).where(user.c.id == user_id).values(password_hash=password_hash))

    def forget(self, before: datetime) -> None:
        """Drop what ran out before then: sessions with their tokens, and ways to reset."""
        over = sa.select(session.c.id).where(session.c.expires_at < before)
        with self._database.engine.begin() as connection:
            of_those = tables.refresh_token.c.session_id.in_(over)
            connection.execute(sa.delete(tables.refresh_token).where(of_those))
            connection.execute(sa.delete(session).where(session.c.expires_at < before))
            connection.execute(sa.delete(tables.reset).where(tables.reset.c.expires_at < before))

    def _all(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        with self._database.looking() as connection:
            return connection.execute(query).all()

    def _write(self, statement: sa.Insert | sa.Update) -> None:
        with self._database.engine.begin() as connection:
            connection.execute(statement)


def _session(row: sa.Row[Any], current: SessionId | None) -> SessionView:
    return SessionView(
        id=row.id,
        kind=row.kind,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        ip=row.ip,
        user_agent=row.user_agent,
        is_current=row.id == current,
    )
