"""The tour runs as it stands: what a newcomer types is what is tested."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.load import Request
from benchmarks.program import Program, free_port

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_jobs_go_from_inquiry_to_what_was_earned_as_the_tour_says(tmp_path):
    assert shutil.which("curl"), "The tour needs curl: install it to run this test."
    commands = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/tour.md").read_text(), re.S)
    port = free_port()
    home = {"NEXUS_HOME": str(tmp_path), "NEXUS_PORT": str(port)}
    serve = [sys.executable, "-m", "nexus", "serve", "--demo"]
    with Program(serve, home, port, tmp_path / "serve.log") as nexus:
        nexus.start(Request("GET", "/api/health/ready"))
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", "\n".join(commands)],
            cwd=ROOT,
            env=os.environ | home | {"NEXUS_URL": f"http://127.0.0.1:{port}"},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    statuses = re.findall(r"^(partially_paid|paid)$", done.stdout, re.M)
    assert statuses == ["partially_paid", "partially_paid", "paid", "paid", "paid"]
    assert re.findall(r"^\"already\":(\w+)$", done.stdout, re.M) == ["false", "true"]
    assert (tmp_path / "invoice.pdf").read_bytes().startswith(b"%PDF-")
    for figure in ("4597.50", "5175.00", "3547.50", "4472.50"):
        assert f'"amount":"{figure}"' in done.stdout, figure
    assert '"margin_percent":"49.7"' in done.stdout
