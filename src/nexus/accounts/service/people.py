"""Users of a shop: who they are, what they may do, and whether they still may."""

from datetime import datetime

from nexus.accounts.domain import (
    MemberDeactivated,
    Membership,
    PasswordReset,
    Role,
    User,
    UserJoined,
    standing,
)
from nexus.accounts.domain.logins import RESET_WITHIN
from nexus.accounts.domain.people import email_key, name_key
from nexus.accounts.messages import (
    CreateUser,
    ListAttempts,
    ListUsers,
    LoginAttempt,
    ResetPassword,
    ResetView,
    UpdateUser,
    UserView,
)
from nexus.accounts.ports import AccountsUnitOfWork
from nexus.accounts.service.base import UseCases, given, take_password
from nexus.accounts.service.mail import address
from nexus.accounts.service.tokens import RESET, digest, random_token
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import EmployeeId, RoleId, UserId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase


class People(UseCases):
    def create_user(self, actor: Actor, wish: CreateUser, *, superuser: bool = False) -> UserView:
        """Make a login and take it into the shop. Only the host makes superusers."""
        actor.require("users.manage")
        if superuser and actor.user_id is not None:
            raise NotAllowed("Superusers are made at the host, by the command line.")
        email = address(wish.email)
        hashed = self._hashed(wish.password, wish.username, email, wish.full_name)
        with self._unit_of_work(actor) as uow:
            self._check_free(uow, wish.username, email)
            roles = self._roles(actor, uow, wish.roles)
            user = User(
                id=UserId(new_id()),
                username=wish.username,
                email=email,
                full_name=wish.full_name,
                phone=wish.phone,
                title=wish.title,
                locale=wish.locale,
                password_hash=hashed,
                is_superuser=superuser,
                created_at=self._clock(),
            )
            uow.users.add(user)
            member = self._join(actor, uow, user, roles)
            if wish.employee_id is not None:
                self._employ(uow, member, wish.employee_id)
            return self._seen(uow, user, member)

    def update_user(
        self, actor: Actor, user_id: UserId, wish: UpdateUser, version: int | None = None
    ) -> UserView:
        """Change a user: who they are, as long as they are of this shop alone, and their roles."""
        actor.require("users.manage")
        changes = given(wish)
        names = changes.pop("roles", None)
        if "email" in changes:
            changes["email"] = address(changes["email"])
        with self._unit_of_work(actor) as uow:
            user, member = self._ruled(actor, uow, user_id, version)
            # A form sends everything: what is as it was is no change of the person.
            changes = {name: it for name, it in changes.items() if it != getattr(user, name)}
            if changes:
                self._check_own(actor, uow, user)
                self._check_free(uow, changes.get("username"), changes.get("email"), user)
                user.change(changes)
            if names is not None:
                self._regrant(actor, uow, member, names)
            return self._seen(uow, user, member)

    def activate_user(self, actor: Actor, user_id: UserId, version: int | None = None) -> UserView:
        actor.require("users.manage")
        with self._unit_of_work(actor) as uow:
            user, member = self._ruled(actor, uow, user_id, version)
            member.activate()
            return self._seen(uow, user, member)

    def deactivate_user(
        self, actor: Actor, user_id: UserId, version: int | None = None
    ) -> UserView:
        """Shut a user out of this shop at once: what they are logged in with dies."""
        actor.require("users.manage")
        now = self._clock()
        with self._unit_of_work(actor) as uow:
            uow.shops.lock()
            had = uow.members.has_manager()
            user, member = self._ruled(actor, uow, user_id, version)
            member.deactivate()
            self._keep_a_manager(uow, had)
            self._end_sessions(uow, actor, user_id, "deactivated")
            uow.record(MemberDeactivated(shop_id=actor.shop_id, happened_at=now, user_id=user_id))
            return self._seen(uow, user, member)

    def end_sessions(self, actor: Actor, user_id: UserId) -> None:
        """Log a user out of this shop, wherever they are logged in."""
        actor.require("users.manage")
        with self._unit_of_work(actor) as uow:
            self._ruled(actor, uow, user_id)
            self._end_sessions(uow, actor, user_id, "ended by somebody else")

    def _end_sessions(
        self, uow: AccountsUnitOfWork, actor: Actor, user_id: UserId, why: str
    ) -> None:
        for session in uow.logins.sessions(user_id):
            if session.shop_id == actor.shop_id:
                session.end(self._clock(), why)

    def reset_user_password(self, actor: Actor, user_id: UserId, wish: ResetPassword) -> ResetView:
        """Set another's password, or make a token with which they set it themselves."""
        actor.require("users.manage")
        now = self._clock()
        hashed = self._hashed(wish.password) if wish.password else None
        with self._unit_of_work(actor) as uow:
            user, _ = self._ruled(actor, uow, user_id)
            if user_id == actor.user_id:
                raise Refused("Your own password is changed where you tell the old one.")
            self._check_own(actor, uow, user)
            if hashed is None:
                return self._reset(uow, user_id, now)
            take_password(uow, user, hashed, now)
            return ResetView()

    def reset_token(self, actor: Actor, user_id: UserId) -> ResetView:
        """Make the token for who asked by mail; for Nexus itself, which sends it there."""
        actor.require("users.manage")
        if actor.user_id is not None:
            raise NotAllowed("A reset that was asked for by mail goes by mail.")
        with self._unit_of_work(actor) as uow:
            uow.members.get(user_id)
            return self._reset(uow, user_id, self._clock())

    def reset_password(self, actor: Actor, username: str, password: str) -> UserView:
        """Set the password of a user of the shop by name; for the command line."""
        actor.require("users.manage")
        hashed = self._hashed(password, username)
        with self._unit_of_work(actor) as uow:
            user = uow.users.named(name_key(username))
            if user is None:
                raise NotFound(phrase("There is no user '%(username)s'.", username=username))
            member = uow.members.get(user.id)
            take_password(uow, user, hashed or "", self._clock())
            return self._seen(uow, user, member)

    def user(self, actor: Actor, user_id: UserId) -> UserView:
        actor.require("users.read")
        with self._reading(actor.shop_id) as look:
            return look.user(user_id)

    def users(self, actor: Actor, wish: ListUsers) -> Page[UserView]:
        actor.require("users.read")
        with self._reading(actor.shop_id) as look:
            return look.users(wish)

    def login_history(self, actor: Actor, wish: ListAttempts) -> Page[LoginAttempt]:
        actor.require("activity.read")
        with self._reading(actor.shop_id) as look:
            page = look.attempts(wish)
            if not page.items and wish.user_id is not None:
                look.user(wish.user_id)  # NotFound for another shop's
            return page

    def _hashed(self, password: str | None, *words: str | None) -> str | None:
        """Check and hash, before the transaction: it takes its time on purpose."""
        if password is None:
            return None
        self._passwords.check(password, words)
        return self._passwords.hash(password)

    def _ruled(
        self, actor: Actor, uow: AccountsUnitOfWork, user_id: UserId, version: int | None = None
    ) -> tuple[User, Membership]:
        member = uow.members.get(user_id)
        user = uow.users.get(user_id)
        if version is not None and version != user.version + member.version:
            raise Stale("This has changed since you looked at it. Please look again.")
        self._may_rule(actor, uow, member)
        return user, member

    def _check_own(self, actor: Actor, uow: AccountsUnitOfWork, user: User) -> None:
        """Refuse to touch the login itself of somebody who is not this shop's alone.

        Whoever sets a password or an address can come in as that person, into every shop.
        """
        if user.id == actor.user_id:
            return
        elsewhere = [shop for shop in uow.members.shops_of(user.id) if shop != actor.shop_id]
        if user.is_superuser or elsewhere:
            raise NotAllowed(
                "This person is not of your shop alone. They can change it themselves."
            )

    def _check_free(
        self,
        uow: AccountsUnitOfWork,
        username: str | None,
        email: str | None,
        but: User | None = None,
    ) -> None:
        if username and uow.users.named(name_key(username)) not in (None, but):
            raise Refused("This user name is taken.", errors={"username": "This is taken."})
        if (sought := email_key(email)) and uow.users.with_email(sought) not in (None, but):
            raise Refused("This e-mail address is taken.", errors={"email": "This is taken."})

    def _join(
        self, actor: Actor, uow: AccountsUnitOfWork, user: User, roles: list[Role]
    ) -> Membership:
        now = self._clock()
        member = Membership(id=new_id(), shop_id=actor.shop_id, user_id=user.id, created_at=now)
        member.grant(role.id for role in roles)
        member.version = 1
        uow.members.add(member)
        uow.record(UserJoined(shop_id=actor.shop_id, happened_at=now, user_id=user.id))
        return member

    def _employ(self, uow: AccountsUnitOfWork, member: Membership, employee_id: EmployeeId) -> None:
        try:
            employee = uow.employees.get(employee_id)
        except NotFound as error:
            raise Invalid("This shop has no such employee.", "employee_id") from error
        if employee.user_id is not None:
            raise Refused("This employee has a login already.")
        employee.change(user_id=member.user_id)
        member.bind(employee.id if employee.is_active else None)

    def _regrant(
        self, actor: Actor, uow: AccountsUnitOfWork, member: Membership, names: list[str]
    ) -> None:
        """Give other roles. Logins stay: what they may do is looked up at each request."""
        uow.shops.lock()
        had = uow.members.has_manager()
        member.grant(role.id for role in self._roles(actor, uow, names))
        self._keep_a_manager(uow, had)

    def _reset(self, uow: AccountsUnitOfWork, user_id: UserId, now: datetime) -> ResetView:
        token = random_token(RESET)
        uow.logins.drop_resets(user_id, now)
        until = now + RESET_WITHIN
        uow.logins.add_reset(
            PasswordReset(
                id=new_id(),
                user_id=user_id,
                token_hash=digest(token),
                created_at=now,
                expires_at=until,
            )
        )
        return ResetView(token=token, expires_at=until)

    def _seen(self, uow: AccountsUnitOfWork, user: User, member: Membership) -> UserView:
        ids: list[RoleId] = member.role_ids
        roles = sorted(role.name for role in uow.roles.among(ids))
        return UserView(
            id=user.id,
            version=user.version + member.version,
            username=user.username,
            email=user.email,
            full_name=user.full_name,
            phone=user.phone,
            title=user.title,
            locale=user.locale,
            is_active=user.is_active and member.is_active,
            is_superuser=user.is_superuser,
            roles=roles,
            role=standing(roles),
            employee_id=member.employee_id,
            created_at=user.created_at,
            last_login_at=user.last_login_at,
        )
