"""Serving: a folder, a key, a schema and a port, or one sentence on what is missing."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
import sqlalchemy as sa

from nexus.app.serve import CannotStart, check, check_port, prepare
from nexus.platform.config import BadConfig, Config, read, with_key
from nexus.platform.db import make_engine

from tests.app.servers import PASSWORD, environment, nexus, serving
from tests.databases import address

KEY = "k" * 40


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "data"


def test_the_first_start_makes_all_that_is_needed_for_nobody_else_to_read(home):
    ready = prepare(Config(home=str(home)))
    assert len(ready.secret_key) >= 32
    assert (mode(home), mode(home / "secret_key"), mode(home / "nexus.db")) == (0o700, 0o600, 0o600)
    assert prepare(Config(home=str(home))).secret_key == ready.secret_key


def test_a_database_of_your_own_needs_a_key_of_your_own(home):
    with pytest.raises(BadConfig, match="NEXUS_SECRET_KEY is needed"):
        with_key(Config(home=str(home), database_url="postgresql+psycopg://x@y/z"))


def test_a_key_file_that_is_too_short_is_refused(home):
    home.mkdir()
    (home / "secret_key").write_text("short")
    with pytest.raises(BadConfig, match="no key"):
        with_key(Config(home=str(home)))


@pytest.mark.parametrize("home", ["/proc/nexus", "/dev/null/nexus"])
def test_a_folder_that_cannot_be_written_is_named(home):
    with pytest.raises(CannotStart, match=f"{home}.*NEXUS_HOME"):
        prepare(Config(home=home))


def test_a_port_in_use_is_named():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"127.0.0.1:{port}"):
            check_port(Config(port=port))
    check_port(Config(port=port))


def test_a_newer_database_is_left_alone(home):
    config = prepare(Config(home=str(home)))
    engine = make_engine(config.url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for look in (prepare, check):
        with pytest.raises(CannotStart, match=r"9999.*newer Nexus"):
            look(config)


def test_a_database_of_your_own_migrates_when_you_say_so(home):
    with address("postgresql") as url:
        config = Config(home=str(home), database_url=url, secret_key=KEY)
        with pytest.raises(CannotStart, match="nexus migrate"):
            prepare(config)
        prepare(config, migrate=True)
        prepare(config)
        check(config)


def test_settings_are_read_by_their_names():
    given = {"NEXUS_PORT": "9000", "NEXUS_WORKERS": "2", "NEXUS_LOG_JSON": "true", "HOME": "/x"}
    config = read(given)
    assert (config.port, config.workers, config.log_json) == (9000, 2, True)
    assert read({"NEXUS_PORT": ""}).port == 8000


@pytest.mark.parametrize(
    "given",
    [
        {"NEXUS_PORT": "70000"},
        {"NEXUS_CORS_ORIGINS": "*"},
        {"NEXUS_CORS_ORIGINS": "https://a.example/"},
        {"NEXUS_TRUSTED_PROXIES": "proxy.local"},
        {"NEXUS_LOG_LEVEL": "loud"},
        {"NEXUS_SECRET_KEY": "short"},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(given):
    with pytest.raises(BadConfig, match=next(iter(given))):
        read(given)


def test_a_server_answers_logs_in_and_stops(home):
    nexus(home, "shop", "create", "Bench & Co", "--profile", "laser",
          "--admin", "boss", "--password-stdin", stdin=PASSWORD)  # fmt: skip
    with serving(home) as server:
        headers = {"Authorization": server.login("boss")}
        listed = httpx.get(f"{server.url}/api/stations", headers=headers)
        assert listed.json()["items"]
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0
        assert time.monotonic() - began <= 20
    assert "Nexus is at http://127.0.0.1" in server.said
    assert PASSWORD not in server.said


@pytest.mark.slow
def test_several_processes_serve_one_folder_and_one_set_of_figures(home):
    with serving(home, workers=2) as server:
        for _ in range(30):
            assert httpx.get(f"{server.url}/api/health").status_code == 200
        time.sleep(1.5)
        assert httpx.get(f"{server.url}/api/health/ready").status_code == 200
        told = httpx.get(f"{server.url}/metrics").text
    line = next(li for li in told.splitlines() if 'route="/api/health",status="200"' in li)
    assert float(line.rpartition(" ")[2]) >= 30


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_loses_no_request_that_had_begun(home, workers):
    nexus(home, "shop", "create", "Bench & Co", "--profile", "laser",
          "--admin", "boss", "--password-stdin", stdin=PASSWORD)  # fmt: skip
    done = []
    # An idle connection may close just as the client writes to it: such a request never began,
    # and the count at the end shows that none of them left a customer behind.
    not_begun = suppress(httpx.NetworkError, httpx.RemoteProtocolError)

    def write(url, headers, thread):
        with httpx.Client(base_url=url, headers=headers) as client, not_begun:
            for number in range(10_000):
                answer = client.post("/api/customers", json={"name": f"{thread}-{number}"})
                done.append(answer.status_code)

    with serving(home, workers=workers) as server, ThreadPoolExecutor(8) as writers:
        headers = {"Authorization": server.login("boss")}
        writing = [writers.submit(write, server.url, headers, thread) for thread in range(8)]
        time.sleep(1.5)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(20) == 0
        for writer in writing:
            writer.result()
    assert set(done) == {201}
    assert len(nexus(home, "export", "customers", "--json").stdout.splitlines()) == len(done)


@pytest.mark.slow
def test_two_servers_cannot_share_a_port(home):
    with serving(home) as server:
        port = server.url.rpartition(":")[2]
        done = nexus(home, "serve", check=False, port=port)
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr


@pytest.mark.slow
def test_the_worker_runs_beside_and_stops_when_it_is_told(home):
    prepare(Config(home=str(home)))
    command = [sys.executable, "-m", "nexus", "worker"]
    worker = subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True)
    assert "at work" in worker.stdout.readline()
    with serving(home, "--no-worker") as server:
        time.sleep(1)
        assert httpx.get(f"{server.url}/api/health/ready").json() == {
            "status": "ready",
            "faults": {},
        }
    os.kill(worker.pid, signal.SIGTERM)
    worker.communicate(timeout=20)
    assert worker.returncode == 0


@pytest.mark.slow
def test_the_first_start_for_a_look_loads_the_demo_shops(home):
    with serving(home, "--demo") as server:
        logins = (home / "demo-logins.txt").read_text()
        username, password = logins.splitlines()[0].split("\t")
        assert server.login(username, password)
    assert mode(home / "demo-logins.txt") == 0o600
    assert "demo-logins.txt" in server.said
    assert password not in server.said
