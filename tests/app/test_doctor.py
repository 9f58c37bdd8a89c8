"""The doctor looks at everything, changes nothing, and names what wants mending."""

from datetime import timedelta

import msgspec
import pytest
import sqlalchemy as sa

from nexus.app.doctor import look
from nexus.app.serve import prepare
from nexus.kernel.clock import utc_now
from nexus.kernel.ids import new_id
from nexus.platform.condition import examine
from nexus.platform.config import Config
from nexus.platform.db import make_engine
from nexus.platform.heartbeat import beat
from nexus.platform.outbox import outbox

from tests.databases import server_url

NOW = utc_now()


@pytest.fixture
def config(tmp_path):
    config = prepare(Config(home=str(tmp_path / "data")))
    return Config(home=config.home)  # as a command reads it: the key is in its file


@pytest.fixture
def change(config):
    """Do something to the installation's database."""
    engine = make_engine(config.url)
    yield engine.begin
    engine.dispose()


def states(config, **wish):
    found = look(config, lambda: NOW, **wish)
    worst = {"ok": 0, "warning": 1, "bad": 2}
    states = {}
    for finding in found:
        assert finding.says.strip()
        before = states.get(finding.about, "ok")
        states[finding.about] = max(before, finding.state, key=worst.get)
    return states


def test_a_sound_installation_is_all_green(config):
    engine = make_engine(config.url)
    beat(engine, "worker", NOW)
    engine.dispose()
    assert set(states(config, deep=True).values()) == {"ok"}


def test_a_worker_that_is_silent_wants_a_look(config):
    assert states(config)["worker"] == "warning"


def test_where_nothing_is_there_is_no_database(tmp_path):
    config = Config(home=str(tmp_path / "nowhere"))
    assert states(config) | {"versions": "ok"} == {
        "versions": "ok",
        "folder": "bad",
        "key": "warning",
        "database": "bad",
    }
    assert not config.folder.exists()


def test_a_key_that_others_can_read_is_bad(config):
    config.key_file.chmod(0o644)
    assert states(config)["key"] == "bad"


def test_a_folder_that_others_can_enter_wants_a_look(config):
    config.folder.chmod(0o755)
    assert states(config)["folder"] == "warning"


def test_a_key_of_few_signs_is_bad(config):
    for key, state in (("secret" * 6, "bad"), ("k3J9-vXq27LmZt8Rw5cBnY4sHdP6fGae", "ok")):
        assert states(msgspec.structs.replace(config, secret_key=key))["key"] == state


def test_a_missing_key_for_a_database_of_your_own_is_bad(config):
    away = Config(home=config.home, database_url="postgresql+psycopg://x@127.0.0.1:1/y")
    found = states(away)
    assert (found["key"], found["database"]) == ("bad", "bad")


@pytest.mark.parametrize(("revision", "says"), [("9999", "newer"), ("0001", "migrate")])
def test_a_schema_of_another_time_is_bad(config, change, revision, says):
    with change() as connection:
        connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    [told] = [finding for finding in look(config) if finding.about == "migrations"]
    assert told.state == "bad"
    assert says in told.says


@pytest.mark.parametrize(("dead", "state"), [(False, "bad"), (True, "warning")])
def test_events_that_wait_too_long_or_were_given_up_are_told(config, change, dead, state):
    waits = {"about_id": new_id(), "topic": "x.Y", "body": b"", "due_at": NOW - timedelta(hours=1)}
    with change() as connection:
        connection.execute(sa.insert(outbox), waits | {"dead_at": NOW if dead else None})
    assert states(config)["outbox"] == state


def test_a_damaged_file_is_found_when_looked_at_deeply(config):
    file = config.folder / "nexus.db"
    content = bytearray(file.read_bytes())
    content[8192 * 3 : 8192 * 3 + 4096] = b"\xff" * 4096
    file.write_bytes(content)
    assert "bad" in {states(config, deep=True).get(at) for at in ("integrity", "database")}


def test_a_role_that_walls_do_not_hold_is_bad(engine):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no roles.")
    with engine.connect() as connection:
        found = {f.about: f for f in examine(connection, NOW, deep=True)}
    assert (found["role"].state, found["integrity"].state) == ("ok", "ok")
    above = sa.create_engine(server_url())
    with above.connect() as connection:
        assert {f.about: f.state for f in examine(connection, NOW, deep=False)}["role"] == "bad"
    above.dispose()


def test_a_server_that_may_lose_commits_is_bad(engine):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite is asked in PRAGMAs.")
    with engine.connect() as connection:
        connection.execute(sa.text("SET synchronous_commit = off"))
        found = {f.about: f for f in examine(connection, NOW, deep=False)}
        assert found["durability"].state == "bad"
        assert "synchronous_commit" in found["durability"].says
