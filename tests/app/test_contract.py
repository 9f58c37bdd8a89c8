"""The program keeps its contract, whatever a stranger sends: schemathesis asks.

It makes up data that fit the contract and data that do not, and compares every answer with what
the contract says. With NEXUS_CONTRACT_SECONDS it also invents at random, follows what one answer
gives to the next request, and takes that long; without, every run asks the same.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.servers import PASSWORD, nexus, serving

SECONDS = os.environ.get("NEXUS_CONTRACT_SECONDS")
ALWAYS = "examples,coverage"
# With these the one who asks ends his own session, or takes his own rights away.
SELF_HARM = r"/api/(auth/(logout|password|user).*|users/\{id\}.*|roles/.*|.*sessions.*|shops/.*)"
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("contract")
    made = ("shop", "create", "Bench & Co", "--profile", "laser", "--admin", "boss")
    nexus(home, *made, "--password-stdin", stdin=PASSWORD)
    with serving(home, requests_per_minute=10_000_000) as server:
        # Now: after a minute of guessing nobody logs in from this address.
        server.bearer = server.login("boss")
        yield server


def ask(server, folder, seconds, *words):
    command = [
        *(SCHEMATHESIS, "--config-file", Path(__file__).with_name("schemathesis.toml")),
        *("run", f"{server.url}/api/openapi.json", "--max-time", seconds),
        *("-H", f"Authorization: {server.bearer}", "--continue-on-failure", *words),
        *(() if SECONDS else ("--generation-deterministic",)),
    ]
    return subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True)


def failures(report):
    """Return what broke, without the pages of hints around it."""
    found = report.partition("FAILURES")[2].partition("WARNINGS")[0]
    return (found or report)[:20_000]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("phases", "which"),
    [
        (f"{ALWAYS},fuzzing,stateful" if SECONDS else ALWAYS, "--exclude-path-regex"),
        (ALWAYS, "--include-path-regex"),
    ],
    ids=["all that leaves the session alone", "the rest"],
)
def test_nothing_that_is_sent_breaks_the_contract(server, tmp_path, phases, which):
    seconds = SECONDS if SECONDS and "fuzzing" in phases else "90"
    asked = ask(server, tmp_path, seconds, "--phases", phases, which, SELF_HARM)
    assert asked.returncode == 0, failures(asked.stdout) + asked.stderr
    assert '"status":500' not in server.said
