"""`nexus doctor`: is this installation fit to keep a shop's work?"""

import os
import platform
import shutil
import stat
from collections.abc import Iterator
from importlib.metadata import version

from nexus.kernel.clock import Clock, utc_now
from nexus.platform.condition import Finding, bad, examine, ok, warning
from nexus.platform.config import Config
from nexus.platform.db import make_engine

LITTLE, TOO_LITTLE = 1024, 100  # MiB of free space
ODD_SIGNS = (
    8  # different ones, of the 32 at least that a key has; random ones have more, in hex too
)
LIBRARIES = ("litestar", "msgspec", "sqlalchemy", "granian", "psycopg")


def look(config: Config, clock: Clock = utc_now, *, deep: bool = False) -> list[Finding]:
    """Look at everything and change nothing; what is `bad` wants mending now."""
    return [
        _versions(),
        *_folder(config),
        *_key(config),
        *_database(config, clock, deep=deep),
    ]


def _versions() -> Finding:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    says = f"Nexus {version('nexus')} on Python {platform.python_version()} with {libraries}."
    return ok("versions", says)


def _folder(config: Config) -> Iterator[Finding]:
    folder = config.folder
    if not folder.is_dir():
        yield bad("folder", f"There is no data folder {folder}. Run: nexus serve")
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield bad("folder", f"The data folder {folder} cannot be written.")
    elif folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield warning("folder", f"Others can look into {folder}. Run: chmod 700 {folder}")
    else:
        yield ok("folder", f"The data folder {folder} can be written, and by nobody else.")
    free = shutil.disk_usage(folder).free // 2**20
    judge = bad if free < TOO_LITTLE else warning if free < LITTLE else ok
    yield judge("disk", f"{free:,} MiB are free.")


def _key(config: Config) -> Iterator[Finding]:
    if config.secret_key and len(set(config.secret_key)) < ODD_SIGNS:
        yield bad("key", "The secret key is easily guessed. Run: openssl rand -base64 48")
    elif config.secret_key:
        yield ok("key", "The secret key comes from the environment.")
    elif config.database_url:
        yield bad("key", "NEXUS_SECRET_KEY is needed with a database of your own.")
    elif not config.key_file.exists():
        yield warning("key", "There is no secret key yet; the first start makes one.")
    elif config.key_file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield bad("key", f"Others can read the key. Run: chmod 600 {config.key_file}")
    else:
        yield ok("key", f"The secret key is in {config.key_file}, for nobody else to read.")


def _database(config: Config, clock: Clock, *, deep: bool) -> list[Finding]:
    if not config.database_url and not (config.folder / "nexus.db").exists():
        return [bad("database", "There is no database yet. Run: nexus serve")]
    engine = make_engine(config.url, pool_size=1)
    try:
        with engine.connect().execution_options(nexus_reading=True) as connection:
            return examine(connection, clock(), deep=deep)
    except Exception as error:
        return [bad("database", f"The database does not answer ({type(error).__name__}).")]
    finally:
        engine.dispose()
