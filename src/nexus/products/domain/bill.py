"""What a product takes, through all templates that it is made of: quantities, costs, shortages.

Quantities are exact fractions until the end. What is needed of one stock item over the whole
tree is added up, rounded once to six digits, and its cost is rounded once to the minor unit,
half up, as money is in the trade.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple, Protocol

from nexus.kernel.exact import half_up, rounded
from nexus.kernel.ids import ProductId, StageId, StockItemId
from nexus.kernel.money import Money
from nexus.kernel.quantity import DIGITS, Unit
from nexus.products.domain.units import factor

MATERIAL, TOOL = "material", "tool"
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class Line(NamedTuple):
    """A line of a bill of materials, as it is stored."""

    template_id: ProductId
    item_id: StockItemId | None
    nested_template_id: ProductId | None
    quantity: Decimal
    unit: Unit | None
    waste_factor: Decimal


class Work(NamedTuple):
    template_id: ProductId
    title: str
    description: str
    planned: timedelta | None
    workflow_stage_id: StageId | None
    stage_name: str


class Known(NamedTuple):
    """What a template is called, and whether it is still offered."""

    sku_code: str
    name: str
    is_archived: bool = False


class Item(Protocol):
    """A stock item, as far as a bill asks."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def cost(self) -> Decimal:
        """Return what one unit costs, to six digits."""

    @property
    def currency(self) -> str: ...

    @property
    def length(self) -> Decimal | None:
        """Return how long a sheet or bar of it is, in millimetres."""

    @property
    def width(self) -> Decimal | None: ...


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A template with all templates below it; `lines` and `tasks` in their order."""

    root_id: ProductId
    templates: Mapping[ProductId, Known]
    lines: Sequence[Line]
    tasks: Sequence[Work] = ()

    @property
    def items(self) -> Sequence[StockItemId]:
        """Return each stock item of it, once."""
        return list(dict.fromkeys(it.item_id for it in self.lines if it.item_id is not None))


@dataclass
class Need:
    """How much of a stock item is needed, in its own unit: with waste, and without."""

    gross: Fraction = Fraction()
    net: Fraction = Fraction()

    @property
    def quantity(self) -> Decimal:
        return rounded(self.gross, DIGITS)

    @property
    def waste_factor(self) -> Decimal:
        """Return by what the net quantity is multiplied; 1 if six digits do not say it."""
        if not self.net:
            return Decimal(1)
        waste = self.gross / self.net
        shown = rounded(waste, DIGITS)
        return shown if Fraction(shown) == waste else Decimal(1)

    @property
    def net_quantity(self) -> Decimal:
        """Return what the waste factor is meant of."""
        return self.quantity if self.waste_factor == 1 else rounded(self.net, DIGITS)


@dataclass
class Needs:
    """`issues` says in words what could not be counted."""

    items: dict[StockItemId, Need] = field(default_factory=dict)
    issues: list[str] = field(default_factory=list)


class Shortage(NamedTuple):
    item_id: StockItemId
    needed: Decimal
    available: Decimal
    missing: Decimal


def counts(tree: Tree, quantity: Fraction) -> Mapping[ProductId, tuple[Fraction, Fraction]]:
    """Return how many of each template are made, with waste and without, parents first."""
    parents: dict[ProductId, set[ProductId]] = {id: set() for id in tree.templates}
    below: dict[ProductId, list[Line]] = {}
    for line in tree.lines:
        if line.nested_template_id is not None:
            parents.setdefault(line.nested_template_id, set()).add(line.template_id)
            below.setdefault(line.template_id, []).append(line)
    made = {tree.root_id: (quantity, quantity)}
    for id in TopologicalSorter(parents).static_order():
        gross, net = made.get(id, (Fraction(), Fraction()))
        for line in below.get(id, ()):
            assert line.nested_template_id is not None
            more, less = made.get(line.nested_template_id, (Fraction(), Fraction()))
            each = Fraction(line.quantity)
            gross_more = gross * each * Fraction(line.waste_factor)
            made[line.nested_template_id] = (more + gross_more, less + net * each)
    return made


def needs(tree: Tree, quantity: Decimal, items: Mapping[StockItemId, Item]) -> Needs:
    """Add up what so many of the template take of each stock item."""
    made, found = counts(tree, Fraction(quantity)), Needs()
    for line in tree.lines:
        if line.item_id is None:
            continue
        item = items.get(line.item_id)
        if item is None:
            found.issues.append("A line names a stock item that is not there any more.")
            continue
        unit = line.unit or item.unit
        size = factor(unit, item.unit, (item.length, item.width))
        if size is None:
            found.issues.append(f"{item.name} is counted in {item.unit}, its line in {unit}.")
            continue
        gross, net = made[line.template_id]
        need = found.items.setdefault(line.item_id, Need())
        each = Fraction(line.quantity) * size
        need.gross += gross * each * Fraction(line.waste_factor)
        need.net += net * each
    return found


def cost_of(quantity: Decimal, each: Decimal, currency: str) -> Money:
    """Return what so much costs, rounded half up, once."""
    one = Fraction(Money.of(1, currency).amount)
    return Money.of(half_up(Fraction(quantity) * Fraction(each) / one), currency)


def labour_cost(labour: timedelta, hourly_rate: Money) -> Money:
    hours = Fraction(labour // SECOND, HOUR // SECOND)
    return Money.of(half_up(hours * hourly_rate.minor), hourly_rate.currency)


def planned(task: Work, made: Fraction) -> timedelta | None:
    """Return how long a task takes for so many, in whole seconds."""
    if task.planned is None:
        return None
    return half_up((task.planned // SECOND) * made) * SECOND


def margin(revenue: int, cost: int) -> Decimal | None:
    """Return the profit in percent of the revenue, half up at the first digit."""
    if revenue <= 0:
        return None
    return Decimal(half_up(Fraction(revenue - cost, revenue) * 1000)).scaleb(-1)


def can_build(each: Mapping[StockItemId, Need], there: Mapping[StockItemId, Decimal]) -> int | None:
    """Return how many whole products the stock is enough for; None if nothing limits it."""
    numbers = [
        max(Fraction(there.get(id, Decimal())), Fraction()) // need.gross
        for id, need in each.items()
        if need.gross > 0
    ]
    return min(numbers) if numbers else None


def shortages(
    wanted: Mapping[StockItemId, Need], there: Mapping[StockItemId, Decimal]
) -> list[Shortage]:
    """Return of every stock item what is needed, what there is, and what is missing."""
    found = []
    for id, need in wanted.items():
        available = there.get(id, Decimal())
        missing = max(need.quantity - max(available, Decimal()), Decimal())
        found.append(Shortage(id, need.quantity, available, missing))
    return found


def circle(
    start: ProductId, nested: Iterable[ProductId], edges: Iterable[tuple[ProductId, ProductId]]
) -> list[ProductId] | None:
    """Return the way from a template back to itself, if it took these as parts."""
    graph: dict[ProductId, set[ProductId]] = {}
    for above, below in edges:
        if above != start:  # its own lines are replaced by the new ones
            graph.setdefault(above, set()).add(below)
    graph[start] = set(nested)
    came: dict[ProductId, ProductId] = {}
    waiting = [start]
    while waiting:
        above = waiting.pop()
        for below in graph.get(above, ()):
            if below == start:
                way = [above]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return [*reversed(way), start]
            if below not in came:
                came[below] = above
                waiting.append(below)
    return None


def circles(edges: Iterable[tuple[ProductId, ProductId]]) -> list[ProductId]:
    """Return a template of some circle among these, if there is any."""
    graph: dict[ProductId, set[ProductId]] = {}
    for above, below in edges:
        graph.setdefault(below, set()).add(above)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[ProductId] = error.args[1]
        return found[:1]
    return []
