"""The rules by themselves."""

import itertools
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import BomItemId, ProductId, ShopId, StockItemId, new_id
from nexus.kernel.money import Money
from nexus.kernel.quantity import Unit
from nexus.products import PlanBomItem, PlanTask
from nexus.products.domain import (
    Known,
    Line,
    Template,
    Tree,
    Work,
    can_build,
    circle,
    circles,
    cost_of,
    counts,
    factor,
    labour_cost,
    margin,
    needs,
    planned,
    price_of,
    shortages,
)
from nexus.products.domain.bill import Need
from nexus.products.domain.template import tag_text, tags_of

from tests.conftest import NOW
from tests.products.fakes import FakeItem

quantities = st.decimals("0.001", "1000", places=3)
wastes = st.decimals("1", "3", places=2)
OAK = FakeItem("Oak")


def ids(count):
    return [ProductId(new_id()) for _ in range(count)]


def tree_of(chain, *lines):
    return Tree(root_id=chain[0], templates={id: Known("x", "x") for id in chain}, lines=lines)


def nested(above, below, quantity, waste=Decimal(1)):
    return Line(above, None, below, quantity, Unit.PIECE, waste)


def oak(template, quantity, waste=Decimal(1)):
    return Line(template, OAK.id, None, quantity, None, waste)


@given(st.lists(st.tuples(quantities, wastes), min_size=1, max_size=5), quantities)
def test_along_a_chain_quantities_and_wastes_multiply(steps, wanted):
    chain = ids(len(steps))
    lines = [
        nested(above, below, quantity, waste)
        for (above, below), (quantity, waste) in zip(itertools.pairwise(chain), steps, strict=False)
    ]
    last, waste = steps[-1]
    tree = tree_of(chain, *lines, oak(chain[-1], last, waste))
    need = needs(tree, wanted, {OAK.id: OAK}).items[OAK.id]
    gross = net = Fraction(wanted)
    for quantity, lost in steps:
        gross, net = gross * Fraction(quantity) * Fraction(lost), net * Fraction(quantity)
    assert (need.gross, need.net) == (gross, net)


@given(quantities, quantities, wastes)
def test_what_is_shared_is_added_up_however_it_is_reached(first, second, waste):
    top, left, right, bottom = ids(4)
    tree = tree_of(
        [top, left, right, bottom],
        nested(top, left, first),
        nested(top, right, second),
        nested(left, bottom, Decimal(2), waste),
        nested(right, bottom, Decimal(3)),
        oak(bottom, Decimal(1)),
    )
    need = needs(tree, Decimal(1), {OAK.id: OAK}).items[OAK.id]
    assert need.gross == Fraction(first) * 2 * Fraction(waste) + Fraction(second) * 3
    assert counts(tree, Fraction(1))[bottom][0] == need.gross


def test_a_tree_of_many_ways_is_counted_without_walking_each():
    chain = ids(200)
    lines = [
        nested(above, below, Decimal(1))
        for above, below in itertools.pairwise(chain)
        for _ in range(2)
    ]
    tree = tree_of(chain, *lines, oak(chain[-1], Decimal(1)))
    assert needs(tree, Decimal(1), {OAK.id: OAK}).items[OAK.id].gross == 2**199


@given(quantities, st.decimals("0", "10000", places=6))
def test_a_cost_is_rounded_once_and_half_up(quantity, each):
    exact = Fraction(quantity) * Fraction(each) * 100
    cost = cost_of(quantity, each, "ZAR").minor
    assert cost - Fraction(1, 2) <= exact < cost + Fraction(1, 2)


def test_the_figures_of_journey_7():
    assert cost_of(Decimal("21.275"), Decimal(95), "ZAR") == Money(Decimal("2021.13"), "ZAR")
    assert labour_cost(timedelta(hours=14), Money.of(35_000, "ZAR")).minor == 490_000
    assert margin(1_200_000, 712_273) == Decimal("40.6")
    assert margin(1_200_000, 764_773) == Decimal("36.3")
    assert margin(0, 1) is None
    assert margin(100, 150) == Decimal("-50.0")


def test_cheap_things_cost_less_than_a_cent_each():
    assert cost_of(Decimal(1000), Decimal("0.0045"), "ZAR").minor == 450
    assert cost_of(Decimal(3), Decimal(100), "JPY").amount == 300


@given(quantities, st.integers(0, 10**6))
def test_as_many_are_built_as_leave_nothing_short(each, there):
    need = {OAK.id: Need(Fraction(each), Fraction(each))}
    stock = {OAK.id: Decimal(there)}
    most = can_build(need, stock)
    assert Fraction(each) * most <= there < Fraction(each) * (most + 1)


def test_shortages_of_what_is_below_nothing():
    need = {OAK.id: Need(Fraction(5), Fraction(5))}
    [found] = shortages(need, {OAK.id: Decimal(-3)})
    assert found.missing == 5
    assert can_build(need, {}) == 0


@given(quantities, wastes)
def test_net_quantity_times_waste_is_what_is_needed(quantity, waste):
    need = Need(Fraction(quantity) * Fraction(waste), Fraction(quantity))
    assert need.net_quantity * need.waste_factor == need.quantity


def test_a_waste_that_six_digits_do_not_say_goes_into_the_quantity():
    need = Need(Fraction(10), Fraction(3))
    assert (need.waste_factor, need.net_quantity, need.quantity) == (1, 10, 10)


@given(st.integers(2, 20), st.data())
def test_a_circle_is_found_and_named_wherever_it_closes(length, data):
    chain = ids(length)
    edges = list(itertools.pairwise(chain))
    assert circle(chain[0], [chain[1]], edges) is None
    assert circles(edges) == []
    back_to = data.draw(st.sampled_from(chain))
    way = circle(chain[-1], [back_to], edges)
    assert way == [chain[-1], *chain[chain.index(back_to) :]]
    assert circles([*edges, (chain[-1], back_to)]) != []


def test_what_a_template_was_made_of_before_does_not_count():
    a, b = ids(2)
    assert circle(a, [b], [(a, a)]) is None
    assert circle(a, [a], []) == [a, a]


@pytest.mark.parametrize(
    ("unit", "to", "sheet", "size"),
    [
        ("l", "ml", (None, None), 1000),
        ("in", "mm", (None, None), Fraction("25.4")),
        ("sheet", "m2", (Decimal(2000), Decimal(1000)), 2),
        ("m2", "sheet", (Decimal(2000), Decimal(1000)), Fraction(1, 2)),
        ("sheet", "sheet", (None, None), 1),
        ("sheet", "m2", (None, None), None),
        ("sheet", "m2", (Decimal(2000), None), None),
        ("kg", "l", (None, None), None),
        ("bundle", "pc", (None, None), None),
        ("bundle", "bundle", (None, None), 1),
    ],
)
def test_units_convert_where_that_is_defined(unit, to, sheet, size):
    assert factor(unit, to, sheet) == size


def test_time_for_many_is_in_whole_seconds():
    task = Work(ids(1)[0], "x", "", timedelta(seconds=10), None, "")
    assert planned(task, Fraction(1, 3)) == timedelta(seconds=3)
    assert planned(task._replace(planned=None), Fraction(2)) is None


@given(st.lists(st.integers(1, 100), unique=True, max_size=8), st.integers(1, 120))
def test_the_price_is_that_of_the_highest_break_reached(breaks, quantity):
    class Break:
        def __init__(self, n):
            self.from_quantity, self.unit_price = Decimal(n), Decimal(1000 - n)

    price = price_of(Decimal(1000), [Break(n) for n in breaks], Decimal(quantity))
    reached = max((n for n in breaks if n <= quantity), default=0)
    assert price == 1000 - reached


def a_template(**facts):
    return Template(
        id=ProductId(new_id()),
        shop_id=ShopId(new_id()),
        sku_code="SKU-0001",
        name="Table",
        created_at=NOW,
        **facts,
    )


def test_every_change_counts():
    table = a_template()
    plan = PlanBomItem(item_id=StockItemId(new_id()), quantity=Decimal(1))
    deeds = [
        lambda: table.amend(name="Desk"),
        lambda: table.arrange_bom([plan]),
        lambda: table.arrange_tasks([PlanTask(title="x")]),
        lambda: table.add_line(plan),
        lambda: table.change_line(table.bom[0].id, quantity=Decimal(2)),
        lambda: table.remove_line(table.bom[0].id),
        lambda: table.archive(NOW),
        lambda: table.restore(),
    ]
    for count, deed in enumerate(deeds, start=2):
        deed()
        assert table.version == count
    table.restore()
    table.amend()
    assert table.version == len(deeds) + 1
    assert [it.position for it in table.bom] == [1]


def test_nothing_is_no_line():
    with pytest.raises(NotFound):
        a_template().change_line(BomItemId(new_id()), quantity=Decimal(1))


def test_lengths_make_sense():
    for name in ("thickness", "length", "width", "height"):
        for bad in ("-1", "0.0001", "1000001"):
            with pytest.raises(Invalid) as refusal:
                a_template().amend(**{name: Decimal(bad)})
            assert refusal.value.field == name


def test_a_tag_counts_once_however_it_is_spelled():
    assert tags_of(["Oak ", "oak", "Öak", " "]) == ("Oak",)
    assert tag_text(["Oak", "Big"]) == "\noak\nbig\n"
    assert tag_text([]) == ""
    with pytest.raises(Invalid, match="at most"):
        tags_of([str(n) for n in range(51)])
