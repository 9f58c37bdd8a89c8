"""In-memory stand-ins for the ports of the accounts module."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from nexus.accounts.domain import Membership, Role, Session, Shop, User
from nexus.accounts.domain.people import email_key, name_key
from nexus.accounts.messages import Identity, Me, ShopView
from nexus.accounts.ports import Attempt, Person, Refreshing, Tries
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.events import Event
from nexus.kernel.ids import RoleId, SessionId, ShopId, UserId


class FakeShelf:
    """What every repository has: things of one kind, by their ids."""

    def __init__(self) -> None:
        self.things: dict[UUID, Any] = {}

    def add(self, entity: Any) -> None:
        self.things[entity.id] = entity

    def get(self, id: UUID) -> Any:
        if id not in self.things:
            raise NotFound("There is no such thing.")
        return self.things[id]

    def remove(self, entity: Any) -> None:
        del self.things[entity.id]


class FakeShops(FakeShelf):
    def own(self) -> Shop:
        return next(iter(self.things.values()))

    def lock(self) -> None:
        pass


class FakeUsers(FakeShelf):
    def named(self, username_key: str) -> User | None:
        found = (u for u in self.things.values() if name_key(u.username) == username_key)
        return next(found, None)

    def with_email(self, sought: str) -> User | None:
        return next((u for u in self.things.values() if email_key(u.email) == sought), None)


class FakeRoles(FakeShelf):
    def __init__(self, members: "FakeMembers") -> None:
        super().__init__()
        self._members = members

    def named(self, names: Iterable[str]) -> Sequence[Role]:
        wanted = set(names)
        return [role for role in self.things.values() if role.name in wanted]

    def among(self, ids: Iterable[RoleId]) -> Sequence[Role]:
        wanted = set(ids)
        return [role for role in self.things.values() if role.id in wanted]

    def is_used(self, id: RoleId) -> bool:
        return any(id in member.role_ids for member in self._members.things.values())


class FakeMembers(FakeShelf):
    roles: FakeRoles
    elsewhere: dict[UserId, list[ShopId]]

    def find(self, user_id: UserId) -> Membership | None:
        return next((m for m in self.things.values() if m.user_id == user_id), None)

    def get(self, user_id: UUID) -> Membership:
        if (found := self.find(UserId(user_id))) is None:
            raise NotFound("There is no such user.")
        return found

    def shops_of(self, user_id: UserId) -> Sequence[ShopId]:
        return [member.shop_id for member in self.things.values() if member.user_id == user_id]

    def has_manager(self) -> bool:
        return any(
            member.is_active and "users.manage" in role.permissions
            for member in self.things.values()
            for role in self.roles.among(member.role_ids)
        )


class FakeLogins:
    def __init__(self) -> None:
        self.kept: dict[SessionId, Session] = {}
        self.tokens: dict[bytes, Refreshing] = {}
        self.attempts: list[Attempt] = []

    def add(self, entity: Session) -> None:
        self.kept[entity.id] = entity

    def sessions(self, user_id: UserId) -> Sequence[Session]:
        mine = (session for session in self.kept.values() if session.user_id == user_id)
        return [session for session in mine if session.ended_at is None]

    def session(self, id: SessionId) -> Session | None:
        return self.kept.get(id)

    def keep(self, token_hash: bytes, session_id: SessionId, at: datetime) -> None:
        self.tokens[token_hash] = Refreshing(session_id, self.kept[session_id].shop_id, None)

    def take(self, token_hash: bytes) -> Refreshing | None:
        return self.tokens.get(token_hash)

    def use(self, token_hash: bytes, at: datetime) -> None:
        self.tokens[token_hash] = self.tokens[token_hash]._replace(used_at=at)

    def note(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)

    def drop_resets(self, user_id: UserId, at: datetime) -> None:
        pass


class FakeStore:
    """Both ways in, and the entrance, for one shop; called like the real ones."""

    def __init__(self) -> None:
        self.shops, self.users, self.members = FakeShops(), FakeUsers(), FakeMembers()
        self.roles = self.members.roles = FakeRoles(self.members)
        self.logins = FakeLogins()
        self.recorded: list[Event] = []

    def __call__(self, who: Actor | ShopId) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error:
            self.recorded.clear()

    def record(self, *events: Event) -> None:
        self.recorded += events

    def me(self, user_id: UserId) -> Me:
        user, shop = self.users.get(user_id), ShopView.of(self.shops.own())
        named = {name: getattr(user, name, None) for name in Me.__struct_fields__}
        mine = {"shop": shop, "roles": [], "role": "User", "permissions": []}
        return Me(**named | mine)


class FakeEntrance:
    def __init__(self, store: FakeStore) -> None:
        self._store = store
        self.known: set[tuple[str, str]] = set()

    def person(self, username_key: str, sought: str) -> Person | None:
        store = self._store.users
        return self._person(store.named(username_key) or store.with_email(sought))

    def person_of(self, user_id: UserId) -> Person | None:
        return self._person(self._store.users.things.get(user_id))

    def _person(self, user: User | None) -> Person | None:
        if user is None:
            return None
        return Person(
            user.id, user.username, user.full_name, user.email, user.password_hash, user.is_active
        )

    def shops(self, user_id: UserId) -> Sequence[ShopView]:
        member = self._store.members.find(user_id)
        return [ShopView.of(self._store.shops.own())] if member and member.is_active else []

    def identity(
        self, now: datetime, *, session_id: SessionId | None = None, token_hash: bytes = b""
    ) -> Identity | None:
        session = self._store.logins.kept.get(session_id) if session_id else None
        if session is None or session.ended_at or now >= session.expires_at:
            return None
        return Identity(
            session_id=session.id,
            kind=session.kind,
            user_id=session.user_id,
            shop_id=session.shop_id,
            employee_id=None,
            label="Ann",
            scopes=frozenset(),
            expires_at=session.expires_at,
        )

    def family(self, token_hash: bytes) -> Refreshing | None:
        return self._store.logins.tokens.get(token_hash)

    def tries(self, tried: Attempt, since: datetime, long_since: datetime) -> Tries:
        late = [a for a in self._store.logins.attempts if a.reason and a.tried_at > since]
        name = [a for a in late if a.typed_key == tried.typed_key]
        network = [a for a in late if a.network == tried.network]
        both = [a for a in name if a.network == tried.network]
        known = (tried.typed_key, tried.network) in self.known
        return Tries(len(name), len(network), len(both), known)

    def note(self, tried: Attempt) -> None:
        self._store.logins.note(tried)

    def rehash(self, user_id: UserId, password_hash: str) -> None:
        self._store.users.get(user_id).password_hash = password_hash


class FakePasswords:
    """Keeps a password as it is, with what it would have cost."""

    def __init__(self) -> None:
        self.outdated = False
        self.verified = 0

    def hash(self, password: str) -> str:
        return f"new:{password}"

    def verify(self, kept: str | None, password: str) -> bool:
        self.verified += 1
        return kept is not None and kept.partition(":")[2] == password

    def is_outdated(self, kept: str) -> bool:
        return self.outdated

    def check(self, password: str, words: Iterable[str | None], field: str = "password") -> None:
        pass
