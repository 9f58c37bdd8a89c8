"""The shop, its roles, its stations and the people who work at them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import EmployeeId, RoleId, ShopId, StationId, UserId, new_id
from nexus.kernel.money import Money
from nexus.kernel.text import tidy, tidy_text


class Changeable(Aggregate):
    """A thing whose plain fields are changed by name: no rule ties them to each other."""

    def change(self, **values: Any) -> None:
        """Set what is given and differs; texts are tidied."""
        neat = {name: _neat(name, value) for name, value in values.items()}
        changed = {name: value for name, value in neat.items() if getattr(self, name) != value}
        for name, value in changed.items():
            setattr(self, name, value)
        if changed:
            self._changed()


def _neat(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tidy_text(value) if name in ("notes", "description") else tidy(value)


@dataclass(eq=False, kw_only=True)
class Shop(Changeable):
    """The tenant. Its id is the shop_id of everything else."""

    name: str
    created_at: datetime
    is_active: bool = True

    def __post_init__(self) -> None:
        self.name = tidy(self.name)

    @property
    def id(self) -> ShopId:
        return self.shop_id


@dataclass(eq=False, kw_only=True)
class Role(Changeable):
    """A named set of permission codes. `name` is what programs say, `display_name` people."""

    id: RoleId
    name: str
    display_name: str
    created_at: datetime
    description: str = ""
    permissions: list[str] = field(default_factory=list)  # sorted
    is_preset: bool = False

    def __post_init__(self) -> None:
        self.display_name = tidy(self.display_name) or self.name.replace("_", " ").capitalize()
        self.description = tidy_text(self.description)
        self.permissions = sorted(set(self.permissions))

    def permit(self, codes: Iterable[str]) -> None:
        self.change(permissions=sorted(set(codes)))


@dataclass(eq=False, kw_only=True)
class Station(Changeable):
    """A team, department or area: `Finishing`, `Design`, `Laser 1`."""

    id: StationId
    name: str
    created_at: datetime
    position: int = 0
    description: str = ""
    is_active: bool = True

    def __post_init__(self) -> None:
        self.name = tidy(self.name)
        self.description = tidy_text(self.description)

    def archive(self) -> None:
        if not self.is_active:
            raise Refused("This station is archived already.")
        self.change(is_active=False)

    def restore(self) -> None:
        if self.is_active:
            raise Refused("This station is in use already.")
        self.change(is_active=True)


@dataclass(eq=False, kw_only=True)
class Posting:
    """An employee's place at a station."""

    id: UUID
    station_id: StationId


@dataclass(eq=False, kw_only=True)
class Employee(Changeable):
    """Somebody who works here (an operator), with a login or without.

    `hourly_rate` is what an hour costs the shop; None means the shop's own rate.
    """

    id: EmployeeId
    name: str
    created_at: datetime
    email: str = ""
    phone: str = ""
    notes: str = ""
    hourly_rate: Money | None = None
    user_id: UserId | None = None
    is_active: bool = True
    postings: list[Posting] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name, self.phone = tidy(self.name), tidy(self.phone)
        self.notes = tidy_text(self.notes)
        _check_rate(self.hourly_rate)

    def change(self, **values: Any) -> None:
        _check_rate(values.get("hourly_rate"))
        super().change(**values)

    @property
    def station_ids(self) -> list[StationId]:
        return [posting.station_id for posting in self.postings]

    def post_to(self, station_ids: Iterable[StationId]) -> None:
        """Place the employee at exactly these stations."""
        wanted = dict.fromkeys(station_ids)
        kept = [posting for posting in self.postings if posting.station_id in wanted]
        new = [s for s in wanted if s not in self.station_ids]
        if len(kept) == len(self.postings) and not new:
            return
        self.postings[:] = kept + [Posting(id=new_id(), station_id=s) for s in new]
        self._changed()

    def archive(self) -> None:
        if not self.is_active:
            raise Refused("This employee is archived already.")
        self.change(is_active=False)

    def restore(self) -> None:
        if self.is_active:
            raise Refused("This employee is at work already.")
        self.change(is_active=True)


def _check_rate(rate: Money | None) -> None:
    if rate is not None and rate.amount < 0:
        raise Invalid("An hourly rate is nothing or more.", "hourly_rate")
