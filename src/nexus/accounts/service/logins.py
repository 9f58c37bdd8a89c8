"""Logging in and out, staying logged in, and what belongs to the person alone."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from nexus.accounts.domain import Kind, PasswordResetAsked, Session
from nexus.accounts.domain.people import email_key, name_key
from nexus.accounts.messages import (
    ChangePassword,
    ConfirmReset,
    Entered,
    Identity,
    Login,
    LoginView,
    Me,
    Origin,
    SessionView,
    ShopView,
    Tokens,
    UpdateProfile,
)
from nexus.accounts.ports import (
    AccountsReading,
    AccountsUnitOfWork,
    Attempt,
    Entrance,
    Person,
    Refreshing,
)
from nexus.accounts.service.base import given, take_password
from nexus.accounts.service.guessing import attempt_of, check_tries
from nexus.accounts.service.passwords import Passwords
from nexus.accounts.service.tokens import (
    ACCESS_FOR,
    REFRESH,
    Claims,
    TokenBox,
    digest,
    random_token,
)
from nexus.kernel.actor import Actor, Door
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, NotLoggedIn, Refused, Stale
from nexus.kernel.ids import SessionId, ShopId, new_id
from nexus.kernel.phrase import phrase

PROGRAM_FOR = timedelta(days=30)
GRACE = timedelta(seconds=10)  # in which a refresh token may come twice: two requests at once
STRIPES = 64
RESET_TAKES = 0.1  # seconds, for those who are known and those who are not
LAPSED = phrase("This login is over. Please log in again.")


class LoginService:
    """`hours` is how long a browser stays logged in at most."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], AccountsUnitOfWork],
        reading: Callable[[ShopId], AccountsReading],
        entrance: Entrance,
        passwords: Passwords,
        tokens: TokenBox,
        clock: Clock,
        hours: int,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._entrance = entrance
        self._passwords = passwords
        self._tokens = tokens
        self._clock = clock
        self._browser_for = timedelta(hours=hours)
        self._queues = [threading.Lock() for _ in range(STRIPES)]
        self._is_begun = False

    def is_begun(self) -> bool:
        """Tell whether there is a shop. Once there is one this asks nobody."""
        self._is_begun = self._is_begun or self._entrance.has_shop()
        return self._is_begun

    def login(self, wish: Login, origin: Origin, replaces: Identity | None = None) -> Entered:
        """Let somebody in; `replaces` is the browser's login until now, which ends."""
        tried = attempt_of(wish.username, origin, self._clock())
        person = self._prove(tried, wish.password)
        shop = self._choose(person, wish.shop_id, tried)
        if replaces is not None and wish.session:
            self.logout(replaces)
        return self._let_in(person, shop, tried, wish.session)

    def _prove(self, tried: Attempt, password: str) -> Person:
        """Return whose name and password these are. Who is wrong hears the same, whatever it is."""
        with self._in_turn(tried):
            person = self._entrance.person(
                name_key(tried.typed), email_key(tried.typed.strip()) or ""
            )
            tried = self._by(person, tried)
            check_tries(self._entrance, tried)
            kept = person.password_hash if person else None
            fits = self._passwords.verify(kept, password)
            if person is None or not fits or not person.is_active:
                raise self._turned_away(tried, person, fits)
        if kept and self._passwords.is_outdated(kept):
            self._entrance.rehash(person.user_id, self._passwords.hash(password))
        return person

    def _turned_away(self, tried: Attempt, person: Person | None, fits: bool) -> NotLoggedIn:
        reason = "inactive" if fits else "wrong_password" if person else "unknown"
        self._entrance.note(tried._replace(reason=reason))
        return NotLoggedIn("This user name and password do not fit together.")

    def _by(self, person: Person | None, tried: Attempt) -> Attempt:
        """Count tries by user name and by e-mail address together, as those of one person.

        What nobody is called may be a password in the wrong field: it is not kept as it was typed.
        """
        if person is None:
            return tried._replace(typed="", typed_key=self._tokens.veil(tried.typed_key))
        return tried._replace(typed_key=name_key(person.username), user_id=person.user_id)

    @contextmanager
    def _in_turn(self, tried: Attempt) -> Iterator[None]:
        """Let one try of a name, and of an address, in at a time: many at once go uncounted."""
        parts = (tried.typed_key, tried.network)
        with ExitStack() as held:
            for turn in sorted({hash(part) % STRIPES for part in parts}):
                held.enter_context(self._queues[turn])
            yield

    def _choose(self, person: Person, shop_id: ShopId | None, tried: Attempt) -> ShopView:
        shops = self._entrance.shops(person.user_id)
        for shop in shops:
            if shop_id in (None, shop.id):
                return shop
        # Somebody knows the password: that is not to be tried without a trace.
        self._entrance.note(self._by(person, tried)._replace(reason="no_shop"))
        if not shops:
            raise NotAllowed("You are not a member of any shop at present.")
        raise NotFound("There is no such shop.")

    def _let_in(self, person: Person, shop: ShopView, tried: Attempt, browser: bool) -> Entered:
        cookie, refresh = (random_token() if browser else None), random_token(REFRESH)
        session = Session(
            id=SessionId(new_id()),
            kind=Kind.BROWSER if browser else Kind.PROGRAM,
            user_id=person.user_id,
            shop_id=shop.id,
            token_hash=digest(cookie) if cookie else None,
            created_at=tried.tried_at,
            seen_at=tried.tried_at,
            expires_at=tried.tried_at + (self._browser_for if browser else PROGRAM_FOR),
            ip=tried.ip,
            user_agent=tried.user_agent,
        )
        door = Door.WEB if browser else Door.REST
        actor = Actor(shop_id=shop.id, user_id=person.user_id, label=person.label, door=door)
        with self._unit_of_work(actor) as uow:
            uow.logins.add(session)
            uow.logins.keep(digest(refresh), session.id, tried.tried_at)
            uow.logins.note(self._by(person, tried)._replace(shop_id=shop.id))
        return Entered(view=self._welcome(session, refresh, browser), cookie=cookie)

    def _welcome(self, session: Session, refresh: str, browser: bool) -> LoginView:
        identity = self._entrance.identity(self._clock(), session_id=session.id)
        if identity is None:
            raise NotLoggedIn(LAPSED)
        me = self.me(identity.actor, session.id if browser else None)
        return LoginView(
            access_token=self._access(identity),
            token_type="Bearer",
            expires_in=_seconds(ACCESS_FOR),
            refresh_token=refresh,
            user=me,
            shop=me.shop,
            permissions=me.permissions,
            csrf_token=me.csrf_token,
        )

    def refresh(self, token: str, origin: Origin) -> Tokens:
        """Change a refresh token for a new pair. One that comes back later ends the login."""
        hashed, now = digest(token), self._clock()
        found = self._entrance.family(hashed)
        identity = found and self._entrance.identity(now, session_id=found.session_id)
        if not identity:
            raise NotLoggedIn(LAPSED)
        fresh = self._rotate(identity, hashed, origin)
        if fresh is None:
            raise NotLoggedIn(LAPSED)
        return Tokens(
            access_token=self._access(identity),
            expires_in=_seconds(ACCESS_FOR),
            refresh_token=fresh,
        )

    def _rotate(self, identity: Identity, hashed: bytes, origin: Origin) -> str | None:
        fresh, now = random_token(REFRESH), self._clock()
        with self._unit_of_work(identity.actor) as uow:
            kept = uow.logins.take(hashed)
            if kept is None or self._is_stolen(kept):
                self._end(uow, identity.session_id, "a refresh token came twice")
                told = attempt_of(identity.label, origin, now)._replace(user_id=identity.user_id)
                uow.logins.note(told._replace(reason="token_reuse", typed_key=""))
                return None
            if kept.used_at is None:
                uow.logins.use(hashed, now)
            uow.logins.keep(digest(fresh), identity.session_id, now)
            return fresh

    def _is_stolen(self, kept: Refreshing) -> bool:
        return kept.used_at is not None and self._clock() - kept.used_at > GRACE

    def _access(self, identity: Identity) -> str:
        claims = Claims(identity.session_id, identity.user_id, identity.shop_id)
        return self._tokens.access(claims)

    def _end(self, uow: AccountsUnitOfWork, session_id: SessionId, why: str) -> None:
        if (session := uow.logins.session(session_id)) is not None:
            session.end(self._clock(), why)

    def logout(self, identity: Identity) -> None:
        with self._unit_of_work(identity.actor) as uow:
            self._end(uow, identity.session_id, "logged out")

    def enter(self, identity: Identity, shop_id: ShopId) -> Tokens:
        """Go over to another shop; the browser's cookie, or the program's token, with it."""
        if not any(shop.id == shop_id for shop in self._entrance.shops(identity.user_id)):
            raise NotFound("There is no such shop.")
        with self._unit_of_work(identity.actor) as uow:
            session = uow.logins.session(identity.session_id)
            if session is None or session.ended_at is not None:
                raise NotLoggedIn(LAPSED)
            session.shop_id = shop_id
        claims = Claims(identity.session_id, identity.user_id, shop_id)
        return Tokens(access_token=self._tokens.access(claims), expires_in=_seconds(ACCESS_FOR))

    def shops(self, identity: Identity) -> Sequence[ShopView]:
        """Return the shops that the person may enter; without asking where there is but one."""
        return self._entrance.shops(identity.user_id) if identity.has_more_shops else ()

    def me(self, actor: Actor, browser: SessionId | None = None) -> Me:
        """Return the user at work; with the token for forms if it is a browser that asks."""
        if actor.user_id is None:
            raise NotFound("You have no login.")
        with self._reading(actor.shop_id) as look:
            me = look.me(actor.user_id)
        told = {field: getattr(me, field) for field in me.__struct_fields__}
        told["permissions"] = sorted(actor.scopes)
        told["csrf_token"] = self._tokens.csrf(browser) if browser else None
        return Me(**told)

    def update_profile(self, actor: Actor, wish: UpdateProfile, version: int | None = None) -> Me:
        if actor.user_id is None:
            raise NotFound("You have no login.")
        with self._unit_of_work(actor) as uow:
            user, member = uow.users.get(actor.user_id), uow.members.get(actor.user_id)
            if version is not None and version != user.version + member.version:
                raise Stale("This has changed since you looked at it. Please look again.")
            user.change(given(wish))
        return self.me(actor)

    def change_password(
        self, actor: Actor, wish: ChangePassword, origin: Origin, at_hand: SessionId | None
    ) -> None:
        """Change one's own; every other login of the person ends."""
        person = self._entrance.person_of(actor.user_id) if actor.user_id else None
        if person is None:
            raise NotFound("You have no login.")
        tried = attempt_of(person.username, origin, self._clock())
        with self._in_turn(tried):
            check_tries(self._entrance, tried)
            if not self._passwords.verify(person.password_hash, wish.old_password):
                wrong = tried._replace(user_id=person.user_id, reason="wrong_password")
                self._entrance.note(wrong)
                raise Invalid("This is not your present password.", "old_password")
        words = (person.username, person.email, person.full_name)
        self._passwords.check(wish.new_password, words, "new_password")
        hashed = self._passwords.hash(wish.new_password)
        with self._unit_of_work(actor) as uow:
            take_password(uow, uow.users.get(person.user_id), hashed, self._clock(), at_hand)

    def ask_reset(self, typed: str, origin: Origin) -> None:
        """Remember the wish, for who sends the mail. The answer tells nobody who is known here.

        Nor does its time, as long as the work is done in less than what all wait for.
        """
        due = time.monotonic() + RESET_TAKES
        person = self._entrance.person(name_key(typed), email_key(typed.strip()) or "")
        tried = attempt_of(typed, origin, self._clock(), reason="reset_asked")
        tried = self._by(person, tried)
        check_tries(self._entrance, tried)
        self._entrance.note(tried)
        if person is not None and person.is_active:
            self._remember_reset(person, tried)
        time.sleep(max(0, due - time.monotonic()))

    def _remember_reset(self, person: Person, tried: Attempt) -> None:
        if not (shops := self._entrance.shops(person.user_id)):
            return
        actor = Actor.system(shops[0].id, label="System (Password reset)")
        with self._unit_of_work(actor) as uow:
            uow.record(
                PasswordResetAsked(
                    shop_id=actor.shop_id, happened_at=tried.tried_at, user_id=person.user_id
                )
            )

    def confirm_reset(self, wish: ConfirmReset) -> None:
        """Set a password by a token. It logs nobody in, and everybody out."""
        hashed_token, now = digest(wish.token), self._clock()
        user_id = self._entrance.reset_of(hashed_token)
        person = self._entrance.person_of(user_id) if user_id else None
        shops = self._entrance.shops(person.user_id) if person and person.is_active else ()
        if person is None or not shops:
            raise Refused("This token was used, or is too old.")
        self._passwords.check(wish.password, (person.username, person.email, person.full_name))
        hashed = self._passwords.hash(wish.password)
        actor = Actor(
            shop_id=shops[0].id, user_id=person.user_id, label=person.label, door=Door.REST
        )
        with self._unit_of_work(actor) as uow:
            reset = uow.logins.reset(hashed_token)
            if reset is None or not reset.is_open(now):
                raise Refused("This token was used, or is too old.")
            take_password(uow, uow.users.get(person.user_id), hashed, now)

    def sessions(self, actor: Actor, current: SessionId | None) -> Sequence[SessionView]:
        if actor.user_id is None:
            return []
        return self._entrance.sessions(actor.user_id, self._clock(), current)

    def end_session(self, actor: Actor, session_id: SessionId) -> None:
        with self._unit_of_work(actor) as uow:
            session = uow.logins.session(session_id)
            if session is None or session.user_id != actor.user_id or session.ended_at:
                raise NotFound("There is no such session.")
            session.end(self._clock(), "ended by the user")

    def end_others(self, actor: Actor, current: SessionId | None) -> None:
        if actor.user_id is None:
            return
        with self._unit_of_work(actor) as uow:
            for session in uow.logins.sessions(actor.user_id):
                if session.id != current:
                    session.end(self._clock(), "ended by the user")


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
