"""Measure how fast ten pages are there and still, by Lighthouse: make lighthouse

    python -m tools.lighthouse

It prints figures beside their limits, and ends with 1 if one is over it. Let nothing else run
meanwhile.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.browser import bring, chromium, package, run_node

from tests.browser.stage import Stage, staged

PAGES = (
    *("/", "/customers", "/customers/{code}", "/projects", "/projects?view=board"),
    *("/projects/{code}", "/tasks", "/inventory", "/sales", "/quotes/{code}"),
)
LIMITS = {  # what Lighthouse calls it, how it is shown, the limit
    "largest-contentful-paint": ("LCP ms", 1200.0),
    "cumulative-layout-shift": ("CLS", 0.05),
    "total-blocking-time": ("TBT ms", 100.0),
}


def main() -> bool:
    bring(lighthouse=True)
    is_good = True
    heads = [f"{name} <= {most:g}" for name, most in LIMITS.values()]
    print(f"{'page':<32}" + "".join(f"{head:>18}" for head in heads))
    with (
        tempfile.TemporaryDirectory(prefix="nexus-lighthouse-") as folder,
        staged(Path(folder)) as stage,
    ):
        for name in PAGES:
            told = measure(stage, stage.addresses[name], Path(folder))
            is_good &= all(told[it] <= most for it, (_, most) in LIMITS.items())
            print(f"{name:<32}" + "".join(f"{told[it]:>18.4g}" for it in LIMITS), flush=True)
    return is_good


def measure(stage: Stage, path: str, folder: Path) -> dict[str, float]:
    """Look at a page as a desktop does that was never here before, but is logged in."""
    cookies = "; ".join(f"{name}={value}" for name, value in stage.cookies().items())
    headers, report = folder / "headers.json", folder / "report.json"
    headers.write_text(json.dumps({"Cookie": cookies}))
    run_node(
        "node",
        str(package("lighthouse") / "cli" / "index.js"),
        stage.url + path,
        "--quiet",
        "--preset=desktop",
        "--only-categories=performance",
        "--output=json",
        f"--output-path={report}",
        f"--extra-headers={headers}",
        f"--chrome-path={chromium()}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    )
    audits: dict[str, Any] = json.loads(report.read_text())["audits"]
    return {name: float(audits[name]["numericValue"]) for name in LIMITS}


if __name__ == "__main__":
    sys.exit(not main())
