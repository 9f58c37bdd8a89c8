"""What a product takes and costs, and how many the stock is enough for."""

from decimal import Decimal

from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ProductId, ShopId
from nexus.products.domain import MOST, Tree, can_build, check_number, needs, shortages
from nexus.products.messages import Bill, CanBuild, StockNeed, bill_of, plain
from nexus.products.ports import ProductsReading
from nexus.products.service.desk import Desk


class Costing(Desk):
    def cost(self, actor: Actor, id: ProductId, quantity: Decimal) -> Bill:
        """Roll up what so many take and cost, through all templates they are made of."""
        actor.require("products.read")
        check_number(quantity, "quantity", most=MOST)
        with self._reading(actor.shop_id) as look:
            tree = _tree(look, id)
            rate = self._settings.terms(actor.shop_id).hourly_rate
            items = self._stock.items(actor.shop_id, tree.items)
            price = look.price(id, quantity)
            return actor.sees(bill_of(tree, quantity, items, look.equipment(id), rate, price))

    def can_build(self, actor: Actor, id: ProductId, quantity: Decimal) -> CanBuild:
        """Tell how many the stock is enough for, and what is missing for so many."""
        actor.require("products.read")
        check_number(quantity, "quantity", most=MOST)
        with self._reading(actor.shop_id) as look:
            return self._stocked(actor.shop_id, _tree(look, id), quantity)

    def _stocked(self, shop_id: ShopId, tree: Tree, quantity: Decimal) -> CanBuild:
        ids = tree.items
        items, there = self._stock.items(shop_id, ids), self._stock.available(shop_id, ids)
        wanted = needs(tree, quantity, items)
        each = needs(tree, Decimal(1), items)
        found = shortages(wanted.items, there)
        return CanBuild(
            product_id=tree.root_id,
            quantity=plain(quantity),
            can_build=can_build(each.items, there),
            enough=not any(it.missing for it in found),
            materials=[
                StockNeed(
                    item_id=it.item_id,
                    code=items[it.item_id].code,
                    name=items[it.item_id].name,
                    unit=str(items[it.item_id].unit),
                    needed=plain(it.needed),
                    available=plain(it.available),
                    missing=plain(it.missing),
                )
                for it in found
            ],
            issues=list(dict.fromkeys(wanted.issues)),
        )


def _tree(look: ProductsReading, id: ProductId) -> Tree:
    if (tree := look.tree(id)) is None:
        raise NotFound("There is no such template.")
    return tree
