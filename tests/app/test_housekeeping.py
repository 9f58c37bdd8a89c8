"""What Nexus does by itself: forgotten clocks are stopped, old logins are forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from dependency_injector import providers

from nexus.platform.db import metadata

from tests.conftest import NOW


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock(nexus):
    clock = Clock()
    nexus.clock.override(providers.Object(clock))
    return clock


def test_a_clock_that_ran_into_the_night_is_stopped_and_marked(nexus, clock, client, a_shop):
    project = f"/api/projects/{a_shop.project_id}"
    task = client.post(f"{project}/tasks", json={"title": "Cut"}).json()
    client.post(f"/api/tasks/{task['id']}/timer/start", json={}).raise_for_status()
    nexus.housekeeping().stop_clocks()
    assert client.get("/api/timers").json()["items"]
    clock.now += timedelta(hours=20)
    nexus.housekeeping().stop_clocks()
    assert client.get("/api/timers").json()["items"] == []
    [log] = client.get("/api/time-logs").json()["items"]
    assert (log["auto_stopped"], log["duration"]) == (True, "PT57600S")
    entries = client.get("/api/activity-log?entity_type=time_log").json()["items"]
    assert "System (Forgotten clocks)" in {entry["actor"] for entry in entries}


def test_sessions_are_forgotten_a_month_after_their_end(nexus, clock, engine, a_shop):
    session = metadata.tables["accounts_session"]
    user_id = a_shop.add("accounts_user", username=f"u{a_shop.id.hex}")
    kept, old = (
        a_shop.add("accounts_session", user_id=user_id, expires_at=NOW - timedelta(days=days))
        for days in (29, 31)
    )
    a_shop.add("accounts_refresh_token", session_id=old)
    nexus.housekeeping().forget_sessions()
    with engine.connect() as connection:
        left = set(connection.scalars(sa.select(session.c.id)))
    assert kept in left
    assert old not in left


def test_contents_that_nobody_names_are_swept(nexus, clock, client, a_shop):
    made = client.post("/api/files?name=a.nc", content=b"G0 X1\n").json()
    lost = f"{a_shop.id}/files/{a_shop.id}"
    nexus.files().put(lost, [b"x"])
    clock.now = datetime.now(UTC) + timedelta(hours=25)  # the store has a clock of its own
    nexus.housekeeping().sweep_files()
    assert nexus.files().size(lost) is None
    assert client.get(f"/api/files/{made['id']}/content").content == b"G0 X1\n"


def test_the_worker_keeps_house(nexus):
    names = {timer.name for timer in nexus.worker()._timers}
    assert {"heartbeat", "answers", "forgotten clocks", "old sessions", "unnamed contents"} <= names
