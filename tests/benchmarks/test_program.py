"""A program that is measured or killed never outlives who started it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from benchmarks.load import Request
from benchmarks.program import Program, free_port

SERVE = ["-m", "http.server", "--bind", "127.0.0.1"]
START = """
import sys, time
from pathlib import Path
from benchmarks.load import Request
from benchmarks.program import Program

port = int(sys.argv[1])
command = [sys.executable, *sys.argv[2:], str(port)]
Program(command, {}, port, Path("/dev/null")).start(Request("GET", "/"))
print("up", flush=True)
time.sleep(60)
"""


def is_there(port):
    found = subprocess.run(["pgrep", "-f", f"http.server .*{port}"], capture_output=True)
    return found.returncode == 0


def ends(port):
    for _ in range(100):
        if not is_there(port):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_program_ends_when_it_is_told(tmp_path, how):
    port = free_port()
    program = Program([sys.executable, *SERVE, str(port)], {}, port, tmp_path / "log")
    program.start(Request("GET", "/"))
    assert is_there(port)
    getattr(program, how)()
    assert ends(port)


def test_a_program_ends_when_its_starter_was_killed():
    port = free_port()
    command = [sys.executable, "-c", START, str(port), *SERVE]
    starter = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert starter.stdout.readline() == b"up\n"
    assert is_there(port)
    os.kill(starter.pid, signal.SIGKILL)
    starter.communicate()
    assert ends(port)
