"""How a refusal is told."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from nexus.kernel.errors import Busy, Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.platform.http import TITLES, excuse, explain


@pytest.mark.parametrize(
    ("family", "status"),
    [(NotFound, 404), (NotAllowed, 403), (Invalid, 422), (Refused, 409), (Stale, 412)],
)
def test_each_family_has_its_status(family, status):
    class Special(family):
        pass

    response = explain(None, Special("Because."))
    assert response.status_code == status
    told = {"type": "Special", "detail": "Because.", "status": status, "title": TITLES[status]}
    assert response.content == told


def test_who_came_at_a_busy_time_hears_when_to_come_back():
    response = explain(None, Busy("In a moment."))
    assert (response.status_code, response.headers["Retry-After"]) == (409, "1")


@contextmanager
def impatient(engine):
    """Wait for no lock, so that a test of waiting does not wait."""

    def hurry(connection, record, proxy):
        connection.execute("PRAGMA busy_timeout = 0")

    def calm(connection, record):
        connection.execute("PRAGMA busy_timeout = 5000")

    sa.event.listen(engine, "checkout", hurry)
    sa.event.listen(engine, "checkin", calm)
    yield
    sa.event.remove(engine, "checkout", hurry)
    sa.event.remove(engine, "checkin", calm)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_locked_database_is_a_503(engine, client, a_shop):
    with engine.begin() as _writer, impatient(engine):
        response = client.post("/api/workflows", json={"name": "Cut"})
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert response.json()["type"] == "Unavailable"
    assert client.get("/api/workflows").json()["items"] == []


def test_the_excuse_tells_no_secrets():
    error = sa.exc.OperationalError("SELECT secret", {}, Exception("no route to db.internal"))
    assert "secret" not in str(excuse(None, error).content)
    assert "internal" not in str(excuse(None, error).content)


# What a request may say


def fields(response):
    assert response.status_code == 400, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return response.json()["errors"]


def test_all_that_is_wrong_with_a_body_is_told_at_once(client):
    body = {"name": 7, "stages": [{"name": "Cut"}, {"nmae": "Bend"}], "colour": "red"}
    said = fields(client.post("/api/workflows", json=body))
    assert set(said) == {"name", "stages[1]", "colour"} or set(said) >= {"name", "colour"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"name": "\xed\xa0\x80"}'])
def test_what_is_no_object_is_malformed(client, body):
    headers = {"content-type": "application/json"}
    fields(client.post("/api/workflows", content=body, headers=headers))


def test_a_body_of_a_megabyte_is_too_large(client):
    response = client.post("/api/workflows", json={"name": "x", "description": "x" * 1_000_000})
    assert response.status_code == 413


@pytest.mark.parametrize(
    "query",
    [
        *("serach=x", "limit=5&limit=6", "archived=null", "limit=null", "limit=0", "limit=201"),
        *("archived=yes", "archived=1", "limit=5.0", "limit=+5", "limit=", "sort=ghost"),
    ],
)
def test_a_query_says_nothing_that_is_not_understood(client, query):
    name = query.partition("=")[0]
    assert set(fields(client.get(f"/api/workflows?{query}"))) == {name}


def test_a_word_that_reads_null_is_a_word(client):
    assert client.get("/api/workflows?search=null").status_code == 200
