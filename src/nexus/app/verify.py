"""`nexus verify`: every promise about the data, kept or not, in every shop."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice, product
from typing import Any, NamedTuple

import msgspec

from nexus.accounts import container as accounts
from nexus.app.reactions import EVENTS
from nexus.customers import container as customers
from nexus.documents import container as documents
from nexus.inventory import container as inventory
from nexus.kernel.ids import ShopId
from nexus.platform import checks
from nexus.platform.checks import Check, CheckOfAll, every_shop, snapshot
from nexus.platform.transaction import Database
from nexus.products import container as products
from nexus.projects import container as projects
from nexus.sales import container as sales
from nexus.settings import container as settings
from nexus.tasks import container as tasks
from nexus.workflows import container as workflows

MODULES = (
    *(accounts, settings, documents, customers, workflows, projects, tasks, sales, inventory),
    products,
)
OF_A_SHOP: list[Check] = [
    *checks.OF_A_SHOP,
    *(check for module in MODULES for check in getattr(module, "CHECKS", ())),
]
OF_ALL: list[CheckOfAll] = [
    *checks.OF_ALL,
    CheckOfAll("Every event that waits is known.", checks.unknown_topics(EVENTS)),
]
MOST_TOLD = 100  # of one promise in one shop; who sees a hundred needs no more


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    promise: str
    says: str
    shop: str | None = None
    shop_id: ShopId | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    shops: int
    promises: int
    violations: list[Violation]


class Step(NamedTuple):
    """How far it is: for whoever watches."""

    done: int
    of: int
    promise: str


Watch = Callable[[Step], None]


def verify(
    database: Database,
    watch: Watch = lambda step: None,
    only: ShopId | None = None,
    more: Sequence[Check] = (),
) -> Report:
    """Ask each promise of each shop, or of one, each on a snapshot of its own.

    `more` are promises that need more than the database, such as the store of files.
    """
    asked = [*OF_A_SHOP, *more]
    with snapshot(database.engine) as connection:
        found = _of_all(connection)
        shops = {} if found else every_shop(connection)  # without tables, ask no further
    if only is not None:
        shops = {shop_id: name for shop_id, name in shops.items() if shop_id == only}
    for done, ((shop_id, name), check) in enumerate(product(shops.items(), asked)):
        watch(Step(done, len(shops) * len(asked), check.name))
        with snapshot(database.engine, shop_id) as connection:
            found += [
                Violation(promise=check.name, says=says, shop=name, shop_id=shop_id)
                for says in _told(check.violations(connection, shop_id))
            ]
    promises = len(OF_ALL) + len(asked)
    return Report(shops=len(shops), promises=promises, violations=found)


def _of_all(connection: Any) -> list[Violation]:
    return [
        Violation(promise=check.name, says=says)
        for check in OF_ALL
        for says in _told(check.violations(connection))
    ]


def _told(sentences: Iterable[str]) -> list[str]:
    return list(islice(sentences, MOST_TOLD))
