"""The program keeps its contract, whatever a stranger sends: schemathesis asks, for a minute.

It invents data that fit the contract and data that do not, follows what one answer gives to the
next request, and compares every answer with what the contract says. NEXUS_CONTRACT_SECONDS gives
it more time.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.servers import PASSWORD, nexus, serving

SECONDS = os.environ.get("NEXUS_CONTRACT_SECONDS", "60")
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
    ]
    return subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("phases", "which"),
    [
        ("examples,coverage,fuzzing,stateful", "--exclude-path-regex"),
        ("examples,coverage", "--include-path-regex"),
    ],
    ids=["all that leaves the session alone", "the rest"],
)
def test_nothing_that_is_sent_breaks_the_contract(server, tmp_path, phases, which):
    seconds = SECONDS if "fuzzing" in phases else "15"
    asked = ask(server, tmp_path, seconds, "--phases", phases, which, SELF_HARM)
    assert asked.returncode == 0, asked.stdout[-6000:] + asked.stderr
    assert '"status":500' not in server.said
