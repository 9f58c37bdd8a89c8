"""Costs and prices do not leak: whoever may not see them finds neither field nor figure.

The routes and the views are read from the program itself, so that new ones are asked too.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from msgspec import inspect

from nexus.app.http import create_app
from nexus.app.permissions import PERMISSIONS
from nexus.kernel.actor import Actor, Door
from nexus.kernel.money import Money
from nexus.kernel.sight import COSTS, PRICES, hidden_names
from nexus.kernel.text import key

from tests.app.furnished import Furnished, found, routes

# What these permissions open is money by itself: an invoice without its amounts is none.
MONEY = ("sales.", "quotes.", "budgets.", "expenses.")
# Views that only such a permission opens.
OPENED = ("nexus.sales.",)
TELLING = ("cost", "price", "rate", "margin", "value")

ACTORS: dict[str, Actor] = {}


def fields(answer: Any) -> Iterator[str]:
    """Return all names of fields in an answer, however deep."""
    if isinstance(answer, dict):
        yield from answer
        yield from chain.from_iterable(map(fields, answer.values()))
    elif isinstance(answer, list):
        yield from chain.from_iterable(map(fields, answer))


def views() -> Iterator[type[msgspec.Struct]]:
    kinds = [*msgspec.Struct.__subclasses__()]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.startswith("nexus.") and kind.__name__.endswith(("View", "Row")):
            yield kind


@pytest.fixture
def shop(nexus):
    with TestClient(create_app(nexus, authenticate=lambda it: ACTORS["asks"])) as client:
        shop_id = found(nexus, "sight")
        everything = frozenset(PERMISSIONS)
        ACTORS["asks"] = Actor(shop_id=shop_id, door=Door.REST, scopes=everything)
        made = Furnished(client, "sight", shop_id)
        yield made


@pytest.mark.parametrize("lacking", [COSTS, PRICES])
def test_no_answer_holds_what_its_reader_may_not_see(shop, lacking, record_property):
    hidden = hidden_names(frozenset({COSTS, PRICES} - {lacking}))
    assert hidden
    scopes = frozenset(
        code for code in PERMISSIONS if code != lacking and not code.startswith(MONEY)
    )
    ACTORS["asks"] = msgspec.structs.replace(ACTORS["asks"], scopes=scopes)
    asked = 0
    for method, template, handler in routes(shop.client.app):
        permission = handler.opt.get("permission")
        public = handler.opt.get("public")
        if method != "GET" or public or (permission is not None and permission not in scopes):
            continue
        answer = shop.client.get(shop.path(template))
        asked += 1
        if answer.headers.get("content-type", "").startswith("application/json"):
            assert not hidden & set(fields(answer.json())), (template, lacking)
    assert asked > 40
    record_property("answers without hidden figures", asked)


def test_every_view_says_which_of_its_figures_are_hidden():
    for view in views():
        if view.__module__.startswith(OPENED):
            continue
        for field in msgspec.structs.fields(view):
            kind = inspect.type_info(field.type)
            hidden = isinstance(kind, inspect.Metadata) and "sight" in (kind.extra or {})
            assert hidden or not _is_money(kind), f"{view.__name__}.{field.name}"


def test_names_of_hidden_fields_tell_what_they_are():
    for name in hidden_names(frozenset()):
        assert any(word in key(name) for word in TELLING), name


def _is_money(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.Metadata):
        return _is_money(kind.type)
    if isinstance(kind, inspect.UnionType):
        return any(map(_is_money, kind.types))
    return isinstance(kind, inspect.StructType) and kind.cls is Money
