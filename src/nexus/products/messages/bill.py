"""How the bill of a product is put together from its tree and from what its materials cost."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from nexus.kernel.exact import rounded
from nexus.kernel.ids import ProductId, StockItemId
from nexus.kernel.money import Money
from nexus.kernel.quantity import DIGITS
from nexus.products.domain import (
    MATERIAL,
    NO_TIME,
    Item,
    Tree,
    cost_of,
    counts,
    labour_cost,
    margin,
    needs,
    planned,
)
from nexus.products.messages.views import (
    Bill,
    BillEquipment,
    BillLine,
    BillPart,
    BillTask,
    plain,
)


def bill_of(
    tree: Tree,
    quantity: Decimal,
    items: Mapping[StockItemId, Item],
    equipment: Sequence[BillEquipment],
    hourly_rate: Money,
    unit_price: Decimal | None,
) -> Bill:
    """Return all that so many take; costs are in the currency of the hourly rate."""
    currency = hourly_rate.currency
    lines, issues = _lines(tree, quantity, items, currency)
    tasks = _tasks(tree, quantity)
    labour = sum((task.planned for task in tasks if task.planned), NO_TIME)
    sums = [
        _sum([line for line in lines if (line.kind == MATERIAL) is is_material], currency)
        for is_material in (True, False)
    ]
    labour_costs = labour_cost(labour, hourly_rate)
    costs = sums[0] + sums[1] + labour_costs
    price = price_for(unit_price, quantity, currency)
    known = tree.templates[tree.root_id]
    return Bill(
        product_id=tree.root_id,
        sku_code=known.sku_code,
        name=known.name,
        quantity=plain(quantity),
        materials=lines,
        parts=_parts(tree, quantity, tasks),
        equipment=equipment,
        tasks=tasks,
        labour=labour,
        hourly_rate=hourly_rate,
        material_cost=sums[0],
        consumable_cost=sums[1],
        labour_cost=labour_costs,
        planned_cost=costs,
        price=price,
        margin=None if price is None else price - costs,
        margin_percent=None if price is None else margin(price.minor, costs.minor),
        issues=issues,
    )


def price_for(unit_price: Decimal | None, quantity: Decimal, currency: str) -> Money | None:
    """Return what so many come to, rounded once."""
    return None if unit_price is None else cost_of(quantity, unit_price, currency)


def _lines(
    tree: Tree, quantity: Decimal, items: Mapping[StockItemId, Item], currency: str
) -> tuple[list[BillLine], list[str]]:
    found = needs(tree, quantity, items)
    issues = list(dict.fromkeys(found.issues))
    lines = []
    for id, need in found.items.items():
        item, each = items[id], items[id].cost
        if item.currency != currency:
            issues.append(f"{item.name} costs {item.currency}, and the shop reckons otherwise.")
            each = Decimal(0)
        lines.append(
            BillLine(
                item_id=id,
                code=item.code,
                name=item.name,
                kind=str(item.kind),
                unit=str(item.unit),
                quantity=plain(need.quantity),
                net_quantity=plain(need.net_quantity),
                waste_factor=plain(need.waste_factor),
                unit_cost=plain(each),
                cost=cost_of(need.quantity, each, currency),
            )
        )
    return lines, issues


def _tasks(tree: Tree, quantity: Decimal) -> list[BillTask]:
    made = counts(tree, Fraction(quantity))
    return [
        BillTask(
            title=task.title,
            description=task.description,
            planned=planned(task, made[task.template_id][0]),
            workflow_stage_id=task.workflow_stage_id,
            stage_name=task.stage_name,
            template_id=task.template_id,
        )
        for task in tree.tasks
    ]


def _parts(tree: Tree, quantity: Decimal, tasks: Sequence[BillTask]) -> list[BillPart]:
    hours: dict[ProductId, timedelta] = {}
    for task in tasks:
        hours[task.template_id] = hours.get(task.template_id, NO_TIME) + (task.planned or NO_TIME)
    return [
        BillPart(
            template_id=id,
            sku_code=tree.templates[id].sku_code,
            name=tree.templates[id].name,
            quantity=plain(rounded(gross, DIGITS)),
            planned=hours.get(id, NO_TIME),
        )
        for id, (gross, _) in counts(tree, Fraction(quantity)).items()
        if id != tree.root_id
    ]


def _sum(lines: Sequence[BillLine], currency: str) -> Money:
    total = Money.of(0, currency)
    for line in lines:
        if isinstance(line.cost, Money):
            total += line.cost
    return total
