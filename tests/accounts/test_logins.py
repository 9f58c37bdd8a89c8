"""Being logged in, through the whole application: sessions, passwords, guessing, shops."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from nexus.accounts.messages import Invite
from nexus.accounts.service.logins import RESET_TAKES

from tests.accounts.conftest import PASSWORD, bearer, status

# Lists of logins


def test_one_sees_and_ends_ones_own_sessions(browser, founded):
    web, csrf = browser
    program = web.as_(founded.admin)
    listed = web.get("/api/auth/sessions").json()["items"]
    assert sorted((s["kind"], s["is_current"]) for s in listed) == [
        ("browser", True),
        ("program", False),
    ]
    [other] = [s["id"] for s in listed if not s["is_current"]]
    assert web.delete(f"/api/auth/sessions/{other}", headers=csrf).status_code == 204
    assert web.delete(f"/api/auth/sessions/{other}", headers=csrf).status_code == 404
    assert status(web, program) == 401
    assert status(web) == 200


def test_one_ends_all_sessions_but_this(browser, founded):
    web, csrf = browser
    programs = [web.as_(founded.admin) for _ in range(2)]
    assert web.delete("/api/auth/sessions", headers=csrf).status_code == 204
    assert [status(web, program) for program in programs] == [401, 401]
    assert status(web) == 200


def test_nobody_ends_anothers_session(web, founded, admin):
    bob = founded.user("viewer")
    headers = web.as_(bob)
    [session] = web.get("/api/auth/sessions", headers=headers).json()["items"]
    assert web.delete(f"/api/auth/sessions/{session['id']}", headers=admin).status_code == 404
    assert status(web, headers) == 200


# Passwords


def test_a_new_password_ends_all_other_logins(browser, founded):
    web, csrf = browser
    program = web.as_(founded.admin)
    new = "brighter lamps at noon"
    said = web.post(
        "/api/auth/password",
        json={"old_password": PASSWORD, "new_password": new},
        headers=csrf,
    )
    assert said.status_code == 204
    assert (status(web), status(web, program)) == (200, 401)
    body = {"username": founded.admin.username, "password": PASSWORD}
    assert web.post("/api/auth/login", json=body).status_code == 401
    assert web.post("/api/auth/login", json=body | {"password": new}).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("not it at all", "brighter lamps at noon", 422, "old_password"),
        (PASSWORD, "short", 400, "new_password"),
        (PASSWORD, "aaaaaaaaaaaa", 422, "new_password"),
    ],
)
def test_a_password_is_changed_for_good_reason_only(web, admin, old, new, code, field):
    body = {"old_password": old, "new_password": new}
    said = web.post("/api/auth/password", json=body, headers=admin)
    assert (said.status_code, list(said.json()["errors"])) == (code, [field])
    assert status(web, admin) == 200


def test_who_forgot_the_password_gets_a_token_from_the_admin(web, founded, admin, watch):
    bob = founded.user("viewer")
    session = web.as_(bob)
    path = f"/api/users/{bob.id}/reset-password"
    first = web.post(path, json={}, headers=admin).json()["token"]
    token = web.post(path, json={}, headers=admin).json()["token"]
    confirm = "/api/auth/password-reset/confirm"
    wish = {"token": token, "password": "brighter lamps at noon"}
    assert web.post(confirm, json=wish | {"token": first}).status_code == 409
    assert web.post(confirm, json=wish | {"password": "12345678"}).status_code == 422
    assert web.post(confirm, json=wish).status_code == 204
    assert web.post(confirm, json=wish).status_code == 409
    assert status(web, session) == 401
    body = {"username": bob.username, "password": wish["password"]}
    assert web.post("/api/auth/login", json=body).status_code == 200


def test_a_reset_token_is_good_for_an_hour(web, founded, admin, watch):
    bob = founded.user("viewer")
    path = f"/api/users/{bob.id}/reset-password"
    token = web.post(path, json={}, headers=admin).json()["token"]
    watch.wait(hours=1)
    wish = {"token": token, "password": "brighter lamps at noon"}
    assert web.post("/api/auth/password-reset/confirm", json=wish).status_code == 409


def test_asking_for_a_reset_tells_nobody_who_is_known(web, founded, engine):
    said = [
        web.post("/api/auth/password-reset", json={"username": name})
        for name in (founded.admin.username, "nobody-at-all")
    ]
    assert [one.status_code for one in said] == [202, 202]
    assert said[0].text == said[1].text


# Guessing


def guess(web, person, times, headers=None):
    body = {"username": person.username, "password": "wrong horses"}
    said = [web.post("/api/auth/login", json=body, headers=headers) for _ in range(times)]
    return [one.status_code for one in said]


def test_after_ten_failures_one_waits(web, founded, watch):
    bob = founded.user("viewer")
    assert guess(web, bob, 12) == [401] * 10 + [429] * 2
    body = {"username": bob.username, "password": PASSWORD}
    said = web.post("/api/auth/login", json=body)
    assert (said.status_code, said.headers["retry-after"]) == (429, "300")
    watch.wait(minutes=5)
    assert web.post("/api/auth/login", json=body).status_code == 200


def test_an_unknown_name_is_brought_to_wait_in_the_same_words(web, founded):
    bob = founded.user("viewer")
    guess(web, bob, 10)
    known = web.post("/api/auth/login", json={"username": bob.username, "password": "x"})
    unknown = web.post("/api/auth/login", json={"username": "nobody-at-all", "password": "x"})
    assert known.status_code == unknown.status_code == 429
    assert known.json()["detail"] == unknown.json()["detail"]


def test_who_was_here_before_is_not_locked_out_from_elsewhere(web, founded):
    bob = founded.user("viewer")
    web.login(bob)
    home = web.headers["x-tried-from"]
    web.come_from(f"2001:db8:{founded.id.hex[-4:]}::1")
    assert guess(web, bob, 11) == [401] * 10 + [429]
    web.come_from(home)
    web.login(bob)


def test_guesses_from_all_over_one_network_are_counted_together(web, founded):
    bob, codes = founded.user("viewer"), []
    network = f"2001:db8:{founded.id.hex[-4:]}:{founded.id.hex[-8:-4]}"
    for n in range(12):
        web.come_from(f"{network}::{n:x}")
        codes += guess(web, founded.user("viewer") if n % 2 else bob, 1)
    assert codes == [401] * 10 + [429] * 2


def test_many_names_at_once_from_one_address_are_counted_too(web, founded):
    def ask(n):
        body = {"username": f"nobody-{founded.id.hex}-{n}", "password": "x"}
        return web.post("/api/auth/login", json=body).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(ask, range(24)))
    assert (codes.count(401), codes.count(429)) == (10, 14)


def test_who_is_refused_at_the_door_too_often_waits(web, founded):
    body = {"username": "newcomer", "password": PASSWORD, "token": f"nxi_{founded.id.hex}x"}
    codes = [web.post("/api/auth/register", json=body).status_code for _ in range(11)]
    assert codes == [409] * 10 + [429]


def test_what_nobody_is_called_is_not_kept(web, founded, engine):
    """It is a password as often as not."""
    typed = f"hunter2-{founded.id.hex}"
    web.post("/api/auth/login", json={"username": typed, "password": "x"})
    web.post("/api/auth/password-reset", json={"username": typed})
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT typed, typed_key FROM accounts_login_history")
        assert typed not in repr(kept.all())


def test_asking_for_resets_is_slowed_down_for_known_and_unknown_alike(web, founded):
    bob = founded.user("viewer", email=f"bob.{founded.id.hex}@bench.test")
    told = {}
    for name in (bob.username, f"bob.{founded.id.hex}@bench.test", f"nobody-{founded.id.hex}"):
        for n in range(11):
            web.come_from(f"10.{len(told)}.{founded.id.bytes[-1]}.{n}")
            said = web.post("/api/auth/password-reset", json={"username": name})
            told.setdefault(name, []).append(said.status_code)
    by_name, by_address, nobodys = told.values()
    assert by_name == nobodys == [202] * 10 + [429]
    assert by_address == [429] * 11  # Bob's too


def test_asking_for_a_reset_takes_as_long_for_everybody(web, founded):
    for name in (founded.user("viewer").username, "nobody-at-all"):
        began = time.monotonic()
        web.post("/api/auth/password-reset", json={"username": name})
        assert time.monotonic() - began >= RESET_TAKES


def test_many_guesses_at_once_are_counted_too(web, founded):
    bob = founded.user("viewer")
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda _: guess(web, bob, 5), range(8)))
    assert sum(codes.count(401) for codes in said) == 10


# What an end makes of a login


def test_who_is_deactivated_is_out_at_once(web, founded, admin):
    bob = founded.user("viewer")
    told = web.login(bob)
    assert status(web, bearer(told["access_token"])) == 200
    assert web.post(f"/api/users/{bob.id}/deactivate", headers=admin).status_code == 200
    assert status(web, bearer(told["access_token"])) == 401
    refresh = {"refresh_token": told["refresh_token"]}
    assert web.post("/api/auth/refresh", json=refresh).status_code == 401
    body = {"username": bob.username, "password": PASSWORD}
    assert web.post("/api/auth/login", json=body).status_code == 403
    assert web.post(f"/api/users/{bob.id}/activate", headers=admin).status_code == 200
    assert web.post("/api/auth/login", json=body).status_code == 200


def test_an_admin_logs_somebody_out_everywhere(web, founded, admin):
    bob = founded.user("viewer")
    headers = [web.as_(bob) for _ in range(2)]
    assert web.delete(f"/api/users/{bob.id}/sessions", headers=admin).status_code == 204
    assert [status(web, one) for one in headers] == [401, 401]
    path = f"/api/users/{founded.admin.id}/sessions"
    assert web.delete(path, headers=web.as_(founded.user("manager"))).status_code == 403
    assert status(web, admin) == 200


def test_a_role_that_is_taken_away_counts_at_once(web, founded, admin):
    bob = founded.user("viewer")
    headers = web.as_(bob)
    assert web.get("/api/users", headers=headers).status_code == 200
    web.patch(f"/api/users/{bob.id}", json={"roles": ["operator"]}, headers=admin)
    assert web.get("/api/users", headers=headers).status_code == 403


def test_another_process_hears_of_it_within_a_second(web, founded, nexus, engine, monkeypatch):
    """The memory of who is who is of one process: here the change comes past it."""
    identities = nexus.accounts.identities()
    ticks = [0.0]
    monkeypatch.setattr(identities, "_ticks", lambda: ticks[0])
    headers = web.as_(founded.admin)
    assert status(web, headers) == 200
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE accounts_session SET ended_at = '2026-03-02 15:00:00+00'"
            f" WHERE user_id = '{_stored(engine, founded.admin.id)}'"
        )
    assert status(web, headers) == 200
    ticks[0] = 1.0
    assert status(web, headers) == 401


def _stored(engine, id):
    return id.hex if engine.dialect.name == "sqlite" else str(id)


# Shops


def test_one_goes_from_shop_to_shop(web, founded, elsewhere):
    ann = founded.user("admin", email=f"ann.{founded.id.hex}@bench.test")
    headers = web.as_(ann)
    invited = elsewhere.nexus.accounts.service().invite(
        elsewhere.founder, _invitation(f"ann.{founded.id.hex}@bench.test", "viewer")
    )
    joined = web.post("/api/auth/invitation", json={"token": invited.token}, headers=headers)
    assert (joined.status_code, joined.json()["roles"]) == (201, ["viewer"])
    shops = web.get("/api/shops/", headers=headers).json()["items"]
    assert {shop["id"] for shop in shops} == {str(founded.id), str(elsewhere.id)}
    entered = web.post(f"/api/shops/{elsewhere.id}/enter", headers=headers).json()
    there = bearer(entered["access_token"])
    me = web.get("/api/auth/user", headers=there).json()
    assert (me["shop"]["id"], me["role"]) == (str(elsewhere.id), "User")
    assert web.post("/api/stations", json={"name": "x"}, headers=there).status_code == 403
    assert status(web, headers) == 401  # made for the shop before


def _invitation(email, *roles):
    return Invite(email=email, roles=list(roles))


def test_nobody_enters_a_shop_they_are_not_of(web, founded, elsewhere, admin):
    assert web.post(f"/api/shops/{elsewhere.id}/enter", headers=admin).status_code == 404
    body = {"username": founded.admin.username, "password": PASSWORD}
    body["shop_id"] = str(elsewhere.id)
    assert web.post("/api/auth/login", json=body).status_code == 404


def test_a_browser_goes_over_with_its_cookie(browser, founded, elsewhere):
    web, csrf = browser
    assert web.post(f"/api/shops/{founded.id}/enter").status_code == 403
    assert web.post(f"/api/shops/{founded.id}/enter", headers=csrf).status_code == 200
    assert status(web) == 200


def test_the_operator_is_bound_at_login(web, founded, admin):
    bob = founded.user("operator")
    body = {"name": "Bob Ash", "user_id": str(bob.id)}
    made = web.post("/api/employees", json=body, headers=admin).json()
    me = web.login(bob)["user"]
    assert (me["operator_id"], me["operator_name"]) == (made["id"], "Bob Ash")
    web.post(f"/api/employees/{made['id']}/archive", headers=admin)
    me = web.login(bob)["user"]
    assert (me["operator_id"], me["operator_name"]) == (None, None)
    web.post(f"/api/employees/{made['id']}/restore", headers=admin)
    assert web.login(bob)["user"]["operator_id"] == made["id"]


def test_one_statement_finds_out_who_asks_and_then_none(web, founded, nexus, statements):
    headers = web.as_(founded.admin)
    nexus.accounts.identities().forget()
    statements.clear()
    web.get("/api/stations", headers=headers)
    assert len(statements) == 2
    web.get("/api/stations", headers=headers)
    assert len(statements) == 3
