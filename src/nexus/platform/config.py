"""The environment, read once into one typed struct. `.env.example` documents every name."""

import hmac
import os
import re
import secrets
import sys
from base64 import b32encode
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

PREFIX = "NEXUS_"
SHORTEST_KEY = 32
ENVIRONMENTS = ("production", "development", "test")
LEVELS = ("debug", "info", "warning", "error")
STORE = re.compile(r"s3://[a-z0-9.\-]+(/[A-Za-z0-9._\-/]*)?|file:///.+|memory://")
ORIGIN = re.compile(r"https?://[a-z0-9.\-]+(:\d{1,5})?")


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Every field is read from NEXUS_<FIELD>; see `.env.example` for what each does."""

    home: str = "var"
    database_url: str = ""  # empty: an embedded SQLite file in `home`
    environment: str = "production"
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    demo: Annotated[int, Meta(ge=0, le=1)] = 1  # load the demo shops where there is no shop yet
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    threads: Annotated[int, Meta(ge=1, le=200)] = 10  # and as many database connections
    base_url: str = ""  # how the world reaches the shop; https here makes cookies Secure
    secret_key: str = ""  # empty: made at the first start and kept in `home` with mode 0600
    cors_origins: str = ""  # comma-separated; none by default
    trusted_proxies: str = ""  # comma-separated addresses whose X-Forwarded-For is believed
    requests_per_minute: Annotated[int, Meta(ge=1)] = 3000  # of one caller
    session_idle_minutes: Annotated[int, Meta(ge=1)] = 120
    session_hours: Annotated[int, Meta(ge=1)] = 12
    log_level: str = "info"
    log_json: bool | None = None  # None: JSON unless a terminal is watching
    otlp_endpoint: str = ""  # empty: no OpenTelemetry
    files_url: str = ""  # empty: the folder `files` in `home`
    files_endpoint: str = ""  # of an S3 store that is not Amazon's
    files_region: str = ""
    files_key_id: str = ""  # empty: what the machine itself is given
    files_secret: str = ""
    file_mb: Annotated[int, Meta(ge=1, le=5000)] = 100  # of one upload
    image_mb: Annotated[int, Meta(ge=1, le=5000)] = 25
    shop_files_gb: Annotated[int, Meta(ge=0)] = 0  # of all files of a shop; 0: no limit

    @property
    def folder(self) -> Path:
        return Path(self.home).resolve()

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.folder}/nexus.db"

    @property
    def key_file(self) -> Path:
        return self.folder / "secret_key"

    @property
    def setup_code(self) -> str:
        """Return what to know for setting the first shop up; told where the server is started.

        It follows from the key, so that it is the same for all servers and after each start.
        """
        made = hmac.digest(self.secret_key.encode(), b"setup", "sha256")
        letters = b32encode(made[:10]).decode().lower()
        return "-".join(letters[at : at + 4] for at in range(0, 16, 4))

    @property
    def demo_logins(self) -> Path:
        return self.folder / "demo-logins.txt"

    @property
    def json_logs(self) -> bool:
        if self.log_json is not None:
            return self.log_json
        return self.environment != "development" and not sys.stderr.isatty()

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach Nexus by https; cookies are plain otherwise."""
        return self.base_url.startswith("https://")

    @property
    def origins(self) -> list[str]:
        return _listed(self.cors_origins)

    @property
    def proxies(self) -> list[str]:
        return _listed(self.trusted_proxies)


class BadConfig(Exception):
    """A setting that cannot be used, told in one sentence."""


def read(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings; BadConfig names the one that makes no sense."""
    given = os.environ if environ is None else environ
    names = [field.name for field in msgspec.structs.fields(Config)]
    values = {n: given[PREFIX + n.upper()] for n in names if given.get(PREFIX + n.upper())}
    try:
        config = msgspec.convert(values, Config, strict=False)
    except msgspec.ValidationError as error:
        text, _, name = str(error).partition(" - at `$.")
        raise BadConfig(f"{PREFIX}{name.rstrip('`').upper()} does not fit: {text}.") from error
    _check(config)
    return config


def _check(config: Config) -> None:
    if config.environment not in ENVIRONMENTS:
        raise BadConfig(f"{PREFIX}ENVIRONMENT is one of {', '.join(ENVIRONMENTS)}.")
    if config.log_level.lower() not in LEVELS:
        raise BadConfig(f"{PREFIX}LOG_LEVEL is one of {', '.join(LEVELS)}.")
    if config.secret_key and len(config.secret_key) < SHORTEST_KEY:
        raise BadConfig(f"{PREFIX}SECRET_KEY has at least {SHORTEST_KEY} characters.")
    if config.files_url and not STORE.fullmatch(config.files_url):
        raise BadConfig(f"{PREFIX}FILES_URL is s3://bucket/prefix or file:///folder.")
    if bool(config.files_key_id) != bool(config.files_secret):
        raise BadConfig(f"{PREFIX}FILES_KEY_ID and {PREFIX}FILES_SECRET belong together.")
    for proxy in config.proxies:
        try:
            ip_network(proxy)
        except ValueError as error:
            raise BadConfig(
                f"{PREFIX}TRUSTED_PROXIES lists addresses or networks, not {proxy!r}."
            ) from error
    for origin in config.origins:
        if not ORIGIN.fullmatch(origin):
            raise BadConfig(
                f"{PREFIX}CORS_ORIGINS lists origins such as https://shop.example, not {origin!r}."
            )


def with_key(config: Config) -> Config:
    """Return the settings with the secret key, from the data folder if need be.

    The embedded database and its key live and die together, so the first start makes one beside
    it. With a database of your own there may be several servers, and they must share theirs.
    """
    if config.secret_key:
        return config
    if config.database_url:
        raise BadConfig(
            f"With {PREFIX}DATABASE_URL, {PREFIX}SECRET_KEY is needed too: "
            f"at least {SHORTEST_KEY} random characters, the same on every server."
        )
    return msgspec.structs.replace(config, secret_key=_kept_key(config.key_file))


def write_private(file: Path, text: str) -> None:
    """Write a new file that nobody else can read."""
    with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())


def _kept_key(file: Path) -> str:
    """Read the key, or make one; of two at once, the first wins."""
    if not file.exists():
        made = file.with_name(f"{file.name}.{os.getpid()}")
        write_private(made, secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(made, file)
        made.unlink()
    key = file.read_text().strip()
    if len(key) < SHORTEST_KEY:
        raise BadConfig(f"{file} holds no key of at least {SHORTEST_KEY} characters.")
    return key


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
