"""Trade profiles: what a shop of a trade begins with. A profile is data; this reads it.

The files beside this one hold a trade each, `roles.toml` the roles of every shop and
`countries.toml` what a country brings. A new trade is a new file.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from nexus.inventory import Kind as ItemKind
from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase
from nexus.kernel.quantity import Unit
from nexus.kernel.text import key
from nexus.settings import Concept, Feature, TaxRate, Word

NOT_TRADES = {"roles", "countries"}


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a profile: a word that no field is named after is a mistake in the file."""


class Task(Part, frozen=True, kw_only=True):
    title: str
    description: str = ""
    minutes: Annotated[int, Meta(ge=1)] | None = None


class Station(Part, frozen=True, kw_only=True):
    name: str
    description: str = ""
    tasks: list[Task] = []


class Stage(Part, frozen=True, kw_only=True):
    name: str
    station: str


class Workflow(Part, frozen=True, kw_only=True):
    name: str
    description: str = ""
    stages: list[Stage]


class Role(Part, frozen=True, kw_only=True):
    """`permissions` are codes or patterns: `*`, `tasks.*`, `*.read`."""

    name: str
    display_name: str
    description: str
    permissions: list[str]

    def codes(self, catalogue: Collection[str]) -> list[str]:
        """Return every permission of the catalogue that a pattern of the role names."""
        return [
            code
            for code in sorted(catalogue)
            if any(fnmatchcase(code, pattern) for pattern in self.permissions)
        ]


class DemoEmployee(Part, frozen=True, kw_only=True):
    """`role`: whoever logs in with this role is this employee."""

    name: str
    role: str = ""
    stations: list[str]
    hourly_rate: Decimal | None = None


class DemoCustomer(Part, frozen=True, kw_only=True):
    name: str
    is_person: bool = False
    contact: str = ""
    email: str = ""
    phone: str = ""
    tags: list[str] = []


class DemoTask(Part, frozen=True, kw_only=True):
    title: str
    minutes: Annotated[int, Meta(ge=1)]


class DemoProject(Part, frozen=True, kw_only=True):
    """`stage` is where the work has got to, or `done`; without one, `status` says how far."""

    name: str
    customer: str
    price: Decimal | None = None
    workflow: str | None = None
    stage: str | None = None
    status: str = "request"
    sale: str | None = None
    due_in_days: int | None = None
    material: str = ""
    thickness: Decimal | None = None
    sheets: int | None = None
    parts: int | None = None
    minutes: int | None = None
    tasks: list[DemoTask] = []


class DemoPurchase(Part, frozen=True, kw_only=True):
    """A line of what is on order with a supplier."""

    description: str
    quantity: Decimal
    price: Decimal


class DemoSupplier(Part, frozen=True, kw_only=True):
    name: str
    email: str = ""
    phone: str = ""
    lead_time_days: int | None = None
    ordered: list[DemoPurchase] = []


class DemoUse(Part, frozen=True, kw_only=True):
    """So much went into that job."""

    project: str
    quantity: Decimal


class DemoStock(Part, frozen=True, kw_only=True):
    """An item on the shelf that no product takes; `supplier` is who has it, at its cost."""

    name: str
    kind: ItemKind = ItemKind.MATERIAL
    category: str = ""
    unit: Unit
    cost: Decimal
    on_hand: Decimal
    reorder_level: Decimal | None = None
    reorder_quantity: Decimal | None = None
    material: str = ""
    thickness: Decimal | None = None
    length: Decimal | None = None
    width: Decimal | None = None
    colour: str = ""
    location: str = ""
    supplier: str = ""
    used: list[DemoUse] = []


class DemoPlan(Part, frozen=True, kw_only=True):
    """`done_days_ago`: when it was last done, if ever."""

    title: str
    every_days: int
    done_days_ago: int | None = None


class DemoMachine(Part, frozen=True, kw_only=True):
    name: str
    kind: str
    station: str
    cost: Decimal
    plans: list[DemoPlan] = []


class DemoMaterial(Part, frozen=True, kw_only=True):
    """What one product takes of a stock item; `cost` is of one unit, `on_hand` what there is."""

    name: str
    kind: ItemKind = ItemKind.MATERIAL
    unit: Unit
    quantity: Decimal
    waste_factor: Decimal = Decimal(1)
    cost: Decimal
    on_hand: Decimal


class DemoWork(Part, frozen=True, kw_only=True):
    """A task of a product, in a stage of its workflow."""

    title: str
    minutes: Annotated[int, Meta(ge=1)]
    stage: str


class DemoProduct(Part, frozen=True, kw_only=True):
    name: str
    description: str = ""
    workflow: str
    price: Decimal
    material: str = ""
    thickness: Decimal | None = None
    tags: list[str] = []
    materials: list[DemoMaterial] = []
    tasks: list[DemoWork] = []


class Demo(Part, frozen=True, kw_only=True):
    """A shop to look at. `login` begins the names of its users."""

    shop: str
    login: str
    country: str
    hourly_rate: Decimal
    address: list[str]
    email: str
    phone: str
    employees: list[DemoEmployee]
    customers: list[DemoCustomer]
    projects: list[DemoProject]
    suppliers: list[DemoSupplier] = []
    stock: list[DemoStock] = []
    machines: list[DemoMachine] = []
    products: list[DemoProduct] = []


class Profile(Part, frozen=True, kw_only=True):
    name: str
    label: str
    about: str = ""  # in some words, for who chooses
    icon: str = "briefcase"
    features: list[Feature] = []
    words: dict[Concept, Word] = field(default_factory=dict)
    stations: list[Station]
    workflows: list[Workflow]
    roles: list[Role] = []
    demo: Demo


class Country(Part, frozen=True, kw_only=True):
    currency: str
    timezone: str
    locale: str
    tax_rates: list[TaxRate]


class Trade(Part, frozen=True, kw_only=True):
    """What a shop of one or more profiles begins with."""

    features: list[Feature]
    words: dict[Concept, Word]
    stations: list[Station]
    workflows: list[Workflow]
    roles: list[Role]


class _Roles(Part, frozen=True, kw_only=True):
    roles: list[Role]


@cache
def profiles() -> Mapping[str, Profile]:
    """Return all profiles by name."""
    data = [file.name for file in files(__name__).iterdir() if file.name.endswith(".toml")]
    trades = {name.removesuffix(".toml") for name in data} - NOT_TRADES
    return {name: _read(name, Profile) for name in sorted(trades)}


@cache
def common_roles() -> Sequence[Role]:
    found: list[Role] = _read("roles", _Roles).roles
    return found


@cache
def countries() -> Mapping[str, Country]:
    found: Mapping[str, Country] = _read("countries", dict[str, Country])
    return found


def merge(names: Sequence[str]) -> Trade:
    """Return what the profiles bring together: of two things of one name, the first counts."""
    known = profiles()
    for name in names:
        if name not in known:
            raise Invalid(
                phrase(
                    "There is no trade profile '%(name)s', only %(known)s.",
                    name=name,
                    known=", ".join(known),
                ),
                "profiles",
            )
    chosen = [known[name] for name in names]
    words: dict[Concept, Word] = {}
    for profile in chosen:
        words = {**profile.words, **words}
    return Trade(
        features=list(dict.fromkeys(feature for p in chosen for feature in p.features)),
        words=words,
        stations=_firsts(station for profile in chosen for station in profile.stations),
        workflows=_firsts(workflow for profile in chosen for workflow in profile.workflows),
        roles=_firsts([*common_roles(), *(role for p in chosen for role in p.roles)]),
    )


def _firsts(things: Iterable[Any]) -> list[Any]:
    firsts: dict[str, Any] = {}
    for thing in things:
        firsts.setdefault(key(thing.name), thing)
    return list(firsts.values())


def _read(name: str, kind: Any) -> Any:
    return msgspec.toml.decode((files(__name__) / f"{name}.toml").read_bytes(), type=kind)
