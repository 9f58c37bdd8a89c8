"""The real program with shops in it that were just founded, each for a journey."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from dependency_injector import providers

from nexus.accounts import CreateUser
from nexus.app.container import Nexus
from nexus.app.founding import found_shop, founder_of
from nexus.kernel.actor import Actor
from nexus.kernel.ids import ShopId
from nexus.platform.config import Config, with_key
from nexus.platform.db import make_engine
from nexus.platform.migrating import upgrade

from tests.app.servers import PASSWORD, serving
from tests.browser.stage import token_of

HERE = ZoneInfo("Africa/Johannesburg")
RATE = {"hourly_rate": {"amount": "350", "currency": "ZAR"}}
# By what the names of their people begin with.
SHOPS = {
    "kestrel": ("Kestrel Fabrication", "laser"),
    "osprey": ("Osprey Laser", "laser"),  # where numbers begin at one, so for one journey alone
    "gates": ("Gate & Rail", "laser"),
    "river": ("Bench & River", "maker"),
}


@dataclass
class Trades:
    url: str
    config: Config
    ids: dict[str, ShopId]

    @contextmanager
    def rest(self, shop: str) -> Iterator[httpx.Client]:
        """Let a program ask for the manager of a shop."""
        token = token_of(self.url, f"{shop}-manager")
        headers = {"authorization": f"Bearer {token}"}
        with httpx.Client(base_url=self.url, headers=headers, timeout=20) as client:
            yield client

    @contextmanager
    def ago(self, shop: str, days: int) -> Iterator[tuple[Nexus, Actor]]:
        """Go back in time, where no browser gets to."""
        then = datetime.now(UTC) - timedelta(days=days)
        with program(self.config, then) as nexus:
            yield nexus, founder_of(self.ids[shop])


def today() -> date:
    return datetime.now(HERE).date()


@contextmanager
def program(config: Config, now: datetime | None = None) -> Iterator[Nexus]:
    engine = make_engine(config.url)
    more = {} if now is None else {"clock": providers.Object(lambda: now)}
    yield Nexus(config=providers.Object(config), engine=providers.Object(engine), **more)
    engine.dispose()


@contextmanager
def trading(folder: Path) -> Iterator[Trades]:
    home = folder / "home"
    home.mkdir(mode=0o700)
    config = with_key(Config(home=str(home), environment="test"))
    with program(config) as nexus:
        upgrade(nexus.engine())
        ids = {login: _founded(nexus, login, *shop) for login, shop in SHOPS.items()}
    with serving(home, environment="test", requests_per_minute=10**9) as server:
        yield Trades(server.url, config, ids)


def _founded(nexus: Nexus, login: str, name: str, trade: str) -> ShopId:
    """Make a shop whose hour costs R 350, and its manager."""
    owner = CreateUser(username=login, full_name="Mary Gray", password=PASSWORD)
    shop_id = found_shop(nexus, name=name, profiles=[trade], admin=owner, settings=RATE)
    manager = CreateUser(
        username=f"{login}-manager", full_name="Pieter Smit", password=PASSWORD, roles=["manager"]
    )
    nexus.accounts.service().create_user(founder_of(shop_id), manager)
    return shop_id
