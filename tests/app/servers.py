"""A server of its own for a test, as a user would start it."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx

PASSWORD = "a long walk by the river"


def nexus(home, *words, stdin="", check=True, **settings):
    """Run a command, with its data in a folder."""
    command = [sys.executable, "-m", "nexus", *words]
    env = environment(home, **settings)
    return subprocess.run(
        command, env=env, input=stdin, capture_output=True, text=True, check=check, timeout=120
    )


def environment(home, **settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEXUS_")}
    given = {f"NEXUS_{name.upper()}": str(value) for name, value in settings.items()}
    return kept | {"NEXUS_HOME": str(home)} | given


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


class Server:
    def __init__(self, process, url, log):
        self.process, self.url, self._log = process, url, log

    @property
    def said(self):
        return self._log.read_text()

    def login(self, username, password=PASSWORD):
        wish = {"username": username, "password": password}
        answer = httpx.post(f"{self.url}/api/auth/login", json=wish, timeout=20).raise_for_status()
        return f"Bearer {answer.json()['access_token']}"


@contextmanager
def serving(home, *words, **settings):
    """Start a server and wait for its first answer; end it as Ctrl-C would."""
    port, log = free_port(), home.parent / f"{home.name}.log"
    env = environment(home, port=port, **settings)
    with log.open("w") as out:
        command = [sys.executable, "-m", "nexus", "serve", *words]
        process = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.STDOUT)
    server = Server(process, f"http://127.0.0.1:{port}", log)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(25)


def _wait(server):
    for _ in range(600):
        if server.process.poll() is not None:
            break
        try:
            httpx.get(f"{server.url}/api/health", timeout=5)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"The server did not come up:\n{server.said}")
