"""The use cases, over fakes."""

import pytest

from nexus.accounts import Login, Origin
from nexus.accounts.domain import Kind, Membership, Role, Shop, User
from nexus.accounts.messages import ConfirmReset, CreateRole, CreateUser, UpdateRole
from nexus.accounts.service import AccountsService, Identities, LoginService, TokenBox
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotAllowed, NotFound, NotLoggedIn, Refused, TooMany
from nexus.kernel.ids import RoleId, ShopId, UserId, new_id
from nexus.kernel.network import network_of
from nexus.platform.news import News

from tests.accounts.conftest import PASSWORD, Watch
from tests.accounts.fakes import FakeEntrance, FakePasswords, FakeStore
from tests.conftest import NOW

HERE = Origin(ip="192.0.2.1", user_agent="test")
CATALOGUE = {"users.manage": "", "roles.manage": "", "users.read": "", "shop.manage": ""}


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def passwords():
    return FakePasswords()


@pytest.fixture
def store(actor):
    store = FakeStore()
    store.shops.add(Shop(shop_id=actor.shop_id, name="Bench", created_at=NOW))
    return store


@pytest.fixture
def entrance(store):
    return FakeEntrance(store)


@pytest.fixture
def accounts(store, entrance, passwords, watch):
    return AccountsService(
        house=None,
        at_stations={},
        unit_of_work=store,
        reading=store,
        entrance=entrance,
        passwords=passwords,
        catalogue=CATALOGUE,
        clock=watch,
    )


@pytest.fixture
def logins(store, entrance, passwords, watch):
    return LoginService(
        unit_of_work=store,
        reading=store,
        entrance=entrance,
        passwords=passwords,
        tokens=TokenBox("a secret for tests", watch),
        clock=watch,
        hours=12,
    )


@pytest.fixture
def ann(store, actor):
    ann = User(id=UserId(new_id()), username="ann", created_at=NOW, password_hash=f"old:{PASSWORD}")
    store.users.add(ann)
    member = Membership(id=new_id(), shop_id=actor.shop_id, user_id=ann.id, created_at=NOW)
    store.members.add(member)
    return ann


def log_in(logins, name="ann", password=PASSWORD, origin=HERE, **more):
    return logins.login(Login(username=name, password=password, **more), origin)


def a_role(store, actor, name, *permissions):
    role = Role(
        id=RoleId(new_id()),
        shop_id=actor.shop_id,
        name=name,
        display_name="",
        created_at=NOW,
        permissions=list(permissions),
    )
    store.roles.add(role)
    return role


def may(actor, *scopes):
    return Actor(shop_id=actor.shop_id, user_id=actor.user_id, scopes=frozenset(scopes))


# Logging in


def test_an_unknown_name_costs_as_much_as_a_wrong_password(logins, ann, passwords):
    for name in ("ann", "bob"):
        passwords.verified = 0
        with pytest.raises(NotLoggedIn, match="do not fit"):
            log_in(logins, name, "wrong")
        assert passwords.verified == 1


def test_a_login_strengthens_an_old_hash(logins, ann, passwords):
    passwords.outdated = True
    log_in(logins)
    assert ann.password_hash == f"new:{PASSWORD}"


def test_a_user_who_was_switched_off_hears_what_a_stranger_hears(logins, ann, store):
    ann.is_active = False
    with pytest.raises(NotLoggedIn, match="do not fit"):
        log_in(logins)
    assert store.logins.attempts[-1].reason == "inactive"


def test_who_belongs_to_no_shop_stays_outside(logins, ann, store):
    store.members.get(ann.id).deactivate()
    with pytest.raises(NotAllowed):
        log_in(logins)


def test_a_blocked_name_is_not_even_looked_at(logins, ann, passwords):
    for _ in range(10):
        with pytest.raises(NotLoggedIn):
            log_in(logins, password="wrong")
    passwords.verified = 0
    with pytest.raises(TooMany) as told:
        log_in(logins)
    assert (passwords.verified, told.value.retry_after) == (0, 300)


def test_tries_by_name_and_by_address_count_as_one(logins, ann):
    ann.email = "ann@bench.test"
    for n in range(10):
        with pytest.raises(NotLoggedIn):
            name = "ann" if n % 2 else ann.email.upper()
            log_in(logins, name, "wrong", origin=Origin(ip=f"192.0.2.{n + 10}"))
    for name in ("ann", ann.email):
        with pytest.raises(TooMany):
            log_in(logins, name, origin=Origin(ip="192.0.2.99"))


def test_a_password_that_fits_leaves_a_trace_without_a_shop_too(logins, ann, store):
    for shop_id, refusal in ((ShopId(new_id()), NotFound), (None, NotAllowed)):
        with pytest.raises(refusal):
            logins.login(Login(username="ann", password=PASSWORD, shop_id=shop_id), HERE)
        told = store.logins.attempts.pop()
        assert (told.reason, told.user_id) == ("no_shop", ann.id)
        store.members.get(ann.id).is_active = False


def test_one_address_cannot_try_many_names(logins, ann):
    for n in range(10):
        with pytest.raises(NotLoggedIn):
            log_in(logins, f"name{n}", "password")
    with pytest.raises(TooMany):
        log_in(logins)
    log_in(logins, origin=Origin(ip="192.0.2.2"))


def test_a_place_that_is_known_counts_its_own_failures_only(logins, ann, entrance):
    for _ in range(10):
        with pytest.raises(NotLoggedIn):
            log_in(logins, password="wrong", origin=Origin(ip="203.0.113.5"))
    with pytest.raises(TooMany):
        log_in(logins)
    entrance.known.add(("ann", "192.0.2.1"))
    log_in(logins)


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_address_is_a_network_of_one_caller(ip, network):
    assert network_of(ip) == network


def test_a_refresh_token_comes_twice_within_ten_seconds_at_most(logins, ann, watch, store):
    token = log_in(logins).view.refresh_token
    logins.refresh(token, HERE)
    watch.wait(seconds=10)
    last = logins.refresh(token, HERE)
    watch.wait(seconds=1)
    for spent in (token, last.refresh_token):
        with pytest.raises(NotLoggedIn):
            logins.refresh(spent, HERE)
    assert [s.ended_why for s in store.logins.kept.values()] == ["a refresh token came twice"]


def test_a_programs_login_lasts_thirty_days(logins, ann, watch):
    token = log_in(logins).view.refresh_token
    watch.wait(days=29)
    token = logins.refresh(token, HERE).refresh_token
    watch.wait(days=1)
    with pytest.raises(NotLoggedIn):
        logins.refresh(token, HERE)


def test_a_reset_token_that_nobody_made_sets_nothing(logins, entrance):
    entrance.reset_of = lambda token_hash: None
    with pytest.raises(Refused):
        logins.confirm_reset(ConfirmReset(token="nxp_x", password="brighter lamps"))


# Rights


def test_every_use_case_asks_for_its_permission(accounts, actor):
    nobody = may(actor)
    wish = CreateRole(name="x")
    for ask in (
        lambda: accounts.create_role(nobody, wish),
        lambda: accounts.update_role(nobody, RoleId(new_id()), UpdateRole()),
        lambda: accounts.delete_role(nobody, RoleId(new_id())),
        lambda: accounts.create_user(nobody, CreateUser(username="x")),
        lambda: accounts.create_shop(nobody, "x"),
        lambda: accounts.reset_password(nobody, "ann", PASSWORD),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_a_person_makes_no_superuser(accounts, actor):
    with pytest.raises(NotAllowed):
        accounts.create_user(actor, CreateUser(username="x"), superuser=True)


def test_a_role_is_given_by_who_has_all_of_it(accounts, store, actor):
    a_role(store, actor, "boss", "users.manage", "shop.manage")
    wish = CreateUser(username="bob", roles=["boss"])
    with pytest.raises(NotAllowed):
        accounts.create_user(may(actor, "users.manage"), wish)
    made = accounts.create_user(may(actor, "users.manage", "shop.manage"), wish)
    assert (made.roles, made.role) == (["boss"], "Staff")
    assert [event.topic() for event in store.recorded] == ["accounts.UserJoined"]


def test_the_host_sets_a_password_by_name(accounts, store, actor, ann, logins):
    log_in(logins)
    accounts.reset_password(actor, "ANN", "brighter lamps")
    assert ann.password_hash == "new:brighter lamps"
    assert store.logins.sessions(ann.id) == []


def test_only_nexus_itself_makes_the_token_of_a_mail(accounts, actor, ann):
    with pytest.raises(NotAllowed):
        accounts.reset_token(actor, ann.id)


# Tokens


def test_a_key_signs_for_one_purpose(watch):
    box = TokenBox("secret", watch)
    assert box._key("access") != box._key("csrf")
    with pytest.raises(RuntimeError):
        TokenBox("", watch)._key("access")


def test_who_is_who_is_remembered_for_a_second_and_forgotten_at_a_change(watch):
    class Entrance:
        asked = 0

        def identity(self, now, **which):
            self.asked += 1
            return "somebody"

    ticks, entrance = [0.0], Entrance()
    identities = Identities(entrance, TokenBox("x", watch), watch, News(), lambda: ticks[0])
    assert identities.known(Kind.BROWSER, "t") is None
    assert identities.find(Kind.BROWSER, "t") == "somebody"
    assert identities.known(Kind.BROWSER, "t") == "somebody"
    assert identities.known(Kind.PROGRAM, "t") is None
    ticks[0] = 1.0
    assert identities.known(Kind.BROWSER, "t") is None
    identities.find(Kind.BROWSER, "t")
    identities.forget()
    assert identities.known(Kind.BROWSER, "t") is None
    assert entrance.asked == 2


def test_what_changed_while_we_looked_is_not_remembered(watch):
    class Entrance:
        def identity(self, now, **which):
            identities.forget()
            return "somebody"

    identities = Identities(Entrance(), TokenBox("x", watch), watch, News(), lambda: 0.0)
    assert identities.find(Kind.BROWSER, "t") == "somebody"
    assert identities.known(Kind.BROWSER, "t") is None


def test_a_change_in_another_process_is_heard_of_at_once(watch):
    class Entrance:
        def identity(self, now, **which):
            return "somebody"

    news, tokens = News(), TokenBox("x", watch)
    here, there = (Identities(Entrance(), tokens, watch, news, lambda: 0.0) for _ in "12")
    here.find(Kind.BROWSER, "t")
    assert here.known(Kind.BROWSER, "t") == "somebody"
    there.forget()
    assert here.known(Kind.BROWSER, "t") is None
