"""A server does not grow by what its threads have freed."""

import subprocess
import sys

import pytest

GROW = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from nexus.platform.heap import share_heap

if sys.argv[1] == "shared" and not share_heap():
    raise SystemExit(3)
meet = Barrier(8)

def work(n):
    meet.wait()  # each in a thread of its own
    kept = [bytes(2000) for _ in range(20_000)]
    meet.wait()

with ThreadPoolExecutor(8) as threads:
    list(threads.map(work, range(8)))
    print(len(open("/proc/self/maps").readlines()))
"""


def ran(how):
    return subprocess.run([sys.executable, "-c", GROW, how], capture_output=True, text=True)


@pytest.mark.skipif(sys.platform != "linux", reason="This is about glibc.")
def test_threads_share_a_heap():
    shared, apart = ran("shared"), ran("apart")
    if shared.returncode == 3:
        pytest.skip("This libc has one heap anyway.")
    assert (shared.returncode, shared.stderr) == (0, "")
    # Each heap of a thread is a mapping or two of its own.
    assert int(shared.stdout) + 8 <= int(apart.stdout)
