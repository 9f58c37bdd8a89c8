"""Start the real program as a process of its own, log in, look at its memory, end it."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from benchmarks.load import Answer, Line, Request

STARTING = 60.0  # seconds that a start may take on a busy machine
ENDING = 15.0
SMAPS = "smaps_rollup"

# Beside the program somebody waits for our input to end, which it does when we are gone, however
# that came about, and then ends the whole group. A `finally` would not survive kill -9.
KEPT = 'exec 3<&0; ( cat <&3; kill -s KILL 0 ) & exec "$0" "$@" 3<&- </dev/null'


class Program:
    """A server and all its processes, which form a group and never outlive this one."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], port: int, log: Path
    ) -> None:
        self.port = port
        self.log = log
        self._command = list(command)
        self._environment = os.environ | dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, request: Request, token: str = "") -> float:
        """Start, and return the seconds until this request was answered well."""
        began = time.perf_counter()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", KEPT, *self._command],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while time.perf_counter() - began < STARTING:
            with contextlib.suppress(OSError):
                if ask(self.port, request, token).status < 400:
                    return time.perf_counter() - began
            if self._process.poll() is not None:
                self.kill()
                raise RuntimeError(f"It did not start:\n{self._last_words()}")
            time.sleep(0.01)
        raise RuntimeError(f"It did not answer in {STARTING:.0f} s:\n{self._last_words()}")

    def stop(self) -> None:
        """End it as a supervisor does; what does not go is killed."""
        if self._process is None:
            return
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDING)
        self.kill()

    def kill(self) -> None:
        """End all its processes at once, as a power cut or the kernel would."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        self._process = None

    def memory(self) -> float | None:
        """Return the MiB that its processes hold (PSS: what is shared counts in parts)."""
        if self._process is None or not Path("/proc/self", SMAPS).exists():
            return None
        return sum(_pss(pid) for pid in _tree(self._process.pid)) / 1024

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


def nexus(home: Path, url: str, *, workers: int = 1, **environment: str) -> Program:
    """Return Nexus as `nexus serve` starts it, on a free port."""
    port = free_port()
    given = {
        "NEXUS_HOME": str(home),
        "NEXUS_DATABASE_URL": url,
        "NEXUS_PORT": str(port),
        "NEXUS_WORKERS": str(workers),
        "NEXUS_REQUESTS_PER_MINUTE": "1000000000",
    }
    command = [sys.executable, "-m", "nexus", "serve"]
    return Program(command, given | environment, port, home / "serve.log")


def ask(port: int, request: Request, token: str = "") -> Answer:
    line = Line(port, token)
    try:
        return line.ask(request)
    finally:
        line.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def a_password() -> str:
    return secrets.token_urlsafe(16)


def _tree(root: int) -> list[int]:
    """List a process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # After the name in brackets come the state and the parent.
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}", SMAPS).read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
