"""Who asks: tokens for programs, cookies for browsers, and what makes an end of both."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from litestar import Litestar, post
from litestar.params import URLEncodedBody
from litestar.testing import TestClient

from nexus.app.auth import Doorman, Forgery
from nexus.app.http import create_app
from nexus.kernel.errors import NotAllowed
from nexus.platform.http import explain

from tests.accounts.conftest import (
    PASSWORD,
    Web,
    admin,
    bearer,
    browser,
    elsewhere,
    founded,
    furnished,
    nexus,
    programs,
    status,
    watch,
    web,
)

__all__ = ["admin", "browser", "elsewhere", "founded", "nexus", "programs", "watch", "web"]

WRONG = "This user name and password do not fit together."


# Programs


def test_a_login_opens_the_api_and_tells_who_and_where(web, founded):
    told = web.login(founded.admin)
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 900)
    assert told["shop"]["id"] == str(founded.id)
    assert "users.manage" in told["permissions"]
    assert told["csrf_token"] is None
    assert not web.cookies
    me = web.get("/api/auth/user/", headers=bearer(told["access_token"])).json()
    assert me == told["user"]
    assert (me["role"], me["roles"], me["operator_id"]) == ("Admin", ["admin"], None)


def test_one_logs_in_by_name_or_by_address_in_any_case(web, founded):
    ann = founded.user("viewer", email=f"Ann.{founded.id.hex}@bench.test")
    for name in (ann.username.upper(), f" ann.{founded.id.hex}@BENCH.test"):
        told = web.post("/api/auth/login", json={"username": name, "password": PASSWORD})
        assert told.json()["user"]["id"] == str(ann.id)


@pytest.mark.parametrize("password", ["wrong horses", PASSWORD.upper(), PASSWORD + " "])
def test_the_wrong_password_and_an_unknown_name_hear_the_same(web, founded, password):
    body = {"username": founded.admin.username, "password": password}
    wrong = web.post("/api/auth/login", json=body)
    unknown = web.post("/api/auth/login", json=body | {"username": "nobody-at-all"})
    for said in (wrong, unknown):
        assert (said.status_code, said.json()["detail"]) == (401, WRONG)
        assert said.headers["www-authenticate"] == "Bearer"
    assert wrong.headers.keys() == unknown.headers.keys()


def test_an_access_token_lasts_a_quarter_of_an_hour(web, founded, watch, nexus):
    headers = web.as_(founded.admin)
    watch.wait(minutes=14, seconds=59)
    nexus.accounts.identities().forget()
    assert status(web, headers) == 200
    watch.wait(seconds=2)
    nexus.accounts.identities().forget()
    assert status(web, headers) == 401


def test_a_stranger_is_told_to_log_in(web):
    response = web.get("/api/employees")
    assert (response.status_code, response.json()["type"]) == (401, "NotLoggedIn")


def forged(token, key=None, header=None, **claims):
    body = msgspec.json.decode(urlsafe_b64decode(token.split(".")[1] + "=="))
    header = {"alg": "HS256", "typ": "at+jwt"} if header is None else header
    body = {k: v for k, v in (body | claims).items() if v is not None}
    if key is None:  # no signature at all
        parts = (json.dumps(part).encode() for part in (header, body))
        return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."
    return jwt.encode(body, key, header["alg"], headers={"typ": None} | header)


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")  # ours, for HS512
def test_no_forged_token_is_believed(web, founded, nexus, elsewhere):
    token = web.login(founded.admin)["access_token"]
    key, pair = nexus.accounts.tokens()._key("access"), rsa.generate_private_key(65537, 2048)
    head, body, signature = token.split(".")
    forgeries = [
        "",
        "x",
        "..",
        "a.b.c",
        f"{head}.{body}",
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-3]}AAA",
        f"{head}.{body}x.{signature}",
        token + ".x",
        token * 60,
        forged(token, header={"alg": "none", "typ": "at+jwt"}),
        forged(token, b"another key that is long enough."),
        forged(token, b"for tests only, and for nothing else"),
        forged(token, pair, {"alg": "RS256", "typ": "at+jwt"}),
        forged(token, key, {"alg": "HS512", "typ": "at+jwt"}),
        forged(token, key, {"alg": "HS256"}),
        forged(token, key, {"alg": "HS256", "typ": "JWT"}),
        forged(token, key, {"alg": "HS256", "typ": "at+jwt", "kid": "../../dev/null"}),
        forged(token, key, {"alg": "HS256", "typ": "at+jwt", "jku": "https://evil.test"}),
        *(forged(token, key, **{name: None}) for name in ("iss", "aud", "exp", "iat")),
        *(forged(token, key, **{name: None}) for name in ("sub", "sid", "shop")),
        forged(token, key, iss="evil"),
        forged(token, key, aud="other"),
        forged(token, key, aud=["other"]),
        forged(token, key, exp=1),
        forged(token, key, exp="never"),
        forged(token, key, nbf=9_999_999_999),
        forged(token, key, iat=9_999_999_999),
        forged(token, key, sub=elsewhere.admin.id.hex),
        forged(token, key, shop=elsewhere.id.hex),
        forged(token, key, sid=elsewhere.id.hex),
        forged(token, key, sid=7),
    ]
    assert [status(web, bearer(forgery)) for forgery in forgeries] == [401] * len(forgeries)
    assert status(web, bearer(forged(token, key))) == 200


def test_a_refresh_token_is_changed_for_a_new_pair(web, founded, watch):
    old = web.login(founded.admin)
    watch.wait(minutes=20)
    new = web.post("/api/auth/refresh", json={"refresh_token": old["refresh_token"]})
    assert new.status_code == 200
    assert new.json()["refresh_token"] != old["refresh_token"]
    assert status(web, bearer(new.json()["access_token"])) == 200


def test_a_refresh_token_that_comes_back_ends_the_whole_login(web, founded, watch, admin):
    stolen = web.login(founded.admin)["refresh_token"]
    new = web.post("/api/auth/refresh", json={"refresh_token": stolen}).json()
    watch.wait(seconds=11)
    assert web.post("/api/auth/refresh", json={"refresh_token": stolen}).status_code == 401
    assert status(web, bearer(new["access_token"])) == 401
    for token in (stolen, new["refresh_token"]):
        assert web.post("/api/auth/refresh", json={"refresh_token": token}).status_code == 401
    [told] = [
        attempt
        for attempt in web.get("/api/login-history", headers=admin).json()["items"]
        if attempt["reason"] == "token_reuse"
    ]
    assert told["user_id"] == str(founded.admin.id)
    assert status(web, admin) == 200  # another login of the same person


def test_two_refreshes_at_once_are_no_theft(web, founded, watch):
    token = web.login(founded.admin)["refresh_token"]
    with ThreadPoolExecutor(8) as pool:
        said = [
            pool.submit(web.post, "/api/auth/refresh", json={"refresh_token": token})
            for _ in range(8)
        ]
    answers = [future.result() for future in said]
    assert [answer.status_code for answer in answers] == [200] * 8
    assert len({answer.json()["refresh_token"] for answer in answers}) == 8
    assert status(web, bearer(answers[0].json()["access_token"])) == 200


def test_tokens_are_stored_hashed(web, founded, engine):
    told = web.login(founded.admin, session=True)
    secrets = [told["refresh_token"], web.cookies["nexus"], PASSWORD]
    with engine.connect() as connection:
        for table in ("session", "refresh_token", "user", "login_history"):
            rows = connection.exec_driver_sql(f"SELECT * FROM accounts_{table}").all()
            kept = repr(rows)
            assert not [secret for secret in secrets if secret in kept]


# Browsers


def test_a_browser_is_known_by_its_cookie(browser, founded):
    web, _ = browser
    me = web.get("/api/auth/user").json()
    assert (me["id"], len(me["csrf_token"])) == (str(founded.admin.id), 64)


def test_the_cookie_is_plain_on_localhost_and_out_of_scripts_reach(web, founded):
    body = {"username": founded.admin.username, "password": PASSWORD, "session": True}
    [cookie] = web.post("/api/auth/login", json=body).headers.get_list("set-cookie")
    assert cookie.startswith("nexus=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert parts == {"path=/", "httponly", "samesite=lax"}
    assert len(cookie.split(";")[0]) >= len("nexus=") + 43  # 256 bits


def test_the_cookie_is_bound_to_host_and_https_in_production(engine, watch, founded):
    nexus = furnished(engine, watch, base_url="https://shop.example.com")
    with Web(create_app(nexus), base_url="https://shop.example.com") as web:
        body = {"username": founded.admin.username, "password": PASSWORD, "session": True}
        [cookie] = web.post("/api/auth/login", json=body).headers.get_list("set-cookie")
        assert cookie.startswith("__Host-nexus=")
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert parts == {"path=/", "httponly", "secure", "samesite=lax"}
        assert status(web) == 200
        token = cookie.partition("=")[2].partition(";")[0]
        web.cookies.clear()
        assert status(web, {"Cookie": f"nexus={token}"}) == 401


def test_a_bearer_wins_over_the_cookie_good_or_bad(browser, founded):
    web, _ = browser
    bob = founded.user("viewer")
    headers = web.as_(bob)
    assert web.get("/api/auth/user", headers=headers).json()["id"] == str(bob.id)
    assert status(web, bearer("nonsense")) == 401
    assert status(web, {"Authorization": "Basic YTpi"}) == 401
    assert status(web, {"Authorization": ""}) == 401
    assert status(web) == 200


def test_a_cookie_is_found_wherever_it_stands(browser, nexus):
    """Over HTTP/2 each cookie may come in a header of its own (RFC 9113, 8.2.3)."""
    web, _ = browser
    app = create_app(nexus)
    ask, ours = app.asgi_handler, f"nexus={web.cookies['nexus']}".encode()

    async def split(scope, receive, send):
        headers = [pair for pair in scope.get("headers", ()) if pair[0] != b"cookie"]
        cookies = [(b"cookie", part) for part in (b"a=1", ours, b"b=2")]
        await ask(scope | {"headers": headers + cookies}, receive, send)

    app.asgi_handler = split
    with TestClient(app) as client:
        assert client.get("/api/auth/user").status_code == 200


def test_a_change_by_cookie_shows_the_token_of_its_session(browser, founded, web):
    web, csrf = browser
    body = {"name": "Oven"}
    assert web.post("/api/stations", json=body).status_code == 403
    assert web.post("/api/stations", json=body, headers={"X-CSRF-Token": "x"}).status_code == 403
    assert (
        web.post("/api/stations", json=body, headers={"X-CSRF-Token": b"\xfc"}).status_code == 403
    )
    assert web.post("/api/stations", json=body, headers=csrf).status_code == 201


def test_the_token_of_another_session_is_no_good(browser, founded):
    web, csrf = browser
    web.cookies.clear()
    web.login(founded.admin, session=True)
    assert web.post("/api/stations", json={"name": "x"}, headers=csrf).status_code == 403


@pytest.mark.parametrize(
    "sign",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://evil.test@testserver.local"},
        {"Origin": "http://testserver.local.evil.test"},
        {"Origin": "http://testserver.local:8001"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused(browser, founded, sign):
    web, csrf = browser
    assert web.post("/api/stations", json={"name": "x"}, headers=csrf | sign).status_code == 403
    body = {"username": founded.admin.username, "password": PASSWORD, "session": True}
    assert web.post("/api/auth/login", json=body, headers=sign).status_code == 403
    assert web.get("/api/stations", headers=sign).status_code == 200


def test_a_page_that_came_without_https_is_not_ours_where_we_speak_it(engine, watch, founded):
    nexus = furnished(engine, watch, base_url="https://shop.example.com")
    body = {"username": founded.admin.username, "password": PASSWORD}
    with Web(create_app(nexus), base_url="https://shop.example.com") as web:
        for origin, code in (("http://shop.example.com", 403), ("https://shop.example.com", 200)):
            said = web.post("/api/auth/login", json=body, headers={"Origin": origin})
            assert said.status_code == code


@pytest.mark.parametrize(
    "sign",
    [
        {"Origin": "http://testserver.local"},
        {"Origin": "http://testserver.local", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_what_our_own_pages_send_is_taken(browser, sign):
    web, csrf = browser
    assert web.post("/api/stations", json={"name": "x"}, headers=csrf | sign).status_code == 201


def test_a_login_gives_a_new_session_and_ends_the_old_one(browser, founded):
    web, _ = browser
    old = web.cookies["nexus"]
    web.login(founded.admin, session=True)
    new = web.cookies["nexus"]
    assert new != old
    web.cookies.clear()
    assert status(web, {"Cookie": f"nexus={old}"}) == 401
    assert status(web, {"Cookie": f"nexus={new}"}) == 200


def test_a_session_that_somebody_set_before_is_not_taken_over(web, founded):
    web.cookies.set("nexus", "A" * 43)
    web.login(founded.admin, session=True)
    assert status(web, {"Cookie": "nexus=" + "A" * 43}) == 401


def test_logging_out_ends_it_here_and_now(browser):
    web, csrf = browser
    cookie = web.cookies["nexus"]
    gone = web.post("/api/auth/logout", headers=csrf)
    assert gone.status_code == 204
    assert "max-age=0" in gone.headers["set-cookie"].lower()
    assert status(web, {"Cookie": f"nexus={cookie}"}) == 401
    assert web.post("/api/auth/logout").status_code == 401


def test_a_program_that_logs_out_cannot_come_back(web, founded):
    told = web.login(founded.admin)
    assert web.post("/api/auth/logout", headers=bearer(told["access_token"])).status_code == 204
    assert status(web, bearer(told["access_token"])) == 401
    fresh = web.post("/api/auth/refresh", json={"refresh_token": told["refresh_token"]})
    assert fresh.status_code == 401


def test_an_idle_browser_is_logged_out(browser, watch, nexus):
    web, _ = browser
    for _ in range(3):
        watch.wait(minutes=110)
        nexus.accounts.identities().forget()
        assert status(web) == 200
    watch.wait(minutes=120)
    nexus.accounts.identities().forget()
    assert status(web) == 401


def test_a_browser_is_logged_out_after_a_days_work_at_the_latest(browser, watch, nexus):
    web, _ = browser
    for _ in range(12 * 60 // 90 - 1):
        watch.wait(minutes=90)
        nexus.accounts.identities().forget()
        assert status(web) == 200
    watch.wait(minutes=90)
    nexus.accounts.identities().forget()
    assert status(web) == 401


def test_a_form_shows_the_token_in_a_field_and_is_read_all_the_same(browser, nexus):
    """No page has a form yet, so one stands in for them."""
    forgery = Forgery(nexus.accounts.tokens(), "", ())

    async def gate(connection, handler):
        await forgery.check(connection, public=False)

    @post("/form", guards=[gate], sync_to_thread=False)
    def form(data: URLEncodedBody[dict[str, str]]) -> str:
        return data["name"]

    web, csrf = browser
    app = Litestar([form], exception_handlers={NotAllowed: explain})
    app.asgi_handler = Doorman(app.asgi_handler, nexus.accounts.identities(), secure=False)
    cookie = {"Cookie": f"nexus={web.cookies['nexus']}"}
    with TestClient(app) as pages:
        good = {"name": "Oven", "_csrf": csrf["X-CSRF-Token"]}
        assert pages.post("/form", data=good, headers=cookie).text == "Oven"
        for bad in ({"name": "Oven"}, good | {"_csrf": "x"}):
            assert pages.post("/form", data=bad, headers=cookie).status_code == 403
