"""For changes: the repositories of a unit of work."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session as OrmSession

import nexus.accounts.adapters.db.mapped  # noqa: F401
from nexus.accounts.adapters.db import tables
from nexus.accounts.adapters.db.entrance import attempt_row
from nexus.accounts.domain import (
    Employee,
    Invitation,
    Membership,
    PasswordReset,
    Role,
    Session,
    Shop,
    Station,
    User,
)
from nexus.accounts.ports import Attempt, Refreshing
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import RoleId, SessionId, ShopId, StationId, UserId
from nexus.kernel.text import key
from nexus.platform.activity import start_strands
from nexus.platform.transaction import Database
from nexus.platform.uow import SqlRepository, SqlUnitOfWork

MANAGES = "users.manage"


class SqlShops(SqlRepository[Shop]):
    def add(self, entity: Shop) -> None:
        self.session.add(entity)
        self.session.flush()
        start_strands(self.session.connection(), self.shop_id)

    def own(self) -> Shop:
        if (found := self.session.get(Shop, self.shop_id)) is None:
            raise NotFound("There is no such shop.")
        return found

    def lock(self) -> None:
        mine = sa.select(tables.shop.c.shop_id).where(tables.shop.c.shop_id == self.shop_id)
        self.session.execute(mine.with_for_update())


class SqlUsers:
    """Users are of no shop; whom a shop may see, its memberships say."""

    def __init__(self, session: OrmSession) -> None:
        self.session = session

    def add(self, entity: User) -> None:
        self.session.add(entity)
        self.session.flush()  # the membership points to it

    def get(self, id: UserId) -> User:
        if (found := self.session.get(User, id)) is None:
            raise NotFound("There is no such user.")
        return found

    def named(self, username_key: str) -> User | None:
        query = sa.select(User).where(tables.user.c.username_key == username_key)
        return self.session.scalars(query).one_or_none()

    def with_email(self, email_key: str) -> User | None:
        query = sa.select(User).where(tables.user.c.email_key == email_key)
        return self.session.scalars(query).one_or_none()


class SqlMembers(SqlRepository[Membership]):
    entity: ClassVar[type] = Membership

    def add(self, entity: Membership) -> None:
        self.session.add(entity)
        self.session.flush()  # the employee points to it

    def get(self, user_id: UUID) -> Membership:
        if (found := self.find(UserId(user_id))) is None:
            raise NotFound("There is no such user.")
        return found

    def find(self, user_id: UserId) -> Membership | None:
        mine = tables.membership.c.shop_id == self.shop_id
        query = sa.select(Membership).where(mine, tables.membership.c.user_id == user_id)
        return self.session.scalars(query).one_or_none()

    def shops_of(self, user_id: UserId) -> Sequence[ShopId]:
        member = tables.membership.c
        query = sa.select(member.shop_id).where(member.user_id == user_id)
        return self.session.scalars(query.order_by(member.created_at)).all()

    def has_manager(self) -> bool:
        member, user, grant, role = tables.membership, tables.user, tables.grant, tables.role
        query = (
            sa.select(role.c.permissions)
            .select_from(member)
            .join(user, user.c.id == member.c.user_id)
            .join(grant, _same(grant, "membership_id", member))
            .join(role, _same(role, "id", grant, "role_id"))
            .where(member.c.shop_id == self.shop_id, member.c.is_active, user.c.is_active)
        )
        return any(MANAGES in permissions for permissions in self.session.scalars(query))


def _same(table: sa.Table, column: str, other: sa.Table, its: str = "id") -> sa.ColumnElement[bool]:
    return (table.c.shop_id == other.c.shop_id) & (table.c[column] == other.c[its])


class SqlRoles(SqlRepository[Role]):
    entity: ClassVar[type] = Role

    def remove(self, entity: Role) -> None:
        self.session.delete(entity)

    def named(self, names: Iterable[str]) -> Sequence[Role]:
        return self._where(tables.role.c.name.in_(list(names)))

    def among(self, ids: Iterable[RoleId]) -> Sequence[Role]:
        return self._where(tables.role.c.id.in_(list(ids)))

    def is_used(self, id: RoleId) -> bool:
        grant = tables.grant.c
        used = sa.exists().where(grant.shop_id == self.shop_id, grant.role_id == id)
        return bool(self.session.scalar(sa.select(used)))

    def _where(self, condition: sa.ColumnElement[bool]) -> Sequence[Role]:
        mine = tables.role.c.shop_id == self.shop_id
        return self.session.scalars(sa.select(Role).where(mine, condition)).all()


class SqlStations(SqlRepository[Station]):
    entity: ClassVar[type] = Station

    def named(self, name: str) -> Station | None:
        station = tables.station.c
        mine = (station.shop_id == self.shop_id) & (station.name_key == key(name))
        return self.session.scalars(sa.select(Station).where(mine)).one_or_none()

    def last_position(self) -> int:
        station = tables.station.c
        last = sa.select(sa.func.max(station.position)).where(station.shop_id == self.shop_id)
        return self.session.scalar(last) or 0

    def names(self, ids: Collection[StationId]) -> dict[StationId, str]:
        station = tables.station.c
        query = sa.select(station.id, station.name).where(station.shop_id == self.shop_id)
        found = self.session.execute(
            query.where(station.id.in_(ids)).order_by(station.position, station.id)
        )
        return {StationId(row.id): row.name for row in found}


class SqlEmployees(SqlRepository[Employee]):
    entity: ClassVar[type] = Employee

    def named(self, name: str) -> Employee | None:
        return self._where(tables.employee.c.name_key == key(name))

    def of_user(self, user_id: UserId) -> Employee | None:
        return self._where(tables.employee.c.user_id == user_id)

    def _where(self, condition: sa.ColumnElement[bool]) -> Employee | None:
        mine = tables.employee.c.shop_id == self.shop_id
        return self.session.scalars(sa.select(Employee).where(mine, condition)).one_or_none()


class SqlInvitations(SqlRepository[Invitation]):
    entity: ClassVar[type] = Invitation

    def with_token(self, token_hash: bytes) -> Invitation | None:
        invitation = tables.invitation.c
        mine = (invitation.shop_id == self.shop_id) & (invitation.token_hash == token_hash)
        return self.session.scalars(sa.select(Invitation).where(mine)).one_or_none()


class SqlLogins:
    """Refresh tokens, logins and last logins are no changes of data but traces of use: they are
    written by plain statements, so the activity log does not repeat them."""

    def __init__(self, session: OrmSession) -> None:
        self.session_ = session

    def add(self, entity: Session) -> None:
        self.session_.add(entity)
        self.session_.flush()  # its refresh token points to it

    def sessions(self, user_id: UserId) -> Sequence[Session]:
        row = tables.session.c
        query = sa.select(Session).where(row.user_id == user_id, row.ended_at.is_(None))
        return self.session_.scalars(query.order_by(row.id)).all()

    def session(self, id: SessionId) -> Session | None:
        return self.session_.get(Session, id)

    def keep(self, token_hash: bytes, session_id: SessionId, at: datetime) -> None:
        row = {"token_hash": token_hash, "session_id": session_id, "issued_at": at}
        self.session_.execute(sa.insert(tables.refresh_token).values(row))

    def take(self, token_hash: bytes) -> Refreshing | None:
        token, session = tables.refresh_token, tables.session
        query = (
            sa.select(token.c.session_id, session.c.shop_id, token.c.used_at)
            .join(session)
            .where(token.c.token_hash == token_hash)
            .with_for_update(of=token)
        )
        row = self.session_.execute(query).one_or_none()
        return Refreshing._make(row) if row else None

    def use(self, token_hash: bytes, at: datetime) -> None:
        token = tables.refresh_token
        mine = sa.update(token).where(token.c.token_hash == token_hash)
        self.session_.execute(mine.values(used_at=at))

    def note(self, attempt: Attempt) -> None:
        self.session_.execute(sa.insert(tables.attempt).values(attempt_row(attempt)))
        if not attempt.reason:
            mine = sa.update(tables.user).where(tables.user.c.id == attempt.user_id)
            self.session_.execute(mine.values(last_login_at=attempt.tried_at))

    def add_reset(self, entity: PasswordReset) -> None:
        self.session_.add(entity)

    def reset(self, token_hash: bytes) -> PasswordReset | None:
        query = sa.select(PasswordReset).where(tables.reset.c.token_hash == token_hash)
        return self.session_.scalars(query.with_for_update()).one_or_none()

    def drop_resets(self, user_id: UserId, at: datetime) -> None:
        row = tables.reset.c
        open_ = sa.select(PasswordReset).where(row.user_id == user_id, row.used_at.is_(None))
        for found in self.session_.scalars(open_):
            found.used_at = at


class SqlAccountsUnitOfWork(SqlUnitOfWork):
    """`forget` drops what is remembered of who may do what, since it may have changed."""

    shops: SqlShops
    users: SqlUsers
    members: SqlMembers
    roles: SqlRoles
    stations: SqlStations
    employees: SqlEmployees
    invitations: SqlInvitations
    logins: SqlLogins

    def __init__(self, database: Database, forget: Callable[[], None], actor: Actor) -> None:
        super().__init__(database, actor)
        self._forget = forget

    def open(self, session: OrmSession) -> None:
        self.shops = SqlShops(session, self.shop_id)
        self.users = SqlUsers(session)
        self.members = SqlMembers(session, self.shop_id)
        self.roles = SqlRoles(session, self.shop_id)
        self.stations = SqlStations(session, self.shop_id)
        self.employees = SqlEmployees(session, self.shop_id)
        self.invitations = SqlInvitations(session, self.shop_id)
        self.logins = SqlLogins(session)

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            super().__exit__(error_type, error, traceback)
        finally:
            self._forget()
