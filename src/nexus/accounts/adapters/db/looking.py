"""For looking: views straight from the rows, one statement each."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from nexus.accounts.adapters.db.entrance import shop_view
from nexus.accounts.adapters.db.tables import (
    attempt,
    employee,
    grant,
    invitation,
    membership,
    posting,
    role,
    shop,
    station,
    user,
)
from nexus.accounts.domain import standing
from nexus.accounts.messages import (
    EmployeeView,
    InvitationView,
    ListAttempts,
    ListEmployees,
    ListInvitations,
    ListStations,
    ListUsers,
    LoginAttempt,
    Me,
    RoleSort,
    RoleView,
    ShopView,
    StationRef,
    StationView,
    UserView,
)
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import EmployeeId, RoleId, StationId, UserId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.platform.listing import holds, page
from nexus.platform.search import found
from nexus.platform.statements import prepared
from nexus.platform.transaction import SqlReading

granted = (
    sa.select(sa.func.aggregate_strings(role.c.name, " "))
    .select_from(grant)
    .join(role, (role.c.shop_id == grant.c.shop_id) & (role.c.id == grant.c.role_id))
    .where(grant.c.shop_id == membership.c.shop_id, grant.c.membership_id == membership.c.id)
    .correlate(membership)
    .scalar_subquery()
)
is_active = membership.c.is_active & user.c.is_active
members = (
    sa.select(
        *(column for column in user.c if column.name not in ("is_active", "version")),
        (user.c.version + membership.c.version).label("version"),
        is_active.label("is_active"),
        membership.c.employee_id,
        granted.label("roles"),
    )
    .select_from(membership)
    .join(user, user.c.id == membership.c.user_id)
)
# A line for each station: its id, and its name, which is of one line itself.
places = (
    sa.select(
        sa.func.aggregate_strings(sa.cast(station.c.id, sa.String) + " " + station.c.name, "\n")
    )
    .select_from(posting)
    .join(
        station, (station.c.shop_id == posting.c.shop_id) & (station.c.id == posting.c.station_id)
    )
    .where(posting.c.shop_id == employee.c.shop_id, posting.c.employee_id == employee.c.id)
    .correlate(employee)
    .scalar_subquery()
)
employees = sa.select(employee, places.label("places"))


def user_view(row: sa.Row[Any]) -> UserView:
    roles = sorted((row.roles or "").split())
    return UserView(
        id=row.id,
        version=row.version,
        username=row.username,
        email=row.email,
        full_name=row.full_name,
        phone=row.phone,
        title=row.title,
        locale=row.locale,
        is_active=bool(row.is_active),
        is_superuser=row.is_superuser,
        roles=roles,
        role=standing(roles),
        employee_id=row.employee_id,
        created_at=row.created_at,
        last_login_at=row.last_login_at,
    )


def role_view(row: sa.Row[Any]) -> RoleView:
    return RoleView(**_named(row, RoleView.__struct_fields__))


def station_view(row: sa.Row[Any]) -> StationView:
    return StationView(**_named(row, StationView.__struct_fields__))


def _named(row: sa.Row[Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in names}


def employee_view(row: sa.Row[Any]) -> EmployeeView:
    minor, currency = row.hourly_rate_minor, row.hourly_rate_currency
    at = (line.partition(" ") for line in (row.places or "").splitlines())
    stations = [StationRef(id=StationId(UUID(id)), name=name) for id, _, name in at]
    return EmployeeView(
        id=row.id,
        version=row.version,
        name=row.name,
        email=row.email,
        phone=row.phone,
        notes=row.notes,
        hourly_rate=None if minor is None else Money.of(minor, currency),
        user_id=row.user_id,
        is_active=row.is_active,
        stations=sorted(stations, key=lambda station: station.name),
        created_at=row.created_at,
    )


def invitation_view(row: sa.Row[Any]) -> InvitationView:
    names = tuple(name for name in InvitationView.__struct_fields__ if name != "token")
    return InvitationView(**_named(row, names))


def attempt_view(row: sa.Row[Any]) -> LoginAttempt:
    return LoginAttempt(**_named(row, LoginAttempt.__struct_fields__))


@prepared
def a_person(shop_id: Any, id: Any) -> sa.Select[Any]:
    """What neighbours ask about, one thing after the other."""
    rate = employee.c.hourly_rate_minor, employee.c.hourly_rate_currency
    mine = (employee.c.shop_id == shop_id) & (employee.c.id == id)
    return sa.select(employee.c.is_active, *rate).where(mine)


class SqlAccountsReading(SqlReading):
    def shop(self) -> ShopView:
        return shop_view(
            self._one(
                sa.select(shop).where(shop.c.shop_id == self.shop_id),
                phrase("There is no such shop."),
            )
        )

    def me(self, user_id: UserId) -> Me:
        columns = (
            shop.c.name,
            shop.c.version.label("shop_version"),
            shop.c.created_at.label("since"),
        )
        working = (employee.c.shop_id == membership.c.shop_id) & (
            employee.c.id == membership.c.employee_id
        )
        query = (
            members.join(shop, shop.c.shop_id == membership.c.shop_id)
            .outerjoin(employee, working)
            .add_columns(
                *columns, employee.c.name.label("operator"), shop.c.is_active.label("open")
            )
        )
        row = self._one(
            query.where(self._member, user.c.id == user_id), phrase("There is no such user.")
        )
        seen = user_view(row)
        return Me(
            id=seen.id,
            version=seen.version,
            username=seen.username,
            email=seen.email,
            full_name=seen.full_name,
            phone=seen.phone,
            title=seen.title,
            locale=seen.locale,
            is_superuser=seen.is_superuser,
            created_at=seen.created_at,
            last_login_at=seen.last_login_at,
            shop=ShopView(
                id=self.shop_id,
                version=row.shop_version,
                name=row.name,
                is_active=row.open,
                created_at=row.since,
            ),
            operator_id=row.employee_id,
            operator_name=row.operator,
            roles=seen.roles,
            role=seen.role,
            permissions=[],
        )

    def user(self, id: UserId) -> UserView:
        return user_view(
            self._one(
                members.where(self._member, user.c.id == id), phrase("There is no such user.")
            )
        )

    def users(self, wish: ListUsers) -> Page[UserView]:
        query = members.where(self._member)
        if wish.is_active is not None:
            query = query.where(is_active if wish.is_active else ~is_active)
        if wish.role is not None:
            query = query.where(self._has_role(wish.role))
        if wish.search:
            query = query.where(holds(wish.search, user.c.found_key))
        return page(
            self.connection,
            query,
            user_view,
            sorts={
                "username": user.c.username_key,
                "full_name": user.c.full_name_key,
                "created_at": user.c.created_at,
            },
            id=user.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def _has_role(self, name: str) -> sa.ColumnElement[bool]:
        return sa.exists().where(
            grant.c.shop_id == membership.c.shop_id,
            grant.c.membership_id == membership.c.id,
            role.c.shop_id == grant.c.shop_id,
            role.c.id == grant.c.role_id,
            role.c.name == name,
        )

    def role(self, id: RoleId) -> RoleView:
        mine = (role.c.shop_id == self.shop_id) & (role.c.id == id)
        return role_view(self._one(sa.select(role).where(mine), phrase("There is no such role.")))

    def role_named(self, name: str) -> RoleView:
        mine = (role.c.shop_id == self.shop_id) & (role.c.name == name)
        return role_view(self._one(sa.select(role).where(mine), phrase("There is no such role.")))

    def roles(self, sort: RoleSort, limit: int, cursor: str | None, total: bool) -> Page[RoleView]:
        return page(
            self.connection,
            sa.select(role).where(role.c.shop_id == self.shop_id),
            role_view,
            sorts={"name": role.c.name},  # lower-case codes, alike on both databases
            id=role.c.id,
            sort=sort,
            limit=limit,
            cursor=cursor,
            total=total,
        )

    def station(self, id: StationId) -> StationView:
        mine = (station.c.shop_id == self.shop_id) & (station.c.id == id)
        return station_view(
            self._one(sa.select(station).where(mine), phrase("There is no such station."))
        )

    def stations(self, wish: ListStations) -> Page[StationView]:
        query = sa.select(station).where(station.c.shop_id == self.shop_id)
        if wish.is_active is not None:
            query = query.where(station.c.is_active.is_(wish.is_active))
        if wish.search:
            query = query.where(holds(wish.search, station.c.name_key))
        return page(
            self.connection,
            query,
            station_view,
            sorts={"position": station.c.position, "name": station.c.name_key},
            id=station.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def employee(self, id: EmployeeId) -> EmployeeView:
        mine = (employee.c.shop_id == self.shop_id) & (employee.c.id == id)
        return employee_view(self._one(employees.where(mine), phrase("There is no such employee.")))

    def employees(self, wish: ListEmployees) -> Page[EmployeeView]:
        query = employees.where(employee.c.shop_id == self.shop_id)
        if wish.station_id is not None:
            query = query.where(
                sa.exists().where(
                    posting.c.shop_id == employee.c.shop_id,
                    posting.c.employee_id == employee.c.id,
                    posting.c.station_id == wish.station_id,
                )
            )
        if wish.is_active is not None:
            query = query.where(employee.c.is_active.is_(wish.is_active))
        if wish.search:
            query = query.where(found(self.shop_id, employee, wish.search))
        return page(
            self.connection,
            query,
            employee_view,
            sorts={"name": employee.c.name_key, "created_at": employee.c.created_at},
            id=employee.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def invitations(self, wish: ListInvitations, now: datetime) -> Page[InvitationView]:
        query = sa.select(invitation).where(invitation.c.shop_id == self.shop_id)
        is_open = (
            invitation.c.accepted_at.is_(None)
            & invitation.c.revoked_at.is_(None)
            & (invitation.c.expires_at > now)
        )
        if wish.is_open is not None:
            query = query.where(is_open if wish.is_open else ~is_open)
        return page(
            self.connection,
            query,
            invitation_view,
            sorts={"created_at": invitation.c.created_at},
            id=invitation.c.id,
            sort="-created_at",
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def attempts(self, wish: ListAttempts) -> Page[LoginAttempt]:
        """List logins into this shop, and the failed ones of its members, the latest first."""
        member = sa.exists().where(
            membership.c.shop_id == self.shop_id, membership.c.user_id == attempt.c.user_id
        )
        here = attempt.c.shop_id == self.shop_id
        query = sa.select(attempt).where(here | (attempt.c.shop_id.is_(None) & member))
        if wish.user_id is not None:
            query = query.where(attempt.c.user_id == wish.user_id)
        if wish.success is not None:
            query = query.where(attempt.c.success.is_(wish.success))
        if wish.since is not None:
            query = query.where(attempt.c.tried_at >= wish.since)
        if wish.until is not None:
            query = query.where(attempt.c.tried_at < wish.until)
        return page(
            self.connection,
            query,
            attempt_view,
            sorts={"tried_at": attempt.c.tried_at},
            id=attempt.c.id,
            sort="-tried_at",
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def has_station(self, id: StationId) -> bool:
        mine = (station.c.shop_id == self.shop_id) & (station.c.id == id) & station.c.is_active
        return self._any(mine)

    def has_employee(self, id: EmployeeId) -> bool:
        return any(row.is_active for row in self.told(a_person, shop_id=self.shop_id, id=id))

    def has_user(self, id: UserId) -> bool:
        return self._any(self._member & (membership.c.user_id == id) & membership.c.is_active)

    def stations_of(self, id: EmployeeId) -> frozenset[StationId]:
        mine = (posting.c.shop_id == self.shop_id) & (posting.c.employee_id == id)
        return frozenset(self.connection.scalars(sa.select(posting.c.station_id).where(mine)))

    def hourly_rate(self, id: EmployeeId) -> Money | None:
        for row in self.told(a_person, shop_id=self.shop_id, id=id):
            if row.hourly_rate_minor is not None:
                return Money.of(row.hourly_rate_minor, row.hourly_rate_currency)
        return None

    @property
    def _member(self) -> sa.ColumnElement[bool]:
        return membership.c.shop_id == self.shop_id

    def _any(self, condition: sa.ColumnElement[bool]) -> bool:
        return bool(self.connection.scalar(sa.select(sa.exists().where(condition))))

    def _one(self, query: sa.Select[Any], otherwise: str) -> sa.Row[Any]:
        if (row := self.connection.execute(query).one_or_none()) is None:
            raise NotFound(otherwise)
        return row
