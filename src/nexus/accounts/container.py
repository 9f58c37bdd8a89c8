"""How the module is plugged together, and what it offers to the app."""

from collections.abc import Mapping
from typing import NamedTuple

from dependency_injector import containers, providers

from nexus.accounts.adapters.db import (
    CHECKS,
    SqlAccountsReading,
    SqlAccountsUnitOfWork,
    SqlEntrance,
)
from nexus.accounts.adapters.pages import HANDLERS as PAGES
from nexus.accounts.adapters.rest import HANDLERS as API
from nexus.accounts.answers import AccountAnswers
from nexus.accounts.ports import AtStation, House
from nexus.accounts.service import (
    AccountsService,
    Identities,
    LoginService,
    Passwords,
    TokenBox,
)
from nexus.kernel.clock import Clock
from nexus.kernel.ids import ShopId, StationId
from nexus.platform import news
from nexus.platform.config import Config
from nexus.platform.transaction import Database

HANDLERS = [*API, *PAGES]

__all__ = ["CHECKS", "HANDLERS", "AccountsContainer"]


class Closed(NamedTuple):
    """A shop that takes in nobody uninvited: what counts until settings are plugged in."""

    invite_only: bool = True

    def terms(self, shop_id: ShopId) -> "Closed":
        return self


class Idle(NamedTuple):
    """Needs no station: what counts until a neighbour is plugged in."""

    def count_at_station(self, shop_id: ShopId, station_id: StationId) -> int:
        return 0


class AccountsContainer(containers.DeclarativeContainer):
    database: providers.Dependency[Database] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    config: providers.Dependency[Config] = providers.Dependency()
    permissions: providers.Dependency[Mapping[str, str]] = providers.Dependency()
    house: providers.Dependency[House] = providers.Dependency(default=Closed())
    workflows: providers.Dependency[AtStation] = providers.Dependency(default=Idle())
    projects: providers.Dependency[AtStation] = providers.Dependency(default=Idle())
    tasks: providers.Dependency[AtStation] = providers.Dependency(default=Idle())

    passwords = providers.Singleton(Passwords)
    tokens = providers.Singleton(TokenBox, config.provided.secret_key, clock)
    entrance = providers.Singleton(
        SqlEntrance, database, permissions, config.provided.session_idle_minutes
    )
    heard = providers.Object(news.accounts)
    identities = providers.Singleton(Identities, entrance, tokens, clock, heard)
    unit_of_work = providers.Factory(SqlAccountsUnitOfWork, database, identities.provided.forget)
    reading = providers.Factory(SqlAccountsReading, database)
    answers = providers.Singleton(AccountAnswers, reading.provider)
    service = providers.Singleton(
        AccountsService,
        house=house,
        at_stations=providers.Dict(workflows=workflows, projects=projects, tasks=tasks),
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        entrance=entrance,
        passwords=passwords,
        catalogue=permissions,
        clock=clock,
    )
    logins = providers.Singleton(
        LoginService,
        unit_of_work=unit_of_work.provider,
        reading=reading.provider,
        entrance=entrance,
        passwords=passwords,
        tokens=tokens,
        clock=clock,
        hours=config.provided.session_hours,
    )
