"""The environment, read once into one typed struct. `.env.example` documents every name."""

import os
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

PREFIX = "NEXUS_"


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Every field is read from NEXUS_<FIELD>; see `.env.example` for what each does."""

    home: str = "var"
    database_url: str = ""  # empty: an embedded SQLite file in `home`
    environment: str = "production"
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    threads: Annotated[int, Meta(ge=1, le=200)] = 20  # and as many database connections
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

    @property
    def folder(self) -> Path:
        return Path(self.home).resolve()

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.folder}/nexus.db"

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach Nexus by https; cookies are plain otherwise."""
        return self.base_url.startswith("https://")


class BadConfig(Exception):
    """A setting that cannot be used, told in one sentence."""


def read(environ: dict[str, str] | None = None) -> Config:
    """Read the settings; BadConfig names the one that makes no sense."""
    given = os.environ if environ is None else environ
    names = [field.name for field in msgspec.structs.fields(Config)]
    values = {n: given[PREFIX + n.upper()] for n in names if given.get(PREFIX + n.upper())}
    try:
        return msgspec.convert(values, Config, strict=False)
    except msgspec.ValidationError as error:
        said = str(error).replace("$.", PREFIX)
        raise BadConfig(f"The environment does not fit: {said}.") from error
