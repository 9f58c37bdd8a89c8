"""Costs and prices are left out for who may not see them, however deep they lie."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import msgspec
import pytest
from msgspec import UNSET, Struct, UnsetType

from nexus.kernel.actor import Actor
from nexus.kernel.ids import ShopId, new_id
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.sight import COSTS, PRICES, AsCost, Cost, Price


class Line(Struct, frozen=True, kw_only=True):
    name: str
    unit_cost: Cost = UNSET
    margin: Annotated[Decimal | UnsetType | None, AsCost] = UNSET


class View(Struct, frozen=True, kw_only=True):
    lines: Sequence[Line]
    first: Line | None = None
    price: Price = UNSET
    weight: Money | None = None


LINE = Line(name="plate", unit_cost=Money.of(1250, "ZAR"), margin=Decimal("40.6"))
VIEW = View(lines=[LINE], first=LINE, price=Money.of(5, "ZAR"))


def the_sight_of(*scopes: str) -> Actor:
    return Actor(shop_id=ShopId(new_id()), scopes=frozenset(scopes))


def test_who_may_see_everything_gets_the_view_itself() -> None:
    assert the_sight_of(COSTS, PRICES).sees(VIEW) is VIEW


@pytest.mark.parametrize("wrap", [lambda it: it, lambda it: Page(items=[it]), lambda it: {"a": it}])
def test_costs_are_not_there_without_their_permission(wrap) -> None:  # type: ignore[no-untyped-def]
    said = msgspec.json.encode(the_sight_of(PRICES).sees(wrap(VIEW)))
    assert b"unit_cost" not in said
    assert b"margin" not in said
    assert b"12.50" not in said
    assert b'"price":{"amount":"0.05","currency":"ZAR"}' in said
    assert said.count(b'"name":"plate"') == 2


def test_prices_have_a_permission_of_their_own() -> None:
    said = msgspec.json.encode(the_sight_of(COSTS).sees(VIEW))
    assert b'"price"' not in said
    assert said.count(b"12.50") == 2


def test_a_view_without_costs_is_returned_as_it_is() -> None:
    plain = View(lines=[])
    hidden = the_sight_of().sees(plain)
    assert msgspec.json.encode(hidden) == b'{"lines":[],"first":null,"weight":null}'


def test_what_is_hidden_is_optional_in_the_schema() -> None:
    schema = msgspec.json.schema(Line)["$defs"]["Line"]
    assert schema["required"] == ["name"]
