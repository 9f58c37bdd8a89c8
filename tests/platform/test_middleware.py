"""What surrounds every request, right or wrong."""

import re

import anyio
import pytest
from dependency_injector import providers
from litestar.testing import TestClient

from nexus.app.http import create_app
from nexus.platform.config import Config
from nexus.platform.middleware import HEADERS

from tests.accounts.conftest import Web, placed

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def surrounded(nexus, actor, a_shop):
    """Make a client of the application under other settings."""

    def make(authenticate=lambda connection: actor, **settings):
        nexus.config.override(providers.Object(Config(**settings)))
        return TestClient(create_app(nexus, authenticate), raise_server_exceptions=False)

    return make


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/health", 200),
        ("GET", "/api/nowhere", 404),
        ("DELETE", "/api/health", 405),
        ("OPTIONS", "/api/health", 204),
        ("GET", "/api/activity-log?limit=x", 400),
        ("GET", "/api/activity-log?a=%00", 400),
        ("GET", "/api/%00", 400),
    ],
)
def test_every_answer_wears_the_headers(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    for name, value in HEADERS:
        assert response.headers[name.decode()] == value.decode()
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert response.headers["cache-control"] == "no-store"
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["x-request-id"])


def test_https_is_insisted_on_where_it_is_spoken(client, surrounded):
    assert "strict-transport-security" not in client.get("/api/health").headers
    with surrounded(base_url="https://shop.example") as secure:
        told = secure.get("/api/health").headers["strict-transport-security"]
    assert int(re.search(r"max-age=(\d+)", told)[1]) >= 365 * 24 * 3600


@pytest.mark.parametrize(
    ("given", "taken"),
    [("abc-1.2_3", True), ("x" * 65, False), ("a b", False), ("", False), ("-a", False)],
)
def test_a_sane_request_id_is_taken_over(client, given, taken):
    answer = client.get("/api/nowhere", headers={"X-Request-ID": given})
    assert (answer.headers["x-request-id"] == given) is taken
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_head_says_what_get_would_and_no_more(client):
    head, get = client.head("/api/health"), client.get("/api/health")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_options_and_405_name_all_methods_of_the_address(client):
    for answer in (client.options("/api/health"), client.post("/api/health")):
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_fault_outside_of_the_framework_is_a_problem_too(nexus, actor, a_shop):
    app = create_app(nexus, lambda connection: actor)

    async def broken(scope, receive, send):
        raise ZeroDivisionError("the secret is 42")

    app.asgi_handler.app = broken
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/api/health")
    assert (answer.status_code, answer.headers["x-content-type-options"]) == (500, "nosniff")
    assert answer.json()["detail"] == "Nexus made a mistake. It has been written down."


# Whom CORS lets in


ORIGINS = "https://desk.example,https://floor.example:8443"


@pytest.mark.parametrize("origin", ["https://desk.example", "https://floor.example:8443"])
def test_scripts_of_a_listed_origin_may_read(surrounded, origin):
    with surrounded(cors_origins=ORIGINS) as client:
        answer = client.get("/api/health", headers={"Origin": origin})
        asked = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}
        preflight = client.options("/api/activity-log", headers=asked)
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["vary"] == "Origin"
    assert preflight.status_code == 204
    assert "PATCH" in preflight.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in {**answer.headers, **preflight.headers}


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://evil.example",
        "http://desk.example",
        "https://desk.example.evil.example",
        "https://evildesk.example",
        "https://desk.example:443",
        "https://desk.example/",
        "https://DESK.example",
        "https://floor.example",
        "https://sub.desk.example",
        "https://desk.example@evil.example",
        "*",
        "",
    ],
)
@pytest.mark.parametrize("listed", [ORIGINS, ""])
def test_nobody_else_may(surrounded, origin, listed):
    with surrounded(cors_origins=listed) as client:
        asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        for answer in (
            client.get("/api/health", headers=asked),
            client.options("/api/health", headers=asked),
        ):
            assert not [name for name in answer.headers if name.startswith("access-control")]


# How much one caller may ask


def test_who_asks_too_much_is_told_when_to_come_back(surrounded):
    with surrounded(requests_per_minute=3) as client:
        told = [client.get("/api/activity-log").headers["ratelimit-remaining"] for _ in range(3)]
        answer = client.get("/api/activity-log")
        assert client.get("/api/health").status_code == 200  # watchers are never turned away
    assert told == ["2", "1", "0"]
    assert answer.status_code == 429
    assert answer.json()["type"] == "TooManyRequests"
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert answer.headers["ratelimit-limit"] == "3"


def test_callers_are_counted_apart(surrounded):
    with surrounded(requests_per_minute=1) as client:
        for token in ("one", "two"):
            headers = {"Authorization": f"Bearer {token}"}
            statuses = [
                client.get("/api/activity-log", headers=headers).status_code for _ in range(2)
            ]
            assert statuses == [200, 429]


def test_invented_tokens_do_not_help(surrounded):
    with surrounded(lambda connection: None, requests_per_minute=3) as client:
        statuses = [
            client.get("/api/activity-log", headers={"Authorization": f"Bearer {n}"}).status_code
            for n in range(5)
        ]
    assert statuses == [401, 401, 401, 429, 429]


def test_nor_do_they_where_nobody_has_to_log_in(nexus, a_shop):
    nexus.config.override(providers.Object(Config(requests_per_minute=3, secret_key="x" * 32)))
    with TestClient(create_app(nexus)) as client:
        for header in ({"Authorization": "Bearer {}"}, {"Cookie": "nexus={}"}):
            statuses = [
                client.get(
                    "/api/nowhere", headers={k: v.format(n) for k, v in header.items()}
                ).status_code
                for n in range(5)
            ]
            assert statuses[-2:] == [429, 429]


def test_an_address_of_ipv6_is_counted_with_its_network(nexus, a_shop):
    nexus.config.override(providers.Object(Config(requests_per_minute=2)))
    client = Web(placed(create_app(nexus, lambda connection: None)))
    statuses = []
    for ip in ("2001:db8::1", "2001:db8::2:0:0:9", "2001:db8::3", "2001:db8:0:1::1"):
        client.come_from(ip)
        statuses.append(client.get("/api/activity-log").status_code)
    assert statuses == [401, 401, 429, 401]


def test_only_the_watchers_own_addresses_are_free(surrounded):
    with surrounded(requests_per_minute=1) as client:
        for path in ("/api/healthy", "/metrics-of-all"):
            client.get(path)
            assert client.get(path).status_code == 429
        assert client.get("/api/health/").status_code == 200


def test_strangers_invent_no_labels_for_the_figures(client):
    client.request("FOOBAR", "/api/nowhere")
    assert "FOOBAR" not in client.get("/metrics").text


def test_who_hangs_up_has_found_no_bug(nexus, a_shop, capsys):
    app = create_app(nexus, lambda connection: None)
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}])

    async def receive():
        return next(messages, {"type": "http.disconnect"})

    async def send(message):
        sent.append(message)

    sent = []
    scope = {"type": "http", "http_version": "1.1", "asgi": {"version": "3.0"}, "method": "POST"}
    scope |= {"scheme": "http", "path": "/api/auth/login", "raw_path": b"/api/auth/login"}
    scope |= {"query_string": b"", "headers": [(b"content-type", b"application/json")]}
    scope |= {"client": ("192.0.2.7", 1), "server": ("shop", 80), "root_path": "", "state": {}}
    anyio.run(app, scope, receive, send)
    assert sent[0]["status"] == 400
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None]
)
def test_what_another_sites_form_can_send_is_not_read_as_json(client, kind):
    headers = {"content-type": kind} if kind else {}
    said = client.post("/api/stations", content=b'{"name":"Oven"}', headers=headers)
    assert (said.status_code, said.json()["type"]) == (415, "UnsupportedMediaType")
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    said = client.post("/api/stations", content=b'{"name":"Oven"}', headers=headers)
    assert said.status_code == 201


# Whose word about addresses is believed


async def nothing(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("peer", "forwarded", "caller"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
    ],
)
def test_only_a_known_proxy_may_name_the_caller(nexus, a_shop, peer, forwarded, caller):
    nexus.config.override(providers.Object(Config(trusted_proxies="10.0.0.0/8")))
    app = create_app(nexus, lambda connection: None)
    seen = []

    async def look(scope, receive, send):
        seen.append(scope["client"][0])
        await nothing(scope, receive, send)

    app.asgi_handler.app = look

    async def from_peer(scope, receive, send):
        if scope["type"] == "http":
            scope["client"] = (peer, 1)
        await app(scope, receive, send)

    with TestClient(from_peer) as client:
        client.get("/api/health", headers={"X-Forwarded-For": forwarded})
    assert seen == [caller]
