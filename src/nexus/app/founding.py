"""Founding a shop: one transaction in which each module makes what it owns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec

from nexus.accounts import CreateRole, CreateStation, CreateUser
from nexus.app.container import Nexus
from nexus.app.permissions import PERMISSIONS
from nexus.app.profiles import Country, Trade, countries, merge
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import ShopId, StationId, WorkflowId, new_id
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key, tidy
from nexus.platform.uow import SqlUnitOfWork
from nexus.settings import CreateTaskTemplate, FoundSettings, TaxRate
from nexus.workflows import CreateWorkflow, StagePlan

NO_TAX = [TaxRate(code="standard", name="Tax", percent=Decimal(0))]


def found_shop(
    nexus: Nexus,
    *,
    name: str,
    profiles: Sequence[str],
    country: str = "ZA",
    currency: str | None = None,
    timezone: str | None = None,
    admin: CreateUser | None = None,
    settings: Mapping[str, Any] | None = None,
) -> ShopId:
    """Make a shop that can begin to work, or nothing at all.

    What is not given follows from the country and the trade profiles; `settings` are further
    fields of ChangeSettings, as on the wire. The admin gets the role `admin`.
    """
    wish = settings_for(name, profiles, country, currency, timezone, settings)
    return found(nexus, wish, admin).founder.shop_id


def found(nexus: Nexus, wish: FoundSettings, admin: CreateUser | None = None) -> "Founding":
    """Make a shop by settings that are complete; its name is the company's."""
    if not tidy(wish.company_name or ""):
        raise Invalid("A shop has a name.", "name")
    if not wish.profiles:
        raise Invalid("A shop is of one trade at least.", "profiles")
    founding = Founding(nexus, founder_of(ShopId(new_id())), merge(wish.profiles))
    with SqlUnitOfWork(nexus.database(), founding.founder):
        founding.make(wish, admin)
    return founding


def founder_of(shop_id: ShopId) -> Actor:
    """Return Nexus at work on a shop that has nobody yet: it gives what it has, so it has all."""
    return Actor.system(shop_id, *PERMISSIONS, label="System (Founding)")


def settings_for(
    name: str,
    profiles: Sequence[str],
    country: str,
    currency: str | None = None,
    timezone: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> FoundSettings:
    """Return what a shop of these trades in this country begins with."""
    trade = merge(profiles)
    brings = countries().get(country) or _elsewhere(currency, timezone)
    given = {
        "profiles": list(profiles),
        "company_name": name,
        "country": country,
        "currency": currency or brings.currency,
        "timezone": timezone or brings.timezone,
        "locale": brings.locale,
        "tax_rates": brings.tax_rates,
        "words": trade.words,
        "features": dict.fromkeys(trade.features, True),
    }
    try:
        return msgspec.convert(msgspec.to_builtins(given | dict(more or {})), FoundSettings)
    except msgspec.ValidationError as error:
        raise Invalid(str(error)) from error


def _elsewhere(currency: str | None, timezone: str | None) -> Country:
    """Return what is known of a country without a table: nothing, so it must be said."""
    for value, at in ((currency, "currency"), (timezone, "timezone")):
        if value is None:
            raise Invalid(phrase("For this country the %(at)s must be given.", at=phrase(at)), at)
    return Country(currency=currency or "", timezone=timezone or "", locale="en", tax_rates=NO_TAX)


@dataclass
class Founding:
    """A trade on its way into a shop. What was made is kept by the key of its name."""

    nexus: Nexus
    founder: Actor
    trade: Trade
    stations: dict[str, StationId] = field(default_factory=dict)
    workflows: dict[str, WorkflowId] = field(default_factory=dict)

    def make(self, wish: FoundSettings, admin: CreateUser | None) -> None:
        accounts = self.nexus.accounts.service()
        accounts.create_shop(self.founder, wish.company_name or "")
        self.nexus.settings.service().found(self.founder, wish)
        self._roles()
        self._stations()
        self._workflows()
        if admin is not None:
            accounts.create_user(self.founder, msgspec.structs.replace(admin, roles=["admin"]))
        self.nexus.projects.service().open_operations(self.founder)

    def _roles(self) -> None:
        accounts = self.nexus.accounts.service()
        for role in self.trade.roles:
            wish = CreateRole(
                name=role.name,
                display_name=role.display_name,
                description=role.description,
                permissions=role.codes(PERMISSIONS),
            )
            accounts.create_role(self.founder, wish, is_preset=True)

    def _stations(self) -> None:
        accounts, settings = self.nexus.accounts.service(), self.nexus.settings.service()
        for station in self.trade.stations:
            wish = CreateStation(name=station.name, description=station.description)
            made = accounts.create_station(self.founder, wish)
            self.stations[key(station.name)] = made.id
            for task in station.tasks:
                planned = None if task.minutes is None else timedelta(minutes=task.minutes)
                template = CreateTaskTemplate(
                    title=task.title, description=task.description, planned=planned
                )
                settings.create_task_template(self.founder, made.id, template)

    def _workflows(self) -> None:
        workflows = self.nexus.workflows.service()
        for at, workflow in enumerate(self.trade.workflows):
            stages = [
                StagePlan(name=stage.name, station_id=self.stations[key(stage.station)])
                for stage in workflow.stages
            ]
            wish = CreateWorkflow(
                name=workflow.name,
                description=workflow.description,
                is_default=at == 0,
                stages=stages,
            )
            self.workflows[key(workflow.name)] = workflows.create(self.founder, wish).id
