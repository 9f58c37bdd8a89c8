"""The log: one line per happening, for machines or people, with nobody's secrets in it."""

import json
import subprocess
import sys
from contextlib import suppress

import pytest

from nexus.platform.logging import Lines, hide_secrets

CANARY = "c4n4ry-5ecret"

PROGRAM = """
import logging, structlog
from nexus.platform.logging import set_up
set_up({level!r}, json={json})
log = structlog.get_logger("nexus.test")
with structlog.contextvars.bound_contextvars(request_id="r1"):
    log.debug("fine")
    log.info("event", password={canary!r}, nested={{"api_key": {canary!r}, "kept": 1}})
    logging.getLogger("some.library").warning("it said %s", "so")
    logging.getLogger("some.library").info("chatter")
    try:
        raise ValueError("broken\\nDETAIL:  Key (email)=({canary}) already exists.")
    except ValueError:
        log.exception("bug")
"""


def said(level="info", *, as_json=True):
    program = PROGRAM.format(level=level, json=as_json, canary=CANARY)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr


def test_machines_read_json_with_the_requests_id():
    lines = [json.loads(line) for line in said().splitlines()]
    assert [line["event"] for line in lines] == ["event", "it said so", "bug"]
    for line in lines:
        assert line["request_id"] == "r1"
        assert line["at"].endswith("Z")
    assert "ValueError" in lines[-1]["exception"]


@pytest.mark.parametrize("as_json", [True, False])
def test_no_secret_is_written(as_json):
    text = said(as_json=as_json)
    assert CANARY not in text
    assert "kept" in text


def test_the_level_is_kept_to():
    assert "fine" in said("debug")
    assert [json.loads(line)["event"] for line in said("error").splitlines()] == ["bug"]


@pytest.mark.parametrize(
    "name",
    [
        *("password", "new_password", "passwd", "token", "access_token", "Authorization"),
        *("cookie", "secret_key", "apikey", "api_key", "private_key", "credentials", "otp"),
    ],
)
def test_what_is_called_like_a_secret_is_hidden(name):
    assert hide_secrets(None, "info", {name: CANARY})[name] != CANARY


def test_what_is_no_secret_is_told():
    line = {"event": "request", "route": "/api/x", "ms": 1.5, "status": 200}
    assert hide_secrets(None, "info", dict(line)) == line


def test_a_log_that_cannot_be_written_fails_nobody(tmp_path):
    with (tmp_path / "log").open("w") as file:
        lines = Lines(file)
        lines.info("one")
    lines.info("two")
    full = open("/dev/full", "w")  # noqa: SIM115 (closing it fails too)
    Lines(full).error("three")
    with suppress(OSError):
        full.close()
    assert (tmp_path / "log").read_text() == "one\n"
