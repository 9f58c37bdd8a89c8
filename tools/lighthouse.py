"""Measure how fast ten pages of a shop with ten thousand jobs are there and still: make lighthouse

    python -m tools.lighthouse

It prints figures beside their limits, and ends with 1 if one is over it. Let nothing else run
meanwhile.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from benchmarks.load import Request
from benchmarks.measuring import Drivers
from benchmarks.running import Run, place
from tools.browser import bring, chromium, package, run_node

from nexus.platform.logging import set_up

PAGES = (
    *("/", "/customers", "/customers/{code}", "/projects", "/projects?view=board"),
    *("/projects/{code}", "/tasks", "/inventory", "/sales", "/quotes/{number}"),
)
LIMITS = {  # what Lighthouse calls it, how it is shown, the limit
    "largest-contentful-paint": ("LCP ms", 1200.0),
    "cumulative-layout-shift": ("CLS", 0.05),
    "total-blocking-time": ("TBT ms", 100.0),
}


ATTEMPTS = 3  # Chromium now and then loses the beginning of a trace


def main() -> bool:
    bring(lighthouse=True)
    set_up("error", json=True)
    is_good = True
    heads = [f"{name} <= {most:g}" for name, most in LIMITS.values()]
    print(f"{'page':<32}" + "".join(f"{head:>18}" for head in heads))
    with tempfile.TemporaryDirectory(prefix="nexus-lighthouse-") as folder, served() as web:
        for name in PAGES:
            told = measure(str(web.base_url), web.cookies, address(web, name), Path(folder))
            is_good &= all(told[it] <= most for it, (_, most) in LIMITS.items())
            print(f"{name:<32}" + "".join(f"{told[it]:>18.4g}" for it in LIMITS), flush=True)
    return is_good


@contextmanager
def served() -> Iterator[httpx.Client]:
    """Serve the shop data set of the benchmarks; somebody has logged in."""
    with place("sqlite") as here, Drivers(rounds=0, seconds=0) as drivers:
        run = Run(here, "shop", drivers, [], lambda what: None)
        run.fill()
        run.shop.nexus.engine().dispose()
        with run.program() as program:
            program.start(Request("GET", "/api/health"))
            url = f"http://127.0.0.1:{program.port}"
            with httpx.Client(base_url=url, timeout=30, follow_redirects=True) as web:
                who = {"username": run.shop.username, "password": run.password, "next": "/"}
                web.post("/login", data=who).raise_for_status()
                web.headers["authorization"] = f"Bearer {run.shop.token}"
                yield web


def address(web: httpx.Client, name: str) -> str:
    """Fill in what the newest thing of a kind is known by."""
    start, brace, field = name.partition("{")
    if not brace:
        return name
    newest = web.get(f"/api{start}", params={"limit": 1}).raise_for_status().json()["items"][0]
    return f"{start}{newest[field.rstrip('}')]}"


def measure(url: str, jar: httpx.Cookies, path: str, folder: Path) -> dict[str, float]:
    """Look at a page as a desktop does that was never here before, but is logged in."""
    cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
    headers, report = folder / "headers.json", folder / "report.json"
    headers.write_text(json.dumps({"Cookie": cookies}))
    for attempt in range(ATTEMPTS):
        try:
            _run(url.rstrip("/") + path, headers, report)
            break
        except subprocess.CalledProcessError:
            if attempt == ATTEMPTS - 1:
                raise
    audits: dict[str, Any] = json.loads(report.read_text())["audits"]
    return {name: float(audits[name]["numericValue"]) for name in LIMITS}


def _run(address: str, headers: Path, report: Path) -> None:
    run_node(
        "node",
        str(package("lighthouse") / "cli" / "index.js"),
        address,
        "--quiet",
        "--preset=desktop",
        "--only-categories=performance",
        "--output=json",
        f"--output-path={report}",
        f"--extra-headers={headers}",
        f"--chrome-path={chromium()}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    )


if __name__ == "__main__":
    sys.exit(not main())
