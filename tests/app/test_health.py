"""Alive, ready and how much: the right one turns red, with words."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from dependency_injector import providers

from nexus.app.health import Health
from nexus.kernel.ids import new_id
from nexus.platform.config import Config
from nexus.platform.heartbeat import SILENCE, beat, heartbeat
from nexus.platform.outbox import outbox
from nexus.platform.transaction import Database

from tests.conftest import NOW


@pytest.fixture
def health(database, tmp_path):
    with database.engine.begin() as connection:
        connection.execute(sa.delete(heartbeat))
    beat(database.engine, "worker", NOW)
    return Health(database, tmp_path, lambda: NOW)


def test_a_sound_installation_has_no_faults(health):
    assert health.faults() == {}


def test_a_silent_worker_is_noticed(database, tmp_path, health):
    late = Health(database, tmp_path, lambda: NOW + SILENCE + timedelta(seconds=1))
    assert set(late.faults()) == {"worker"}


def test_an_event_that_waits_too_long_is_noticed(database, health):
    with database.engine.begin() as connection:
        waits = {"about_id": new_id(), "topic": "x.Y", "body": b"", "due_at": NOW}
        connection.execute(sa.insert(outbox), [waits | {"due_at": NOW - timedelta(minutes=6)}])
    assert health.faults() == {"outbox": "The oldest event has been waiting for 6 minutes."}


def test_a_folder_that_is_gone_is_noticed(database, tmp_path, health):
    away = Health(database, tmp_path / "gone", lambda: NOW)
    assert set(away.faults()) == {"folder"}


def test_a_database_that_is_away_is_noticed(tmp_path):
    engine = sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    away = Health(Database(engine, lambda: lambda event: None), tmp_path, lambda: NOW)
    assert away.faults() == {"database": "The database does not answer."}


def test_alive_is_answered_without_a_login(client):
    assert client.get("/api/health").json() == {"status": "alive"}


def test_ready_says_so_with_its_status(client, nexus, health, tmp_path):
    nexus.health.override(providers.Object(health))
    assert client.get("/api/health/ready").status_code == 200
    late = Health(health._database, tmp_path, lambda: NOW + timedelta(days=1))
    nexus.health.override(providers.Object(late))
    response = client.get("/api/health/ready")
    assert (response.status_code, response.json()["status"]) == (503, "not ready")
    assert response.headers["retry-after"] == "5"


def test_the_figures_have_few_labels_however_many_addresses(client):
    for _ in range(3):
        client.get(f"/api/{new_id()}")
        client.get("/api/health")
    told = client.get("/metrics").text
    assert 'nexus_requests_total{method="GET",route="(none)",status="404"}' in told
    assert 'route="/api/health",status="200"' in told
    assert "nexus_outbox_oldest_seconds 0.000" in told
    assert "nexus_statement_seconds" in told


def test_the_defaults_are_those_of_a_single_server():
    assert (Config().workers, Config().host) == (1, "127.0.0.1")
