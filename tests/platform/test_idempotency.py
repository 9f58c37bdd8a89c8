"""Idempotency-Key, through the whole application: one effect, one answer."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Event

import msgspec
import pytest
import sqlalchemy as sa
from litestar.testing import TestClient

from nexus.app.http import create_app
from nexus.kernel.errors import Busy, Refused
from nexus.kernel.ids import UserId, new_id
from nexus.platform.db import metadata
from nexus.platform.idempotency import CLAIM, KEPT, Once, sweep
from nexus.platform.transaction import SqlReading

from tests.conftest import NOW


class View(msgspec.Struct):
    version: int = 1


@pytest.fixture
def post(client, a_shop):
    def post(key="k", title="Cut", client=client):
        headers = {"Idempotency-Key": key}
        return client.post("/api/workflows", json={"name": title}, headers=headers)

    post.all = lambda: client.get("/api/workflows").json()["items"]
    return post


@pytest.fixture
def once(database, actor):
    def once(at=NOW, wish=b"w", key="k"):
        return Once(database, lambda: at, actor, key, wish)

    return once


def test_a_repetition_hears_the_same_answer(post):
    first, second = post(), post()
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["etag"] == first.headers["etag"]
    assert second.headers["content-type"] == first.headers["content-type"]
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len(post.all()) == 1


def test_another_body_under_the_same_key_is_a_422(post):
    post()
    assert post(title="Sand").status_code == 422


def test_what_is_kept_of_a_request_cannot_be_guessed_back(post, engine, actor):
    """A password may be in it, and a plain digest of few words is soon found."""
    post(title="Cut")
    plain = sha256(b'POST\n/api/workflows\n\n{"name":"Cut"}').digest()
    table = metadata.tables["platform_answer"]
    with engine.connect() as connection:
        query = sa.select(table.c.wish).where(table.c.shop_id == actor.shop_id)
        assert connection.scalars(query).one() != plain


def test_another_key_and_another_caller_are_independent(post, nexus, actor):
    colleague = msgspec.structs.replace(actor, user_id=UserId(new_id()))
    with TestClient(create_app(nexus, authenticate=lambda request: colleague)) as other:
        answers = post(), post(key="l", title="Bend"), post(title="Weld", client=other)
        ids = {answer.json()["id"] for answer in answers}
    assert len(ids) == 3


@pytest.mark.parametrize(("key", "status"), [("k" * 255, 201), ("k" * 256, 422), ("", 201)])
def test_a_key_has_at_most_255_characters(post, key, status):
    assert post(key=key).status_code == status


def test_a_refusal_is_not_stored(once):
    def refuse():
        raise Refused("Not yet.")

    with pytest.raises(Refused):
        once()(refuse)
    assert once()(View).status_code == 201


def test_a_parallel_twin_is_told_to_come_back(once):
    begun, go_on = Event(), Event()

    def slow():
        begun.set()
        go_on.wait(10)
        return View()

    with ThreadPoolExecutor() as pool:
        first = pool.submit(once(), slow)
        begun.wait(10)
        with pytest.raises(Busy):
            once()(View)
        go_on.set()
        assert first.result().status_code == 201
    assert once()(View).headers["Idempotency-Replayed"] == "true"


def test_the_ghost_of_a_dead_server_writes_nothing(once, database, a_shop):
    station = metadata.tables["accounts_station"]

    def effect():
        a_shop.add(station.name, name="Haunted")
        return View()

    ghost = once()
    assert ghost._claim() is None  # and then it hangs, longer than a claim lasts
    assert once(at=NOW + CLAIM)(View).status_code == 201
    with pytest.raises(Busy):
        ghost._do(effect, 201)
    with SqlReading(database, a_shop.id) as look:
        names = sa.select(station.c.name).where(station.c.shop_id == a_shop.id)
        assert look.connection.scalars(names).all() == ["Saw"]


def test_an_answer_is_kept_for_a_day(once):
    once()(View)
    assert "Idempotency-Replayed" in once(at=NOW + KEPT / 2)(View).headers
    assert "Idempotency-Replayed" not in once(at=NOW + KEPT)(View).headers


def test_what_is_past_its_day_is_swept(once, database, engine):
    once()(View)
    sweep(engine, NOW + KEPT / 2)
    assert "Idempotency-Replayed" in once()(View).headers
    sweep(engine, NOW + KEPT)
    assert "Idempotency-Replayed" not in once()(View).headers
