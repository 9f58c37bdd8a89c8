"""Bring the catalogues up to date with what the program says: `python -m tools.messages`.

A language has a file for each module, `src/nexus/platform/locale/<language>/<module>.po`. What two
modules say is kept once, with the first of them.
"""

import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args, get_type_hints
from uuid import UUID

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

import nexus
from nexus.accounts import AccountsService
from nexus.customers import CustomerService
from nexus.integrations.service import Payments
from nexus.integrations.service.exporting import columns_of
from nexus.inventory import LedgerService, StockService, SupplierService
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NexusError
from nexus.kernel.ids import ShopId
from nexus.platform.activity import plan
from nexus.platform.db import mapping
from nexus.platform.web.words import FOLDER, wording
from nexus.products import ProductService
from nexus.projects import ProjectService
from nexus.sales import QuoteService, SaleService
from nexus.tasks import TaskService

ROOT = Path(nexus.__file__).parent
MODULES = ("platform", "app", *sorted({it.name for it in pkgutil.iter_modules([str(ROOT)])}))
SAYS: Mapping[str, Any] = {
    **dict.fromkeys(("_", "gettext", "say", "later", "phrase", "Untypeset")),
    "ngettext": (1, 2),
    "say_many": (1, 2),
}
JINJA = {"extensions": "jinja2.ext.do", "newstyle_gettext": "true", "trimmed": "true"}
HEAD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: {}\n"

"""
Said = str | tuple[str, str]
LISTS = (  # what nexus.app.container hands to the exports
    *(CustomerService.sheet, AccountsService.employees, ProjectService.expenses),
    *(ProjectService.page, ProductService.page, StockService.page, LedgerService.page),
    *(SupplierService.page, QuoteService.page, SaleService.page, TaskService.page),
    *(TaskService.logs, Payments.page),
)


def said() -> dict[str, dict[Said, None]]:
    """Return the messages of each module, sorted; of several forms, all."""
    for module in dict.fromkeys(MODULES):
        for path in (ROOT / module).rglob("*.py"):
            _imported(path)  # so that all refusals are known
    known: set[Said] = set()
    found: dict[str, dict[Said, None]] = {}
    for module in dict.fromkeys(MODULES):
        mine = {it for it in _of(module) if it not in known and _is_text(it)}
        known |= mine
        if mine:
            found[module] = dict.fromkeys(sorted(mine, key=_text))
    return found


def _of(module: str) -> Iterator[Said]:
    folder = ROOT / module
    for path in sorted(folder.rglob("*.html")):
        yield from _extracted("jinja2.ext:babel_extract", path, JINJA)
    for path in sorted(folder.rglob("*.py")):
        yield from _extracted("python", path, {})
    yield from _labels(module)


def _extracted(method: str, path: Path, options: Mapping[str, str]) -> Iterator[Said]:
    refusals = dict.fromkeys(it.__name__ for it in _kinds_of(NexusError))
    with path.open("rb") as file:
        for _, message, _, _ in extract(method, file, SAYS | refusals, options=dict(options)):
            yield message if isinstance(message, str) else (message[0], message[1])


def _kinds_of(error: type[NexusError]) -> Iterator[type[NexusError]]:
    """Give the families of refusals and all their kinds: each says why as its first argument."""
    for kind in error.__subclasses__():
        yield kind
        yield from _kinds_of(kind)


def _imported(path: Path) -> Any:
    name = ".".join(("nexus", *path.relative_to(ROOT).with_suffix("").parts))
    return importlib.import_module(name.removesuffix(".__init__"))


def _labels(module: str) -> Iterator[str]:
    """Give what is kept in tables: names of states and permissions, of menus, words and trades."""
    for path in sorted((ROOT / module).rglob("*.py")):
        for table, value in vars(_imported(path)).items():
            if table.endswith("LABELS") or table in ("PERMISSIONS", "TITLES", "WORDS"):
                yield from _texts(value)
    if module == "app":
        yield from _menus()
        yield from _logged()
        for path in sorted((ROOT / "app" / "profiles").glob("*.toml")):
            trade = tomllib.loads(path.read_text())
            yield from (trade[name] for name in ("label", "about") if name in trade)
            yield from _texts(list(trade.get("words", {}).values()))
    if module == "integrations":
        yield from _fields()
        yield from _exported()


def _menus() -> Iterator[str]:
    hub = importlib.import_module("nexus.app.hub")
    places = [*hub.WORK, *hub.SELL, *hub.HOUSE, *hub.RUN, *hub.NEW]
    yield from (text for _, _, text, _, _ in places if not text.startswith("*"))
    yield from (title for title, _ in hub.GROUPS)


def _logged() -> Iterator[str]:
    """Give what the activity log tells of: kinds of things, and the names of their fields."""
    for it in filter(attrgetter("is_told"), map(plan, mapping.mappers)):
        parts = {part for parts in it.sums.values() for part in parts}
        yield wording(it.entity_type)
        fields = (name for name in (*it.columns, *it.sums) if name not in parts)
        yield from (wording(name.removesuffix("_id")) for name in fields)


def _exported() -> Iterator[str]:
    """Give the columns that a list can be taken away with."""
    all_of = Actor(shop_id=ShopId(UUID(int=0)), scopes=frozenset(("costs.read", "prices.read")))
    for use_case in LISTS:
        (row,) = get_args(get_type_hints(use_case)["return"])
        yield from (wording(it.name) for it in columns_of(row, all_of))


def _fields() -> Iterator[str]:
    desks = importlib.import_module("nexus.integrations.service.desks")
    nothing: Any = type("Nothing", (), {"__getattr__": lambda self, name: None})()
    of = (desks.customers, desks.suppliers, desks.products, desks.employees)
    things = [make(nothing).thing for make in of]
    things += [make(nothing, nothing).thing for make in (desks.stock_items, desks.projects)]
    for thing in things:
        yield thing.label
        yield from (field.label for field in thing.fields)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for it in value.values():
            yield from _texts(it)
    elif isinstance(value, Sequence):
        for it in value:
            yield from _texts(it)
    elif hasattr(value, "one"):
        yield from (value.one, value.many)


def _is_text(message: Said) -> bool:
    return any(sign.isalpha() for sign in re.sub(r"%\(\w+\)[sd]", "", _text(message)))


def _text(message: Said) -> str:
    return message if isinstance(message, str) else message[0]


def merged(language: str, module: str, messages: Mapping[Said, None]) -> Catalog:
    """Return the catalogue with all that is said and nothing else; what is new is empty."""
    path = FOLDER / language / f"{module}.po"
    known = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
    made = Catalog(locale=language, project="Nexus", fuzzy=False)
    for id in messages:
        old: Message | None = known.get(_text(id))
        has = old is not None and old.id == id
        made.add(id, old.string if has and old is not None else None)
    return made


def written(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, no_location=True, sort_output=False)
    return HEAD.format(catalogue.plural_forms).encode() + out.getvalue()


def main() -> None:
    found = said()
    for language in sorted(it.name for it in FOLDER.iterdir() if it.is_dir()):
        for module, messages in found.items():
            catalogue = merged(language, module, messages)
            (FOLDER / language / f"{module}.po").write_bytes(written(catalogue))
            left = sum(not _is_done(it) for it in catalogue if it.id)
            print(f"{language} {module}: {len(messages)} messages, {left} to translate")


def _is_done(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings)


if __name__ == "__main__":
    main()
